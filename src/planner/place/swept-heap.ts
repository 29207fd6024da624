/** A heap as a sweep over time sees it: the free gaps below its top. Hot: plain arrays of numbers, few of them. */
import { addGap, removeGap } from '../support/gaps.ts'
import type { PlacementBlock } from './solver/index.ts'
import { roundUp } from '../../plan/multiples.ts'

/** The top of a heap at the time of the sweep, its free gaps, and its highest top so far. */
export class SweptHeap {
  peak = 0
  private top = 0
  /** By offset; everything above `top` is free too. */
  private readonly gapBegin: number[] = []
  private readonly gapEnd: number[] = []

  get gapCount(): number {
    return this.gapBegin.length
  }

  /** Bytes by which the heap would grow for a block of so many, about. */
  growth(sizeBytes: number): number {
    const { gapBegin, gapEnd } = this
    for (let g = 0; g < gapBegin.length; g++) if (gapEnd[g]! - gapBegin[g]! >= sizeBytes) return 0
    return Math.max(0, this.top + sizeBytes - this.peak)
  }

  /**
   * Bytes that stay free beside so many: in the smallest gap that holds them, or else between them and the end of the heap, which is at its
   * share at least. Negative where the heap grows by so many.
   */
  roomBeside(sizeBytes: number, shareBytes: number): number {
    const { gapBegin, gapEnd } = this
    let least = Infinity
    for (let g = 0; g < gapBegin.length; g++) {
      const room = gapEnd[g]! - gapBegin[g]! - sizeBytes
      if (room >= 0 && room < least) least = room
    }
    return least < Infinity ? least : Math.max(shareBytes, this.peak) - this.top - sizeBytes
  }

  /**
   * Puts blocks side by side into the smallest gap that holds them all, or on top. Each takes its bytes of `padded`, of which those behind
   * its size are of use to nobody.
   */
  lay(
    members: readonly number[],
    blocks: readonly PlacementBlock[],
    padded: Float64Array,
    offsets: Float64Array,
  ): void {
    const { gapBegin, gapEnd } = this
    let best = -1
    for (let g = 0; g < gapBegin.length; g++) {
      if (gapEnd[g]! - gapBegin[g]! < padded[members[0]!]!) continue
      if (best >= 0 && gapEnd[g]! - gapBegin[g]! >= gapEnd[best]! - gapBegin[best]!) continue
      if (endOf(members, blocks, padded, gapBegin[g]!) <= gapEnd[g]!) best = g
    }
    let from = this.top
    let to = Infinity
    if (best >= 0) {
      from = gapBegin[best]!
      to = gapEnd[best]!
      removeGap(gapBegin, gapEnd, best)
    }
    for (let m = 0; m < members.length; m++) {
      const i = members[m]!
      const { sizeBytes, alignment = 1 } = blocks[i]!
      const at = roundUp(from, alignment)
      offsets[i] = at
      const before = from
      from = at + padded[i]!
      if (to === Infinity) {
        this.top = from
        this.peak = Math.max(this.peak, at + sizeBytes)
      }
      if (at > before) this.release(before, at)
    }
    if (from < to && to < Infinity) this.release(from, to)
  }

  /** Gives [from, to) back: joined with its neighbours, or with the free space above the top. */
  release(from: number, to: number): void {
    const { gapBegin, gapEnd } = this
    if (to === this.top) {
      this.top = from
      const last = gapEnd.length - 1
      if (last >= 0 && gapEnd[last] === from) {
        this.top = gapBegin[last]!
        gapBegin.pop()
        gapEnd.pop()
      }
      return
    }
    addGap(gapBegin, gapEnd, from, to)
  }
}

function endOf(
  members: readonly number[],
  blocks: readonly PlacementBlock[],
  padded: Float64Array,
  from: number,
): number {
  let end = from
  for (let m = 0; m < members.length; m++) {
    const { alignment = 1 } = blocks[members[m]!]!
    end = roundUp(end, alignment) + padded[members[m]!]!
  }
  return end
}
