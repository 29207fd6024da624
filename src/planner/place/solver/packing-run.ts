/** Runs of the packing search: their options and results, and the state that rankings may read. */

export type PackingOutcome = 'found' | 'none' | 'steps'

/** Orders the blocks of a component (`blocks` from `from` to `to`) by writing their ranks; lower ranks go first. */
export type Ranker = (blocks: Int32Array, from: number, to: number, search: PackingSearch) => void

export interface PackingRun {
  ranker: Ranker
  /** Whether tighter sections precede rank by order of magnitude; otherwise only full sections do. */
  graded: boolean
  /** Most steps. */
  steps: number
  /** Most failures, which are dead ends that undid choices. */
  failures: number
  /**
   * Blocks that end exactly at the capacity, no two of which are alive together; or null. With them, `none` proves nothing
   * about other choices.
   */
  tops: Int32Array | null
}

export interface PackingSearch {
  /** Searches for a placement in which all blocks end at or below `capacity` units. */
  run(capacity: number, options: PackingRun): PackingOutcome
  /** Offsets in steps, after the result `found`. */
  readonly offset: Int32Array
  /** Number of steps of the last run. */
  readonly steps: number
  /** Rank of each block, which the ranking writes. */
  readonly rank: Int32Array
  /** Unplaced total of each section that is still distinct from the one before. */
  readonly total: Int32Array
  /** The next distinct section. */
  readonly nextSection: Int32Array
  /** Number of failures in each section. */
  readonly failures: Float64Array
}
