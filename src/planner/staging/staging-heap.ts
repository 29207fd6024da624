/** Staging heaps: host-visible arenas that transfers are laid out in, one arena for what the host touches in one step. */
import { roundUp } from '../../plan/multiples.ts'
import type { Heap, HostCopy } from '../../plan/document.ts'
import { stagingAlignment } from './staged-bytes.ts'

/** One host step's arena: a heap of the plan (or several, when one buffer cannot hold it all) filled from the front. */
export class StagingArena {
  readonly copies: HostCopy[] = []
  /** Submissions that use this arena. */
  readonly submissions = new Set<number>()
  /** Its heaps, in the order they are filled, and which of them is being filled. */
  private readonly own: number[] = []
  private filling = -1
  private cursor = 0
  private readonly heaps: Heap[]
  private readonly memory: 'upload' | 'readback'
  /** Most bytes of one heap, and so of one region. */
  readonly limit: number

  constructor(heaps: Heap[], memory: 'upload' | 'readback', limit: number) {
    this.heaps = heaps
    this.memory = memory
    this.limit = limit
  }

  /** Room for `sizeBytes`; opens another heap where this one is full. */
  take(sizeBytes: number): { heap: number; offset: number } {
    let offset = roundUp(this.cursor, stagingAlignment)
    if (this.filling < 0 || (offset + sizeBytes > this.limit && offset > 0)) {
      this.filling++
      offset = 0
      if (this.filling === this.own.length) {
        this.own.push(this.heaps.length)
        this.heaps.push({ memory: this.memory, sizeBytes: 0 })
      }
    }
    this.cursor = offset + sizeBytes
    const index = this.own[this.filling]!
    const heap = this.heaps[index]!
    // Whole words, so that the last copy may be rounded up.
    heap.sizeBytes = Math.max(heap.sizeBytes, roundUp(this.cursor, 4))
    return { heap: index, offset }
  }

  /** Notes what the host copies; what follows the copy before on both sides is more of it. */
  add(copy: HostCopy): void {
    const last = this.copies[this.copies.length - 1]
    if (
      last &&
      last.name === copy.name &&
      last.heap === copy.heap &&
      last.nameOffset + last.size === copy.nameOffset &&
      last.offset + last.size === copy.offset &&
      !last.rows &&
      !copy.rows
    )
      last.size += copy.size
    else this.copies.push(copy)
  }

  /** Starts again at the front: the submissions before have let go of it. */
  rewind(): void {
    this.filling = -1
    this.cursor = 0
  }
}
