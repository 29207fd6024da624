/**
 * Threads of a trace. Viewers take the slices of a thread to be one inside another, and drop those that overlap in part; passes of
 * a queue may overlap on a device, and so may its submissions. So a queue has as many threads as that needs.
 */
import type { Clock } from './model/clock.ts'
import type { Model } from './model/index.ts'

/** A slice in whole ns: what a viewer rounds to, so that slices which meet still do afterwards. */
export interface Span {
  readonly begin: number
  readonly end: number
}

export interface Thread {
  readonly queue: number
  readonly name: string
}

export interface Threads {
  readonly threads: readonly Thread[]
  readonly submissions: readonly (Span & { readonly thread: number })[]
  readonly commands: readonly (Span & { readonly thread: number })[]
}

/** ns of a time of the clock; a step of the planned one is 1 µs. */
export const nanoseconds = ({ unit }: Clock, time: number): number => Math.round(unit === 'ns' ? time : time * 1000)

interface Slice extends Span {
  /** Number of the submission, and of the command, unless it is the submission itself. */
  readonly submission: number
  readonly command: number | undefined
}

/** Gives each submission a thread of its queue, and each command that of its submission or, where it would not fit, another. O(n · log n + n · threads). */
export function threadsOf({ plan, commands }: Model, clock: Clock): Threads {
  const spanOf = (begin: Float64Array, end: Float64Array, k: number): Span => {
    const from = nanoseconds(clock, begin[k]!)
    return { begin: from, end: Math.max(from, nanoseconds(clock, end[k]!)) }
  }
  const bySubmission = plan.submissions.map((_, s) => spanOf(clock.submissionBegin, clock.submissionEnd, s))
  const byCommand = commands.map((_, c) => spanOf(clock.commandBegin, clock.commandEnd, c))
  const ofSubmission = new Int32Array(bySubmission.length)
  const ofCommand = new Int32Array(byCommand.length)
  const threads: Thread[] = []
  plan.queues.forEach(({ kinds }, queue) => {
    const isHere = (submission: number) => plan.submissions[submission]!.queue === queue
    const slices: Slice[] = [
      ...bySubmission.map((span, submission) => ({ ...span, submission, command: undefined })),
      ...byCommand.map((span, command) => ({ ...span, submission: commands[command]!.submission, command })),
    ].filter(({ submission }) => isHere(submission))
    const first = threads.length
    const count = share(slices, ({ submission, command }, k) => {
      if (command === undefined) ofSubmission[submission] = first + k
      else ofCommand[command] = first + k
    })
    const name = `queue ${queue} (${kinds.join('+')})`
    for (let k = 0; k < Math.max(1, count); k++)
      threads.push({ queue, name: k === 0 ? name : `${name}, at the same time` })
  })
  return {
    threads,
    submissions: bySubmission.map((span, s) => ({ ...span, thread: ofSubmission[s]! })),
    commands: byCommand.map((span, c) => ({ ...span, thread: ofCommand[c]! })),
  }
}

/** @returns how many threads it takes */
function share(slices: readonly Slice[], give: (slice: Slice, thread: number) => void): number {
  const stacks: Slice[][] = []
  const threadOf = new Map<number, number>()
  const inOrder = [...slices].sort(
    (a, b) => a.begin - b.begin || b.end - a.end || (a.command ?? -1) - (b.command ?? -1),
  )
  for (const slice of inOrder) {
    for (const stack of stacks) while (stack.length > 0 && stack.at(-1)!.end <= slice.begin) stack.pop()
    const fits = (stack: readonly Slice[] | undefined): boolean => {
      const around = stack?.at(-1)
      if (around === undefined) return true
      return (
        slice.command !== undefined &&
        around.command === undefined &&
        around.submission === slice.submission &&
        slice.end <= around.end
      )
    }
    const own = threadOf.get(slice.submission)
    const free = own !== undefined && fits(stacks[own]) ? own : stacks.findIndex(fits)
    const thread = free < 0 ? stacks.length : free
    ;(stacks[thread] ??= []).push(slice)
    if (slice.command === undefined) threadOf.set(slice.submission, thread)
    give(slice, thread)
  }
  return stacks.length
}
