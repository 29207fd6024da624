/** What differs between two plans, as data and in words. */
import { entriesOf, planAreas, type Entry, type PlanArea } from './entries.ts'
import { movedEntries } from './order.ts'
import type { FigureDifference, PlanDiff, PlanDifference } from './types.ts'
import { formatPlan } from '../format/index.ts'
import { namesOf } from '../format/names.ts'
import type { Plan } from '../document.ts'

export type { PlanArea } from './entries.ts'
export type { FigureDifference, PlanDiff, PlanDifference } from './types.ts'
export { formatPlanDiff } from './words.ts'

/**
 * Compares two plans by what they call things: passes, resources, inputs. What is merely numbered otherwise does not differ.
 * Equal plans, and only those, have neither figures nor differences. O(n log n) in the size of the plans.
 */
export function diffPlans(a: Plan, b: Plan): PlanDiff {
  const figures = figuresOf(a, b)
  const [before, after] = [entriesOf(a, b.submissions.length), entriesOf(b, a.submissions.length)]
  const differences = planAreas.flatMap((area) => differencesOf(area, before[area], after[area]))
  if (figures.length === 0 && differences.length === 0 && bodyOf(a) !== bodyOf(b))
    return { equal: false, figures: [{ figure: 'text', before: bodyOf(a), after: bodyOf(b) }], differences }
  return { equal: figures.length === 0 && differences.length === 0, figures, differences }
}

const bodyOf = (plan: Plan): string => formatPlan(plan).replace(/\n\nhash .*\n$/, '')

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
  const { name, profile, objective, report } = plan
  const found = new Map<string, Figure>([
    ['name', name],
    ['profile', profile],
    ['objective', objective],
  ])
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

function differencesOf(area: PlanArea, before: readonly Entry[], after: readonly Entry[]): PlanDifference[] {
  const places = new Map(before.map(({ key }, i) => [key, i]))
  const kept = new Set(after.map(({ key }) => key))
  const removed = before
    .filter(({ key }) => !kept.has(key))
    .map(({ id, text }): PlanDifference => ({ area, kind: 'removed', id, before: text }))
  const changed = after.flatMap(({ id, key, text }): PlanDifference[] => {
    const place = places.get(key)
    if (place === undefined) return [{ area, kind: 'added', id, after: text }]
    const was = before[place]!.text
    return was === text ? [] : [{ area, kind: 'changed', id, before: was, after: text }]
  })
  const common = after.filter(({ key }) => places.has(key))
  const inFront = new Map<string, string>()
  before.filter(({ key }) => kept.has(key)).forEach(({ key }, i, all) => inFront.set(key, all[i - 1]?.id ?? ''))
  const moved = movedEntries(common.map(({ key }) => places.get(key)!)).map((i): PlanDifference => ({
    area,
    kind: 'moved',
    id: common[i]!.id,
    before: inFront.get(common[i]!.key)!,
    after: common[i - 1]?.id ?? '',
  }))
  return [...removed, ...changed, ...moved]
}
