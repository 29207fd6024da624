/** Placements in one heap by heuristics, from which searches start: skylines, and first and best fit in several orders. */
import { lowerBound } from './bound.ts'
import { boxesOf, modelOfBoxes } from './boxes.ts'
import type { Budget } from './budget.ts'
import { conflictsPerStep } from './conflicts.ts'
import { Layer, type Fit } from './first-fit.ts'
import { type Lists, type Model } from './model.ts'
import { itemOrders } from './orders.ts'
import { laySkyline } from './skyline.ts'
import { sortByKey } from '../../support/sort-by-key.ts'
import { ascending, float64Array, noIndices } from '../../../graph/typed-arrays.ts'
import { roundUp } from '../../../plan/multiples.ts'

/**
 * Number of orders before the packing search, which soon beats all of them where blocks are few or it has so many steps for each; with one
 * alignment for all blocks, only a skyline.
 */
const [ordersBeforePacking, fewBlocks, stepsToBeatOrders] = [1, 64, 60]

interface Laid {
  offset: Float64Array
  method: string
}

/**
 * Placements by skyline alone, for many conflicts, which first and best fit would have to examine one by one. The order by
 * crowds comes first, because it is usually the best. No skyline beats the bound of the groups as rigid boxes, so the attempts
 * end once it is met.
 */
export function* skylines(
  model: Model,
  entries: number,
  listConflicts: () => Lists | null,
  budget: Budget,
): Generator<Laid> {
  const boxes = model.sections === null ? null : boxesOf(model)
  let tried = 0
  let least = Infinity
  if (boxes !== null) {
    const rigid = model.singles ? 0 : lowerBound(modelOfBoxes(model, boxes), null, budget)
    for (const { name, order } of itemOrders(model, null, 'crowd')) {
      budget.charge(model.count)
      const offset = laySkyline(model, boxes, order)
      if (offset === null) continue
      tried++
      least = Math.min(least, topOf(model, offset))
      yield { offset, method: `skyline by ${name}` }
      if (least <= rigid || budget.left === 0) return
    }
  }
  if (tried > 0) return
  yield* portfolio(model, entries, listConflicts, true, budget)
}

/** Placements by skyline and by first and best fit, in several orders; only a few where a packing search follows. */
export function* portfolio(
  model: Model,
  entries: number,
  listConflicts: () => Lists | null,
  searchFollows: boolean,
  budget: Budget,
): Generator<Laid> {
  const boxes = model.sections === null ? null : boxesOf(model)
  const anywhere = noIndices(model.itemCount)
  let layer: Layer | null = null
  let tried = 0
  let hasFound = false
  const isSoonBeaten = model.count <= fewBlocks || budget.left > stepsToBeatOrders * model.count
  const orders = isSoonBeaten ? ordersBeforePacking : Infinity
  const hasOneAlignment = model.align.every((alignment) => alignment === model.align[0])
  for (const { name, order } of itemOrders(model, model.sections === null ? listConflicts() : null)) {
    let suffices = false
    if (boxes !== null) {
      budget.charge(model.count)
      const offset = laySkyline(model, boxes, order)
      hasFound ||= offset !== null
      if (offset !== null) yield { offset, method: `skyline by ${name}` }
      suffices = offset !== null && searchFollows && hasOneAlignment
      if (tried === 0 && offset !== null && hasOneAlignment && model.singles && model.align[0]! > 1) {
        const last = laySkyline(model, boxes, leastPaddingFirst(model))
        budget.charge(model.count)
        if (last !== null) yield { offset: last, method: 'skyline by padding' }
      }
    }
    const coarse = searchFollows && model.singles && !hasOneAlignment && !model.hasFixed
    // Coarse alignments leave gaps in which fine ones lie for nothing, if they come later.
    const lays: readonly [fit: Fit, order: Int32Array, name: string][] = suffices
      ? []
      : [
          ['first', order, name],
          coarse ? ['first', sortByKey(order, model.align, true), `alignment and ${name}`] : ['best', order, name],
        ]
    for (const [fit, items, by] of lays) {
      const conflicts: Lists | null = layer === null ? listConflicts() : null
      if (conflicts !== null) layer = new Layer(model, conflicts)
      if (layer === null) break
      budget.charge(model.count + Math.ceil(entries / conflictsPerStep))
      const layout = layer.lay(items, fit, 1, anywhere)
      hasFound ||= layout !== null
      if (layout !== null) yield { offset: layout.offset, method: `${fit} fit by ${by}` }
    }
    if (++tried === orders && searchFollows) break
    if (budget.isSpent && hasFound) break
  }
}

/** The blocks that rounding up makes grow most come last: on top of others, they are not rounded. */
function leastPaddingFirst({ itemCount, itemOf, size, align }: Model): Int32Array {
  const padding = float64Array(itemCount)
  for (let i = 0; i < size.length; i++) padding[itemOf[i]!] = roundUp(size[i]!, align[i]!) - size[i]!
  return sortByKey(ascending(itemCount), padding)
}

/** The end of the highest block. */
export function topOf(model: Model, offset: Float64Array): number {
  let top = 0
  for (let i = 0; i < model.count; i++) top = Math.max(top, offset[i]! + model.size[i]!)
  return top
}
