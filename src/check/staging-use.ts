/** Use of upload staging: the bytes of it that one submission reads, which the device limits. */
import type { Place } from './rejection.ts'
import { counted, reject } from './rejection.ts'
import type { Words } from './words.ts'

/** The staging that the current submission has read so far. */
export class StagingUse {
  private readonly limit: number
  /** By heap: [begin, end] of the ranges that the current submission reads. */
  private readonly ranges = new Map<number, [number, number][]>()
  /** Bytes of padded rows that the current submission reads, by heap, position and pitch. */
  private readonly rows = new Map<string, number>()

  constructor(stagingBytes: number) {
    this.limit = stagingBytes
  }

  read(heap: number, begin: number, sizeBytes: number): void {
    if (sizeBytes === 0) return
    const list = this.ranges.get(heap)
    if (list) list.push([begin, begin + sizeBytes])
    else this.ranges.set(heap, [[begin, begin + sizeBytes]])
  }

  /** Adds rows of `rowBytes` that start `pitchBytes` apart. The padding between rows counts; that after the last row does not. */
  readRows(heap: number, begin: number, count: number, rowBytes: number, pitchBytes: number): void {
    const span = (count - 1) * pitchBytes + rowBytes
    if (count <= 1 || pitchBytes === rowBytes) this.read(heap, begin, span)
    else this.rows.set(`${heap}/${begin}/${count}/${rowBytes}/${pitchBytes}`, span)
  }

  /** Checks the bytes of the submission that ends; bytes that are read twice in the same way count once. */
  endSubmission(place: Place & { readonly submission: number }, words: Words): void {
    let bytes = 0
    for (const list of this.ranges.values()) {
      list.sort((a, b) => a[0] - b[0] || a[1] - b[1])
      let reached = 0
      for (const [begin, end] of list) {
        if (end > reached) bytes += end - Math.max(begin, reached)
        reached = Math.max(reached, end)
      }
    }
    for (const span of this.rows.values()) bytes += span
    this.ranges.clear()
    this.rows.clear()
    if (bytes > this.limit)
      reject(
        'DEVICE_RULE',
        `${words.submission(place.submission)} reads ${counted(bytes, 'byte')} of upload staging, more than the device's stagingBytes of ${this.limit}`,
        place,
      )
  }
}
