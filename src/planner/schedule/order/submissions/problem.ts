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
  /** Where all nodes together stage more than one submission may. */
  staging?: StagingLimit
}

/** What nodes stage, and how much of it one submission can hold. */
export interface StagingLimit {
  capacityBytes: number
  /** Bytes that each node takes, alignment included; at most the capacity. */
  takenBytes: Float64Array
  /** Nodes of one key stage the same bytes, which one submission holds once; −1 for bytes of a node's own. */
  key: Int32Array
  /** Bytes of each node that no other node brings, and no layout saves: what nodes stage together is at least the sum of these. */
  leastBytes: Float64Array
  /** 1 for nodes that are part of something larger, which might have been cut elsewhere. */
  isPart: Uint8Array
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
