// Hot path: integer node and value ids and typed arrays only.
import type { MemoryModel } from './model.ts'
import { NodeHeap } from './node-heap.ts'
import { running } from './running.ts'
import { int32Array, uint8Array } from '../../../../graph/typed-arrays.ts'

/** Tie-break between ready nodes with the same effect on live bytes: as declared, or the one that became ready last. */
export type TieBreak = 'declared' | 'latest'

/** An order with its peak, and the steps that it took. */
export interface ListSchedule {
  order: Int32Array
  peakBytes: number
  steps: number
}

/**
 * List scheduling: always runs the ready node that increases the live bytes least (or decreases them most), and among equals,
 * the one that touches the fewest new bytes. The increase of a node only falls as others run, so a heap with stale entries
 * suffices. O((n + e + uses) · log n).
 */
export function memoryListSchedule(model: MemoryModel, tieBreak: TieBreak): ListSchedule {
  const { nodeCount, predStart } = model
  const rank = int32Array(nodeCount)
  const isReady = uint8Array(nodeCount)
  const done = uint8Array(nodeCount)
  const heap = new NodeHeap()
  let readied = 0
  const push = (v: number) => {
    const live = state.live()
    heap.push(v, state.after(v) - live, state.during(v) - live, rank[v]!)
  }
  const state = running(model, (v) => {
    if (isReady[v]) changed.push(v)
  })
  const changed: number[] = []
  const makeReady = (v: number) => {
    isReady[v] = 1
    rank[v] = tieBreak === 'declared' ? v : --readied
    changed.push(v)
  }
  // Backwards, so that with `latest` the first declared source goes first.
  for (let v = nodeCount - 1; v >= 0; v--) if (predStart[v] === predStart[v + 1]) makeReady(v)
  const order = int32Array(nodeCount)
  let peakBytes = nodeCount > 0 ? 0 : state.live()
  for (let position = 0; position < nodeCount; position++) {
    while (changed.length > 0) push(changed.pop()!)
    let v = heap.pop()
    while (done[v]) v = heap.pop()
    done[v] = 1
    order[position] = v
    peakBytes = Math.max(peakBytes, state.during(v))
    state.run(v, makeReady)
  }
  return { order, peakBytes, steps: state.steps() }
}
