/** Memory of the device that lives as long as its user wants. */
import type { NativeBuffer } from '../backends/backend.ts'
import { alreadyMapped, bufferNotFound, notMappable, notMapped } from '../errors.ts'
import { InFlight } from './in-flight.ts'
import type { BufferRecord } from './live-buffers.ts'
import { reportOf, type BufferReport, type Lease, type Origin } from './origin.ts'
import type { BufferUsageFlags } from './usage.ts'

/** What a buffer tells its maker. */
export interface DeviceOwner {
  onDestroyed(record: BufferRecord): void
  /** Has what was called for so far handed to the device. */
  flush(): void
}

/** Starts as zeros. */
export class DeviceBuffer extends InFlight implements Disposable {
  /** Bytes. */
  readonly size: number
  readonly usage: BufferUsageFlags
  /** @internal */
  readonly native: NativeBuffer
  /** @internal No work has written it yet, so the first that uses it makes it zeros. */
  isFresh = true
  /** @internal Settled: the device has agreed to it. */
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

  /** What graphs import: `run({ imports: { mesh: buffer.handle } })`. Wait for its transfers first. */
  get handle(): object {
    this.check()
    this.record.isHandedOut = true
    return this.native.handle
  }

  /**
   * Its bytes in place, once the device is done with it; nothing may be called for with it until `unmap`.
   * Rejects with NOT_MAPPABLE where the host cannot see device memory, which is nearly everywhere; ALREADY_MAPPED; BUFFER_NOT_FOUND.
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
    this.isFresh = false
    return bytes.subarray(0, this.size)
  }

  /** @throws MemkitError NOT_MAPPED */
  unmap(): void {
    if (!this.mapped) throw notMapped('The device buffer')
    this.mapped = false
  }

  /** Nothing more may be called for with it; its memory is freed when the device is done with it. Idempotent. */
  destroy(): void {
    if (!this.isAlive) return
    this.isAlive = false
    this.owner.onDestroyed(this.record)
    this.lease?.onDestroyed()
    this.onceFree(() => this.native.destroy())
  }

  /** Back to its pool, or destroyed. */
  [Symbol.dispose](): void {
    if (this.lease && this.isAlive) this.lease.giveBack()
    else this.destroy()
  }

  /** Who made it, for leak reports. */
  report(): BufferReport {
    return reportOf(this.record)
  }

  /** @internal It belongs to a pool from now on, and is used by whoever calls now. */
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

  private check(): void {
    if (!this.isAlive) throw bufferNotFound('the device buffer was destroyed')
  }
}

/** Apart from the buffer: its functions must not lead back to it. */
const recordOf = (size: number, native: NativeBuffer, origin: Origin): BufferRecord => ({
  kind: 'device',
  size,
  origin,
  isHandedOut: false,
  allocatedBytes: () => size,
  free: () => native.destroy(),
})
