import { flippedOrder, reversedModel } from './model.ts'
import type { MemoryModel } from './model.ts'
import { LimitedSearch } from './limited-search.ts'

/** The best order of a stretch so far, and a lower bound for all of its orders. */
export interface KnownOrder {
  order: Int32Array
  peakBytes: number
  lowerBoundBytes: number
  steps: number
}

/** Limits to try per round before the budgets are raised. */
const mostTrialsPerRound = 24

/**
 * Closes in on the least peak from both sides: the first limit is the lower bound itself, the next ones are in the middle
 * between what is ruled out and what is found. Each limit is tried forwards, then backwards; limits that the budget does not
 * decide are skipped, and tried again with a larger one. Nothing below `goodEnough` is searched for.
 *
 * @param begun a search of the model, which goes on if it has the first limit
 */
export function closeIn(
  model: MemoryModel,
  known: KnownOrder,
  goodEnough: number,
  budgetSteps: number,
  begun?: LimitedSearch,
): KnownOrder {
  let { order, peakBytes, lowerBoundBytes } = known
  let reversed: MemoryModel | undefined
  let steps = 0
  const isOpen = () => peakBytes > lowerBoundBytes && peakBytes > goodEnough
  for (let each = 20_000; isOpen() && steps < budgetSteps; each *= 8) {
    let ruledOut = Math.max(lowerBoundBytes, goodEnough)
    for (let trial = 0; trial < mostTrialsPerRound && isOpen() && steps < budgetSteps; trial++) {
      const limit = trial === 0 ? ruledOut : Math.floor(ruledOut + (peakBytes - ruledOut) / 2)
      if (trial > 0 && limit <= ruledOut) break
      let isSettled = false
      for (const isBackwards of [false, true]) {
        const budget = Math.min(each, budgetSteps - steps)
        const search =
          !isBackwards && steps === 0 && begun?.limitBytes === limit
            ? begun
            : new LimitedSearch(isBackwards ? (reversed ??= reversedModel(model)) : model, limit)
        const found = search.search(budget)
        steps += found.steps
        if (found.isUndecided) continue
        isSettled = true
        if (found.order) {
          order = isBackwards ? flippedOrder(found.order) : found.order
          peakBytes = found.peakBytes
        } else {
          lowerBoundBytes = Math.max(lowerBoundBytes, Math.min(found.leastBeyond, peakBytes))
        }
        break
      }
      ruledOut = Math.max(ruledOut, lowerBoundBytes, isSettled ? 0 : limit)
    }
  }
  return { order, peakBytes, lowerBoundBytes, steps: known.steps + steps }
}
