/** Copies that are put together by several calls: a single one, or a batch. */
import type { CopyRange, CopySource } from './copies.ts'
import { resolveCopy } from './copies.ts'
import type { DeviceBuffer } from './device-buffer.ts'
import type { Transfer } from './operation.ts'
import { givenTimeout } from '../given.ts'
import { timedWait } from '../timed-wait.ts'

/** The receiver of copies: a `Gpu`. */
export interface Copier {
  transfer(source: CopySource, destination: DeviceBuffer, range?: CopyRange): Transfer
  /** Throws the errors that `transfer` would throw for these buffers. */
  checkCopy(source: CopySource, destination: DeviceBuffer): void
}

/** One transfer, whose offsets and size are set by chained calls. */
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

  /** Offset in the source, in bytes. Default 0. */
  sourceOffset(sourceOffset: number): this {
    this.range = { ...this.range, sourceOffset }
    return this
  }

  /** Offset in the destination, in bytes. Default 0. */
  destinationOffset(destinationOffset: number): this {
    this.range = { ...this.range, destinationOffset }
    return this
  }

  /** Size in bytes. Default: the smaller of what source and destination have from their offsets on. */
  size(size: number): this {
    this.range = { ...this.range, size }
    return this
  }

  /** @throws MemkitError as `Gpu.transfer` */
  submit(): Transfer {
    return this.copier.transfer(this.source, this.destination, this.range)
  }
}

/** Copies that are called for together. A batch with one wrong copy is refused whole. */
export class Batch {
  private readonly copier: Copier
  private copies: (readonly [CopySource, DeviceBuffer, CopyRange])[] = []

  constructor(copier: Copier) {
    this.copier = copier
  }

  /** @throws MemkitError INVALID_OPTION, OUTSIDE_BUFFER, OVERLAPPING_COPY */
  copy(source: CopySource, destination: DeviceBuffer, range?: CopyRange): this {
    this.copies.push([source, destination, resolveCopy(source, destination, range)])
    return this
  }

  get size(): number {
    return this.copies.length
  }

  /**
   * Calls for all copies. The batch is empty afterwards. @returns one handle for each copy, in order @throws MemkitError as
   * `Gpu.transfer`
   */
  submit(): Transfer[] {
    const { copies } = this
    for (const [source, destination] of copies) this.copier.checkCopy(source, destination)
    this.copies = []
    return copies.map(([source, destination, range]) => this.copier.transfer(source, destination, range))
  }

  /**
   * Submits and waits. Rejects with the first error, or with TIMED_OUT while the work continues; with INVALID_OPTION before anything is
   * submitted.
   */
  async submitAndWait(timeoutMs?: number): Promise<void> {
    givenTimeout(timeoutMs)
    const all = Promise.all(this.submit().map(({ done }) => done)).then(() => {})
    return timedWait(all, timeoutMs, 'the batch')
  }
}
