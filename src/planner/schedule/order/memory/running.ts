// Hot path: integer node and value ids and typed arrays only.
import { indegreesOf } from '../successors.ts'
import type { MemoryModel } from './model.ts'
import { float64Array, int32Array, uint8Array } from '../../../../graph/typed-arrays.ts'

/** State of a partly executed stretch: ready nodes, live bytes, and the bytes that each node would open and close. */
export interface Running {
  /** Live bytes now. */
  live: () => number
  /** Live bytes while `v` would run now, and after it. */
  during: (v: number) => number
  after: (v: number) => number
  /** Runs a ready node, and calls back with each node that became ready. */
  run: (v: number, readied?: (node: number) => void) => void
  /** Undoes the node that ran last. */
  takeBack: (v: number, unreadied?: (node: number) => void) => void
  /** Number of nodes and uses visited so far. */
  steps: () => number
}

/** The state before the first node. Running a node costs O(degree + uses of the values touched), reading O(1). */
export function running(model: MemoryModel, onChange?: (node: number) => void): Running {
  const { nodeCount, succStart, succ, valueCount, valueBytes, useStart, use, holdStart, hold } = model
  const { heldBefore, heldAfter } = model
  const pending = indegreesOf(model)
  const opens = float64Array(nodeCount)
  const closes = float64Array(nodeCount)
  const usesLeft = int32Array(valueCount)
  let live = model.baseBytes
  for (let x = 0; x < valueCount; x++) {
    // A value that is held afterwards has one more user, which never runs, so its count never reaches 1.
    usesLeft[x] = useStart[x + 1]! - useStart[x]! + heldAfter[x]!
    if (heldBefore[x]) live += valueBytes[x]!
    else for (let u = useStart[x]!; u < useStart[x + 1]!; u++) opens[use[u]!]! += valueBytes[x]!
    if (usesLeft[x] === 1) closes[use[useStart[x]!]!]! += valueBytes[x]!
  }
  const done = uint8Array(nodeCount)
  let steps = 0
  const shift = (x: number, what: Float64Array, bytes: number) => {
    steps += useStart[x + 1]! - useStart[x]!
    for (let u = useStart[x]!; u < useStart[x + 1]!; u++) {
      const other = use[u]!
      what[other]! += bytes
      if (onChange && !done[other]) onChange(other)
    }
  }
  const isFirst = (x: number) => usesLeft[x] === useStart[x + 1]! - useStart[x]! + heldAfter[x]! && !heldBefore[x]
  return {
    live: () => live,
    during: (v) => live + opens[v]!,
    after: (v) => live + opens[v]! - closes[v]!,
    steps: () => steps,
    run(v, readied) {
      steps += 1 + succStart[v + 1]! - succStart[v]! + holdStart[v + 1]! - holdStart[v]!
      live += opens[v]! - closes[v]!
      done[v] = 1
      for (let h = holdStart[v]!; h < holdStart[v + 1]!; h++) {
        const x = hold[h]!
        if (isFirst(x)) shift(x, opens, -valueBytes[x]!)
        if (--usesLeft[x]! === 1) shift(x, closes, valueBytes[x]!)
      }
      for (let e = succStart[v]!; e < succStart[v + 1]!; e++) {
        if (--pending[succ[e]!]! === 0 && readied) readied(succ[e]!)
      }
    },
    takeBack(v, unreadied) {
      steps += 1 + succStart[v + 1]! - succStart[v]! + holdStart[v + 1]! - holdStart[v]!
      for (let e = succStart[v]!; e < succStart[v + 1]!; e++) {
        if (pending[succ[e]!]!++ === 0 && unreadied) unreadied(succ[e]!)
      }
      for (let h = holdStart[v]!; h < holdStart[v + 1]!; h++) {
        const x = hold[h]!
        if (usesLeft[x]!++ === 1) shift(x, closes, -valueBytes[x]!)
        if (isFirst(x)) shift(x, opens, valueBytes[x]!)
      }
      done[v] = 0
      live -= opens[v]! - closes[v]!
    },
  }
}
