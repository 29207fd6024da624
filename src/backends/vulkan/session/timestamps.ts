/** Timings of the submissions of a run, and of its passes where that was asked for: timestamps by frame in flight. */
import type { PassTiming, SubmissionTiming } from '../../backend.ts'
import type { Plan } from '../../../plan/document.ts'
import { passTimes, stampCount, stampsOf, submissionTimes, type Stamps } from '../../../plan/facts/stamps.ts'
import {
  VK_ERROR_DEVICE_LOST,
  VK_QUERY_RESULT_64_BIT,
  VK_QUERY_TYPE_TIMESTAMP,
  VK_SUCCESS,
  VkQueryPoolCreateInfo,
  type VkQueryPool,
} from '../bindings/index.ts'
import { everything } from '../device/access-masks.ts'
import type { Build, RecordCommand } from '../memory/build.ts'
import type { Device } from '../device/device.ts'

export class Timestamps {
  private readonly device: Device
  private readonly plan: Plan
  private readonly stamps: Stamps
  private readonly bits: number
  private readonly pool: VkQueryPool
  private readonly results: BigUint64Array
  /** The results as halves, the lower one first. */
  private readonly words: Uint32Array
  /** By stamp: ns from the first one of the run that was read last. */
  private readonly ns: Float64Array

  /**
   * Creates the queries; undefined where a queue of the plan has no timestamps, or nothing is submitted. @throws MemkitError
   * OUT_OF_MEMORY, …
   */
  static create(build: Build, hasPasses: boolean): Timestamps | undefined {
    const { plan, queues } = build
    const used = plan.submissions.map(({ queue }) => queues[queue]!.timestampBits)
    return used.length > 0 && used.every((bits) => bits > 0)
      ? new Timestamps(build, Math.min(...used), hasPasses)
      : undefined
  }

  private constructor({ device, plan, scope, arena, framesInFlight }: Build, bits: number, hasPasses: boolean) {
    const { vk, handle } = device
    this.device = device
    this.plan = plan
    this.stamps = stampsOf(plan, hasPasses)
    this.bits = bits
    this.results = new BigUint64Array(stampCount(this.stamps))
    this.words = new Uint32Array(this.results.buffer)
    this.ns = new Float64Array(this.results.length)
    const info = arena.struct(VkQueryPoolCreateInfo, {
      queryType: VK_QUERY_TYPE_TIMESTAMP,
      queryCount: this.results.length * framesInFlight,
    })
    const out = new BigUint64Array(1)
    device.check(vk.vkCreateQueryPool(handle, info, null, out), 'vkCreateQueryPool', 'timestamps')
    this.pool = out[0] as VkQueryPool
    scope.own('queryPools', () => vk.vkDestroyQueryPool(handle, this.pool, null))
  }

  get hasPasses(): boolean {
    return this.stamps.hasPasses
  }

  /** Functions that record the timestamps before and behind the commands of a submission. */
  around(submission: number): { readonly before: RecordCommand; readonly behind: RecordCommand } {
    const { first } = this.stamps
    return { before: this.stamp(first[submission]!), behind: this.stamp(first[submission + 1]! - 1) }
  }

  /** The same, with the time noted behind it. @param command the number of the timed command in its submission */
  behind(submission: number, command: number, record: RecordCommand): RecordCommand {
    const stamp = this.stamp(this.stamps.first[submission]! + 1 + command)
    return (recording) => {
      const rest = record(recording)
      return rest ? rest.then(() => stamp(recording)) : stamp(recording)
    }
  }

  private stamp(stamp: number): RecordCommand {
    return ({ commands, at }) =>
      this.device.vk.vkCmdWriteTimestamp2(commands, everything, this.pool, this.first(at.frame) + stamp)
  }

  /** Resets the queries of a frame before its run submits anything; the run before it has completed. */
  reset(frame: number): void {
    const { vk, handle } = this.device
    vk.vkResetQueryPool(handle, this.pool, this.first(frame), this.results.length)
  }

  /**
   * Timings in ns from the start of the first submission, once the run of the frame has completed. Queues of one device are
   * assumed to share a clock.
   */
  read(frame: number): readonly SubmissionTiming[] | undefined {
    return this.take(frame) ? submissionTimes(this.plan, this.stamps, this.ns) : undefined
  }

  /** The same for passes; undefined where nobody asked. */
  readPasses(frame: number): readonly PassTiming[] | undefined {
    return this.hasPasses && this.take(frame) ? passTimes(this.plan, this.stamps, this.ns) : undefined
  }

  /** Reads the times of a frame's run. @returns whether they are known */
  private take(frame: number): boolean {
    const { device, results, bits } = this
    const { vk, handle } = device
    const stride = 8
    const result = vk.vkGetQueryPoolResults(
      handle,
      this.pool,
      this.first(frame),
      results.length,
      results.byteLength,
      results,
      stride,
      VK_QUERY_RESULT_64_BIT,
    )
    if (result === VK_ERROR_DEVICE_LOST) device.lose('vkGetQueryPoolResults returned VK_ERROR_DEVICE_LOST')
    // The run succeeded; only its timings are unknown.
    if (result !== VK_SUCCESS) return false
    const { timestampPeriod } = device.physical.limits
    // Timestamps have a limited number of bits, and may wrap around.
    const { ns, words } = this
    let start = Infinity
    for (let i = 0; i < ns.length; i++) {
      ns[i] = ticksBetween(words, i, bits)
      start = Math.min(start, ns[i]!)
    }
    for (let i = 0; i < ns.length; i++) ns[i] = (ns[i]! - start) * timestampPeriod
    return true
  }

  private first(frame: number): number {
    return frame * this.results.length
  }
}

/**
 * Ticks of a stamp from the first one, which a clock of so many bits may have passed its end since: as a signed number, without making a
 * BigInt. Differences of more than 2^53 are none that a run has.
 */
export function ticksBetween(words: Uint32Array, stamp: number, bits: number): number {
  const low = words[2 * stamp]! - words[0]!
  const high = (words[2 * stamp + 1]! - words[1]!) | 0
  if (bits > 53) return ((high << (64 - bits)) >> (64 - bits)) * 2 ** 32 + low
  const all = 2 ** bits
  const ticks = (high * 2 ** 32 + low) % all
  if (ticks >= all / 2) return ticks - all
  return ticks < -all / 2 ? ticks + all : ticks
}
