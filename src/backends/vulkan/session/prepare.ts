/** Submissions of a plan as a session submits them: variants of command buffers, and the semaphores that each waits for. */
import { submissionWords } from '../../../plan/facts/plan-words.ts'
import type { Command, Plan, Submission as PlannedSubmission } from '../../../plan/document.ts'
import { submissionFacts } from '../../../plan/facts/submission-facts.ts'
import type { Build, RecordCommand } from '../memory/build.ts'
import { recordFullBarrier, recordHostBarrier } from '../record/barrier.ts'
import type { CallExternal } from '../record/bodies.ts'
import type { CommandPools } from './recorder.ts'
import type { PlannedWait, Recorded, Submission } from './submission.ts'
import { SubmitInfo } from '../device/submit-info.ts'
import type { Timestamps } from './timestamps.ts'
import { dependencesOf } from '../memory/variants.ts'

/** Commands of a submission, compiled by the time of the call. `direct` are those for direct writes; the same function where these omit no command. */
export interface Compiled {
  readonly staged: () => readonly RecordCommand[]
  readonly direct: () => readonly RecordCommand[]
}

/** @param planned the submissions of the plan, or those rewritten for direct writes */
export function prepareSubmissions(
  build: Build,
  planned: Plan['submissions'],
  compiled: readonly Compiled[],
  pools: CommandPools,
  timestamps: Timestamps | undefined,
  external: ReadonlyMap<Command, CallExternal>,
): Submission[] {
  const { device, plan, framesInFlight, queues } = build
  const facts = submissionFacts(plan)
  const dependences = dependencesOf(plan)
  return planned.map((submission, s) => {
    const { bodies, optional } = facts[s]!
    const { prologue, commands, waits, epilogue } = submission
    const queue = queues[submission.queue]!
    const before: RecordCommand[] = []
    const behind: RecordCommand[] = []
    if (prologue) before.push((recording) => recordFullBarrier(device, recording))
    if (epilogue) behind.push((recording) => recordHostBarrier(device, recording))
    const stamps = timestamps?.around(s)
    if (stamps) {
      before.unshift(stamps.before)
      behind.push(stamps.behind)
    }
    const list: PlannedWait[] = [
      ...waits.map((t) => ({ queue: queues[planned[t]!.queue]!, submission: t })),
      ...waitsForEarlierRuns(build, submission),
    ]
    const dependence = dependences[s]!
    // With too many phases to keep, each frame has one buffer, which is recorded for every run.
    const phases = dependence.period === Infinity ? 0 : dependence.period
    const recorded = (recorders: Recorded['recorders']): Recorded => {
      const buffers = pools.allocate(queue.family, framesInFlight * Math.max(phases, 1))
      return { recorders, variants: buffers.map((buffer) => ({ commands: buffer, recordedFor: undefined })) }
    }
    const call = external.get(commands.at(-1)!)
    if (call && timestamps?.hasPasses) behind.unshift(timestamps.behind(s, 0, () => undefined))
    const whole = (inside: () => readonly RecordCommand[]): Recorded =>
      recorded(() => [...before, ...inside(), ...(call ? [] : behind)])
    const staged = whole(compiled[s]!.staged)
    return {
      queue,
      staged,
      direct: compiled[s]!.direct === compiled[s]!.staged ? staged : whole(compiled[s]!.direct),
      dependence,
      handles: [],
      what: submissionWords(plan, s),
      optional,
      isStatic: bodies.length === 0 && optional.length === 0 && dependence.imports.length === 0 && phases > 0,
      bodies,
      phases,
      waits: list,
      external: call && { call, behind: recorded(() => behind), info: new SubmitInfo(build.lasting, queue, []) },
      info: new SubmitInfo(
        build.lasting,
        queue,
        list.map((wait) => wait.queue),
      ),
    }
  })
}

/**
 * The waits of a prologue. Several queues of the plan may be one queue of the device. The device's first queue has also
 * executed the work outside of runs: clears, and copies from another plan.
 */
function waitsForEarlierRuns({ device, queues }: Build, { queue, prologue }: PlannedSubmission): PlannedWait[] {
  if (!prologue) return []
  const others = new Set([device.queues[0]!, ...prologue.afterRunsOn.map((other) => queues[other]!)])
  others.delete(queues[queue]!)
  return Array.from(others, (other) => ({ queue: other, submission: -1 }))
}
