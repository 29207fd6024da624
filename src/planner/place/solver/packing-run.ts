/** What a run of the packing search is asked, what it answers, and what it shows to those who rank its blocks. */

export type PackingOutcome = 'found' | 'none' | 'steps'

/** Orders the blocks of a component (part of `blocks`, from `from` to `to`) by writing their ranks; lower goes first. */
export type Ranker = (blocks: Int32Array, from: number, to: number, search: PackingSearch) => void

export interface PackingRun {
  ranker: Ranker
  /** Tighter sections go before rank by order of magnitude; without, only those that are full. */
  graded: boolean
  /** Most steps. */
  steps: number
  /** Most failures: dead ends that took choices back. */
  failures: number
  /** Blocks that end exactly at the capacity, no two of which live together, or null: then `none` says nothing about other choices. */
  tops: Int32Array | null
}

export interface PackingSearch {
  /** Looks for a placement with all ends at or below `capacity` units. */
  run(capacity: number, options: PackingRun): PackingOutcome
  /** Offsets in steps, after `found`. */
  readonly offset: Int32Array
  /** Steps of the last run. */
  readonly steps: number
  /** Rank of each block, for the ranker to write. */
  readonly rank: Int32Array
  /** Unplaced total of each section that is still apart from the one before. */
  readonly total: Int32Array
  /** The section after a section. */
  readonly nextSection: Int32Array
  /** How often each section was where a run failed. */
  readonly failures: Float64Array
}
