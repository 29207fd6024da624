/**
 * Times of each submission on the device, and of each pass where that was asked for: empty passes between commands write the time, and
 * the last submission of a run copies all times to where the host reads them. Devices may round times (browsers do, to 100 µs).
 */
import { outOfMemory } from '../../../errors.ts'
import type { PassTiming, SubmissionTiming } from '../../backend.ts'
import type { Plan } from '../../../plan/document.ts'
import { passTimes, stampCount, stampsOf, submissionTimes, type Stamps } from '../../../plan/facts/stamps.ts'
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
  passes: readonly PassTiming[] | undefined
}

export class Timestamps {
  private readonly frames: readonly FrameClock[]
  private readonly plan: Plan
  private readonly stamps: Stamps

  private constructor(frames: readonly FrameClock[], plan: Plan, stamps: Stamps) {
    this.frames = frames
    this.plan = plan
    this.stamps = stamps
  }

  /** Undefined where the device has no clock, or the plan has nothing to time, or too much. */
  static async create(
    { device, plan }: Build,
    framesInFlight: number,
    holdings: Holdings,
    hasPasses: boolean,
  ): Promise<Timestamps | undefined> {
    let stamps = stampsOf(plan, hasPasses)
    // Where a plan has more commands than a query set holds, only submissions are timed.
    if (stampCount(stamps) > maxQueries) stamps = stampsOf(plan, false)
    const count = stampCount(stamps)
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
            passes: undefined,
          }),
          (cause) => outOfMemory('timestamps', size, cause),
        ),
      )
    return new Timestamps(frames, plan, stamps)
  }

  get hasPasses(): boolean {
    return this.stamps.hasPasses
  }

  begin(encoder: GPUCommandEncoder, frame: number, submission: number): void {
    const querySet = this.frames[frame]!.queries
    const beginningOfPassWriteIndex = this.stamps.first[submission]!
    encoder.beginComputePass({ timestampWrites: { querySet, beginningOfPassWriteIndex } }).end()
  }

  /** Notes the time behind the timed command of this number in its submission. */
  behind(encoder: GPUCommandEncoder, frame: number, submission: number, command: number): void {
    this.stamp(encoder, frame, this.stamps.first[submission]! + 1 + command)
  }

  end(encoder: GPUCommandEncoder, frame: number, submission: number): void {
    this.stamp(encoder, frame, this.stamps.first[submission + 1]! - 1)
    if (!this.isLast(submission)) return
    const { queries: querySet, resolved, readable } = this.frames[frame]!
    encoder.resolveQuerySet(querySet, 0, querySet.count, resolved, 0)
    encoder.copyBufferToBuffer(resolved, 0, readable, 0, resolved.size)
  }

  /** The same around an external pass, by small submissions before and behind it. */
  beginExternal(device: GPUDevice, frame: number, submission: number): void {
    const encoder = device.createCommandEncoder()
    this.begin(encoder, frame, submission)
    device.queue.submit([encoder.finish()])
  }

  endExternal(device: GPUDevice, frame: number, submission: number): void {
    const encoder = device.createCommandEncoder()
    if (this.hasPasses) this.behind(encoder, frame, submission, 0)
    this.end(encoder, frame, submission)
    device.queue.submit([encoder.finish()])
  }

  private stamp(encoder: GPUCommandEncoder, frame: number, endOfPassWriteIndex: number): void {
    const querySet = this.frames[frame]!.queries
    encoder.beginComputePass({ timestampWrites: { querySet, endOfPassWriteIndex } }).end()
  }

  /** Called after a submission: the times are read after the last one of a run. Undefined for others. Never rejects. */
  read(frame: number, submission: number): Promise<void> | undefined {
    if (!this.isLast(submission)) return undefined
    const clock = this.frames[frame]!
    clock.timings = clock.passes = undefined
    try {
      return clock.readable.mapAsync(mapMode.read).then(
        () => {
          const at = timesOf(new BigUint64Array(clock.readable.getMappedRange()))
          clock.timings = submissionTimes(this.plan, this.stamps, at)
          if (this.hasPasses) clock.passes = passTimes(this.plan, this.stamps, at)
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

  passTimings(frame: number): readonly PassTiming[] | undefined {
    return this.frames[frame]!.passes
  }

  private isLast(submission: number): boolean {
    return submission === this.plan.submissions.length - 1
  }
}

/**
 * The times of stamps from the first one: the device's clock has an arbitrary origin. Stamps are in the order of the work of one
 * queue, so none is taken to be earlier than the one before it, as rounding would have some.
 */
function timesOf(ticks: BigUint64Array): number[] {
  const times: number[] = []
  for (const tick of ticks) times.push(Math.max(times.at(-1) ?? 0, Number(tick - ticks[0]!)))
  return times
}
