/** The differences between two plans, as marks in two pictures side by side. */
import type { Subject } from '../../plan/diff/entries.ts'
import { locatePlanDiff, type LocatedDifference } from '../../plan/diff/locate.ts'
import type { PlanDiff } from '../../plan/diff/types.ts'
import type { Model } from './index.ts'
import type { Thing } from './related.ts'

/** A thing that the other plan does not have (of the first plan: removed; of the second: added), or has otherwise. */
export type Mark = 'added' | 'removed' | 'changed'

/** The things that differ from the other of two plans, by number. */
export interface Marks {
  readonly commands: ReadonlyMap<number, Mark>
  readonly holdings: ReadonlyMap<number, Mark>
  readonly submissions: ReadonlyMap<number, Mark>
}

/** The differences of two plans, as figures, one by one, and on each side. */
export interface Compared {
  readonly figures: PlanDiff['figures']
  readonly located: readonly LocatedDifference[]
  readonly before: Marks
  readonly after: Marks
}

/** O(n · log n) in the size of the plans. */
export function comparePlans(before: Model, after: Model): Compared {
  const { figures, located } = locatePlanDiff(before.plan, after.plan)
  return { figures, located, before: marksOf(before, located, 'before'), after: marksOf(after, located, 'after') }
}

const markOf = ({ kind }: LocatedDifference['difference']): Mark => (kind === 'moved' ? 'changed' : kind)

function marksOf(model: Model, located: readonly LocatedDifference[], side: 'before' | 'after'): Marks {
  const marks = {
    commands: new Map<number, Mark>(),
    holdings: new Map<number, Mark>(),
    submissions: new Map<number, Mark>(),
  }
  // Added and removed tell more than changed.
  const put = (to: Map<number, Mark>, k: number, mark: Mark): void => {
    if (mark !== 'changed' || !to.has(k)) to.set(k, mark)
  }
  for (const one of located) {
    const about = one[side]
    const mark = markOf(one.difference)
    if (about?.kind === 'command') put(marks.commands, about.index, mark)
    else if (about?.kind === 'submission') put(marks.submissions, about.index, mark)
    else if (about?.kind === 'placement') put(marks.holdings, about.index, mark)
    else if (about?.kind === 'texture')
      model.holdings.forEach(({ texture }, h) => texture === about.index && put(marks.holdings, h, mark))
  }
  return marks
}

/** Versions are held in the order of the placements. */
export const thingOf = (about: Subject): Thing => {
  if ('id' in about) return about
  const { kind, index } = about
  return kind === 'placement' ? { kind: 'holding', index } : { kind, index }
}
