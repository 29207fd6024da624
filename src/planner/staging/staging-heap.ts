/** Staging arenas: host-visible heaps in which transfers are laid out, one arena for everything the host accesses in one step. */
import { roundUp } from '../../plan/multiples.ts'
import type { Heap, HostCopy } from '../../plan/document.ts'
import { stagingAlignment } from './staged-bytes.ts'

/** The arena of one step of the host: one heap of the plan (or several, where one buffer is too small), filled from the front. */
export class StagingArena {
  readonly copies: HostCopy[] = []
  // Literals at first: there may be as many arenas as host passes, and a list that is pushed to has room for seventeen.
  private submissions: number[] | undefined
  /** Heaps of the arena in the order in which they are filled, and the index of the current one. */
  private own: number[] | undefined
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

  /** Reserves `sizeBytes`, in another heap where the current one is full. */
  take(sizeBytes: number): { heap: number; offset: number } {
    let offset = roundUp(this.cursor, stagingAlignment)
    if (this.filling < 0 || (offset + sizeBytes > this.limit && offset > 0)) {
      this.filling++
      offset = 0
      if (!this.own) this.own = [this.heaps.length]
      else if (this.filling === this.own.length) this.own.push(this.heaps.length)
      const isNew = this.own[this.filling] === this.heaps.length
      if (isNew) this.heaps.push({ memory: this.memory, sizeBytes: 0 })
    }
    this.cursor = offset + sizeBytes
    const index = this.own![this.filling]!
    const heap = this.heaps[index]!
    // Whole words, so that the last copy may be rounded up.
    heap.sizeBytes = Math.max(heap.sizeBytes, roundUp(this.cursor, 4))
    return { heap: index, offset }
  }

  /** Says that a submission uses the arena. */
  usedBy(submission: number): void {
    if (!this.submissions) this.submissions = [submission]
    else if (this.submissions.at(-1) !== submission) this.submissions.push(submission)
  }

  /** Submissions that use the arena, ascending. */
  get users(): number[] {
    const { submissions = [] } = this
    return submissions.length < 2 ? submissions.slice() : [...new Set(submissions)].sort((a, b) => a - b)
  }

  /** Adds a copy of the host. Copies that continue the one before on both sides extend it. */
  add(copy: HostCopy): void {
    const { copies } = this
    // An index of −1 is a name to V8, which looks it up by a call.
    const last = copies.length > 0 ? copies[copies.length - 1] : undefined
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
    else copies.push(copy)
  }

  /** Starts again from the front, once earlier submissions have finished with the arena. */
  rewind(): void {
    this.filling = -1
    this.cursor = 0
  }
}
