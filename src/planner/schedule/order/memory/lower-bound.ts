// Hot path: integer node and value ids and typed arrays only.
import { leastOpenSet, reachableSides } from './least-open.ts'
import type { MemoryModel } from './model.ts'

/** The most bytes that a single node needs: all its values are alive while it runs. O(uses). */
export function largestFootprint(model: MemoryModel): number {
  const { nodeCount, valueBytes, holdStart, hold, heldBefore, heldAfter } = model
  let startBytes = model.baseBytes
  let endBytes = model.baseBytes
  for (let x = 0; x < model.valueCount; x++) {
    if (heldBefore[x]) startBytes += valueBytes[x]!
    if (heldAfter[x]) endBytes += valueBytes[x]!
  }
  let most = Math.max(startBytes, endBytes)
  for (let v = 0; v < nodeCount; v++) {
    let bytes = model.baseBytes
    for (let h = holdStart[v]!; h < holdStart[v + 1]!; h++) bytes += valueBytes[hold[h]!]!
    most = Math.max(most, bytes)
  }
  return most
}

/**
 * The fewest bytes that can be alive while `v` runs, over all orders: its ancestors have run, its descendants have not, and the
 * best choice of the other nodes is a minimum cut. 0 where that takes more than the budget, and where it is no more than `knownBytes`
 * because all of the others before `v`, or all behind it, need no more: mostly so, and far sooner seen.
 */
export function leastBytesAt(
  model: MemoryModel,
  v: number,
  budgetSteps: number,
  knownBytes = -Infinity,
): { bytes: number; steps: number } {
  const { nodeCount, valueCount, valueBytes, useStart, use, heldBefore, heldAfter } = model
  const sideOf = reachableSides(model, v)
  const sweepSteps = model.use.length + model.succ.length
  /** Bytes of values that no free node uses, and of all values with all free nodes behind `v`, and before it. */
  let [surely, allBehind, allBefore] = [model.baseBytes, model.baseBytes, model.baseBytes]
  for (let x = 0; x < valueCount; x++) {
    let anyIn = heldBefore[x] === 1
    let anyOut = heldAfter[x] === 1
    let anyFree = false
    for (let u = useStart[x]!; u < useStart[x + 1]!; u++) {
      const side = sideOf[use[u]!]!
      anyIn ||= side >= 1
      anyOut ||= side === -1 || side === 2
      anyFree ||= side === 0
    }
    if (anyIn && anyOut && !anyFree) surely += valueBytes[x]!
    if (anyIn && (anyOut || anyFree)) allBehind += valueBytes[x]!
    if (anyOut && (anyIn || anyFree)) allBefore += valueBytes[x]!
  }
  if (Math.min(allBehind, allBefore) <= knownBytes) return { bytes: 0, steps: sweepSteps }
  const free: number[] = []
  for (let u = 0; u < nodeCount; u++) if (sideOf[u] === 0) free.push(u)
  const least = leastOpenSet(model, sideOf, free, v, budgetSteps)
  if (!least) return { bytes: 0, steps: budgetSteps }
  return { bytes: surely + least.liveBytes, steps: least.steps + sweepSteps }
}
