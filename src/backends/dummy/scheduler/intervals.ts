/**
 * The latest access of each kind to every byte of one memory: a segment tree over the bounds that occur, with one plane of
 * maxima for each (queue, kind, read or write). Positions on a queue only grow, so a maximum is the latest access, and because
 * the nodes ordered before a point are a prefix of each queue, the latest decides for all. Query and update O(log bounds) a
 * plane.
 */
import { lowerBound } from './interval-index.ts'

export interface LatestTree {
  /** Index of a bound among the bounds that the tree was made with. */
  indexOf(bound: number): number
  /** The latest mark in [from, to) (bound indices), 0 where there is none. */
  latest(plane: number, from: number, to: number): number
  mark(plane: number, from: number, to: number, value: number): void
  /** Planes that have marks, in order of their first mark. */
  readonly planes: readonly number[]
}

/** @param bounds ascending, distinct */
export function createLatestTree(bounds: Float64Array): LatestTree {
  const size = Math.max(1, bounds.length - 1)
  const deepest = new Map<number, Int32Array>()
  const pending = new Map<number, Int32Array>()
  const planes: number[] = []
  return {
    planes,
    indexOf: (bound) => lowerBound(bounds, bound),
    latest(plane, from, to) {
      const max = deepest.get(plane)
      if (!max) return 0
      const tag = pending.get(plane)!
      let found = 0
      for (let p = (from + size) >>> 1; p > 0; p >>>= 1) if (tag[p]! > found) found = tag[p]!
      for (let p = (to - 1 + size) >>> 1; p > 0; p >>>= 1) if (tag[p]! > found) found = tag[p]!
      for (let l = from + size, r = to + size; l < r; l >>>= 1, r >>>= 1) {
        if (l & 1 && max[l++]! > found) found = max[l - 1]!
        if (r & 1 && max[--r]! > found) found = max[r]!
      }
      return found
    },
    mark(plane, from, to, value) {
      let max = deepest.get(plane)
      if (!max) {
        deepest.set(plane, (max = new Int32Array(2 * size)))
        pending.set(plane, new Int32Array(2 * size))
        planes.push(plane)
      }
      const tag = pending.get(plane)!
      const raise = (p: number): void => {
        if (value > max[p]!) max[p] = value
        if (value > tag[p]!) tag[p] = value
      }
      for (let l = from + size, r = to + size; l < r; l >>>= 1, r >>>= 1) {
        if (l & 1) raise(l++)
        if (r & 1) raise(--r)
      }
      const lift = (leaf: number): void => {
        for (let p = leaf >>> 1; p > 0; p >>>= 1) {
          const below = Math.max(max[2 * p]!, max[2 * p + 1]!, tag[p]!)
          if (below > max[p]!) max[p] = below
        }
      }
      lift(from + size)
      lift(to - 1 + size)
    },
  }
}
