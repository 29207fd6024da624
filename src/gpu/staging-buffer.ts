/** Memory of the host, from which transfers go to the device. */
import { alreadyMapped, bufferNotFound, dataTooLarge, notMapped, outsideBuffer } from '../errors.ts'
import type { BufferRecord } from './live-buffers.ts'
import { reportOf, type BufferReport, type Lease, type Origin } from './origin.ts'
import { PageRing } from './pages.ts'

/** What a buffer tells its maker. */
export interface StagingOwner {
  onDestroyed(record: BufferRecord): void
}

/**
 * Rewritable at any time: a transfer carries the bytes that were there when it was called for, however soon they are written
 * over. A slice shares the memory of its buffer.
 */
export class StagingBuffer implements Disposable {
  /** Bytes. */
  readonly size: number
  private readonly ring: PageRing
  private readonly base: number
  private readonly owner: StagingOwner | undefined
  private readonly parent: StagingBuffer | undefined
  /** @internal Frees nothing: it is ordinary memory. */
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

  /** Transfers of its current contents are under way. */
  get isBusy(): boolean {
    return this.ring.isBusy
  }

  get isMapped(): boolean {
    return this.ring.isMapped
  }

  /**
   * Copies bytes in.
   * @throws MemkitError DATA_TOO_LARGE, BUFFER_NOT_FOUND
   */
  write(data: ArrayBufferView | ArrayBuffer, offset = 0): this {
    this.check()
    const bytes = ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data)
    if (!(Number.isInteger(offset) && offset >= 0 && bytes.length <= this.size - offset))
      throw dataTooLarge(bytes.length, offset, this.size)
    this.ring.writable(this.base + offset, bytes.length, true).set(bytes)
    return this
  }

  /** A copy of its bytes. */
  read(): Uint8Array {
    this.check()
    return this.ring.view(this.base, this.size).slice()
  }

  /**
   * Its bytes in place, to read and write until `unmap`; the view must not be touched after that. Transfers wait for `unmap`
   * with an error, not in silence.
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
   * A part of it, with the same memory and its own place in it.
   * @throws MemkitError OUTSIDE_BUFFER, BUFFER_NOT_FOUND
   */
  slice(offset: number, size: number = this.size - offset): StagingBuffer {
    this.check()
    if (!(Number.isInteger(offset) && Number.isInteger(size) && offset >= 0 && size >= 1 && size <= this.size - offset))
      throw outsideBuffer('staging buffer', offset, size, this.size)
    return new StagingBuffer(size, undefined, this, offset)
  }

  /** Frees it. Transfers under way keep what they need of it. Idempotent; slices end with their buffer. */
  destroy(): void {
    if (!this.isAlive) return
    this.isAlive = false
    this.owner?.onDestroyed(this.record)
    this.lease?.onDestroyed()
  }

  /** Back to its pool, or destroyed. */
  [Symbol.dispose](): void {
    if (this.lease && !this.isDestroyed) this.lease.giveBack()
    else this.destroy()
  }

  /** Host memory that it takes now, with what is kept for rewriting. */
  get allocatedBytes(): number {
    return this.ring.allocatedBytes
  }

  /** Who made it, for leak reports. */
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

  /** @internal It belongs to a pool from now on, and is used by whoever calls now. */
  lend(lease: Lease, origin: Origin): void {
    this.lease = lease
    this.record.origin = origin
  }

  private check(): void {
    if (this.isDestroyed) throw bufferNotFound('the staging buffer was destroyed')
  }
}

/** Apart from the buffer: its functions must not lead back to it. */
const recordOf = (size: number, ring: PageRing, origin: Origin): BufferRecord => ({
  kind: 'staging',
  size,
  origin,
  isHandedOut: false,
  allocatedBytes: () => ring.allocatedBytes,
  free: () => {},
})
