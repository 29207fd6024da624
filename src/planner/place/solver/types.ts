/** A piece of memory with a lifetime. Sizes, offsets and alignments are bytes. */
export interface PlacementBlock {
  /** Size in whole bytes, 0 … 2^53−1. A block of zero bytes collides with nothing. */
  sizeBytes: number
  /** First moment at which the block is alive (an integer; ignored when the problem has `conflicts`). */
  start: number
  /** First moment at which it is no longer alive, which must exceed `start`. Lifetimes that only touch do not collide. */
  end: number
  /** Alignment of the offset; any positive integer. Default 1. */
  alignment?: number
  /** Fixed offset (a multiple of the alignment) in whatever heap the block is placed. */
  fixedOffset?: number
  /** Index of the heap in which the block must be placed. */
  heap?: number
}

/** Blocks of memory with lifetimes, which `placeIntervals` places. */
export interface PlacementProblem {
  /** The blocks to place. */
  blocks: readonly PlacementBlock[]
  /**
   * Explicit lifetime conflicts instead of intervals (several queues): pairs of block indices that may not share
   * bytes. When present, `start` and `end` are ignored.
   */
  conflicts?: readonly (readonly [number, number])[]
  /** Pairs of block indices that must lie in different heaps, whatever their lifetimes. */
  apart?: readonly (readonly [number, number])[]
  /**
   * Groups of blocks that are adjacent in one heap, in this order: each starts at the aligned end of the one before. A block is
   * in at most one group.
   */
  groups?: readonly (readonly number[])[]
  /** Most bytes of one heap; several heaps open when needed. Default: unlimited (2^53−1). */
  heapLimitBytes?: number
  /**
   * Most heaps. Default: as many as needed when `apart` or `heapLimitBytes` is given, else one (and those that `heap` names).
   */
  maxHeaps?: number
}

/** Number of steps to spend; a step is one block placed, skipped or tried. */
export type Effort = 'fast' | 'default' | 'max' | number

/**
 * - `placed`: a legal placement.
 * - `impossible`: proven that no legal placement exists.
 * - `not-found`: none was found within the steps; there may be one.
 */
export type PlacementStatus = 'placed' | 'impossible' | 'not-found'

/** Heaps and offsets of blocks, and the memory that these take. */
export interface PlacementResult {
  /** `impossible`: no placement can exist. `not-found`: the search ended before it found one. */
  status: PlacementStatus
  /** Byte offset of each block in its heap; all −1 unless `placed`. */
  offsets: Float64Array
  /** Heap index of each block; all −1 unless `placed`. */
  heaps: Int32Array
  /** Bytes of each heap, by index; empty unless `placed`. */
  heapSizes: number[]
  /** Sum of `heapSizes`. */
  peakBytes: number
  /** Lower bound of `peakBytes` for any legal placement in the fewest heaps. Sound, with or without a placement. */
  lowerBoundBytes: number
  /** Whether `peakBytes` is proven least: it equals the lower bound, or an exhaustive search found nothing smaller. */
  proven: boolean
  /** Number of steps spent; not a time, so it is equal on every machine. */
  steps: number
  /** Name of the candidate that won. */
  method: string
}
