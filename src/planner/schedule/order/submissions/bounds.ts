// Hot path: integer node ids and typed arrays only.
import type { DrainGraph } from './problem.ts'
import { int32Array } from '../../../../graph/typed-arrays.ts'

/**
 * For a set of queues P: a lower bound on the further submissions on P that each node and its successors need, by node and by
 * state of the last submission on P.
 *
 * `after[c][v]` with `c < queues.length`: the last submission on P ran on `queues[c]` and may still take `v`;
 * `after[queues.length][v]`: it is closed. Nodes that may also run off P count nothing but pass the chain on, so for two
 * queues this is the exact answer of the problem with all else contracted away.
 */
export interface TailTable {
  queues: number[]
  after: Int32Array[]
  /** Submissions on P needed in all, and the queue to begin with to reach that number. */
  bound: number
  firstQueue: number
}

/** Computes the bounds in one backward sweep. O((n + e) · |P|), and |P|² for nodes with a choice. */
export function tailsOf(graph: DrainGraph, queueSet: number): TailTable {
  const { nodeCount, succStart, succ, queueMask, queueCount } = graph
  const queues: number[] = []
  for (let q = 0; q < queueCount; q++) if (queueSet & (1 << q)) queues.push(q)
  const columns = queues.length
  const after = Array.from({ length: columns + 1 }, () => int32Array(nodeCount))
  const closed = after[columns]!
  const most = int32Array(columns)
  const follow = int32Array(columns + 1)
  let forcedNodes = 0
  for (let v = nodeCount - 1; v >= 0; v--) {
    follow.fill(0)
    for (let e = succStart[v]!; e < succStart[v + 1]!; e++) {
      const s = succ[e]!
      for (let c = 0; c <= columns; c++) if (after[c]![s]! > follow[c]!) follow[c] = after[c]![s]!
    }
    const mask = queueMask[v]!
    if (mask === 0) {
      for (let c = 0; c <= columns; c++) after[c]![v] = follow[columns]!
    } else if (mask & ~queueSet) {
      for (let c = 0; c <= columns; c++) after[c]![v] = follow[c]!
    } else {
      forcedNodes++
      let fewest = Infinity
      for (let c = 0; c < columns; c++) {
        if (mask & (1 << queues[c]!) && follow[c]! < fewest) fewest = follow[c]!
      }
      closed[v] = fewest + 1
      for (let c = 0; c < columns; c++) {
        const stay = mask & (1 << queues[c]!) ? follow[c]! : Infinity
        after[c]![v] = Math.min(stay, fewest + 1)
        if (after[c]![v]! > most[c]!) most[c] = after[c]![v]!
      }
    }
  }
  if (forcedNodes === 0) return { queues, after, bound: 0, firstQueue: 0 }
  // Whichever queue of P comes first, some node may still need this many submissions after it.
  const first = most.indexOf(most.reduce((a, b) => Math.min(a, b)))
  return { queues, after, bound: 1 + most[first]!, firstQueue: queues[first]! }
}

/**
 * Combines bounds of sets of queues. Each submission is on one queue, so bounds of disjoint sets add up, and a sum over all
 * sets that lack one queue counts each submission |P| − 1 times. `boundOf[P]` is raised in place; the last entry is the bound
 * for all queues.
 */
export function combineBounds(boundOf: Int32Array | number[], queueCount: number): number {
  for (let set = 1; set < 1 << queueCount; set++) {
    let best = boundOf[set]!
    for (let part = (set - 1) & set; part > 0; part = (part - 1) & set) {
      const sum = boundOf[part]! + boundOf[set ^ part]!
      if (sum > best) best = sum
    }
    let size = 0
    let sumWithoutOne = 0
    for (let q = 0; q < queueCount; q++) {
      if (set & (1 << q)) {
        size++
        sumWithoutOne += boundOf[set ^ (1 << q)]!
      }
    }
    if (size > 1) best = Math.max(best, Math.ceil(sumWithoutOne / (size - 1)))
    boundOf[set] = best
  }
  return boundOf[(1 << queueCount) - 1]!
}

/** Sets of queues with bounds of their own: all while they are few, else singles, pairs and the whole. */
export function queueSets(queueCount: number): number[] {
  const all = (1 << queueCount) - 1
  const sets: number[] = []
  for (let set = 1; set <= all; set++) {
    let size = 0
    for (let rest = set; rest > 0; rest &= rest - 1) size++
    if (queueCount <= 4 || size <= 2 || set === all) sets.push(set)
  }
  return sets
}
