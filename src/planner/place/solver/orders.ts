/** Orders in which items are laid. None is the best everywhere, so several are tried. */
import type { Lists, Model } from './model.ts'
import { sortAgain } from '../../support/sort-by-key.ts'
import { ascending, float64Array } from '../../../graph/typed-arrays.ts'
import { handBack } from '../../support/reused-memory.ts'

export interface ItemOrder {
  name: string
  order: Int32Array
}

/** Properties of each item by which orders sort; those of a group are sums over its members. */
interface Traits {
  size: Float64Array
  /** Number of sections spanned, or of colliding blocks where there are no sections. */
  life: Float64Array
  /** Size times lifetime. */
  area: Float64Array
  /** The largest live total at a time when the item is alive. */
  crowd: Float64Array
  start: Float64Array
}

/** Live total of each section. */
function sectionTotals(model: Model): Float64Array {
  const { low, high, count } = model.sections!
  const total = float64Array(count + 1)
  for (let i = 0; i < model.count; i++) {
    total[low[i]!]! += model.size[i]!
    total[high[i]!]! -= model.size[i]!
  }
  for (let s = 1; s <= count; s++) total[s]! += total[s - 1]!
  return total
}

function traitsOf(model: Model, conflicts: Lists | null): Traits {
  const { count, itemCount, size, itemOf, sections } = model
  const traits: Traits = {
    size: float64Array(itemCount),
    life: float64Array(itemCount),
    area: float64Array(itemCount),
    crowd: float64Array(itemCount),
    start: float64Array(itemCount).fill(Infinity),
  }
  const crowdOf = sections === null ? neighbourTotals(model, conflicts!) : crowds(model)
  for (let i = 0; i < count; i++) {
    const item = itemOf[i]!
    const life =
      sections === null ? conflicts!.first[i + 1]! - conflicts!.first[i]! : sections.high[i]! - sections.low[i]!
    traits.size[item]! += size[i]!
    traits.life[item] = Math.max(traits.life[item]!, life)
    traits.area[item]! += size[i]! * life
    traits.crowd[item] = Math.max(traits.crowd[item]!, crowdOf[i]!)
    traits.start[item] = Math.min(traits.start[item]!, sections === null ? i : sections.low[i]!)
  }
  handBack(crowdOf)
  return traits
}

function neighbourTotals(model: Model, conflicts: Lists): Float64Array {
  return model.size.map((size, i) => {
    let sum = size
    for (let k = conflicts.first[i]!; k < conflicts.first[i + 1]!; k++) sum += model.size[conflicts.values[k]!]!
    return sum
  })
}

/** The largest section total that each block meets, by a sparse table of range maxima. O(sections × log of the longest life). */
function crowds(model: Model): Float64Array {
  const { low, high, count } = model.sections!
  let longest = 0
  for (let i = 0; i < model.count; i++) longest = Math.max(longest, high[i]! - low[i]!)
  const levels = [sectionTotals(model)]
  for (let width = 1; 2 * width <= longest; width *= 2) {
    const below = levels.at(-1)!
    const level = float64Array(count)
    for (let s = 0; s + 2 * width <= count; s++) level[s] = Math.max(below[s]!, below[s + width]!)
    levels.push(level)
  }
  const crowd = float64Array(model.count)
  for (let i = 0; i < model.count; i++) {
    const span = high[i]! - low[i]!
    if (span <= 0) continue
    const k = 31 - Math.clz32(span)
    crowd[i] = Math.max(levels[k]![low[i]!]!, levels[k]![high[i]! - (1 << k)]!)
  }
  handBack(...levels)
  return crowd
}

/**
 * The orders of the portfolio, most promising first, with the named one in front. Items with a fixed member always come first;
 * ties are broken by index.
 *
 * @param isWanted says which of them are made
 */
export function* itemOrders(
  model: Model,
  conflicts: Lists | null,
  foremost = 'size',
  isWanted: (name: string) => boolean = () => true,
): Generator<ItemOrder> {
  const { size, life, area, crowd, start } = traitsOf(model, conflicts)
  const sorted = (keys: readonly Float64Array[], smallestFirst: boolean): Int32Array => {
    let order = ascending(model.itemCount)
    for (let k = keys.length - 1; k >= 0; k--) order = sortAgain(order, keys[k]!, k > 0 || !smallestFirst)
    if (!model.hasFixed) return order
    const isPinned = model.highestBase.map((base) => (base === Infinity ? 0 : 1))
    return sortAgain(order, isPinned, true)
  }
  const orders: readonly [name: string, ...keys: Float64Array[]][] = [
    ['size', size, life],
    ['life', life, size],
    ['area', area, size],
    ['crowd', crowd, life, area],
    ['crowd and size', crowd, size, life],
    ['start', start, life],
  ]
  const first = orders.filter(([name]) => name === foremost)
  for (const [name, ...keys] of [...first, ...orders.filter(([other]) => other !== foremost)]) {
    if (isWanted(name)) yield { name, order: sorted(keys, name === 'start') }
  }
}
