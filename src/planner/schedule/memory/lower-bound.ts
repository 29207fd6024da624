// Hot path: integer node and value ids and typed arrays only.
import { leastOpenSet } from './least-open.ts'
import type { MemoryModel } from './model.ts'

/** The most bytes that one node alone needs: all its values are live while it runs. O(uses). */
export function largestFootprint(model: MemoryModel): number {
  const { nodeCount, valueBytes, holdStart, hold, heldBefore, heldAfter } = model
  let ends = 0
  let startBytes = model.baseBytes
  let endBytes = model.baseBytes
  for (let x = 0; x < model.valueCount; x++) {
    if (heldBefore[x]) startBytes += valueBytes[x]!
    if (heldAfter[x]) endBytes += valueBytes[x]!
  }
  ends = Math.max(startBytes, endBytes)
  for (let v = 0; v < nodeCount; v++) {
    let bytes = model.baseBytes
    for (let h = holdStart[v]!; h < holdStart[v + 1]!; h++) bytes += valueBytes[hold[h]!]!
    ends = Math.max(ends, bytes)
  }
  return ends
}

/**
 * The fewest bytes that can be live while `v` runs, over all orders: what must come before it has run, what must come
 * after it has not, and the cheapest choice of the rest is a minimum cut.
 */
export function leastBytesAt(model: MemoryModel, v: number): number {
  const { nodeCount, valueCount, valueBytes, useStart, use, heldBefore, heldAfter } = model
  const sideOf = new Int8Array(nodeCount)
  markReachable(v, model.predStart, model.pred, sideOf, 1)
  markReachable(v, model.succStart, model.succ, sideOf, -1)
  sideOf[v] = 2
  const free: number[] = []
  for (let u = 0; u < nodeCount; u++) if (sideOf[u] === 0) free.push(u)
  let bytes = model.baseBytes + leastOpenSet(model, sideOf, free, v).liveBytes
  for (let x = 0; x < valueCount; x++) {
    let anyIn = heldBefore[x] === 1
    let anyOut = heldAfter[x] === 1
    let anyFree = false
    for (let u = useStart[x]!; u < useStart[x + 1]!; u++) {
      const side = sideOf[use[u]!]!
      anyIn ||= side >= 1
      anyOut ||= side === -1 || side === 2
      anyFree ||= side === 0
    }
    if (anyIn && anyOut && !anyFree) bytes += valueBytes[x]!
  }
  return bytes
}

function markReachable(from: number, start: Int32Array, edges: Int32Array, sideOf: Int8Array, side: number): void {
  const stack = [from]
  while (stack.length > 0) {
    const v = stack.pop()!
    for (let e = start[v]!; e < start[v + 1]!; e++) {
      if (sideOf[edges[e]!] === side) continue
      sideOf[edges[e]!] = side
      stack.push(edges[e]!)
    }
  }
}
