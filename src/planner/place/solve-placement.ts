/** One placement problem solved: the easy cases by themselves, the rest by the solver, with the objective's say on groups. */
import { ruleForbids } from '../../errors.ts'
import type { PlacementContext } from './placements.ts'
import { placeIntervals, type Effort, type PlacementProblem, type PlacementResult } from './solver/index.ts'
import { stackBlocks } from './stack-blocks.ts'
import { sweepBlocks } from './sweep-blocks.ts'

/** From here on the search after the heuristics finds next to nothing in the steps that the default effort has. */
const largeProblem = 20_000

/** Up to here the solver takes no time that anyone would notice, and may beat the stack by an alignment. */
const smallProblem = 1000

/**
 * Tries with the transfer groups side by side first; the objective decides when that costs memory.
 * @throws MemkitError RULE_FORBIDS where no placement satisfies the device's rules within its limits
 */
export function solvePlacement(
  { decisions, objective, graph, effort: wanted }: PlacementContext,
  problem: PlacementProblem,
  groups: number[][],
): PlacementResult {
  const large = problem.blocks.length > largeProblem
  const effort: Effort = large && wanted === 'default' ? 'fast' : wanted
  const stacked = stackBlocks(problem, groups)
  if (stacked && (stacked.proven || problem.blocks.length > smallProblem)) return stacked
  const swept = sweepBlocks(problem, groups)
  if (swept) return swept
  const grouped = groups.length > 0 ? placeIntervals({ ...problem, groups }, { effort }) : undefined
  if (grouped?.status === 'placed') {
    if (grouped.peakBytes === grouped.lowerBoundBytes && peakOfLives(problem) === grouped.peakBytes) return grouped
    if (large && objective !== 'memory') return grouped
    const free = placeIntervals(problem, { effort })
    // The solver's bound is for the fewest heaps; groups may need one more, and then less in each.
    const sameHeaps = free.status === 'placed' && free.heapSizes.length === grouped.heapSizes.length
    const bound = sameHeaps ? free.lowerBoundBytes : peakOfLives(problem)
    const cost = grouped.peakBytes - free.peakBytes
    if (free.status !== 'placed' || cost <= 0 || objective === 'submissions') {
      if (cost > 0 && free.status === 'placed')
        decisions.add(
          'SIDE_BY_SIDE',
          [],
          [],
          `Laying out what is transferred together side by side costs ${cost} bytes of memory; objective "submissions" prefers fewer regions`,
        )
      return { ...grouped, lowerBoundBytes: bound, proven: grouped.peakBytes === bound }
    }
    decisions.add(
      'SIDE_BY_SIDE',
      [],
      [],
      `Not laid out for merged transfers: it would cost ${cost} bytes of memory, and the objective is "${objective}"`,
      { bytes: cost },
    )
    return free
  }
  const free = placeIntervals(problem, { effort })
  if (free.status !== 'placed')
    throw ruleForbids(
      `No placement satisfies the device's buffer rules within its limits (${free.status}, maxBufferBytes ${graph.profile.limits.maxBufferBytes})`,
      'passes',
      { status: free.status },
    )
  return free
}

/** The largest sum of sizes alive at one time: what no placement beats. */
function peakOfLives(problem: PlacementProblem): number {
  const events: [number, number][] = []
  for (const block of problem.blocks) events.push([block.start, block.sizeBytes], [block.end, -block.sizeBytes])
  events.sort((a, b) => a[0] - b[0] || a[1] - b[1])
  let now = 0
  let peak = 0
  for (const [, delta] of events) peak = Math.max(peak, (now += delta))
  return peak
}
