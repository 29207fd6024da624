// Hot path: integer node and value ids and typed arrays only.
import { predecessorsOf } from '../csr.ts'
import type { Predecessors, Successors } from '../csr.ts'

/**
 * Nodes to be put in order, and the values they share. Declared order (ascending ids) is a topological order of the
 * edges, and where there are clusters, ascending clusters agree with the edges too.
 */
export interface MemoryOrderProblem extends Successors {
  /** All nodes of a lower cluster come before those of a higher one. */
  clusterOf?: Int32Array
  valueCount: number
  valueBytes: Float64Array
  /** The nodes that use value `x`: `use[useStart[x]] … use[useStart[x + 1] - 1]`. */
  useStart: Int32Array
  use: Int32Array
}

/** The problem with both directions of every relation at hand, in ids that ascend with the clusters. */
export interface MemoryModel extends Successors, Predecessors {
  /** Clusters count from 0 without gaps, ascending with the node ids. */
  clusterOf: Int32Array
  clusterStart: Int32Array
  valueCount: number
  valueBytes: Float64Array
  useStart: Int32Array
  use: Int32Array
  /** The values each node uses. */
  holdStart: Int32Array
  hold: Int32Array
  /** The caller's id of each node. */
  nameOf: Int32Array
}

/** Leaves out values of no bytes or no users and repeated users, and renumbers nodes by cluster. O(n + e + uses). */
export function memoryModel(p: MemoryOrderProblem): MemoryModel {
  const { nodeCount } = p
  const { clusterOf, clusterStart, nameOf } = clustersOf(p)
  const idOf = inverse(nameOf)
  const succStart = new Int32Array(nodeCount + 1)
  const succ = new Int32Array(p.succStart[nodeCount]!)
  for (let v = 0, at = 0; v < nodeCount; v++) {
    const name = nameOf[v]!
    for (let e = p.succStart[name]!; e < p.succStart[name + 1]!; e++) succ[at++] = idOf[p.succ[e]!]!
    succStart[v + 1] = at
  }
  const bytes: number[] = []
  const useStart: number[] = [0]
  const use: number[] = []
  const lastValueAt = new Int32Array(nodeCount).fill(-1)
  for (let x = 0; x < p.valueCount; x++) {
    if (!(p.valueBytes[x]! > 0) || p.useStart[x] === p.useStart[x + 1]) continue
    for (let u = p.useStart[x]!; u < p.useStart[x + 1]!; u++) {
      const v = idOf[p.use[u]!]!
      if (lastValueAt[v] === x) continue
      lastValueAt[v] = x
      use.push(v)
    }
    bytes.push(p.valueBytes[x]!)
    useStart.push(use.length)
  }
  const graph = { nodeCount, succStart, succ }
  const values = {
    valueCount: bytes.length,
    valueBytes: Float64Array.from(bytes),
    useStart: Int32Array.from(useStart),
    use: Int32Array.from(use),
  }
  return {
    ...graph,
    ...predecessorsOf(graph),
    clusterOf,
    clusterStart,
    ...values,
    ...holdsOf(nodeCount, values),
    nameOf,
  }
}

/** The same problem seen from its end: a peak is the same read backwards. */
export function reversedModel(m: MemoryModel): MemoryModel {
  const { nodeCount } = m
  const last = nodeCount - 1
  const flip = (ids: Int32Array) => ids.map((v) => last - v)
  const mirrored = (start: Int32Array, items: Int32Array) => {
    const newStart = new Int32Array(nodeCount + 1)
    const newItems = new Int32Array(items.length)
    for (let v = 0, at = 0; v < nodeCount; v++) {
      for (let k = start[last - v]!; k < start[last - v + 1]!; k++) newItems[at++] = last - items[k]!
      newStart[v + 1] = at
    }
    return [newStart, newItems] as const
  }
  const [succStart, succ] = mirrored(m.predStart, m.pred)
  const [predStart, pred] = mirrored(m.succStart, m.succ)
  const clusterCount = m.clusterStart.length - 1
  const values = { valueCount: m.valueCount, valueBytes: m.valueBytes, useStart: m.useStart, use: flip(m.use) }
  return {
    nodeCount,
    succStart,
    succ,
    predStart,
    pred,
    clusterOf: m.clusterOf.toReversed().map((c) => clusterCount - 1 - c),
    clusterStart: m.clusterStart.toReversed().map((at) => nodeCount - at),
    ...values,
    ...holdsOf(nodeCount, values),
    nameOf: m.nameOf.toReversed(),
  }
}

/** An order of the reversed problem as one of the problem itself. */
export function flippedOrder(order: Int32Array): Int32Array {
  return order.toReversed().map((v) => order.length - 1 - v)
}

function clustersOf({ nodeCount, clusterOf }: MemoryOrderProblem) {
  const nameOf = Int32Array.from({ length: nodeCount }, (_, v) => v)
  if (!clusterOf) {
    return { clusterOf: new Int32Array(nodeCount), clusterStart: Int32Array.of(0, nodeCount), nameOf }
  }
  nameOf.sort((a, b) => clusterOf[a]! - clusterOf[b]! || a - b)
  const dense = new Int32Array(nodeCount)
  const starts: number[] = [0]
  for (let v = 1; v < nodeCount; v++) {
    const same = clusterOf[nameOf[v]!] === clusterOf[nameOf[v - 1]!]
    if (!same) starts.push(v)
    dense[v] = starts.length - 1
  }
  starts.push(nodeCount)
  return { clusterOf: dense, clusterStart: Int32Array.from(starts), nameOf }
}

function inverse(permutation: Int32Array): Int32Array {
  const result = new Int32Array(permutation.length)
  for (let k = 0; k < permutation.length; k++) result[permutation[k]!] = k
  return result
}

function holdsOf(nodeCount: number, values: { valueCount: number; useStart: Int32Array; use: Int32Array }) {
  const { valueCount, useStart, use } = values
  const holdStart = new Int32Array(nodeCount + 1)
  for (const v of use) holdStart[v + 1]!++
  for (let v = 0; v < nodeCount; v++) holdStart[v + 1]! += holdStart[v]!
  const hold = new Int32Array(use.length)
  const fill = holdStart.slice(0, nodeCount)
  for (let x = 0; x < valueCount; x++) for (let u = useStart[x]!; u < useStart[x + 1]!; u++) hold[fill[use[u]!]!++] = x
  return { holdStart, hold }
}
