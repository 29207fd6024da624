/** One piece of memory that lives for a while. Sizes, offsets and alignments are bytes. */
export interface PlacementBlock {
  /** Whole bytes, 0 … 2^53−1. A block of zero bytes collides with nothing. */
  sizeBytes: number
  /** First moment at which the block lives (an integer; ignored when the problem has `conflicts`). */
  start: number
  /** First moment at which it no longer lives: half-open, so touching lifetimes do not collide. Must exceed `start`. */
  end: number
  /** The offset is a multiple of this; any positive integer. Default 1. */
  alignment?: number
  /** The block sits at this offset (a multiple of its alignment) of whatever heap it is given. */
  fixedOffset?: number
  /** The block must lie in the heap of this index. */
  heap?: number
}

export interface PlacementProblem {
  blocks: readonly PlacementBlock[]
  /**
   * Explicit lifetime conflicts instead of intervals (several queues): pairs of block indices that may not share
   * bytes. When present, `start` and `end` are ignored.
   */
  conflicts?: readonly (readonly [number, number])[]
  /** Pairs of block indices that must lie in different heaps, whatever their lifetimes. */
  apart?: readonly (readonly [number, number])[]
  /**
   * Blocks laid side by side, in one heap, in this order: each starts at the aligned end of the one before.
   * A block is in at most one group.
   */
  groups?: readonly (readonly number[])[]
  /** Most bytes one heap may hold; several heaps open when needed. Default: unlimited (2^53−1). */
  heapLimitBytes?: number
  /**
   * Most heaps that may open. Default: as many as needed when `apart` or `heapLimitBytes` is given, else one (and
   * those that `heap` names).
   */
  maxHeaps?: number
}

/** How many steps may be spent: a step is one block placed, skipped or tried. */
export type Effort = 'fast' | 'default' | 'max' | number

/**
 * - `placed`: a legal placement.
 * - `impossible`: proven that no legal placement exists.
 * - `not-found`: none was found within the steps; there may be one.
 */
export type PlacementStatus = 'placed' | 'impossible' | 'not-found'

export interface PlacementResult {
  status: PlacementStatus
  /** Byte offset of each block in its heap; all −1 unless `placed`. */
  offsets: Float64Array
  /** Heap index of each block; all −1 unless `placed`. */
  heaps: Int32Array
  /** Bytes each heap must hold, by heap index; empty unless `placed`. */
  heapSizes: number[]
  /** Sum of `heapSizes`. */
  peakBytes: number
  /** No legal placement in the fewest heaps has a smaller `peakBytes`. Sound, with or without a placement. */
  lowerBoundBytes: number
  /** True if `peakBytes` is proven least: it equals the lower bound, or an exhaustive search found nothing less. */
  proven: boolean
  /** Steps spent; never a time, so equal on every machine. */
  steps: number
  /** Which candidate won. */
  method: string
}
