/** Fusion of transfers: regions that are adjacent on both sides become one. */
import { fitted } from '../../../graph/lists.ts'
import { ordered } from '../../support/ordered.ts'

/** A region of a copy, as the plan says it: offsets of the bytes in the source and the destination, and their number. */
export type Region = [from: number, to: number, size: number]

/**
 * Joins regions that are adjacent on both sides, by which they change. They must not overlap in the destination, by which the result is
 * sorted. O(n log n), O(n) where they are sorted.
 */
export function fuseRegions(given: Region[]): Region[] {
  if (given.length === 1) return given
  const regions: Region[] = []
  let last: Region | undefined
  for (const region of ordered(given, (a, b) => a[1] - b[1] || a[0] - b[0]))
    if (last && region[1] === last[1] + last[2] && region[0] === last[0] + last[2]) last[2] += region[2]
    else regions.push((last = region))
  return fitted(regions)
}
