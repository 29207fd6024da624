/** Finds the differences between two plans, with their places in both. */
import { entriesOf, planAreas, type Entry, type PlanArea, type Subject } from './entries.ts'
import { movedEntries } from './order.ts'
import type { FigureDifference, PlanDiff, PlanDifference } from './types.ts'
import { completeText } from '../format/complete.ts'
import { namesOf } from '../format/names.ts'
import type { Plan } from '../document.ts'

/** A difference, and what it is about in each of the plans that have it. */
export interface LocatedDifference {
  readonly difference: PlanDifference
  readonly before: Subject | undefined
  readonly after: Subject | undefined
}

/** The same as `diffPlans`, with the places in both plans. */
export function locatePlanDiff(
  a: Plan,
  b: Plan,
): Omit<PlanDiff, 'differences'> & { readonly located: readonly LocatedDifference[] } {
  const figures = figuresOf(a, b)
  const [before, after] = [entriesOf(a, b.submissions.length), entriesOf(b, a.submissions.length)]
  const located = planAreas.flatMap((area) => differencesOf(area, before[area], after[area]))
  if (figures.length === 0 && located.length === 0 && bodyOf(a) !== bodyOf(b))
    return { equal: false, figures: [{ figure: 'text', before: bodyOf(a), after: bodyOf(b) }], located }
  return { equal: figures.length === 0 && located.length === 0, figures, located }
}

const bodyOf = (plan: Plan): string => completeText(plan).replace(/\n\nhash .*\n$/, '')

type Figure = number | string | boolean

function figuresOf(a: Plan, b: Plan): FigureDifference[] {
  const [before, after] = [allFigures(a), allFigures(b)]
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((figure) => {
    const [was, is] = [before.get(figure), after.get(figure)]
    if (was === is) return []
    return [{ figure, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) }]
  })
}

function allFigures(plan: Plan): Map<string, Figure> {
  const { name, profile, objective, explicitBarriers, report } = plan
  const found = new Map<string, Figure>([
    ['name', name],
    ['profile', profile],
    ['objective', objective],
  ])
  if (explicitBarriers !== undefined) found.set('explicitBarriers', explicitBarriers)
  for (const [part, fields] of Object.entries(report))
    for (const [field, value] of Object.entries(fields as Record<string, unknown>))
      if (typeof value === 'number' || typeof value === 'boolean') found.set(`report.${part}.${field}`, value)
  const { peakAt, peakLive } = report.memory
  if (peakAt) found.set('report.memory.peakAt', namesOf(plan).command(peakAt))
  // Empty lists are not no lists.
  if (peakLive?.length === 0) found.set('report.memory.peakLive', 'nothing')
  if (plan.pipelines?.length === 0) found.set('pipelines', 'none')
  return found
}

function differencesOf(area: PlanArea, before: readonly Entry[], after: readonly Entry[]): LocatedDifference[] {
  const places = new Map(before.map(({ key }, i) => [key, i]))
  const kept = new Set(after.map(({ key }) => key))
  const located = (difference: PlanDifference, was: Entry | undefined, is: Entry | undefined): LocatedDifference => ({
    difference,
    before: was?.about,
    after: is?.about,
  })
  const removed = before
    .filter(({ key }) => !kept.has(key))
    .map((was) => located({ area, kind: 'removed', id: was.id, before: was.text }, was, undefined))
  const changed = after.flatMap((is): LocatedDifference[] => {
    const { id, key, text } = is
    const place = places.get(key)
    if (place === undefined) return [located({ area, kind: 'added', id, after: text }, undefined, is)]
    const was = before[place]!
    return was.text === text ? [] : [located({ area, kind: 'changed', id, before: was.text, after: text }, was, is)]
  })
  const common = after.filter(({ key }) => places.has(key))
  const inFront = new Map<string, string>()
  before.filter(({ key }) => kept.has(key)).forEach(({ key }, i, all) => inFront.set(key, all[i - 1]?.id ?? ''))
  const moved = movedEntries(common.map(({ key }) => places.get(key)!)).map((i) => {
    const is = common[i]!
    const behind = { before: inFront.get(is.key)!, after: common[i - 1]?.id ?? '' }
    return located({ area, kind: 'moved', id: is.id, ...behind }, before[places.get(is.key)!], is)
  })
  return [...removed, ...changed, ...moved]
}
