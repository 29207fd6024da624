import type { DrainGraph } from './problem.ts'
import { uint8Array } from '../../../../graph/typed-arrays.ts'

/** A graph without the queues that it does not need. */
export interface QueueReduction {
  graph: DrainGraph
  /** The caller's number of each remaining queue. */
  queueNames: number[]
}

/**
 * Removes queues that are never needed: if every node that may run on queue `a` may also run on queue `b`, a drain of `b` does
 * everything that a drain of `a` does. Of queues that serve the same nodes, the first is kept.
 */
export function reduceQueues(graph: DrainGraph): QueueReduction {
  const { queueMask, queueCount } = graph
  const masks = new Set(queueMask)
  const servedOnlyWith = (a: number, b: number) => [...masks].every((m) => !(m & (1 << a)) || (m & (1 << b)) !== 0)
  const kept: number[] = []
  for (let a = 0; a < queueCount; a++) {
    const isUsed = [...masks].some((m) => m & (1 << a))
    let isNeeded = isUsed
    for (let b = 0; b < queueCount && isNeeded; b++) {
      if (b === a || !servedOnlyWith(a, b)) continue
      // Where both serve the same nodes, the lower number is kept.
      isNeeded = servedOnlyWith(b, a) && a < b
    }
    if (isNeeded) kept.push(a)
  }
  const translated = uint8Array(256)
  for (const mask of masks) {
    kept.forEach((queue, k) => {
      if (mask & (1 << queue)) translated[mask]! |= 1 << k
    })
  }
  return {
    graph: {
      nodeCount: graph.nodeCount,
      succStart: graph.succStart,
      succ: graph.succ,
      queueMask: queueMask.map((mask) => translated[mask]!),
      queueCount: kept.length,
    },
    queueNames: kept,
  }
}
