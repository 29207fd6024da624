/**
 * The memory behind a staging buffer: a ring of pages of one size. Work keeps reading the page that was current when it was
 * called for, so overwriting bytes that are still to be read moves on to another page; pages come back when the device has
 * finished with them.
 */
import { counted, outOfHostMemory } from '../errors.ts'
import { InFlight } from './in-flight.ts'

/** Pages kept for reuse beside the current one: one for each run in flight, and one more. */
const sparePages = 3

class Page extends InFlight {
  readonly bytes: Uint8Array
  /** All bytes that work in flight reads lie between `begin` and `end`. */
  begin = Infinity
  end = 0

  constructor(sizeBytes: number) {
    super()
    try {
      this.bytes = new Uint8Array(sizeBytes)
    } catch (cause) {
      throw outOfHostMemory(`a staging buffer of ${counted(sizeBytes, 'byte')}`, cause)
    }
  }
}

export class PageRing {
  readonly sizeBytes: number
  isMapped = false
  private current: Page
  private readonly spare: Page[] = []
  /** Number of pages alive, for `allocatedBytes`. */
  private pages = 1

  constructor(sizeBytes: number) {
    this.sizeBytes = sizeBytes
    this.current = new Page(sizeBytes)
  }

  get allocatedBytes(): number {
    return this.pages * this.sizeBytes
  }

  get isBusy(): boolean {
    return this.current.isBusy
  }

  onceFree(callback: () => void): void {
    this.current.onceFree(callback)
  }

  /** A view of the current contents. */
  view(offset: number, size: number): Uint8Array {
    return this.current.bytes.subarray(offset, offset + size)
  }

  /** Bytes that work will read until it calls `page.release()`. */
  take(offset: number, size: number): { readonly bytes: Uint8Array; readonly page: InFlight } {
    const page = this.current
    page.begin = Math.min(page.begin, offset)
    page.end = Math.max(page.end, offset + size)
    return { bytes: page.bytes.subarray(offset, offset + size), page }
  }

  /**
   * A view to write to, of which work in flight reads no byte.
   * @param overwrites all of the view will be written, so the old contents need not be kept
   */
  writable(offset: number, size: number, overwrites: boolean): Uint8Array {
    const { current } = this
    if (current.isBusy && offset < current.end && offset + size > current.begin)
      this.turn(!overwrites || size < this.sizeBytes)
    else if (!current.isBusy) reset(current)
    return this.view(offset, size)
  }

  private turn(keep: boolean): void {
    const old = this.current
    let next = this.spare.pop()
    if (!next) {
      next = new Page(this.sizeBytes)
      this.pages++
    }
    if (keep) next.bytes.set(old.bytes)
    this.current = next
    old.onceFree(() => {
      reset(old)
      if (this.spare.length < sparePages) this.spare.push(old)
      else this.pages--
    })
  }
}

function reset(page: Page): void {
  page.begin = Infinity
  page.end = 0
}
