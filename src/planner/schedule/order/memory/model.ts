// Hot path: integer node and value ids and typed arrays only.
import { predecessorsOf } from '../successors.ts'
import type { Predecessors, Successors } from '../successors.ts'
import type { ValueUses } from '../value-uses.ts'
import {
  float64Array,
  float64From,
  int32Array,
  int32From,
  int32Slice,
  noIndices,
  uint8Array,
  uint8From,
} from '../../../../graph/typed-arrays.ts'

/**
 * Nodes to be ordered, and the values they share. Declared order (ascending ids) is a topological order of the edges, and with
 * clusters, ascending clusters agree with the edges too.
 */
export interface MemoryOrderProblem extends Successors, ValueUses {
  /** Cluster of each node; all nodes of a lower cluster come before those of a higher one. */
  clusterOf?: Int32Array
}

/**
 * A stretch of nodes to be ordered, with all relations in both directions. Ids are topological. Bytes that are alive during the
 * whole stretch in any order are in `baseBytes`, and in no value.
 */
export interface MemoryModel extends Successors, Predecessors, ValueUses {
  /** The values of each node. */
  holdStart: Int32Array
  hold: Int32Array
  baseBytes: number
  /**
   * Whether a value is alive when the stretch begins, because of a user before it, and whether it is still alive when it ends.
   * Never both.
   */
  heldBefore: Uint8Array
  heldAfter: Uint8Array
}

/** The whole problem as one stretch, without values of no bytes or no users, and without repeated users. O(n + e + uses). */
export function memoryModel(p: MemoryOrderProblem): MemoryModel {
  const { nodeCount } = p
  const bytes: number[] = []
  const useStart: number[] = [0]
  const use: number[] = []
  const lastValueAt = noIndices(nodeCount)
  for (let x = 0; x < p.valueCount; x++) {
    if (!(p.valueBytes[x]! > 0) || p.useStart[x] === p.useStart[x + 1]) continue
    for (let u = p.useStart[x]!; u < p.useStart[x + 1]!; u++) {
      const v = p.use[u]!
      if (lastValueAt[v] === x) continue
      lastValueAt[v] = x
      use.push(v)
    }
    bytes.push(p.valueBytes[x]!)
    useStart.push(use.length)
  }
  const values = {
    valueCount: bytes.length,
    valueBytes: float64From(bytes),
    useStart: int32From(useStart),
    use: int32From(use),
  }
  const neverHeld = uint8Array(bytes.length)
  return modelOf(p, values, 0, neverHeld, neverHeld)
}

function modelOf(
  graph: Successors,
  values: ValueUses,
  baseBytes: number,
  heldBefore: Uint8Array,
  heldAfter: Uint8Array,
): MemoryModel {
  const { predStart, pred } = predecessorsOf(graph)
  const { holdStart, hold } = holdsOf(graph.nodeCount, values)
  return {
    nodeCount: graph.nodeCount,
    succStart: graph.succStart,
    succ: graph.succ,
    predStart,
    pred,
    valueCount: values.valueCount,
    valueBytes: values.valueBytes,
    useStart: values.useStart,
    use: values.use,
    holdStart,
    hold,
    baseBytes,
    heldBefore,
    heldAfter,
  }
}

/** Positions at which each value is alive in an order of the whole, from which stretches are cut. */
export interface OrderSweep {
  order: Int32Array
  firstAt: Int32Array
  lastAt: Int32Array
  /** Live bytes between positions `k − 1` and `k`. */
  openBefore: Float64Array
  /** Live bytes while the node at position `k` runs. */
  during: Float64Array
}

/** The bytes alive along an order. O(nodes + uses). */
export function sweepOrder(model: MemoryModel, order: Int32Array): OrderSweep {
  const { nodeCount, valueCount, valueBytes, holdStart, hold, heldBefore, heldAfter } = model
  const firstAt = noIndices(valueCount)
  const lastAt = noIndices(valueCount)
  for (let k = 0; k < nodeCount; k++) {
    const v = order[k]!
    for (let h = holdStart[v]!; h < holdStart[v + 1]!; h++) {
      const x = hold[h]!
      if (firstAt[x]! < 0) firstAt[x] = k
      lastAt[x] = k
    }
  }
  const openBefore = float64Array(nodeCount + 1)
  const during = float64Array(nodeCount)
  let live = model.baseBytes
  for (let x = 0; x < valueCount; x++) if (heldBefore[x]) live += valueBytes[x]!
  for (let k = 0; k < nodeCount; k++) {
    const v = order[k]!
    openBefore[k] = live
    let freed = 0
    for (let h = holdStart[v]!; h < holdStart[v + 1]!; h++) {
      const x = hold[h]!
      if (firstAt[x] === k && !heldBefore[x]) live += valueBytes[x]!
      if (lastAt[x] === k && !heldAfter[x]) freed += valueBytes[x]!
    }
    during[k] = live
    live -= freed
  }
  openBefore[nodeCount] = live
  return { order, firstAt, lastAt, openBefore, during }
}

/** The most bytes alive while one of the nodes runs. */
export const peakOf = ({ during }: OrderSweep): number => during.reduce((most, bytes) => Math.max(most, bytes), 0)

