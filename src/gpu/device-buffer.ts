/** A buffer in device memory that lives until its user destroys it. */
import type { NativeBuffer } from '../backends/backend.ts'
import { alreadyMapped, bufferNotFound, notMappable, notMapped } from '../errors.ts'
import { InFlight } from './in-flight.ts'
import type { BufferRecord } from './live-buffers.ts'
import { reportOf, type BufferReport, type Lease, type Origin } from './origin.ts'
import type { BufferUsageFlags } from './usage.ts'

/** The calls of a buffer to the `Gpu` that made it. */
export interface DeviceOwner {
  onDestroyed(record: BufferRecord): void
  /** Hands the calls so far to the device. */
  flush(): void
}

/** A buffer in device memory. Its bytes start as zeros. */
export class DeviceBuffer extends InFlight implements Disposable {
  /** Size in bytes. */
  readonly size: number
  readonly usage: BufferUsageFlags
  /** @internal */
  readonly native: NativeBuffer
  /** @internal True until it is used: the first work that does fills it with zeros. */
  isFresh = true
  /** @internal Stands for the latest use. */
  latestUse: object | undefined
  /** @internal True once the device has confirmed the allocation. */
  isReady: boolean
  private readonly owner: DeviceOwner
  /** @internal */
  readonly record: BufferRecord
  private isAlive = true
  private mapped = false
  private lease: Lease | undefined

  /** @internal Made by `Gpu.createDeviceBuffer`. */
  constructor(size: number, usage: BufferUsageFlags, native: NativeBuffer, owner: DeviceOwner, origin: Origin) {
    super()
    this.size = size
    this.usage = usage
    this.native = native
    this.owner = owner
    this.record = recordOf(size, native, origin)
    this.isReady = native.ready === undefined
    native.ready?.then(
      () => (this.isReady = true),
      () => {},
    )
  }

  get isDestroyed(): boolean {
    return !this.isAlive
  }

  /**
   * The native handle, for graphs that import the buffer: `run({ imports: { mesh: buffer.handle } })`. Wait for its transfers
   * first. The bytes of a buffer that had none are undefined until a graph writes them.
   */
  get handle(): object {
    this.check()
    this.record.isHandedOut = true
    // From here on others may write it: zeros would overwrite that.
    this.markUsed()
    return this.native.handle
  }

  /**
   * The buffer's bytes in place, once the device has finished with it; no call may use the buffer until `unmap`.
   * Rejects with NOT_MAPPABLE where the host cannot see device memory, which is nearly everywhere; ALREADY_MAPPED;
   * BUFFER_NOT_FOUND.
   */
  async map(): Promise<Uint8Array> {
    this.check()
    const { bytes } = this.native
    if (!bytes) throw notMappable('device memory')
    if (this.mapped) throw alreadyMapped('The device buffer', 'unmap it first')
    this.mapped = true
    this.owner.flush()
    await new Promise<void>((resolve) => this.onceFree(resolve))
    if (this.isFresh) bytes.fill(0)
    this.markUsed()
    return bytes.subarray(0, this.size)
  }

  /** @throws MemkitError NOT_MAPPED */
  unmap(): void {
    if (!this.mapped) throw notMapped('The device buffer')
    this.mapped = false
  }

  /**
   * Ends the buffer's use: later calls with it are refused, and its memory is freed when the device has finished with it.
   * Idempotent.
   */
  destroy(): void {
    if (!this.isAlive) return
    this.isAlive = false
    this.owner.onDestroyed(this.record)
    this.lease?.onDestroyed()
    this.onceFree(() => this.native.destroy())
  }

  /** Returns the buffer to its pool, or destroys it. */
  [Symbol.dispose](): void {
    if (this.lease && this.isAlive) this.lease.giveBack()
    else this.destroy()
  }

  /** The place in the caller's code that made the buffer, for leak reports. */
  report(): BufferReport {
    return reportOf(this.record)
  }

  /** @internal Marks the buffer as lent by a pool, to the current caller. */
  lend(lease: Lease, origin: Origin): void {
    this.lease = lease
    this.record.origin = origin
  }

  /** @internal */
  belongsTo(owner: DeviceOwner): boolean {
    return this.owner === owner
  }

  /** @internal @throws MemkitError BUFFER_NOT_FOUND, ALREADY_MAPPED */
  checkUsable(): void {
    this.check()
    if (this.mapped) throw alreadyMapped('The device buffer', 'unmap it before the device uses it')
  }

  private markUsed(): void {
    this.isFresh = false
    this.latestUse = undefined
  }

  private check(): void {
    if (!this.isAlive) throw bufferNotFound('the device buffer was destroyed')
  }
}

/** A function outside the class: the record's functions must not reference the buffer. */
const recordOf = (size: number, native: NativeBuffer, origin: Origin): BufferRecord => ({
  kind: 'device',
  size,
  origin,
  isHandedOut: false,
  allocatedBytes: () => size,
  free: () => native.destroy(),
})
