// Hot path: integer node ids and typed arrays only.
import type { Successors } from './successors.ts'
import { int32Array, int32From } from '../../../graph/typed-arrays.ts'

/**
 * Edges between the nodes of one submission. Declared order (ascending ids) is a topological order. `hazard[e] = 0` marks an
 * edge that only orders its ends (an `after`, say) and needs no barrier between them; without the array, every edge is a
 * hazard.
 */
export interface HazardGraph extends Successors {
  hazard?: Uint8Array
}

/** Barriers: `barrierBefore[k]` is the position in the order of the node after barrier k. */
export interface BarrierPoints {
  barrierBefore: Int32Array
  barrierCount: number
}

export interface BarrierOrder extends BarrierPoints {
  /** Nodes by level, within a level as declared. */
  order: Int32Array
  /** Level of each node, from 0; −1 for nodes that were not asked for. */
  levelOf: Int32Array
}

/**
 * The order with the fewest barriers: the level of a node is the most hazards on a chain that ends at it. One barrier between
 * adjacent levels suffices, and the longest chain needs all of them, so no legal order has fewer. Edges that leave `nodes` are
 * ignored. O(n + e).
 */
export function orderByBarrierLevels(graph: HazardGraph, nodes?: Int32Array): BarrierOrder {
  const { nodeCount, succStart, succ, hazard } = graph
  const levelOf = int32Array(nodeCount).fill(nodes ? -1 : 0)
  if (nodes) for (const node of nodes) levelOf[node] = 0
  const ascending = nodes ? nodes.slice().sort() : undefined
  const count = nodes ? nodes.length : nodeCount
  let levelCount = count === 0 ? 0 : 1
  for (let k = 0; k < count; k++) {
    const node = ascending ? ascending[k]! : k
    const level = levelOf[node]!
    if (level >= levelCount) levelCount = level + 1
    for (let e = succStart[node]!; e < succStart[node + 1]!; e++) {
      const next = succ[e]!
      const least = level + (hazard ? hazard[e]! : 1)
      if (levelOf[next]! >= 0 && levelOf[next]! < least) levelOf[next] = least
    }
  }
  const levelStart = int32Array(levelCount + 1)
  for (let k = 0; k < count; k++) levelStart[levelOf[ascending ? ascending[k]! : k]! + 1]!++
  for (let l = 0; l < levelCount; l++) levelStart[l + 1]! += levelStart[l]!
  const barrierBefore = levelStart.slice(1, Math.max(1, levelCount))
  const order = int32Array(count)
  for (let k = 0; k < count; k++) {
    const node = ascending ? ascending[k]! : k
    order[levelStart[levelOf[node]!]!++] = node
  }
  return { order, levelOf, barrierBefore, barrierCount: barrierBefore.length }
}

/**
 * The fewest barriers for a given order: each is put off until the first node that has a hazard with something since the last
 * barrier. Greedy stabbing of intervals by their right ends, which is optimal. O(n + e).
 */
export function barriersForOrder(graph: HazardGraph, order: Int32Array): BarrierPoints {
  const { nodeCount, succStart, succ, hazard } = graph
  // Position of the latest node so far that has a hazard towards each node: a barrier must follow it.
  const latestSource = int32Array(nodeCount).fill(-1)
  const barrierBefore: number[] = []
  let sinceBarrier = 0
  for (let position = 0; position < order.length; position++) {
    const node = order[position]!
    if (latestSource[node]! >= sinceBarrier) {
      barrierBefore.push(position)
      sinceBarrier = position
    }
    for (let e = succStart[node]!; e < succStart[node + 1]!; e++) {
      if (!hazard || hazard[e]) latestSource[succ[e]!] = position
    }
  }
  return { barrierBefore: int32From(barrierBefore), barrierCount: barrierBefore.length }
}
