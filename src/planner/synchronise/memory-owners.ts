/** Textures that own bytes of heaps, for barriers against the previous owners of memory. */
import { SegmentSet, type CompressedIntervals } from '../support/intervals.ts'
import { noIndices } from '../../graph/typed-arrays.ts'

/** Owners of the bytes of heaps: the texture that was placed there last. */
export class Owners {
  private readonly segments: SegmentSet
  private readonly owner: Int32Array

  constructor(intervals: CompressedIntervals) {
    this.segments = new SegmentSet(intervals)
    this.owner = noIndices(intervals.position.length)
  }

  /** Gives bytes to a texture, and calls `tell` for those that it did not own. */
  take(first: number, end: number, owner: number, tell: (first: number, end: number) => void): void {
    const { segments } = this
    this.cut(first, end)
    for (let s = first; s >= 0 && s < end;) {
      const next = segments.next(s)
      if (this.owner[s] !== owner) tell(s, next < 0 || next > end ? end : next)
      s = next
    }
    segments.merge(first, end)
    this.owner[first] = owner
  }

  /** Takes bytes from the textures that own them. */
  free(first: number, end: number): void {
    this.cut(first, end)
    this.segments.merge(first, end)
    this.owner[first] = -1
  }

  private cut(first: number, end: number): void {
    for (const boundary of [first, end]) {
      const source = this.segments.split(boundary)
      if (source >= 0) this.owner[boundary] = this.owner[source]!
    }
  }
}
