/** One piece of memory that is cut into parts, which are taken, given back, and taken again. */
import { addGap, removeGap } from './gaps.ts'

/** Bytes to which parts are rounded up: a cache line. */
const unit = 64

/** Parts are best fits (Knuth, TAOCP 1, 2.5), and what is given back is joined with its free neighbours. O(free parts) for each. */
export class Slab {
  readonly memory: ArrayBufferLike
  /** Free parts, ascending, and no two side by side. */
  private readonly begins: number[] = [0]
  private readonly ends: number[]
  /** End of each part that is in use, by its begin. */
  private readonly used = new Map<number, number>()
  /** Index from which on the memory was never used, and is zero. */
  private cleanFrom = 0

  /** @param memory of zeros */
  constructor(memory: ArrayBufferLike) {
    this.memory = memory
    this.ends = [memory.byteLength]
  }

  /** Takes zeros. @returns their begin, −1 where no free part is as long */
  take(bytes: number): number {
    const { begins, ends } = this
    const size = Math.ceil(bytes / unit) * unit
    let best = -1
    for (let k = 0; k < begins.length; k++) {
      const free = ends[k]! - begins[k]!
      if (free >= size && (best < 0 || free < ends[best]! - begins[best]!)) best = k
    }
    if (best < 0) return -1
    const begin = begins[best]!
    const end = begin + size
    if (end === ends[best]) removeGap(begins, ends, best)
    else begins[best] = end
    if (begin < this.cleanFrom) new Uint8Array(this.memory, begin, Math.min(end, this.cleanFrom) - begin).fill(0)
    this.cleanFrom = Math.max(this.cleanFrom, end)
    this.used.set(begin, end)
    return begin
  }

  /** Ends the use of the part that begins there, if one does. */
  giveBack(begin: number): void {
    const end = this.used.get(begin)
    if (end === undefined) return
    this.used.delete(begin)
    addGap(this.begins, this.ends, begin, end)
  }
}
