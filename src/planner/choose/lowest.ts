/** Comparison of drafts by memory. */
import type { Draft } from './drafts.ts'

/** Number of nodes up to which barriers are counted in commands; above, each level counts as one barrier. */
const mostNodesCounted = 2000

/**
 * The draft with the lowest peak, where all peaks up to `enough` are equal; then with the fewest barriers, then the fewest
 * levels, then the first. Peaks are those of first placements; then drafts that may have the lowest are searched, the lowest first, for
 * as long as there are steps.
 */
export function lowest(drafts: readonly Draft[], enough: number): Draft {
  let best: Draft | undefined
  const byLeast = drafts
    .map((draft, k) => ({ draft, k }))
    .sort((a, b) => a.draft.leastBytes - b.draft.leastBytes || a.k - b.k)
  for (const { draft } of byLeast) {
    if (best === undefined) best = draft
    else if (mayNeedLess(draft, best, enough) && isBetter(draft, best, enough)) best = draft
  }
  const searched = new Set<Draft>()
  for (;;) {
    let next: Draft | undefined
    for (const draft of drafts)
      if (mayBeat(draft, best!, enough) && !searched.has(draft) && draft.isSearchable)
        if (!next || draft.peakBytes < next.peakBytes) next = draft
    if (!next) return best!
    searched.add(next)
    next.search()
    if (next !== best && isBetter(next, best!, enough)) best = next
  }
}

/**
 * Whether the placement of a draft may need no more than that of the best one, or than enough. Many values are placed about as far above what is
 * alive in one draft as in another, so what is alive there is then held against half of the way.
 */
export function mayNeedLess(draft: Draft, best: Draft, enough: number): boolean {
  const low = Math.max(best.peakBytes, enough)
  const part = draft.hasManyValues && best.peakBytes > enough ? 1 / 2 : 1
  return draft.leastBytes <= best.leastBytes + (low - best.leastBytes) * part
}

/** Whether a search may make a draft better: lower, or as low in fewer levels, or where it is low enough, in as many. */
function mayBeat(draft: Draft, best: Draft, enough: number): boolean {
  if (!mayNeedLess(draft, best, enough)) return false
  const { peakBytes, schedule } = best
  const least = draft.leastBytes
  const low = Math.max(peakBytes, enough)
  if (peakBytes > enough && least < peakBytes && draft.placedLeastBytes < peakBytes) return true
  if (!draft.needsBarriers || draft.peakBytes <= low || draft.placedLeastBytes > low) return false
  if (draft.hasManyValues && !draft.isNear(low)) return false
  return draft.schedule.levelCount < schedule.levelCount + (peakBytes <= enough && least < peakBytes ? 1 : 0)
}

function isBetter(draft: Draft, best: Draft, enough: number): boolean {
  const peaks = Math.max(draft.peakBytes, enough) - Math.max(best.peakBytes, enough)
  if (peaks !== 0) return peaks < 0
  return (
    (barriersOf(draft) - barriersOf(best) ||
      draft.peakBytes - best.peakBytes ||
      draft.schedule.levelCount - best.schedule.levelCount) < 0
  )
}

/** Number of barriers, counted in commands for small schedules and by levels for others. */
const barriersOf = (draft: Draft): number =>
  !draft.needsBarriers
    ? 0
    : draft.schedule.nodeCount <= mostNodesCounted
      ? draft.barrierCount
      : draft.schedule.levelCount
