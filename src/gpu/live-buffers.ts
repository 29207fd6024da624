/** The buffers that are alive, without keeping them so: one that nobody can reach any more is freed, and reported. */
import { reportOf, type BufferReport, type Origin } from './origin.ts'

/** What is known of a buffer besides the buffer itself; nothing here may lead to it. */
export interface BufferRecord {
  readonly kind: BufferReport['kind']
  readonly size: number
  origin: Origin
  /** Somebody has its native handle. */
  isHandedOut: boolean
  /** Bytes that it takes now. */
  readonly allocatedBytes: () => number
  /** Frees what is behind it: no work uses it, as work holds on to its buffers. */
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
      // Whoever has its handle may be using it.
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

  /** It was destroyed. */
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