export const peakOfOrder = (model: MemoryModel, order: Int32Array): number => peakOf(sweepOrder(model, order))

/** Positions `from … to − 1` of an order as a problem of their own, in which node `i` is at position `from + i`. */
export function stretchModel(model: MemoryModel, sweep: OrderSweep, from: number, to: number): MemoryModel {
  const { order, firstAt, lastAt, openBefore } = sweep
  const nodeCount = to - from
  const idOf = new Map<number, number>()
  for (let i = 0; i < nodeCount; i++) idOf.set(order[from + i]!, i)
  const succStart = int32Array(nodeCount + 1)
  const succ: number[] = []
  /** The values in the order of their first users, each with its number of users. */
  const rankOf = new Map<number, number>()
  const users: number[] = []
  for (let i = 0; i < nodeCount; i++) {
    const v = order[from + i]!
    for (let e = model.succStart[v]!; e < model.succStart[v + 1]!; e++) {
      const target = idOf.get(model.succ[e]!)
      if (target !== undefined) succ.push(target)
    }
    succStart[i + 1] = succ.length
    for (let h = model.holdStart[v]!; h < model.holdStart[v + 1]!; h++) {
      const x = model.hold[h]!
      const rank = rankOf.get(x)
      if (rank === undefined) rankOf.set(x, users.push(1) - 1)
      else users[rank]!++
    }
  }
  let baseBytes = openBefore[from]!
  const bytes: number[] = []
  const useStart: number[] = [0]
  /** By rank: where the next user of the value goes; −1 for values that are alive throughout. */
  const next = int32Array(users.length)
  const before: number[] = []
  const after: number[] = []
  for (const [x, rank] of rankOf) {
    const isHeldBefore = model.heldBefore[x] === 1 || firstAt[x]! < from
    const isHeldAfter = model.heldAfter[x] === 1 || lastAt[x]! >= to
    next[rank] = -1
    if (isHeldBefore && isHeldAfter) continue
    if (isHeldBefore) baseBytes -= model.valueBytes[x]!
    bytes.push(model.valueBytes[x]!)
    next[rank] = useStart.at(-1)!
    useStart.push(next[rank]! + users[rank]!)
    before.push(isHeldBefore ? 1 : 0)
    after.push(isHeldAfter ? 1 : 0)
  }
  const use = int32Array(useStart.at(-1)!)
  for (let i = 0; i < nodeCount; i++) {
    const v = order[from + i]!
    for (let h = model.holdStart[v]!; h < model.holdStart[v + 1]!; h++) {
      const rank = rankOf.get(model.hold[h]!)!
      if (next[rank]! >= 0) use[next[rank]!++] = i
    }
  }
  const graph = { nodeCount, succStart, succ: int32From(succ) }
  const values = { valueCount: bytes.length, valueBytes: float64From(bytes), useStart: int32From(useStart), use }
  return modelOf(graph, values, baseBytes, uint8From(before), uint8From(after))
}

/** The problem read backwards: the peak of an order is the same. */
export function reversedModel(m: MemoryModel): MemoryModel {
  const last = m.nodeCount - 1
  const [succStart, succ] = mirrored(m.predStart, m.pred, last, true)
  const [predStart, pred] = mirrored(m.succStart, m.succ, last, true)
  const [holdStart, hold] = mirrored(m.holdStart, m.hold, last, false)
  return {
    nodeCount: m.nodeCount,
    succStart,
    succ,
    predStart,
    pred,
    valueCount: m.valueCount,
    valueBytes: m.valueBytes,
    useStart: m.useStart,
    use: m.use.map((v) => last - v),
    holdStart,
    hold,
    baseBytes: m.baseBytes,
    heldBefore: m.heldAfter,
    heldAfter: m.heldBefore,
  }
}

/** An order of the reversed problem as one of the problem itself. */
export function flippedOrder(order: Int32Array): Int32Array {
  return order.toReversed().map((v) => order.length - 1 - v)
}

function mirrored(start: Int32Array, items: Int32Array, last: number, areNodes: boolean) {
  const newStart = int32Array(start.length)
  const newItems = int32Array(items.length)
  for (let v = 0, at = 0; v <= last; v++) {
    for (let k = start[last - v]!; k < start[last - v + 1]!; k++) {
      newItems[at++] = areNodes ? last - items[k]! : items[k]!
    }
    newStart[v + 1] = at
  }
  return [newStart, newItems] as const
}

function holdsOf(nodeCount: number, { valueCount, useStart, use }: Omit<ValueUses, 'valueBytes'>) {
  const holdStart = int32Array(nodeCount + 1)
  for (const v of use) holdStart[v + 1]!++
  for (let v = 0; v < nodeCount; v++) holdStart[v + 1]! += holdStart[v]!
  const hold = int32Array(use.length)
  const fill = int32Slice(holdStart, 0, nodeCount)
  for (let x = 0; x < valueCount; x++) for (let u = useStart[x]!; u < useStart[x + 1]!; u++) hold[fill[use[u]!]!++] = x
  return { holdStart, hold }
}
