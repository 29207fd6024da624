/** Virtual time: the duration of a run on a device with the profile's costs. It is computed; nothing waits. */
import type { Command, Plan } from '../../../plan/document.ts'
import type { DeviceProfile } from '../../../plan/profile.ts'
import type { SubmissionTiming } from '../../backend.ts'
import { copySpan } from '../../../plan/facts/copy-rows.ts'

/**
 * Start and end of every submission in ns from the start of the run: a queue runs its submissions one after another, a
 * submission waits for those it names, and the host submits as soon as what it waits for is done.
 */
export function estimateTimings(plan: Plan, { costs }: DeviceProfile, transferDelayNs: number): SubmissionTiming[] {
  const queueFree = plan.queues.map(() => 0)
  const ends = plan.submissions.map(() => 0)
  const timings: SubmissionTiming[] = []
  let hostNs = 0

  const copyNs = (from: string, to: string, bytes: number, regions: number): number => {
    const up = from === 'upload'
    const down = to === 'readback'
    const rate = up
      ? costs.hostToDeviceBytesPerNs
      : down
        ? costs.deviceToHostBytesPerNs
        : costs.deviceToDeviceBytesPerNs
    return regions * costs.copyRegionNs + bytes / rate + (up || down ? transferDelayNs : 0)
  }
  const memory = (heap: number) => plan.heaps[heap]!.memory
  const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0)
  const costOf = (command: Command): number => {
    switch (command.op) {
      case 'copy':
        return copyNs(
          memory(command.from),
          memory(command.to),
          sum(command.regions.map(([, , size]) => size)),
          command.regions.length,
        )
      case 'scatter':
        return (
          costs.dispatchNs +
          copyNs(memory(command.from), memory(command.to), sum(command.regions.map(([, , size]) => size)), 0)
        )
      case 'fill':
        return copyNs('device', 'device', command.size, 1)
      case 'copy-to-texture':
      case 'copy-from-texture': {
        const bytes = sum(command.regions.map((region) => copySpan(plan.textures[command.texture]!.format, region)))
        return command.op === 'copy-to-texture'
          ? copyNs(memory(command.from), 'device', bytes, command.regions.length)
          : copyNs('device', memory(command.to), bytes, command.regions.length)
      }
      case 'copy-texture':
        return command.regions.length * costs.copyRegionNs
      case 'clear-texture':
        return costs.copyRegionNs
      case 'barrier':
        return costs.barrierNs
      case 'mipmap':
        return command.mipLevelCount * costs.dispatchNs
      // Whatever else the device does is started once.
      default:
        return costs.dispatchNs
    }
  }
  for (const step of plan.timeline) {
    if (step.do !== 'submit') {
      for (const submission of step.after) hostNs = Math.max(hostNs, ends[submission]!)
      continue
    }
    const { submission } = step
    const { queue, waits, commands } = plan.submissions[submission]!
    const startNs = Math.max(hostNs, queueFree[queue]!, ...waits.map((wait) => ends[wait]!))
    const endNs = startNs + costs.submitNs + sum(commands.map(costOf))
    queueFree[queue] = ends[submission] = endNs
    timings.push({ submission, queue, startNs, endNs })
  }
  return timings
}
