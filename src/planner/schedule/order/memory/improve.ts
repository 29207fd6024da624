import { dissect } from './dissect.ts'
import { closeIn } from './exact-order.ts'
import type { KnownOrder } from './exact-order.ts'
import { firstOrders, lowestPeak } from './first-orders.ts'
import { largestFootprint, leastBytesAt } from './lower-bound.ts'
import { peakOf, peakOfOrder, stretchModel, sweepOrder } from './model.ts'
import type { MemoryModel, OrderSweep } from './model.ts'
import { sortByKey } from '../../../support/sort-by-key.ts'
import { ascending, int32Slice } from '../../../../graph/typed-arrays.ts'

/** Size up to which graphs are searched as a whole before anything else, and again with the remaining budget. */
const smallGraph = 64
const mostNodesSearchedWhole = 512
/** Most nodes around the peak of a larger graph that are dissected at a time. */
const mostNodesDissected = 4096
/** Share of the budget for the first dissections, which bounds and the surroundings of the peak follow. */
const dissectionShare = 0.6
/** Number of nodes whose least bytes are computed for the bound, at first and later. */
export const mostNodesCutFirst = 4
export const mostNodesCut = 16
/** Number of stretches around the peak that are searched on their own. */
const windows = [24, 48, 96]

/**
 * Improves an order of one stretch until no lower peak is found, the peak is good enough, or the budget ends: small graphs by
 * exact search, larger ones by cutting at the peak (`dissect`) and by searching around it.
 */
export function improve(model: MemoryModel, known: KnownOrder, goodEnough: number, budgetSteps: number): KnownOrder {
  let best = known
  const spent = () => best.steps - known.steps
  const isOpen = () => best.peakBytes > Math.max(best.lowerBoundBytes, goodEnough) && spent() < budgetSteps
  const floor = () => Math.max(best.lowerBoundBytes, goodEnough)
  const { nodeCount } = model
  const stepsPerSweep = 2 * nodeCount + 2 * model.use.length
  if (nodeCount <= smallGraph) {
    // Cuts cost less than a search, and often show that there is nothing to find.
    best = raiseBound(model, best, budgetSteps, mostNodesCutFirst)
    if (isOpen()) best = closeIn(model, best, goodEnough, Math.min(budgetSteps, 2_000_000))
  }
  const take = (order: Int32Array, peakBytes: number, steps: number): boolean => {
    const isLower = peakBytes < best.peakBytes
    best = { ...best, steps: best.steps + steps, ...(isLower ? { order, peakBytes } : {}) }
    return isLower
  }
  if (isOpen() && nodeCount <= mostNodesDissected) {
    for (const start of firstOrders(model)) {
      const left = budgetSteps * dissectionShare - spent()
      if (!isOpen() || left <= 0) break
      const found = dissect(model, start.order, floor(), left / 2)
      take(found.order, found.peakBytes, found.steps)
    }
  }
  if (isOpen()) best = raiseBound(model, best, budgetSteps - spent())
  let sweep: OrderSweep | undefined
  for (let isBetter = true; isBetter && isOpen();) {
    isBetter = false
    for (const width of [...windows, mostNodesDissected]) {
      if (!isOpen() || isBetter) break
      if (sweep?.order !== best.order) sweep = sweepOrder(model, best.order)
      const at = sweep.during.indexOf(best.peakBytes)
      const from = Math.max(0, Math.min(at - (width >> 1), nodeCount - width))
      const to = Math.min(nodeCount, from + width)
      const stretch = stretchModel(model, sweep, from, to)
      const order = ascending(to - from)
      const found =
        width === mostNodesDissected
          ? dissect(stretch, order, floor(), (budgetSteps - spent()) / 2)
          : closeIn(stretch, { order, peakBytes: best.peakBytes, lowerBoundBytes: 0, steps: 0 }, floor(), 300_000)
      const changed = int32Slice(best.order)
      for (let i = from; i < to; i++) changed[i] = best.order[from + found.order[i - from]!]!
      const next = sweepOrder(model, changed)
      const isLowered = take(changed, peakOf(next), found.steps + 2 * stepsPerSweep)
      // Where several nodes reach the peak, lowering one of them is progress too.
      if (!isLowered && found.peakBytes < best.peakBytes) best = { ...best, order: changed }
      isBetter = isLowered || found.peakBytes < best.peakBytes
      if (best.order === changed) sweep = next
    }
  }
  if (isOpen()) best = raiseBound(model, best, budgetSteps - spent())
  if (isOpen() && nodeCount <= mostNodesSearchedWhole) best = closeIn(model, best, goodEnough, budgetSteps - spent())
  return best
}

/** The given order, with the bound of the largest node. */
export function asGiven(model: MemoryModel): KnownOrder {
  const order = ascending(model.nodeCount)
  const peakBytes = peakOfOrder(model, order)
  return { order, peakBytes, lowerBoundBytes: largestFootprint(model), steps: model.nodeCount }
}

/** The best of the given order and the list schedules, with the bound of the given one. */
export function firstKnown(model: MemoryModel, budgetSteps: number, given = asGiven(model)): KnownOrder {
  const { peakBytes, lowerBoundBytes } = given
  if (peakBytes === lowerBoundBytes) return given
  const found = firstOrders(model, budgetSteps, lowerBoundBytes)
  const steps = found.reduce((sum, f) => sum + f.steps, 0)
  const { order, peakBytes: lowestBytes } = lowestPeak(found)
  return { order, peakBytes: lowestBytes, lowerBoundBytes, steps }
}

/** The fewest bytes that can be alive while a node runs, and the steps that it took to know them. */
type LeastAt = (v: number, knownBytes: number) => { readonly bytes: number; readonly steps: number }

/**
 * The least bytes of the nodes at the highest moments in any order: where they equal the peak, no order is better. `leastAt` may say less of
 * a node that needs no more than what is known.
 */
export function raiseBound(
  model: MemoryModel,
  known: KnownOrder,
  budgetSteps: number,
  mostNodes = mostNodesCut,
  leastAt: LeastAt = (v) => leastBytesAt(model, v, budgetSteps / 10),
): KnownOrder {
  if (model.nodeCount > mostNodesDissected) return known
  const { during } = sweepOrder(model, known.order)
  const at = sortByKey(ascending(model.nodeCount), during, true)
  let { lowerBoundBytes } = known
  let steps = 0
  for (let k = 0; k < Math.min(at.length, mostNodes); k++) {
    if (lowerBoundBytes >= known.peakBytes || steps * 10 > budgetSteps) break
    const least = leastAt(known.order[at[k]!]!, lowerBoundBytes)
    lowerBoundBytes = Math.max(lowerBoundBytes, least.bytes)
    steps += least.steps
  }
  return { ...known, lowerBoundBytes, steps: known.steps + steps }
}
