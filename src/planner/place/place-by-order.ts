/**
 * Placement where several queues run. As an interval, a lifetime covers everything that may run beside it, and so more than it must;
 * here blocks collide only where neither is over before the other begins.
 */
import { listOf, type PairedProblem } from './pairs.ts'
import type { PlacementContext } from './placements.ts'
import { placeInAnyHeaps, type PlacementResult } from './solver/index.ts'

/** Number of blocks up to which all pairs are looked at, and up to which more than heuristics is worth its time. */
const mostBlocks = 512
const mostSearched = 64

/**
 * The placement with the fewer bytes: the given one, of intervals, or one by the order of uses, whose bound is sound for both.
 *
 * @param members the value of each block
 * @param lasts by block, whether it is alive throughout
 */
export function placeByOrder(
  { lifetimes, effort, known, mostSteps, isEstimate }: PlacementContext,
  problem: PairedProblem,
  groups: number[][],
  members: readonly number[],
  lasts: (block: number) => boolean,
  solved: PlacementResult,
): PlacementResult {
  const { precedes } = lifetimes
  const { blocks, heapLimitBytes } = problem
  if (!precedes || members.length > mostBlocks) return solved
  const conflicts: [number, number][] = []
  let spared = 0
  for (let i = 0; i < members.length; i++)
    for (let j = i + 1; j < members.length; j++) {
      const [v, w] = [members[i]!, members[j]!]
      const [a, b] = [blocks[i]!, blocks[j]!]
      if (a.start >= b.end || b.start >= a.end) continue
      if (lasts(i) || lasts(j) || !(precedes(v, w) || precedes(w, v))) conflicts.push([i, j])
      else spared++
    }
  if (spared === 0) return solved
  const apart = listOf(problem.apart)
  const tried = members.length > mostSearched && effort === 'default' ? 'fast' : effort
  if (groups.length > 0 && isEstimate) known.leaveGroupsOut()
  const ways = [...(isEstimate || groups.length === 0 ? [] : [groups]), []].map((kept) =>
    known.of({ blocks, apart, conflicts, groups: kept, heapLimitBytes }, mostSteps, (one, most, onLimit) =>
      placeInAnyHeaps(one, { effort: tried, mostSteps: most, onLimit }),
    ),
  )
  const lowerBoundBytes = Math.min(solved.lowerBoundBytes, ways.at(-1)!.lowerBoundBytes)
  let best = solved
  for (const way of ways) if (way.status === 'placed' && way.peakBytes < best.peakBytes) best = way
  return { ...best, lowerBoundBytes, proven: best.peakBytes === lowerBoundBytes }
}
