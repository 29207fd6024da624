/** A buffer in host memory, from which transfers go to the device. */
import { alreadyMapped, bufferNotFound, dataTooLarge, invalidOption, notMapped, outsideBuffer } from '../errors.ts'
import { givenBytes } from '../cpu/given-bytes.ts'
import type { BufferRecord } from './live-buffers.ts'
import { reportOf, type BufferReport, type Lease, type Origin } from './origin.ts'
import { PageRing } from './pages.ts'

/** The calls of a buffer to the `Gpu` that made it. */
export interface StagingOwner {
  onDestroyed(record: BufferRecord): void
}

/**
 * A buffer in host memory that may be rewritten at any time: a transfer carries the bytes that were there when it was called
 * for, however soon they are overwritten. A slice shares the memory of its buffer.
 */
export class StagingBuffer implements Disposable {
  /** Size in bytes. */
  readonly size: number
  private readonly ring: PageRing
  private readonly base: number
  private readonly owner: StagingOwner | undefined
  private readonly parent: StagingBuffer | undefined
  /** @internal Its `free` does nothing: the memory belongs to JavaScript. */
  readonly record: BufferRecord
  private isAlive = true
  private lease: Lease | undefined

  /** @internal Made by `Gpu.createStagingBuffer` and `slice`. */
  constructor(size: number, made?: { owner: StagingOwner; origin: Origin }, parent?: StagingBuffer, offset = 0) {
    this.size = size
    this.owner = made?.owner
    this.parent = parent
    this.ring = parent?.ring ?? new PageRing(size)
    this.base = (parent?.base ?? 0) + offset
    this.record = recordOf(size, this.ring, made?.origin ?? { at: 'unknown', stack: '' })
  }

  get isDestroyed(): boolean {
    return !this.isAlive || (this.parent?.isDestroyed ?? false)
  }

  /** True while transfers of the current contents are under way. */
  get isBusy(): boolean {
    return this.ring.isBusy
  }

  get isMapped(): boolean {
    return this.ring.isMapped
  }

  /**
   * Copies bytes into the buffer.
   * @throws MemkitError INVALID_OPTION, INVALID_DATA, DATA_TOO_LARGE, BUFFER_NOT_FOUND
   */
  write(data: ArrayBufferView | ArrayBuffer, offset = 0): this {
    this.check()
    const bytes = dataBytes(data)
    checkWhole('offset', offset, 0)
    if (bytes.length > this.size - offset) throw dataTooLarge(bytes.length, offset, this.size)
    this.ring.writable(this.base + offset, bytes.length, true).set(bytes)
    return this
  }

  /** A copy of the buffer's bytes. */
  read(): Uint8Array {
    this.check()
    return this.ring.view(this.base, this.size).slice()
  }

  /**
   * The buffer's bytes in place, to read and write until `unmap`; the view must not be touched after that. Until then,
   * transfers from the buffer are refused with an error.
   * @throws MemkitError ALREADY_MAPPED, BUFFER_NOT_FOUND
   */
  map(): Uint8Array {
    this.check()
    if (this.ring.isMapped) throw alreadyMapped('The staging buffer', 'unmap it first')
    const view = this.ring.writable(this.base, this.size, false)
    this.ring.isMapped = true
    return view
  }

  /** @throws MemkitError NOT_MAPPED */
  unmap(): void {
    if (!this.ring.isMapped) throw notMapped('The staging buffer')
    this.ring.isMapped = false
  }

  /**
   * A part of the buffer as a buffer of its own, with the same memory.
   * @throws MemkitError INVALID_OPTION, OUTSIDE_BUFFER, BUFFER_NOT_FOUND
   */
  slice(offset: number, size?: number): StagingBuffer {
    this.check()
    checkWhole('offset', offset, 0)
    if (size !== undefined) checkWhole('size', size, 1)
    const wanted = size ?? this.size - offset
    if (wanted < 1 || wanted > this.size - offset) throw outsideBuffer('staging buffer', offset, wanted, this.size)
    return new StagingBuffer(wanted, undefined, this, offset)
  }

  /** Frees the buffer. Transfers under way keep the pages that they need. Idempotent; slices end with their buffer. */
  destroy(): void {
    if (!this.isAlive) return
    this.isAlive = false
    this.owner?.onDestroyed(this.record)
    this.lease?.onDestroyed()
  }

  /** Returns the buffer to its pool, or destroys it. */
  [Symbol.dispose](): void {
    if (this.lease && !this.isDestroyed) this.lease.giveBack()
    else this.destroy()
  }

  /** Host memory that the buffer takes now, including pages kept for rewriting. */
  get allocatedBytes(): number {
    return this.ring.allocatedBytes
  }

  /** The place in the caller's code that made the buffer, for leak reports. */
  report(): BufferReport {
    return reportOf(this.record)
  }

  /** @internal @throws MemkitError BUFFER_NOT_FOUND, ALREADY_MAPPED */
  checkUsable(): void {
    this.check()
    if (this.ring.isMapped) throw alreadyMapped('The staging buffer', 'unmap it before it is transferred')
  }

  /** @internal Bytes for a transfer. */
  take(offset: number, size: number): ReturnType<PageRing['take']> {
    return this.ring.take(this.base + offset, size)
  }

  /** @internal */
  onceFree(callback: () => void): void {
    this.ring.onceFree(callback)
  }

  /** @internal Marks the buffer as lent by a pool, to the current caller. */
  lend(lease: Lease, origin: Origin): void {
    this.lease = lease
    this.record.origin = origin
  }

  private check(): void {
    if (this.isDestroyed) throw bufferNotFound('the staging buffer was destroyed')
  }
}

/** @throws MemkitError INVALID_OPTION */
function checkWhole(name: string, value: unknown, least: number): void {
  if (!(Number.isSafeInteger(value) && (value as number) >= least))
    throw invalidOption(name, value, `a whole number of at least ${least}`)
}

/** A view of the bytes that a caller gives. @throws MemkitError INVALID_DATA */
export function dataBytes(data: ArrayBufferView | ArrayBuffer): Uint8Array {
  return givenBytes('write()', 'a staging buffer', data)
}

/** A function outside the class: the record's functions must not reference the buffer. */
const recordOf = (size: number, ring: PageRing, origin: Origin): BufferRecord => ({
  kind: 'staging',
  size,
  origin,
  isHandedOut: false,
  allocatedBytes: () => ring.allocatedBytes,
  free: () => {},
})
