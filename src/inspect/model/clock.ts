/**
 * The time axis of a plan: when its commands, its submissions and the host's steps happen.
 *
 * The planned clock counts steps: a command takes one, a barrier a quarter, and everything begins as soon as the plan lets it, so
 * that queues that may overlap are drawn so. The measured clock has the times of a run.
 */
import type { Plan } from '../../plan/document.ts'

/** Times of a run, as `run` returns them: `RunTimings`, or its `timings` in what `memkit-gpu run --json` prints. */
export interface InspectTimings {
  /** From the start of the run to the end of its last submission, in ns. */
  readonly deviceNs?: number
  /** The time of each submission. */
  readonly submissions?: readonly TimedSubmission[]
  /** GPU time by pass, where the backend measured it, in ns from the start of the run. */
  readonly passes?: readonly TimedPass[]
}

/** When the device worked on a submission. */
export interface TimedSubmission {
  /** Index into the plan's submissions. */
  readonly submission: number
  /** Index into the plan's queues. */
  readonly queue: number
  /** When the device began. */
  readonly startNs: number
  /** When the device was done. */
  readonly endNs: number
}

/** When the device worked on a pass. */
export interface TimedPass {
  /** Id of the pass. */
  readonly pass: string
  /** When the device began. */
  readonly startNs: number
  /** When the device was done. */
  readonly endNs: number
}

/** The times of everything in a plan, in one unit. */
export interface Clock {
  readonly unit: 'steps' | 'ns'
  readonly end: number
  /** By command, numbered through all submissions. */
  readonly commandBegin: Float64Array
  readonly commandEnd: Float64Array
  readonly submissionBegin: Float64Array
  readonly submissionEnd: Float64Array
  /** By step of the timeline. */
  readonly stepBegin: Float64Array
  readonly stepEnd: Float64Array
}

const barrierSteps = 0.25
/** Room before and after the commands of a submission. */
const marginSteps = 0.25
/** Steps that the host takes for each of its steps but a submission. */
const hostSteps = 2

const stepsOf = (command: Plan['submissions'][number]['commands'][number]): number =>
  command.op === 'barrier' ? barrierSteps : 1

function emptyClock(plan: Plan, unit: Clock['unit']) {
  const commandCount = plan.submissions.reduce((sum, { commands }) => sum + commands.length, 0)
  const array = (count: number) => new Float64Array(count)
  return {
    unit,
    end: 0,
    commandBegin: array(commandCount),
    commandEnd: array(commandCount),
    submissionBegin: array(plan.submissions.length),
    submissionEnd: array(plan.submissions.length),
    stepBegin: array(plan.timeline.length),
    stepEnd: array(plan.timeline.length),
  }
}

/** O(commands + waits). */
export function plannedClock(plan: Plan): Clock {
  const clock = emptyClock(plan, 'steps')
  const first = firstCommands(plan)
  const queueEnd = new Float64Array(plan.queues.length)
  const endOf = (submissions: readonly number[], least: number) =>
    submissions.reduce((end, s) => Math.max(end, clock.submissionEnd[s] ?? 0), least)
  const submit = (s: number, host: number) => {
    const { queue, waits, commands } = plan.submissions[s]!
    clock.submissionBegin[s] = endOf(waits, Math.max(host, queueEnd[queue] ?? 0))
    let now = clock.submissionBegin[s]! + marginSteps
    commands.forEach((command, c) => {
      clock.commandBegin[first[s]! + c] = now
      now += stepsOf(command)
      clock.commandEnd[first[s]! + c] = now
    })
    clock.submissionEnd[s] = queueEnd[queue] = now + marginSteps
  }
  let host = 0
  plan.timeline.forEach((step, k) => {
    const begin = step.do === 'submit' ? host : endOf(step.after, host)
    clock.stepBegin[k] = begin
    host = step.do === 'submit' ? begin : begin + hostSteps
    clock.stepEnd[k] = host
    if (step.do === 'submit' && plan.submissions[step.submission]) submit(step.submission, host)
  })
  clock.end = Math.max(1, host, ...queueEnd)
  return clock
}

/**
 * Submissions at the times of a run; commands share the time of their submission evenly where no pass was timed. Undefined where
 * nothing was measured.
 */
export function measuredClock(plan: Plan, timings: InspectTimings | undefined): Clock | undefined {
  if (!timings?.submissions?.length) return undefined
  const clock = emptyClock(plan, 'ns')
  const measured = new Map(timings.submissions.map((timed) => [timed.submission, timed]))
  const passes = new Map((timings.passes ?? []).map((timed) => [timed.pass, timed]))
  const first = firstCommands(plan)
  let last = 0
  plan.submissions.forEach(({ commands }, s) => {
    const { startNs, endNs } = measured.get(s) ?? { startNs: last, endNs: last }
    clock.submissionBegin[s] = startNs
    clock.submissionEnd[s] = endNs
    last = Math.max(last, endNs)
    const share = (endNs - startNs) / commands.reduce((sum, command) => sum + stepsOf(command), 0)
    let now = startNs
    commands.forEach((command, c) => {
      const timed = command.op === 'barrier' ? [] : command.passes.flatMap((pass) => passes.get(pass) ?? [])
      const begin = timed.length > 0 ? Math.min(...timed.map(({ startNs }) => startNs)) : now
      now += share * stepsOf(command)
      const end = timed.length > 0 ? Math.max(...timed.map(({ endNs }) => endNs)) : now
      clock.commandBegin[first[s]! + c] = begin
      clock.commandEnd[first[s]! + c] = end
      if (timed.length > 0) now = end
    })
  })
  placeSteps(plan, clock, Math.max(1, last))
  return clock
}

/** The host's steps are not timed: each fills the time that is left for it, at most a fiftieth of the whole. */
function placeSteps(plan: Plan, clock: ReturnType<typeof emptyClock>, deviceEnd: number): void {
  const most = deviceEnd / 50
  let host = 0
  plan.timeline.forEach((step, k) => {
    if (step.do === 'submit') {
      clock.stepBegin[k] = clock.stepEnd[k] = host = Math.max(host, clock.submissionBegin[step.submission] ?? host)
      return
    }
    const begin = step.after.reduce((end, s) => Math.max(end, clock.submissionEnd[s] ?? 0), host)
    const next = plan.timeline.slice(k + 1, k + 4).find((later) => later.do === 'submit')
    const room = next?.do === 'submit' ? (clock.submissionBegin[next.submission] ?? begin) - begin : most
    clock.stepBegin[k] = begin
    clock.stepEnd[k] = host = begin + Math.max(0, Math.min(most, room))
  })
  clock.end = Math.max(deviceEnd, host)
}

/** Number of each submission's first command, when commands are counted through. */
export function firstCommands({ submissions }: Plan): Float64Array {
  const first = new Float64Array(submissions.length + 1)
  submissions.forEach(({ commands }, s) => (first[s + 1] = first[s]! + commands.length))
  return first
}
