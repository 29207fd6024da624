/** Use of upload staging: the bytes of it that one submission reads, which the device limits. */
import type { Place } from './rejection.ts'
import { counted, reject } from './rejection.ts'
import type { Words } from './words.ts'

/** Bytes begin … end of a heap. */
interface Range {
  readonly heap: number
  readonly begin: number
  readonly end: number
}

/** The staging that the current submission has read so far. */
export class StagingUse {
  private readonly limit: number
  /** The ranges that the current submission reads. */
  private readonly ranges: Range[] = []
  /** Bytes of padded rows that the current submission reads, by heap, position and pitch. */
  private readonly rows = new Map<string, number>()

  constructor(stagingBytes: number) {
    this.limit = stagingBytes
  }

  read(heap: number, begin: number, sizeBytes: number): void {
    if (sizeBytes === 0) return
    this.ranges.push({ heap, begin, end: begin + sizeBytes })
  }

  /** Adds rows of `rowBytes` that start `pitchBytes` apart. The padding between rows counts; that after the last row does not. */
  readRows(heap: number, begin: number, count: number, rowBytes: number, pitchBytes: number): void {
    const span = (count - 1) * pitchBytes + rowBytes
    if (count <= 1 || pitchBytes === rowBytes) this.read(heap, begin, span)
    else this.rows.set(`${heap}/${begin}/${count}/${rowBytes}/${pitchBytes}`, span)
  }

  /** Checks the bytes of the submission that ends; bytes that are read twice in the same way count once. */
  endSubmission(place: Place & { readonly submission: number }, words: Words): void {
    // Most submissions read none, and a map that is emptied leaves its table behind.
    if (this.ranges.length === 0 && this.rows.size === 0) return
    let bytes = 0
    this.ranges.sort((a, b) => a.heap - b.heap || a.begin - b.begin || a.end - b.end)
    let [last, reached] = [-1, 0]
    for (const { heap, begin, end } of this.ranges) {
      if (heap !== last) reached = 0
      last = heap
      if (end > reached) bytes += end - Math.max(begin, reached)
      reached = Math.max(reached, end)
    }
    for (const span of this.rows.values()) bytes += span
    this.ranges.length = 0
    if (this.rows.size > 0) this.rows.clear()
    if (bytes > this.limit)
      reject(
        'DEVICE_RULE',
        `${words.submission(place.submission)} reads ${counted(bytes, 'byte')} of upload staging, more than the device's stagingBytes of ${this.limit}`,
        place,
      )
  }
}
