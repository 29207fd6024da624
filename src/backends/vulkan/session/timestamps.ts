/** Timings of the submissions of a run: two timestamps around each, by frame in flight. */
import type { SubmissionTiming } from '../../backend.ts'
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
  /** Queue of the plan, by submission. */
  private readonly queues: readonly number[]
  private readonly bits: number
  private readonly pool: VkQueryPool
  private readonly results: BigUint64Array

  /**
   * Creates the queries; undefined where a queue of the plan has no timestamps, or nothing is submitted. @throws MemkitError
   * OUT_OF_MEMORY, …
   */
  static create(build: Build): Timestamps | undefined {
    const { plan, queues } = build
    const used = plan.submissions.map(({ queue }) => queues[queue]!.timestampBits)
    return used.length > 0 && used.every((bits) => bits > 0) ? new Timestamps(build, Math.min(...used)) : undefined
  }

  private constructor({ device, plan, scope, arena, framesInFlight }: Build, bits: number) {
    const { vk, handle } = device
    this.device = device
    this.queues = plan.submissions.map(({ queue }) => queue)
    this.bits = bits
    this.results = new BigUint64Array(this.queues.length * 2)
    const info = arena.struct(VkQueryPoolCreateInfo, {
      queryType: VK_QUERY_TYPE_TIMESTAMP,
      queryCount: this.results.length * framesInFlight,
    })
    const out = new BigUint64Array(1)
    device.check(vk.vkCreateQueryPool(handle, info, null, out), 'vkCreateQueryPool', 'timestamps')
    this.pool = out[0] as VkQueryPool
    scope.own('queryPools', () => vk.vkDestroyQueryPool(handle, this.pool, null))
  }

  /** Functions that record the timestamps before and behind the commands of a submission. */
  around(submission: number): { readonly before: RecordCommand; readonly behind: RecordCommand } {
    const stamp =
      (end: 0 | 1): RecordCommand =>
      ({ commands, at }) => {
        const query = this.first(at.frame) + submission * 2 + end
        this.device.vk.vkCmdWriteTimestamp2(commands, everything, this.pool, query)
      }
    return { before: stamp(0), behind: stamp(1) }
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
    if (result !== VK_SUCCESS) return undefined
    const { timestampPeriod } = device.physical.limits
    // Timestamps have a limited number of bits, and may wrap around.
    const ticks = Array.from(results, (value) => Number(BigInt.asIntN(bits, value - results[0]!)))
    const start = Math.min(...ticks)
    return this.queues.map((queue, submission) => ({
      submission,
      queue,
      startNs: (ticks[submission * 2]! - start) * timestampPeriod,
      endNs: (ticks[submission * 2 + 1]! - start) * timestampPeriod,
    }))
  }

  private first(frame: number): number {
    return frame * this.results.length
  }
}
