import { successorsFromEdges } from '../../../support/successors.ts'
import type { MemoryOrderProblem } from '../../../../src/planner/schedule/order/index.ts'
import { randomInt } from './random.ts'

/** Live bytes while each node of the order runs, from the definition alone: first user to last user, inclusive. */
export function peakByDefinition(p: MemoryOrderProblem, order: ArrayLike<number>): number {
  const at = new Map(Array.from(order, (v, k) => [v, k]))
  const live = new Float64Array(p.nodeCount)
  for (let x = 0; x < p.valueCount; x++) {
    const users = [...p.use.subarray(p.useStart[x]!, p.useStart[x + 1]!)].map((v) => at.get(v)!)
    if (users.length === 0) continue
    for (let k = Math.min(...users); k <= Math.max(...users); k++) live[k]! += p.valueBytes[x]!
  }
  return live.reduce((a, b) => Math.max(a, b), 0)
}

/** The least peak over all legal orders, by dynamic programming over all executed sets. For up to about 20 nodes. */
export function leastPeakByDynamicProgram(p: MemoryOrderProblem): number {
  const { nodeCount, succStart, succ, valueCount, valueBytes, useStart, use, clusterOf } = p
  const before = new Int32Array(nodeCount)
  for (let v = 0; v < nodeCount; v++) {
    for (let e = succStart[v]!; e < succStart[v + 1]!; e++) before[succ[e]!]! |= 1 << v
    for (let u = 0; u < nodeCount; u++) if (clusterOf && clusterOf[u]! < clusterOf[v]!) before[v]! |= 1 << u
  }
  const users = Int32Array.from({ length: valueCount }, (_, x) =>
    use.subarray(useStart[x]!, useStart[x + 1]!).reduce((set, v) => set | (1 << v), 0),
  )
  const full = 2 ** nodeCount - 1
  const best = new Float64Array(full + 1).fill(Infinity)
  best[0] = 0
  for (let executed = 0; executed < full; executed++) {
    if (best[executed] === Infinity) continue
    for (let v = 0; v < nodeCount; v++) {
      if (executed & (1 << v) || (before[v]! & executed) !== before[v]) continue
      const after = executed | (1 << v)
      let live = 0
      for (let x = 0; x < valueCount; x++) if (users[x]! & after && users[x]! & ~executed) live += valueBytes[x]!
      best[after] = Math.min(best[after]!, Math.max(best[executed]!, live))
    }
  }
  return best[full]!
}

export function faultOfOrder(p: MemoryOrderProblem, order: Int32Array): string | undefined {
  const at = new Int32Array(p.nodeCount).fill(-1)
  order.forEach((v, k) => (at[v] = k))
  if (order.length !== p.nodeCount || at.includes(-1)) return 'not every node once'
  for (let v = 0; v < p.nodeCount; v++) {
    for (let e = p.succStart[v]!; e < p.succStart[v + 1]!; e++) {
      if (at[v]! >= at[p.succ[e]!]!) return `node ${p.succ[e]} before node ${v}`
    }
  }
  for (let k = 1; k < order.length && p.clusterOf; k++) {
    if (p.clusterOf[order[k]!]! < p.clusterOf[order[k - 1]!]!) return `cluster order at position ${k}`
  }
  return undefined
}

export interface RandomMemoryShape {
  nodes: number
  edgeChance: number
  /** Values are what one node makes for those that depend on it, or shared by any nodes. */
  values: 'outputs' | 'shared'
  mostBytes: number
  clusters: number
}

export function randomMemoryShape(random: () => number, mostNodes: number): RandomMemoryShape {
  return {
    nodes: 1 + randomInt(random, mostNodes),
    edgeChance: [0, 0.08, 0.15, 0.3, 0.6][randomInt(random, 5)]!,
    values: random() < 0.5 ? 'outputs' : 'shared',
    mostBytes: random() < 0.5 ? 4 : 1000,
    clusters: random() < 0.2 ? 1 + randomInt(random, 3) : 1,
  }
}

export function randomMemoryProblem(random: () => number, shape: RandomMemoryShape): MemoryOrderProblem {
  const { nodes, edgeChance, values, mostBytes, clusters } = shape
  const edges: [number, number][] = []
  for (let a = 0; a < nodes; a++) for (let b = a + 1; b < nodes; b++) if (random() < edgeChance) edges.push([a, b])
  const users: number[][] = []
  if (values === 'outputs') {
    for (let v = 0; v < nodes; v++) users.push([v, ...edges.filter(([a]) => a === v).map(([, b]) => b)])
  } else {
    for (let k = randomInt(random, 2 * nodes) + 1; k > 0; k--) {
      users.push(Array.from({ length: 1 + randomInt(random, 4) }, () => randomInt(random, nodes)))
    }
  }
  const bytes = Float64Array.from(users, () => randomInt(random, mostBytes + 1))
  const problem = memoryProblem(nodes, edges, users, bytes)
  if (clusters === 1) return problem
  const cut = Array.from({ length: clusters - 1 }, () => randomInt(random, nodes))
  return { ...problem, clusterOf: Int32Array.from({ length: nodes }, (_, v) => 3 * cut.filter((c) => c < v).length) }
}

export function memoryProblem(
  nodeCount: number,
  edges: readonly (readonly [number, number])[],
  users: readonly (readonly number[])[],
  bytes: Float64Array,
): MemoryOrderProblem {
  const useStart = new Int32Array(users.length + 1)
  users.forEach((list, x) => (useStart[x + 1] = useStart[x]! + list.length))
  return {
    ...successorsFromEdges(nodeCount, edges),
    valueCount: users.length,
    valueBytes: bytes,
    useStart,
    use: Int32Array.from(users.flat()),
  }
}
