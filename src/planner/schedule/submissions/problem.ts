import type { Successors } from '../csr.ts'

/**
 * Nodes to be cut into submissions. Declared order (ascending ids) is a topological order of the edges.
 * `queueMask[v]` has bit `q` set where node `v` may run on queue `q`; 0 marks a **host node**: it runs on the CPU and
 * counts as no submission, but what it depends on must be in an earlier submission, and what depends on it in a later one.
 */
export interface SubmissionProblem extends Successors {
  queueMask: Uint8Array
  /** At most 8. */
  queueCount: number
  /** Staging bytes each node needs, and how many one submission can hold. Without both there is no such cut. */
  stagingBytes?: Float64Array
  stagingCapacityBytes?: number
}

/** What each node runs on and in: the part of a schedule that a sequence of queues decides. */
export interface SubmissionAssignment {
  submissionCount: number
  /** The queue each node runs on; -1 for host nodes. */
  queueOf: Int8Array
  /** The submission each node runs in; for a host node, the number of submissions before it in the sequence. */
  submissionOf: Int32Array
  /** The queue of each submission. */
  submissionQueue: Int8Array
}

export interface SubmissionSchedule extends SubmissionAssignment {
  /** No schedule has fewer submissions than this. */
  lowerBound: number
  /** The count is known to be the least: it meets the bound, or the search saw everything. */
  proven: boolean
  /** Work done, in visits of a node or of a word of a node set. */
  steps: number
}

/** The graph as the solvers below see it: without staging. */
export type DrainGraph = Pick<SubmissionProblem, 'nodeCount' | 'succStart' | 'succ' | 'queueMask' | 'queueCount'>
