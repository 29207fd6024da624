/** One copy, put together step by step; or many, handed over together. */
import type { CopyRange, CopySource } from './copies.ts'
import { resolveCopy } from './copies.ts'
import type { DeviceBuffer } from './device-buffer.ts'
import type { Transfer } from './operation.ts'
import { timedWait } from './timed-wait.ts'

/** What takes copies: a `Gpu`. */
export interface Copier {
  transfer(source: CopySource, destination: DeviceBuffer, range?: CopyRange): Transfer
  /** Throws what `transfer` would say of these buffers. */
  checkCopy(source: CopySource, destination: DeviceBuffer): void
}

export class TransferBuilder {
  private readonly copier: Copier
  private readonly source: CopySource
  private readonly destination: DeviceBuffer
  private range: CopyRange = {}

  constructor(copier: Copier, source: CopySource, destination: DeviceBuffer) {
    this.copier = copier
    this.source = source
    this.destination = destination
  }

  /** Bytes into the source. Default 0. */
  sourceOffset(sourceOffset: number): this {
    this.range = { ...this.range, sourceOffset }
    return this
  }

  /** Bytes into the destination. Default 0. */
  destinationOffset(destinationOffset: number): this {
    this.range = { ...this.range, destinationOffset }
    return this
  }

  /** Bytes. Default: what the smaller of both has from its offset on. */
  size(size: number): this {
    this.range = { ...this.range, size }
    return this
  }

  /** @throws MemkitError as `Gpu.transfer` */
  submit(): Transfer {
    return this.copier.transfer(this.source, this.destination, this.range)
  }
}

/** Copies that are called for together. A batch whose copies are wrong somewhere is refused whole. */
export class Batch {
  private readonly copier: Copier
  private copies: (readonly [CopySource, DeviceBuffer, CopyRange])[] = []

  constructor(copier: Copier) {
    this.copier = copier
  }

  /** @throws MemkitError INVALID_OPTION, OUTSIDE_BUFFER, OVERLAPPING_COPY */
  copy(source: CopySource, destination: DeviceBuffer, range: CopyRange = {}): this {
    this.copies.push([source, destination, resolveCopy(source, destination, range)])
    return this
  }

  get size(): number {
    return this.copies.length
  }

  /** One handle a copy, in order. The batch is empty afterwards. @throws MemkitError as `Gpu.transfer` */
  submit(): Transfer[] {
    const { copies } = this
    for (const [source, destination] of copies) this.copier.checkCopy(source, destination)
    this.copies = []
    return copies.map(([source, destination, range]) => this.copier.transfer(source, destination, range))
  }

  /** Rejects with the first error, or with TIMED_OUT while the work goes on. */
  async submitAndWait(timeoutMs?: number): Promise<void> {
    const all = Promise.all(this.submit().map(({ done }) => done)).then(() => {})
    return timedWait(all, timeoutMs, 'the batch')
  }
}
