import type { Successors } from '../successors.ts'

/**
 * Nodes to be cut into submissions. Declared order (ascending ids) is a topological order of the edges. `queueMask[v]` has bit
 * `q` set where node `v` may run on queue `q`; 0 marks a **host node**, which runs on the CPU and counts as no submission. Its
 * predecessors must be in earlier submissions, and its successors in later ones.
 */
export interface SubmissionProblem extends Successors {
  queueMask: Uint8Array
  /** Number of queues; at most 8. */
  queueCount: number
  /** Staging, where all nodes together stage more than one submission may. */
  staging?: StagingLimit
}

/** Bytes that nodes stage, and the capacity of one submission. */
export interface StagingLimit {
  capacityBytes: number
  /** Bytes that each node occupies, with alignment; at most the capacity. */
  takenBytes: Float64Array
  /** Key of the bytes that a node stages: one submission holds equal ones once; −1 for bytes that no other node stages. */
  key: Int32Array
  /** Bytes of each node that no other node stages and no layout saves: nodes stage at least the sum of these together. */
  leastBytes: Float64Array
  /** 1 for nodes that are parts of something larger, which could have been cut elsewhere. */
  isPart: Uint8Array
}

/** Queue and submission of each node, as far as a sequence of queues determines them. */
export interface SubmissionAssignment {
  submissionCount: number
  /** The queue of each node; −1 for host nodes. */
  queueOf: Int8Array
  /** The submission of each node; for a host node, the number of submissions before it. */
  submissionOf: Int32Array
  /** The queue of each submission. */
  submissionQueue: Int8Array
}

/** Submissions with the bound that their number is held against. */
export interface SubmissionSchedule extends SubmissionAssignment {
  /** Lower bound of the submissions of any schedule. */
  lowerBound: number
  /** Whether the number of submissions is known to be least: it equals the bound, or the search was exhaustive. */
  proven: boolean
  /** Work done, in visits of a node or of a word of a node set. */
  steps: number
}

/** The graph as the solvers below see it, without staging. */
export type DrainGraph = Pick<SubmissionProblem, 'nodeCount' | 'succStart' | 'succ' | 'queueMask' | 'queueCount'>
