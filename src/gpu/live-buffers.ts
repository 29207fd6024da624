/** The buffers that are alive, held weakly: one that became unreachable is freed and reported. */
import { reportOf, type BufferReport, type Origin } from './origin.ts'

/** Facts about a buffer that are kept when it is gone; nothing in them may reference the buffer. */
export interface BufferRecord {
  readonly kind: BufferReport['kind']
  readonly size: number
  origin: Origin
  /** True once the buffer's native handle was given out. */
  isHandedOut: boolean
  /** Bytes that the buffer takes now. */
  readonly allocatedBytes: () => number
  /** Frees the buffer's memory. No work uses it by then, because work references its buffers. */
  readonly free: () => void
}

interface Destroyable {
  destroy(): void
}

export class LiveBuffers {
  private readonly buffers = new Map<BufferRecord, WeakRef<Destroyable>>()
  private readonly registry: FinalizationRegistry<BufferRecord>

  constructor(onLeak: (report: BufferReport) => void) {
    this.registry = new FinalizationRegistry((record) => {
      // A native handle that was given out may still be in use.
      if (record.isHandedOut || !this.buffers.delete(record)) return
      record.free()
      onLeak(reportOf(record))
    })
  }

  get count(): number {
    return this.buffers.size
  }

  get bytes(): number {
    let bytes = 0
    for (const record of this.buffers.keys()) bytes += record.allocatedBytes()
    return bytes
  }

  add(record: BufferRecord, buffer: Destroyable): void {
    this.buffers.set(record, new WeakRef(buffer))
    this.registry.register(buffer, record, record)
  }

  /** Removes a buffer that was destroyed. */
  delete(record: BufferRecord): void {
    this.buffers.delete(record)
    this.registry.unregister(record)
  }

  reports(): BufferReport[] {
    return Array.from(this.buffers.keys(), reportOf)
  }

  destroyAll(): void {
    for (const [record, buffer] of this.buffers) {
      const alive = buffer.deref()
      if (alive) alive.destroy()
      else {
        this.delete(record)
        record.free()
      }
    }
  }
}
