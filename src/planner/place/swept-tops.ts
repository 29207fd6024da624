/** Proof that no placement needs less than a sweep's in the last step of its heaps, where all blocks have one alignment. */
import { float64Array, int32Array, uint8Array } from '../../graph/typed-arrays.ts'
import type { PlacementBlock } from './solver/index.ts'

/** Blocks by their starts and ends, with their bytes in whole steps. */
export interface SweptTimes {
  readonly byStart: Int32Array
  readonly byEnd: Int32Array
  readonly starts: Float64Array
  readonly ends: Float64Array
  readonly padded: Float64Array
  readonly blocks: readonly PlacementBlock[]
}

/**
 * Where all heaps together take no more whole steps than are alive at a time: whether each of them, with these peaks, has a moment at which
 * it is full of counted blocks, of which none would save more on top. O(n).
 *
 * @param mostLive the most bytes alive at a time, in whole steps
 * @param isCounted whether a block must be in one heap with the other counted ones of its heap, but for an exchange of all heaps
 */
export function topsOf(
  times: SweptTimes,
  heapOf: Int32Array,
  heapCount: number,
  mostLive: number,
  isCounted: (block: number) => boolean,
): ((peaks: readonly number[]) => boolean) | undefined {
  const { padded, blocks } = times
  const live = float64Array(heapCount)
  const most = float64Array(heapCount)
  const counted = uint8Array(heapOf.length)
  for (let i = 0; i < heapOf.length; i++) counted[i] = Number(isCounted(i))
  const atEach = (change: (i: number, sign: 1 | -1) => void, seen: () => void): void => {
    const { byStart, byEnd, starts, ends } = times
    for (let k = 0, leaving = 0; k < byStart.length;) {
      const now = starts[byStart[k]!]!
      for (; ends[byEnd[leaving]!]! <= now; leaving++) if (counted[byEnd[leaving]!]) change(byEnd[leaving]!, -1)
      for (; k < byStart.length && starts[byStart[k]!] === now; k++) if (counted[byStart[k]!]) change(byStart[k]!, 1)
      seen()
    }
  }
  const grow = (i: number, sign: 1 | -1): void => void (live[heapOf[i]!]! += sign * padded[i]!)
  atEach(grow, () => {
    for (let h = 0; h < heapCount; h++) if (live[h]! > most[h]!) most[h] = live[h]!
  })
  if (most.reduce((sum, bytes) => sum + bytes, 0) !== mostLive) return undefined
  return (peaks) => {
    /** By heap: the counted blocks alive that would save more on top than is saved. */
    const better = int32Array(heapCount)
    const isLeast = uint8Array(heapCount)
    live.fill(0)
    atEach(
      (i, sign) => {
        const h = heapOf[i]!
        grow(i, sign)
        if (padded[i]! - blocks[i]!.sizeBytes > most[h]! - peaks[h]!) better[h]! += sign
      },
      () => {
        for (let h = 0; h < heapCount; h++) if (live[h] === most[h] && better[h] === 0) isLeast[h] = 1
      },
    )
    return isLeast.every((is, h) => is === 1 && peaks[h]! <= most[h]!)
  }
}
