/** Groups as rigid boxes, for skylines, which lay single blocks only. */
import { gcd, layMembers, type Model } from './model.ts'
import { ascending, float64Array, int32Array } from '../../../graph/typed-arrays.ts'

/** Items as rigid boxes, from the first section of any member to the last, aligned so that the inside never moves. */
export interface Boxes {
  low: Int32Array
  high: Int32Array
  size: Float64Array
  align: Float64Array
  /** Offset of each block from the base of its box. */
  inside: Float64Array
}

/** Greatest common alignment; a larger one wastes more than a box saves. */
const largestAlignment = 2 ** 40

/** Null if the alignments of some group have no useful common multiple. */
export function boxesOf(model: Model): Boxes | null {
  const { itemCount, members, align, size } = model
  const { low, high, count } = model.sections!
  const boxes: Boxes = {
    low: int32Array(itemCount).fill(count),
    high: int32Array(itemCount),
    size: float64Array(itemCount),
    align: float64Array(itemCount).fill(1),
    inside: float64Array(model.count),
  }
  for (let item = 0; item < itemCount; item++) {
    for (let k = members.first[item]!; k < members.first[item + 1]!; k++) {
      const block = members.values[k]!
      const common = (boxes.align[item]! / gcd(boxes.align[item]!, align[block]!)) * align[block]!
      if (common > largestAlignment) return null
      boxes.align[item] = common
      if (!(size[block]! > 0)) continue
      boxes.low[item] = Math.min(boxes.low[item]!, low[block]!)
      boxes.high[item] = Math.max(boxes.high[item]!, high[block]!)
    }
    boxes.size[item] = layMembers(model, item, 0, boxes.inside)
  }
  return boxes
}

/** The boxes as single blocks of a model of their own, for its bound. */
export function modelOfBoxes(model: Model, boxes: Boxes): Model {
  const { itemCount } = model
  const first = ascending(itemCount + 1)
  const items = first.subarray(0, itemCount)
  // A literal: see `withGroups` in `solve-placement.ts`.
  return {
    count: itemCount,
    unit: model.unit,
    size: boxes.size,
    align: boxes.align,
    fixed: float64Array(itemCount).fill(-1),
    sections: {
      count: model.sections!.count,
      low: boxes.low.map((s, i) => Math.min(s, boxes.high[i]!)),
      high: boxes.high,
    },
    conflicts: null,
    life: float64Array(itemCount).map((_, i) => Math.max(0, boxes.high[i]! - boxes.low[i]!)),
    itemCount,
    itemOf: items,
    members: { first, values: items },
    lowestBase: model.lowestBase,
    highestBase: model.highestBase,
    forcedHeap: model.forcedHeap,
    apart: model.apart,
    hasApart: model.hasApart,
    hasFixed: model.hasFixed,
    singles: true,
    limit: model.limit,
    maxHeaps: model.maxHeaps,
    anyHeaps: model.anyHeaps,
  }
}

/** Offsets of the blocks in boxes that have these. */
export function layBoxes(model: Model, base: Float64Array): Float64Array {
  const offset = float64Array(model.count)
  for (let item = 0; item < model.itemCount; item++) layMembers(model, item, base[item]!, offset)
  return offset
}
