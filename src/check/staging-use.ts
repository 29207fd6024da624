/** Upload staging that one submission reads: a device has only so much of it at a time. */
import type { Place } from './rejection.ts'
import { reject } from './rejection.ts'

export class StagingUse {
  private readonly limit: number
  /** By heap: [begin, end] of the bytes that the current submission reads. */
  private readonly ranges = new Map<number, [number, number][]>()
  /** Bytes of padded rows that the current submission reads, by where and how they lie. */
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

  /** Rows of `rowBytes`, `pitchBytes` apart. What lies between them is taken too, but for what follows the last. */
  readRows(heap: number, begin: number, count: number, rowBytes: number, pitchBytes: number): void {
    const span = (count - 1) * pitchBytes + rowBytes
    if (count <= 1 || pitchBytes === rowBytes) this.read(heap, begin, span)
    else this.rows.set(`${heap}/${begin}/${count}/${rowBytes}/${pitchBytes}`, span)
  }

  /** Bytes that are read twice alike count once. */
  endSubmission(place: Place): void {
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
        `The submission reads ${bytes} bytes of upload staging, more than the device's stagingBytes of ${this.limit}`,
        place,
      )
  }
}
