// Hot path: integer node ids and typed arrays only.
import { indegreesOf } from '../successors.ts'
import { combineBounds } from './bounds.ts'
import { IdHeap } from '../../../support/id-heap.ts'
import type { DrainGraph, StagingLimit, SubmissionAssignment } from './problem.ts'
import { replay } from './replay.ts'
import { reversedGraph } from './reverse.ts'
import { float64Array, int32Array, int8Array, noIndices, uint8Array } from '../../../../graph/typed-arrays.ts'

/** Order in which nodes that are due at the same time fill a submission: as declared, or the largest first. */
type Filling = 'declared' | 'largest'

/** Nodes that may fail to fit one submission before it counts as full. */
const mostMisfits = 64

/**
 * Cuts the graph along a sequence of queues that suffices without staging, so that each submission stages at most a given
 * number of bytes. With a capacity, draining is not always best: nodes that are not needed yet may take the room of nodes that
 * are. So each submission first takes the nodes that are due soonest (by the latest submission of the sequence in which they
 * could run), and another submission on the same queue follows only where a node that is due does not fit. Returns the better
 * of two fillings. O((n + e + submissions · misfits) · log n).
 */
export function cutByStaging(graph: DrainGraph, sequence: number[], staging: StagingLimit): SubmissionAssignment {
  const due = latestSubmissions(graph, sequence)
  const asDeclared = fill(graph, sequence, due, staging, 'declared')
  const largestFirst = fill(graph, sequence, due, staging, 'largest')
  return largestFirst.submissionCount < asDeclared.submissionCount ? largestFirst : asDeclared
}

/** Raises the bounds of each set of queues by the least bytes that its nodes stage, and combines them. */
export function stagingBound(
  graph: DrainGraph,
  boundOf: Int32Array,
  headsAndTails: { head: Int32Array; tail: Int32Array },
  { capacityBytes, leastBytes, isPart }: StagingLimit,
): number {
  const { nodeCount, queueMask, queueCount } = graph
  for (let set = 1; set < 1 << queueCount; set++) {
    let bytes = 0
    let large = 0
    for (let v = 0; v < nodeCount; v++) {
      if (queueMask[v] === 0 || queueMask[v]! & ~set) continue
      bytes += leastBytes[v]!
      // No two of these nodes fit one submission, whatever the layout.
      if (leastBytes[v]! * 2 > capacityBytes && isPart[v] === 0) large++
    }
    boundOf[set] = Math.max(boundOf[set]!, Math.ceil(bytes / capacityBytes), large)
  }
  return Math.max(combineBounds(boundOf, queueCount), stagedChainBound(graph, headsAndTails, leastBytes, capacityBytes))
}

/**
 * Nodes with at least `i` submissions before them and `j` from their own on share the submissions between: for all i and j (or
 * one at a time, for long chains), the submissions at both ends and those that stage these nodes add up.
 */
function stagedChainBound(
  { nodeCount, queueMask }: DrainGraph,
  { head, tail }: { head: Int32Array; tail: Int32Array },
  leastBytes: Float64Array,
  capacityBytes: number,
): number {
  const longest = tail.reduce((a, b) => Math.max(a, b), 0)
  const heads = longest <= 256 ? longest + 1 : 1
  const tails = longest + 2
  const bytesFrom = float64Array((heads + 1) * tails)
  for (let v = 0; v < nodeCount; v++) {
    if (queueMask[v] !== 0) bytesFrom[Math.min(head[v]!, heads - 1) * tails + tail[v]!]! += leastBytes[v]!
  }
  let best = 0
  for (let i = heads - 1; i >= 0; i--) {
    let row = 0
    for (let j = tails - 1; j >= 1; j--) {
      row += bytesFrom[i * tails + j]!
      const bytes = row + bytesFrom[(i + 1) * tails + j]!
      bytesFrom[i * tails + j] = bytes
      if (bytes > 0) best = Math.max(best, i + Math.ceil(bytes / capacityBytes) + j - 1)
    }
  }
  return best
}

