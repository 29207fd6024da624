/** Additions to the picture of a plan, checked before anything is drawn. */
import { invalidOption, invalidTimings } from '../errors.ts'
import { givenFields, givenList, givenOptions, isObject } from '../given.ts'
import { caps, type FrameGraph } from '../graph/document.ts'
import { parseGraph } from '../graph/parse.ts'
import { plainCopy } from '../graph/plain-copy.ts'
import type { Plan } from '../plan/document.ts'
import { tellOf } from '../plan/validate/shape.ts'
import type { InspectTimings } from './model/clock.ts'
import type { InspectState } from './state.ts'

/** Additions to the page of a plan. */
export interface InspectHtmlOptions {
  /** The document that was planned: its source, and the passes that were culled. */
  readonly graph?: FrameGraph
  /** A run's timings: the page can draw submissions at the times that they took. */
  readonly timings?: InspectTimings
  /** Plans of the same graph that no other beats, as `planFrontier` returns them: each can be chosen and is shown then. */
  readonly frontier?: readonly Plan[]
  /** A plan to compare with: both are drawn, this one first, and what differs is marked. */
  readonly before?: { readonly plan: Plan; readonly graph?: FrameGraph }
  /** The state of an executor of this plan, as `executor.inspect()` returns it. */
  readonly state?: InspectState
}

export interface Shown {
  readonly graph?: FrameGraph
  readonly timings?: InspectTimings
}

/** @throws MemkitError INVALID_OPTION, INVALID_TIMINGS, or as `parseGraph` */
export function takeShown(plan: Plan, given: Shown | undefined, others: readonly string[] = []): Shown {
  const { graph, timings } = givenOptions<Shown, keyof Shown>(given, ['graph', 'timings'], 'options', others)
  return {
    ...(graph && { graph: parseGraph(graph) }),
    ...(timings && { timings: takeTimings(plan, timings) }),
  }
}

const ofPage = ['frontier', 'before', 'state'] as const

/** @throws MemkitError as `takeShown` and `tellOf` */
export function takePage(plan: Plan, given: InspectHtmlOptions | undefined): InspectHtmlOptions {
  const { frontier, before, state } = givenFields<InspectHtmlOptions, (typeof ofPage)[number]>(given, ofPage)
  return {
    ...takeShown(plan, given, ofPage),
    ...(frontier && { frontier: givenList(frontier, 'frontier', 'a list of plans', caps.passes).map(asPlan) }),
    ...(before && { before: takeBefore(before) }),
    ...(state && { state: takeState(state) }),
  }
}

const asPlan = (plan: Plan): Plan => tellOf(plan, (read) => read)

function takeBefore(given: NonNullable<InspectHtmlOptions['before']>): NonNullable<InspectHtmlOptions['before']> {
  const { plan, graph } = givenOptions(given, ['plan', 'graph'], 'before')
  return { plan: asPlan(plan), ...(graph && { graph: parseGraph(graph) }) }
}

function takeState(given: InspectState): InspectState {
  if (!isObject(given)) throw invalidOption('state', given, 'what executor.inspect() gives')
  return plainCopy(given, undefined, ['state']) as unknown as InspectState
}

const timingFields = ['deviceNs', 'submissions', 'passes'] as const

type Fields = Readonly<Record<string, unknown>>

function takeTimings({ submissions }: Plan, given: InspectTimings): InspectTimings {
  if (!isObject(given) || Array.isArray(given)) throw invalidTimings('The timings are no timings of a run', 'timings')
  const timings = plainCopy(given, undefined, ['timings']) as unknown as InspectTimings
  const fields = Object.keys(timings)
  // Those of a device that has no clock are empty.
  if (fields.length > 0 && !timingFields.some((field) => fields.includes(field)))
    throw invalidTimings(
      fields.includes('timings')
        ? 'What is given holds the timings of a run in its field "timings"'
        : `The timings have none of the fields ${timingFields.join(', ')}`,
      'timings',
    )
  checkTimes(timings.submissions, 'timings.submissions', ({ submission }) =>
    Object.hasOwn(submissions, submission as number),
  )
  checkTimes(timings.passes, 'timings.passes', ({ pass }) => typeof pass === 'string')
  return timings
}

function checkTimes(list: unknown, place: string, isKnown: (entry: Fields) => boolean): void {
  if (list === undefined) return
  if (!Array.isArray(list)) throw invalidTimings('The times are no list', place)
  list.forEach((entry: unknown, i) => {
    const { startNs, endNs } = isObject(entry) ? (entry as Fields) : {}
    if (!Number.isFinite(startNs) || !Number.isFinite(endNs) || !isKnown(entry as Fields))
      throw invalidTimings('This is no time of a part of this plan, from "startNs" to "endNs"', `${place}[${i}]`)
  })
}
