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
  for (const draft of byLeast(drafts)) {
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

/** The same of the drafts that need at most so many bytes; undefined where none does. What surely comes after the best is not placed. */
export function lowestWithin(drafts: readonly Draft[], mostBytes: number): Draft | undefined {
  let best: Draft | undefined
  for (const draft of byLeast(drafts)) {
    if (best && !mayBeBetter(draft, best, mostBytes)) continue
    if (draft.fits(mostBytes) && (!best || isBetter(draft, best, mostBytes))) best = draft
  }
  return best
}

/** Those that may need the fewest bytes first: they rule out others. */
const byLeast = (drafts: readonly Draft[]): Draft[] => drafts.toSorted((a, b) => a.leastBytes - b.leastBytes)

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
  if (!draft.needsBarriers) return false
  if (draft.schedule.levelCount >= schedule.levelCount + (peakBytes <= enough && least < peakBytes ? 1 : 0))
    return false
  if (draft.peakBytes <= low || draft.placedLeastBytes > low) return false
  return !draft.hasManyValues || draft.isNear(low)
}

function isBetter(draft: Draft, best: Draft, enough: number): boolean {
  if (!mayBeBetter(draft, best, enough)) return false
  const peaks = Math.max(draft.peakBytes, enough) - Math.max(best.peakBytes, enough)
  if (peaks !== 0) return peaks < 0
  return (
    rankOf(fewestBarriersOf(draft), draft.peakBytes, draft, best) < 0 &&
    rankOf(barriersOf(draft), draft.peakBytes, draft, best) < 0
  )
}

/**
 * Whether a draft may be the better one by what is known before it is placed and lowered: a placement never needs less than `leastBytes`,
 * and no commands of a schedule do with fewer barriers than `barrierLowerBound`.
 */
function mayBeBetter(draft: Draft, best: Draft, enough: number): boolean {
  const bytes = Math.max(draft.leastBytes, enough) - Math.max(best.peakBytes, enough)
  return bytes < 0 || (bytes === 0 && rankOf(fewestBarriersOf(draft), draft.leastBytes, draft, best) < 0)
}

/** Below 0 for a draft with such barriers and bytes that comes before the best one: fewer barriers, then fewer bytes, then fewer levels. */
const rankOf = (barriers: number, bytes: number, { schedule }: Draft, best: Draft): number =>
  barriers - barriersOf(best) || bytes - best.peakBytes || schedule.levelCount - best.schedule.levelCount

/** Number of barriers, counted in commands for small schedules and by levels for others. */
const barriersOf = (draft: Draft): number => (isCounted(draft) ? draft.barrierCount : levelsOf(draft))

/** No draft of these times has fewer. */
const fewestBarriersOf = (draft: Draft): number =>
  isCounted(draft) ? draft.schedule.barrierLowerBound : levelsOf(draft)

const isCounted = ({ needsBarriers, schedule }: Draft): boolean =>
  needsBarriers && schedule.nodeCount <= mostNodesCounted

const levelsOf = ({ needsBarriers, schedule }: Draft): number => (needsBarriers ? schedule.levelCount : 0)
