/** The best of several drafts where memory counts. */
import type { Draft } from './drafts.ts'

/** Up to this many nodes, barriers are counted in commands; a level is one barrier beyond. */
const mostNodesCounted = 2000

/** The lowest peak, everything up to `enough` being as good; then the fewest barriers, then the fewest levels, then the first. */
export function lowest(drafts: readonly Draft[], enough: number): Draft {
  let best: Draft | undefined
  const byLeast = drafts
    .map((draft, k) => ({ draft, k }))
    .sort((a, b) => a.draft.liveBytes - b.draft.liveBytes || a.k - b.k)
  for (const { draft } of byLeast) {
    if (best === undefined) best = draft
    else if (draft.liveBytes <= Math.max(best.peakBytes, enough) && isBetter(draft, best, enough)) best = draft
  }
  return best!
}

function isBetter(draft: Draft, best: Draft, enough: number): boolean {
  const peaks = Math.max(draft.peakBytes, enough) - Math.max(best.peakBytes, enough)
  if (peaks !== 0) return peaks < 0
  return (
    (barriersOf(draft) - barriersOf(best) ||
      draft.peakBytes - best.peakBytes ||
      draft.schedule.timeCount - best.schedule.timeCount) < 0
  )
}

/** Counted in commands where those are few, else one a level. */
const barriersOf = (draft: Draft): number =>
  draft.schedule.nodeCount <= mostNodesCounted ? draft.barrierCount : draft.schedule.timeCount
