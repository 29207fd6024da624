/** Fusion of transfers: regions that are adjacent on both sides become one. */
import { fitted } from '../../../graph/lists.ts'

/** Bytes that are copied, before those beside them are joined. */
export interface Piece {
  /** Offsets of the bytes in the source and the destination. One of them may be −1, to be assigned here. */
  from: number
  to: number
  size: number
}

/** A region of a copy, as the plan says it. */
export type Region = [from: number, to: number, size: number]

/**
 * Joins pieces that are adjacent on both sides. They must not overlap in the destination, by which the result is sorted. O(n log n).
 */
export function fuseRegions(pieces: readonly Piece[]): Region[] {
  if (pieces.length === 1) return [[pieces[0]!.from, pieces[0]!.to, pieces[0]!.size]]
  const sorted = pieces.slice().sort((a, b) => a.to - b.to || a.from - b.from)
  const regions: Region[] = []
  for (const piece of sorted) {
    const last = regions[regions.length - 1]
    if (last && piece.to === last[1] + last[2] && piece.from === last[0] + last[2]) last[2] += piece.size
    else regions.push([piece.from, piece.to, piece.size])
  }
  return fitted(regions)
}
