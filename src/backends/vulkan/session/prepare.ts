/** A plan's submissions as the session submits them: variants of command buffers, and the semaphores each waits for. */
import type { Command, Plan } from '../../../plan/document.ts'
import type { Build, RecordCommand } from '../memory/build.ts'
import type { DeviceQueue } from '../device/queue.ts'
import { recordFullBarrier, recordHostBarrier, recordTransitions, writesReadback } from '../record/barrier.ts'
import { closings } from '../../../plan/rewrites/rest-layouts.ts'
import type { CommandPools } from './recorder.ts'
import type { PlannedWait, Recorded, Submission } from './submission.ts'
import { SubmitInfo } from '../device/submit-info.ts'
import type { Timestamps } from './timestamps.ts'
import { touchedBy } from '../../../plan/facts/touched.ts'
import { dependenceOf, mostVariants } from '../memory/variants.ts'

/** What becomes of a submission's commands; `direct` is the same list where direct writes leave nothing out. */
export interface Compiled {
  readonly staged: readonly RecordCommand[]
  readonly direct: readonly RecordCommand[]
}

export function prepareSubmissions(
  build: Build,
  compiled: readonly Compiled[],
  pools: CommandPools,
  timestamps: Timestamps | undefined,
): Submission[] {
  const { device, plan, places, framesInFlight, queues } = build
  // The first queue does what is done once: zeros at first, what is kept from another plan, repairs.
  const used = [...new Set([device.queues[0]!, ...plan.submissions.map(({ queue }) => queues[queue]!)])]
  const first = firstOnQueue(plan, queues)
  const closing = closings(plan)
  // What the host writes next, it writes over what the device has written.
  const isSeenByHost = places.isSeenByHost
  return plan.submissions.map(({ queue: planned, commands, waits }, s) => {
    const queue = queues[planned]!
    const before: RecordCommand[] = []
    const behind: RecordCommand[] = []
    // Successive runs: what came before on this queue by a barrier, what came before on the others by semaphores.
    if (first.has(s)) before.push((recording) => recordFullBarrier(device, recording))
    const { transitions, waits: closingWaits } = closing[s]!
    if (transitions.length > 0) behind.push((recording) => recordTransitions(build, recording, transitions))
    if (isSeenByHost || writesReadback(plan, commands)) behind.push((recording) => recordHostBarrier(device, recording))
    const stamps = timestamps?.around(s)
    if (stamps) {
      before.unshift(stamps.before)
      behind.push(stamps.behind)
    }
    const list: PlannedWait[] = [...waits, ...closingWaits].map((t) => ({
      queue: queues[plan.submissions[t]!.queue]!,
      submission: t,
    }))
    if (first.has(s)) for (const other of used) if (other !== queue) list.push({ queue: other, submission: -1 })
    const { heaps, textures } = touchedBy(plan, commands)
    const dependence = dependenceOf(plan, heaps, textures)
    const period = dependence.rotates ? places.period : 1
    // With more phases than are worth keeping, a frame's one buffer is recorded for every run.
    const phases = period <= mostVariants ? period : 0
    const hasBodies = commands.some(({ op }: Command) => op === 'custom' || op === 'render')
    const recorded = (inside: readonly RecordCommand[]): Recorded => {
      const buffers = pools.allocate(queue.family, framesInFlight * Math.max(phases, 1))
      return {
        recorders: [...before, ...inside, ...behind],
        variants: buffers.map((buffer) => ({ commands: buffer, recordedFor: undefined })),
      }
    }
    const staged = recorded(compiled[s]!.staged)
    return {
      queue,
      staged,
      direct: compiled[s]!.direct === compiled[s]!.staged ? staged : recorded(compiled[s]!.direct),
      dependence,
      what: `submission ${s}`,
      isStatic: !hasBodies && dependence.imports.length === 0 && phases > 0,
      hasBodies,
      phases,
      waits: list,
      info: new SubmitInfo(
        build.lasting,
        queue,
        list.map((wait) => wait.queue),
      ),
    }
  })
}

/** The first submission of a run on each queue of the device. */
function firstOnQueue(plan: Plan, queues: readonly DeviceQueue[]): Set<number> {
  const seen = new Set<DeviceQueue>()
  const first = new Set<number>()
  for (const step of plan.timeline) {
    if (step.do !== 'submit') continue
    const queue = queues[plan.submissions[step.submission]!.queue]!
    if (!seen.has(queue)) first.add(step.submission)
    seen.add(queue)
  }
  return first
}