/** The last submission of the sequence in which each node could run: a replay of the reversed graph, read backwards. */
function latestSubmissions(graph: DrainGraph, sequence: number[]): Int32Array {
  const backwards = replay(reversedGraph(graph), sequence.toReversed())
  const last = graph.nodeCount - 1
  return Int32Array.from({ length: graph.nodeCount }, (_, v) => {
    return sequence.length - 1 - (backwards.placeOf[backwards.submissionOf[last - v]!] ?? 0)
  })
}

/** Nodes that are due first come first; of those that are due together, the one with most bytes. */
const inOrder =
  (due: Int32Array, bytes: Float64Array | undefined) =>
  (a: number, b: number): boolean => {
    if (due[a] !== due[b]) return due[a]! < due[b]!
    if (bytes && bytes[a] !== bytes[b]) return bytes[a]! > bytes[b]!
    return a < b
  }

function fill(
  graph: DrainGraph,
  sequence: number[],
  due: Int32Array,
  { takenBytes, capacityBytes, key }: StagingLimit,
  filling: Filling,
): SubmissionAssignment {
  const { nodeCount, succStart, succ, queueMask, queueCount } = graph
  const pending = indegreesOf(graph)
  const queueOf = int8Array(nodeCount).fill(-1)
  const submissionOf = int32Array(nodeCount)
  const submissionQueue: number[] = []
  const done = uint8Array(nodeCount)
  /** The submission that last staged the bytes of each key. */
  const stagedIn = noIndices(key.reduce((most, k) => Math.max(most, k), -1) + 1)
  const before = inOrder(due, filling === 'largest' ? takenBytes : undefined)
  const ready = Array.from({ length: queueCount }, () => new IdHeap(before))
  const readyHosts: number[] = []
  let left = nodeCount
  // Number of nodes due in each submission of the sequence that have not run.
  const dueLeft = int32Array(sequence.length + 1)
  for (let v = 0; v < nodeCount; v++) if (queueMask[v] !== 0) dueLeft[due[v]!]!++
  const park = (v: number) => {
    if (queueMask[v] === 0) readyHosts.push(v)
    for (let q = 0; q < queueCount; q++) if (queueMask[v]! & (1 << q)) ready[q]!.push(v)
  }
  const finish = (v: number) => {
    done[v] = 1
    left--
    for (let e = succStart[v]!; e < succStart[v + 1]!; e++) if (--pending[succ[e]!]! === 0) park(succ[e]!)
  }
  const runHosts = () => {
    while (readyHosts.length > 0) {
      const v = readyHosts.pop()!
      submissionOf[v] = submissionQueue.length
      finish(v)
    }
  }
  for (let v = 0; v < nodeCount; v++) if (pending[v] === 0) park(v)
  runHosts()
  for (let slot = 0; slot < sequence.length; slot++) {
    const queue = sequence[slot]!
    do {
      let room = capacityBytes
      let taken = 0
      const misfits: number[] = []
      while (misfits.length < mostMisfits && ready[queue]!.size > 0) {
        const v = ready[queue]!.pop()
        if (done[v]) continue
        const isStaged = key[v]! >= 0 && stagedIn[key[v]!] === submissionQueue.length
        const bytes = isStaged ? 0 : takenBytes[v]!
        if (bytes > room) {
          misfits.push(v)
          continue
        }
        room -= bytes
        if (key[v]! >= 0) stagedIn[key[v]!] = submissionQueue.length
        queueOf[v] = queue
        submissionOf[v] = submissionQueue.length
        dueLeft[due[v]!]!--
        taken++
        finish(v)
      }
      for (const v of misfits) ready[queue]!.push(v)
      if (taken === 0) break
      submissionQueue.push(queue)
      runHosts()
    } while (dueLeft[slot]! > 0)
  }
  if (left > 0) throw new Error(`the queue sequence leaves ${left} of ${nodeCount} nodes unexecuted`)
  return {
    submissionCount: submissionQueue.length,
    queueOf,
    submissionOf,
    submissionQueue: Int8Array.from(submissionQueue),
  }
}
