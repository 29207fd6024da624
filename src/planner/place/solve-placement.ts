/** Solution of one placement problem: easy cases directly, others by the solver; the objective decides about transfer groups. */
import { counted, ruleForbids } from '../../errors.ts'
import { listOf, type PairedProblem } from './pairs.ts'
import type { PlacementContext } from './placements.ts'
import { placeInAnyHeaps, placesOf, type Effort, type PlacementResult } from './solver/index.ts'
import { ascending, float64Array } from '../../graph/typed-arrays.ts'
import { handBackAfter } from '../support/hand-back-after.ts'
import { handBack } from '../support/reused-memory.ts'
import { sortAgain } from '../support/sort-by-key.ts'
import { stackBlocks } from './stack-blocks.ts'
import { sweepBlocks } from './sweep-blocks.ts'

/** Number of blocks from which the search after the heuristics rarely finds anything within the steps of the default effort. */
const largeProblem = 20_000

/** Number of blocks up to which the solver is fast enough to try it as well; it may beat the stack by an alignment. */
const smallProblem = 1000

/**
 * Tries to keep transfer groups adjacent first; where that costs memory, the objective decides.
 *
 * @param draft lifetimes of a draft, where the problem is that of all its blocks
 * @throws MemkitError RULE_FORBIDS where no placement satisfies the device's rules within its limits
 */
export function solvePlacement(
  { decisions, objective, graph, effort: wanted, known, mostSteps, isEstimate }: PlacementContext,
  problem: PairedProblem,
  groups: number[][],
  draft?: object,
): PlacementResult {
  const large = problem.blocks.length > largeProblem
  const effort: Effort = large && wanted === 'default' ? 'fast' : wanted
  const stacked = stackBlocks(problem, groups)
  if (stacked && (stacked.proven || problem.blocks.length > smallProblem)) return stacked
  const swept = handBackAfter(
    () => sweepBlocks(problem, groups),
    (found) => (found ? placesOf(found) : []),
  )
  if (swept) return swept
  const { blocks, heapLimitBytes } = problem
  const apart = listOf(problem.apart)
  const solve = (together: number[][] | undefined) =>
    known.of(
      { blocks, apart, groups: together, heapLimitBytes },
      mostSteps,
      (each, most, onLimit) => placeInAnyHeaps(each, { effort, mostSteps: most, onLimit }),
      draft,
    )
  if (groups.length > 0 && isEstimate) known.leaveGroupsOut()
  const grouped = groups.length > 0 && !isEstimate ? solve(groups) : undefined
  if (grouped?.status === 'placed') {
    if (grouped.peakBytes === grouped.lowerBoundBytes && peakOfLives(problem) === grouped.peakBytes) return grouped
    if (large && objective !== 'memory') return grouped
    const free = solve(undefined)
    // The bound of the solver is for the fewest heaps; with groups, one more heap may be needed, and each may be smaller.
    const sameHeaps = free.status === 'placed' && free.heapSizes.length === grouped.heapSizes.length
    const bound = sameHeaps ? free.lowerBoundBytes : peakOfLives(problem)
    const cost = grouped.peakBytes - free.peakBytes
    if (free.status !== 'placed' || cost <= 0 || objective === 'submissions') {
      if (cost > 0 && free.status === 'placed')
        decisions.add(
          'SIDE_BY_SIDE',
          [],
          [],
          `Laying out what is transferred together side by side costs ${counted(cost, 'byte')} of memory; objective "submissions" prefers fewer regions`,
        )
      return { ...grouped, lowerBoundBytes: bound, proven: grouped.peakBytes === bound }
    }
    decisions.add(
      'SIDE_BY_SIDE',
      [],
      [],
      `Not laid out for merged transfers: it would cost ${counted(cost, 'byte')} of memory, and the objective is "${objective}"`,
      { bytes: cost },
    )
    return free
  }
  const free = solve(undefined)
  if (free.status !== 'placed')
    throw ruleForbids(
      `No placement satisfies the device's buffer rules within its limits (${free.status}, maxBufferBytes ${graph.profile.limits.maxBufferBytes})`,
      'passes',
      { status: free.status },
    )
  return free
}

/** The largest sum of sizes alive at one time, which no placement can beat. O(blocks) for each factor of 2048 between their times. */
export function peakOfLives({ blocks }: Pick<PairedProblem, 'blocks'>): number {
  const count = blocks.length
  const [starts, ends] = [float64Array(count), float64Array(count)]
  for (let i = 0; i < count; i++) {
    starts[i] = blocks[i]!.start
    ends[i] = blocks[i]!.end
  }
  const [byStart, byEnd] = [sortAgain(ascending(count), starts), sortAgain(ascending(count), ends)]
  let [now, peak, ended] = [0, 0, 0]
  for (let k = 0; k < count; k++) {
    const at = starts[byStart[k]!]!
    for (; ended < count && ends[byEnd[ended]!]! <= at; ended++) now -= blocks[byEnd[ended]!]!.sizeBytes
    now += blocks[byStart[k]!]!.sizeBytes
    peak = Math.max(peak, now)
  }
  handBack(starts, ends, byStart, byEnd)
  return peak
}
