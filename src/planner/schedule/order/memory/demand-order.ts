// Hot path: integer node and value ids and typed arrays only.
import { sortPart } from '../../../support/sort-part.ts'
import type { MemoryModel } from './model.ts'
import { float64Array, int32Array, int32Slice, noIndices, uint8Array } from '../../../../graph/typed-arrays.ts'

/**
 * An order by demand: a node runs once something that needs it is about to run, so that results are used soon. Depth first from
 * each end of the graph in declared order; among the predecessors of a node, the branch with the highest peak over what it
 * leaves behind goes first (Sethi and Ullman's rule, exact for trees). O((n + e) · log of the largest fan-in).
 */
export function demandOrder(model: MemoryModel): Int32Array {
  const { nodeCount, succStart, predStart, pred, valueCount, valueBytes, useStart, use, holdStart, hold } = model
  // Bytes that a node's branch leaves alive for others, and the most that are alive inside the branch, as if it were a tree.
  const leaves = float64Array(nodeCount)
  const climb = float64Array(nodeCount)
  const inputs = int32Slice(pred)
  // Among several users of a value, the first is the one that the others wait for.
  const makerOf = noIndices(valueCount)
  for (let x = 0; x < valueCount; x++) {
    if (useStart[x + 1]! - useStart[x]! < 2) continue
    makerOf[x] = nodeCount
    for (let u = useStart[x]!; u < useStart[x + 1]!; u++) makerOf[x] = Math.min(makerOf[x]!, use[u]!)
  }
  const deepestFirst = (a: number, b: number): number => climb[b]! - leaves[b]! - (climb[a]! - leaves[a]!) || a - b
  for (let v = 0; v < nodeCount; v++) {
    let footprint = 0
    for (let h = holdStart[v]!; h < holdStart[v + 1]!; h++) {
      const x = hold[h]!
      footprint += valueBytes[x]!
      if (makerOf[x] === v) leaves[v]! += valueBytes[x]!
    }
    const end = predStart[v + 1]!
    sortPart(inputs, predStart[v]!, end, deepestFirst)
    let held = 0
    for (let k = predStart[v]!; k < end; k++) {
      const p = inputs[k]!
      climb[v] = Math.max(climb[v]!, held + climb[p]!)
      held += leaves[p]!
    }
    climb[v] = Math.max(climb[v]!, footprint)
  }
  const order = int32Array(nodeCount)
  let length = 0
  const next = int32Slice(predStart, 0, nodeCount)
  const entered = uint8Array(nodeCount)
  const stack: number[] = []
  const enter = (v: number) => {
    entered[v] = 1
    stack.push(v)
  }
  for (let end = 0; end < nodeCount; end++) {
    if (succStart[end] === succStart[end + 1]) enter(end)
    while (stack.length > 0) {
      const v = stack.at(-1)!
      if (next[v]! < predStart[v + 1]!) {
        const p = inputs[next[v]!++]!
        if (!entered[p]) enter(p)
      } else order[length++] = stack.pop()!
    }
  }
  return order
}
