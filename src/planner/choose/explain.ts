/** The decision line of a schedule that was chosen over the one with the fewest barriers. */
import { counted } from '../../errors.ts'
import type { Candidates } from './candidates.ts'
import type { Draft } from './drafts.ts'

/** Notes what the chosen draft needs, and what levels would, whose barriers are the fewest. */
export function explainOrder(draft: Draft, candidates: Candidates): void {
  const levels = candidates.levels()
  if (draft === levels || draft.decisions.list.some(({ code }) => code === 'ORDERED')) return
  const least = levels.placedBytes ?? levels.leastBytes
  if (least <= draft.peakBytes) return
  const order = draft.isInTurn
    ? 'With queues that wait for one another'
    : draft === candidates.declared()
      ? 'In declared order'
      : 'In the order chosen'
  const needs = `${order}, passes need ${counted(draft.peakBytes, 'byte')}`
  const reason = draft.needsBarriers
    ? `${needs} and ${counted(draft.barrierCount, 'barrier')}; in the fewest levels, with at least ${counted(levels.schedule.barrierLowerBound, 'barrier')}, they need ${counted(least, 'byte')}`
    : `${needs}; in the fewest levels, they need ${counted(least, 'byte')}`
  draft.explain(reason, least - draft.peakBytes)
}
