/**
 * Times of each submission on the device: two empty passes around it write the time, and the last submission of a run copies
 * all times to where the host reads them. Devices may round times (browsers do, to 100 µs).
 */
import { outOfMemory } from '../../../errors.ts'
import type { SubmissionTiming } from '../../backend.ts'
import { scoped } from '../device/api-errors.ts'
import type { Build } from '../encode/build.ts'
import type { Holdings } from '../device/holdings.ts'
import { bufferUsage, mapMode } from '../device/flags.ts'

/** Most queries of one query set. */
const maxQueries = 4096

interface FrameClock {
  readonly queries: GPUQuerySet
  readonly resolved: GPUBuffer
  readonly readable: GPUBuffer
  timings: readonly SubmissionTiming[] | undefined
}

export class Timestamps {
  private readonly frames: readonly FrameClock[]
  private readonly queues: readonly number[]

  private constructor(frames: readonly FrameClock[], queues: readonly number[]) {
    this.frames = frames
    this.queues = queues
  }

  /** Undefined where the device has no clock, or the plan has nothing to time, or too much. */
  static async create(
    { device, plan }: Build,
    framesInFlight: number,
    holdings: Holdings,
  ): Promise<Timestamps | undefined> {
    const count = plan.submissions.length * 2
    if (!device.features.has('timestamp-query') || count === 0 || count > maxQueries) return undefined
    const size = count * 8
    const own = <T extends { destroy(): void }>(object: T, kind: 'buffers' | 'querySets'): T => {
      holdings.own(kind, object, () => object.destroy())
      return object
    }
    const frames: FrameClock[] = []
    for (let frame = 0; frame < framesInFlight; frame++)
      frames.push(
        await scoped(
          device,
          () => ({
            queries: own(device.createQuerySet({ type: 'timestamp', count }), 'querySets'),
            resolved: own(
              device.createBuffer({ size, usage: bufferUsage.queryResolve | bufferUsage.copySrc }),
              'buffers',
            ),
            readable: own(device.createBuffer({ size, usage: bufferUsage.mapRead | bufferUsage.copyDst }), 'buffers'),
            timings: undefined,
          }),
          (cause) => outOfMemory('timestamps', size, cause),
        ),
      )
    return new Timestamps(
      frames,
      plan.submissions.map(({ queue }) => queue),
    )
  }

  begin(encoder: GPUCommandEncoder, frame: number, submission: number): void {
    const querySet = this.frames[frame]!.queries
    encoder.beginComputePass({ timestampWrites: { querySet, beginningOfPassWriteIndex: submission * 2 } }).end()
  }

  end(encoder: GPUCommandEncoder, frame: number, submission: number): void {
    const { queries: querySet, resolved, readable } = this.frames[frame]!
    encoder.beginComputePass({ timestampWrites: { querySet, endOfPassWriteIndex: submission * 2 + 1 } }).end()
    if (!this.isLast(submission)) return
    encoder.resolveQuerySet(querySet, 0, querySet.count, resolved, 0)
    encoder.copyBufferToBuffer(resolved, 0, readable, 0, resolved.size)
  }

  /** Called after a submission: the times are read after the last one of a run. Undefined for others. Never rejects. */
  read(frame: number, submission: number): Promise<void> | undefined {
    if (!this.isLast(submission)) return undefined
    const clock = this.frames[frame]!
    clock.timings = undefined
    try {
      return clock.readable.mapAsync(mapMode.read).then(
        () => {
          const ticks = new BigUint64Array(clock.readable.getMappedRange())
          clock.timings = timingsOf(ticks, this.queues)
          clock.readable.unmap()
        },
        () => undefined,
      )
    } catch {
      // The device is lost or destroyed; the run will report it.
      return undefined
    }
  }

  timings(frame: number): readonly SubmissionTiming[] | undefined {
    return this.frames[frame]!.timings
  }

  private isLast(submission: number): boolean {
    return submission === this.queues.length - 1
  }
}

/** The times of each submission from the first start: the device's clock has an arbitrary origin. */
function timingsOf(ticks: BigUint64Array, queues: readonly number[]): SubmissionTiming[] {
  let zero = ticks[0]!
  for (let i = 0; i < ticks.length; i += 2) if (ticks[i]! < zero) zero = ticks[i]!
  return queues.map((queue, submission) => {
    const startNs = Number(ticks[submission * 2]! - zero)
    const endNs = Number(ticks[submission * 2 + 1]! - zero)
    return { submission, queue, startNs, endNs: Math.max(startNs, endNs) }
  })
}
