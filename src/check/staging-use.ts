/** Upload staging that one submission reads: a device has only so much of it at a time. */
import type { Place } from './rejection.ts'
import { reject } from './rejection.ts'
import type { Runs } from './snapshot.ts'

export class StagingUse {
  private readonly limit: number
  /** By heap: [begin, end] of what the current submission reads. */
  private readonly ranges = new Map<number, [number, number][]>()

  constructor(stagingBytes: number) {
    this.limit = stagingBytes
  }

  read(heap: number, runs: Runs): void {
    let list = this.ranges.get(heap)
    if (!list) this.ranges.set(heap, (list = []))
    for (let i = 0; i < runs.length; i += 2) list.push([runs[i]!, runs[i]! + runs[i + 1]!])
  }

  /** Bytes that are read twice count once. */
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
    this.ranges.clear()
    if (bytes > this.limit)
      reject(
        'DEVICE_RULE',
        `The submission reads ${bytes} bytes of upload staging, more than the device's stagingBytes of ${this.limit}`,
        place,
      )
  }
}
