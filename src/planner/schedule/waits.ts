/** Waits between queues, from the dependencies of the nodes, transitively reduced. O(edges + submissions · queues²). */
import { emptyOfNodes, isEmpty } from './nodes.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { Schedule } from './schedule-passes.ts'
import { noIndices } from '../../graph/typed-arrays.ts'
import { handBack } from '../support/reused-memory.ts'

/** Waits of submissions, and what they come to. */
export interface Waits {
  /**
   * By submission: the earlier submissions of other queues that it waits for, at most one per queue, and none that another
   * implies, or that one before it on its queue has waited for.
   */
  readonly waits: number[][]
  /**
   * known[s · queues + q]: the latest submission on queue q that has completed when s has, and where q is another queue, when s starts:
   * because of its waits and of those before it on its queue, which hold for all that follows. −1 for none.
   */
  readonly known: Int32Array
}

/** @param waitsInTurn whether each submission waits for the one before it, though nothing demands that */
export function findWaits(graph: NormalGraph, schedule: Schedule, waitsInTurn = false): Waits {
  const { submissionQueue, submissionCount } = schedule
  const queueCount = graph.profile.queues.length
  if (submissionCount === 1) {
    const known = noIndices(queueCount)
    known[submissionQueue[0]!] = 0
    return { waits: [[]], known }
  }
  const needed = neededSubmissions(schedule, queueCount)
  const waits: number[][] = []
  const known = noIndices(submissionCount * queueCount)
  const latest = noIndices(queueCount)
  for (let s = 0; s < submissionCount; s++) {
    const row = s * queueCount
    const list: number[] = []
    const queue = submissionQueue[s]!
    if (waitsInTurn && s > 0 && submissionQueue[s - 1] !== queue) needed[row + submissionQueue[s - 1]!] = s - 1
    if (latest[queue]! >= 0) join(known, latest[queue]! * queueCount, known, row, queueCount)
    // The latest first: it may imply the others.
    for (let before = submissionCount; before >= 0;) {
      before = latestBelow(needed, row, queueCount, before)
      if (before < 0 || known[row + submissionQueue[before]!]! >= before) continue
      list.push(before)
      join(known, before * queueCount, known, row, queueCount)
    }
    waits.push(list.reverse())
    known[row + queue] = s
    latest[queue] = s
  }
  handBack(needed)
  return { waits, known }
}

/** The largest entry of a row that is below `bound`; −1 for none. */
function latestBelow(rows: Int32Array, row: number, length: number, bound: number): number {
  let found = -1
  for (let k = row; k < row + length; k++) if (rows[k]! < bound && rows[k]! > found) found = rows[k]!
  return found
}

/** Raises the entries of one row to those of another. */
function join(from: Int32Array, fromRow: number, to: Int32Array, toRow: number, length: number): void {
  for (let q = 0; q < length; q++) if (from[fromRow + q]! > to[toRow + q]!) to[toRow + q] = from[fromRow + q]!
}

/** needed[t · queues + q]: the latest submission on queue q that something in t comes after; −1 for none. */
function neededSubmissions(schedule: Schedule, queueCount: number): Int32Array {
  const { submissionOf, submissionQueue, submissionCount, succStart, succ, nodeCount } = schedule
  const needed = noIndices(submissionCount * queueCount)
  const emptyOf = emptyOfNodes(schedule)
  const before = emptyOf && submissionsBeforeEmpty(schedule, emptyOf, queueCount)
  const need = (s: number, t: number) => {
    const queue = submissionQueue[s]!
    const at = t * queueCount + queue
    if (queue !== submissionQueue[t] && needed[at]! < s) needed[at] = s
  }
  for (let n = 0; n < nodeCount; n++) {
    const s = submissionOf[n]!
    if (s < 0) continue
    const empty = emptyOf ? emptyOf[n]! : -1
    for (let e = succStart[n]!; e < succStart[n + 1]!; e++) {
      const t = submissionOf[succ[e]!]!
      if (t < 0 || isEmpty(schedule, succ[e]!)) continue
      if (empty < 0) need(s, t)
      else
        for (let k = empty * queueCount; k < (empty + 1) * queueCount; k++) if (before![k]! >= 0) need(before![k]!, t)
    }
  }
  if (before) handBack(before)
  return needed
}

/** before[empty · queues + q]: the latest submission on queue q that contains a predecessor of an empty node; −1 for none. */
function submissionsBeforeEmpty(schedule: Schedule, emptyOf: Int32Array, queueCount: number): Int32Array {
  const { submissionOf, submissionQueue, succStart, succ, nodeCount, nodeOfEmpty } = schedule
  const before = noIndices(nodeOfEmpty.length * queueCount)
  for (let n = 0; n < nodeCount; n++) {
    const own = emptyOf[n]!
    const s = submissionOf[n]!
    for (let e = succStart[n]!; e < succStart[n + 1]!; e++) {
      const next = emptyOf[succ[e]!]!
      if (next < 0) continue
      if (own >= 0) join(before, own * queueCount, before, next * queueCount, queueCount)
      else if (s >= 0) {
        const at = next * queueCount + submissionQueue[s]!
        if (before[at]! < s) before[at] = s
      }
    }
  }
  return before
}
