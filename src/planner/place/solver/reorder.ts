/**
 * Local search over orders, for problems that the packing search cannot take (groups, fixed offsets, conflict graphs): an item
 * that ends high is laid earlier, everything is laid again, and the new order is kept unless it is worse. After squeaky wheel
 * optimisation (Joslin & Clements 1999). Deterministic: seeded, and limited by steps.
 */
import type { Budget } from './budget.ts'
import { conflictsPerStep } from './conflicts.ts'
import type { Fit, Layer } from './first-fit.ts'
import type { Lists, Model } from './model.ts'
import { seededRandom } from './ranking.ts'
import { int32Array, noIndices, uint8Array } from '../../../graph/typed-arrays.ts'

export interface Reordered {
  offset: Float64Array
  peak: number
}

/**
 * Improves on `order`, which `fit` lays with the peak `peak`, until the bound is met or `steps` are spent; null if nothing is
 * gained.
 */
export function searchOrders(
  model: Model,
  conflicts: Lists,
  layer: Layer,
  start: { order: Int32Array; fit: Fit; peak: number },
  { bound, steps, budget }: { bound: number; steps: number; budget: Budget },
): Reordered | null {
  const { count, itemCount, size, itemOf } = model
  const anywhere = noIndices(itemCount)
  const random = seededRandom(itemCount)
  const cost = count + Math.ceil(conflicts.values.length / conflictsPerStep)
  let order = start.order.slice()
  let layout = layer.lay(order, start.fit, 1, anywhere)
  if (layout === null) return null
  let best: Reordered | null = null
  const place = int32Array(itemCount)
  for (let spent = cost; spent + cost <= steps && layout.peak > bound; spent += cost) {
    budget.charge(cost)
    // Any item in the upper half of the space above the bound may be the cause.
    const high = layout.peak - (layout.peak - bound) / 2
    let culprit = -1
    for (let i = 0, seen = 0; i < count; i++) {
      if (layout.offset[i]! + size[i]! <= high) continue
      if (random() * ++seen < 1) culprit = itemOf[i]!
    }
    order.forEach((item, k) => (place[item] = k))
    const from = place[culprit]!
    const to = Math.floor(random() * random() * from)
    const next = order.slice()
    next.copyWithin(to + 1, to, from)
    next[to] = culprit
    const tried = layer.lay(next, start.fit, 1, anywhere)
    if (tried === null || tried.peak > layout.peak) continue
    order = next
    layout = tried
    if (layout.peak < (best === null ? start.peak : best.peak)) best = { offset: layout.offset, peak: layout.peak }
  }
  return best
}

/**
 * A variant for many blocks, whose layouts are expensive: all items that end above the bound move to the front at once, and
 * first fit lays everything again, until the bound is met or the steps are spent.
 */
export function squeakyWheel(
  model: Model,
  conflicts: Lists,
  layer: Layer,
  start: Int32Array,
  bound: number,
  budget: Budget,
): Reordered | null {
  const anywhere = noIndices(model.itemCount)
  const cost = model.count + Math.ceil(conflicts.values.length / conflictsPerStep)
  const isHigh = uint8Array(model.itemCount)
  let order = start
  let best: Reordered | null = null
  while (budget.spend(cost)) {
    const layout = layer.lay(order, 'first', 1, anywhere)
    if (layout === null) break
    if (best === null || layout.peak < best.peak) best = { offset: layout.offset, peak: layout.peak }
    if (layout.peak <= bound) break
    isHigh.fill(0)
    for (let i = 0; i < model.count; i++) if (layout.offset[i]! + model.size[i]! > bound) isHigh[model.itemOf[i]!] = 1
    order = Int32Array.from([
      ...order.filter((item) => isHigh[item] === 1),
      ...order.filter((item) => isHigh[item] === 0),
    ])
  }
  return best
}
