// Hot path: integer node ids and typed arrays only.
import { predecessorsOf } from '../successors.ts'
import type { DrainGraph } from './problem.ts'
import { int32Array, int32From, noIndices, uint32Array, uint8Array } from '../../../../graph/typed-arrays.ts'
import { lowestBit, onesIn } from '../../../support/bits.ts'

/** A smaller graph that needs as many submissions, and the steps that it took to make. */
export interface ReducedGraph {
  graph: DrainGraph
  steps: number
}

/**
 * Removes nodes that never affect the number of submissions, then edges that other edges imply.
 *
 * A node `v` has no effect if some node `u` may run only where `v` may too, and has all ancestors and descendants of `v` among
 * its own: any submission that takes `u` can take `v`. A host node without predecessors, or without successors, has no effect
 * either. Node sets are bit sets: O(n² + n · e / 32) at worst, so this is for graphs of a few thousand nodes.
 */
export function reduceGraph(graph: DrainGraph): ReducedGraph {
  const { nodeCount, succStart, succ, queueMask } = graph
  const { predStart, pred } = predecessorsOf(graph)
  const words = (nodeCount + 31) >>> 5
  const ancestors = uint32Array(nodeCount * words)
  const descendants = uint32Array(nodeCount * words)
  const join = (sets: Uint32Array, into: number, from: number) => {
    for (let w = 0; w < words; w++) sets[into * words + w]! |= sets[from * words + w]!
    sets[into * words + (from >>> 5)]! |= 1 << (from & 31)
  }
  for (let v = 0; v < nodeCount; v++) {
    for (let e = predStart[v]!; e < predStart[v + 1]!; e++) join(ancestors, v, pred[e]!)
  }
  for (let v = nodeCount - 1; v >= 0; v--) {
    for (let e = succStart[v]!; e < succStart[v + 1]!; e++) join(descendants, v, succ[e]!)
  }
  let steps = 2 * words * succ.length
  const ancestorCount = int32Array(nodeCount)
  const descendantCount = int32Array(nodeCount)
  for (let v = 0; v < nodeCount; v++) {
    ancestorCount[v] = countBits(ancestors, v * words, words)
    descendantCount[v] = countBits(descendants, v * words, words)
  }

  /** Whether the set of `v`, without `u` itself, is a subset of the set of `u`. */
  const within = (sets: Uint32Array, v: number, u: number): boolean => {
    for (let w = 0; w < words; w++) {
      let beyond = sets[v * words + w]! & ~sets[u * words + w]!
      if (beyond === 0) continue
      if (w === u >>> 5) beyond &= ~(1 << (u & 31))
      if (beyond !== 0) return false
    }
    return true
  }
  const matters = (v: number): boolean => {
    const mask = queueMask[v]!
    if (mask === 0 && (ancestorCount[v] === 0 || descendantCount[v] === 0)) return false
    for (let u = 0; u < nodeCount; u++) {
      if (dropped[u] || u === v) continue
      const maskOfU = queueMask[u]!
      if (maskOfU & ~mask || (maskOfU === 0) !== (mask === 0)) continue
      if (ancestorCount[v]! > ancestorCount[u]! + 1 || descendantCount[v]! > descendantCount[u]! + 1) continue
      steps += 2
      if (within(ancestors, v, u) && within(descendants, v, u)) return false
    }
    return true
  }
  const dropped = uint8Array(nodeCount)
  // Backwards, so that of equal nodes, the first declared is kept.
  for (let v = nodeCount - 1; v >= 0; v--) if (!matters(v)) dropped[v] = 1
  steps += nodeCount * nodeCount

  const newId = noIndices(nodeCount)
  const kept: number[] = []
  for (let v = 0; v < nodeCount; v++) if (!dropped[v]) newId[v] = kept.push(v) - 1
  const start = int32Array(kept.length + 1)
  const targets: number[] = []
  // An edge to `s` is implied where an earlier remaining descendant of `v` has `s` among its descendants.
  const covered = uint32Array(words)
  kept.forEach((v, k) => {
    covered.fill(0)
    forEachBit(descendants, v * words, words, (s) => {
      if (dropped[s] || covered[s >>> 5]! & (1 << (s & 31))) return
      targets.push(newId[s]!)
      for (let w = s >>> 5; w < words; w++) covered[w]! |= descendants[s * words + w]!
      steps += words
    })
    start[k + 1] = targets.length
  })
  return {
    graph: {
      nodeCount: kept.length,
      succStart: start,
      succ: int32From(targets),
      queueMask: Uint8Array.from(kept, (v) => queueMask[v]!),
      queueCount: graph.queueCount,
    },
    steps,
  }
}

/** The graph with each edge once, as the search needs it. O(n + e). */
export function withoutRepeatedEdges(graph: DrainGraph): ReducedGraph {
  const { nodeCount, succStart, succ } = graph
  const start = int32Array(nodeCount + 1)
  const targets: number[] = []
  const lastSource = noIndices(nodeCount)
  for (let v = 0; v < nodeCount; v++) {
    for (let e = succStart[v]!; e < succStart[v + 1]!; e++) {
      if (lastSource[succ[e]!] === v) continue
      lastSource[succ[e]!] = v
      targets.push(succ[e]!)
    }
    start[v + 1] = targets.length
  }
  const { queueMask, queueCount } = graph
  const reduced = { nodeCount, succStart: start, succ: int32From(targets), queueMask, queueCount }
  return { graph: reduced, steps: nodeCount + succ.length }
}

function countBits(sets: Uint32Array, from: number, words: number): number {
  let count = 0
  for (let w = from; w < from + words; w++) count += onesIn(sets[w]!)
  return count
}

/** Calls back with each member of a set, in ascending order. */
function forEachBit(sets: Uint32Array, from: number, words: number, visit: (member: number) => void): void {
  for (let w = 0; w < words; w++) {
    for (let rest = sets[from + w]!; rest !== 0; rest &= rest - 1) visit(w * 32 + lowestBit(rest))
  }
}
