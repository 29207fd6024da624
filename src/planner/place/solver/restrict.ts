/** The part of a problem that goes to one heap, as a problem of its own. */
import type { Lists, Model, Sections } from './model.ts'
import { ascending, float64Array, int32Array, int32From, noIndices } from '../../../graph/typed-arrays.ts'

export interface Part {
  model: Model
  /** Index in the whole problem of each block of the part. */
  blocks: Int32Array
}

/** Restricts a model to `items`, which ascend. Heaps and `apart` rules are dropped, because the part is for one heap. */
export function restrict(model: Model, items: Int32Array): Part {
  const { members } = model
  const first = int32Array(items.length + 1)
  for (let i = 0; i < items.length; i++)
    first[i + 1] = first[i]! + members.first[items[i]! + 1]! - members.first[items[i]!]!
  const list = int32Array(first[items.length]!)
  for (let i = 0; i < items.length; i++)
    for (let k = first[i]!, from = members.first[items[i]!]!; k < first[i + 1]!; k++) list[k] = members.values[from++]!
  const itemOf = int32Array(list.length)
  for (let item = 0; item < items.length; item++) for (let k = first[item]!; k < first[item + 1]!; k++) itemOf[k] = item
  const fixed = picked(model.fixed, list)
  return {
    blocks: list,
    model: {
      ...model,
      count: list.length,
      size: picked(model.size, list),
      align: picked(model.align, list),
      fixed,
      sections: model.sections === null ? null : restrictSections(model.sections, list, model.size),
      conflicts: model.conflicts === null ? null : restrictLists(model.conflicts, list, model.count),
      life: picked(model.life, list),
      itemCount: items.length,
      itemOf,
      members: { first, values: ascending(list.length) },
      lowestBase: picked(model.lowestBase, items),
      highestBase: picked(model.highestBase, items),
      forcedHeap: noIndices(items.length),
      apart: { first: int32Array(items.length + 1), values: int32Array(0) },
      hasApart: false,
      hasFixed: model.hasFixed && fixed.some((offset) => offset >= 0),
      singles: items.length === list.length,
      maxHeaps: 1,
    },
  }
}

/** The values at some places. A loop: `Float64Array.from` with a function takes ten times as long. */
function picked(values: Float64Array, places: Int32Array): Float64Array {
  const some = float64Array(places.length)
  for (let k = 0; k < places.length; k++) some[k] = values[places[k]!]!
  return some
}

/** Makes sections maximal again: one ends where a block ends after another has begun. */
function restrictSections(sections: Sections, blocks: Int32Array, size: Float64Array): Sections {
  const begins = int32Array(sections.count + 1)
  const ends = int32Array(sections.count + 1)
  for (const block of blocks) {
    if (size[block] === 0) continue
    begins[sections.low[block]!]!++
    ends[sections.high[block]!]!++
  }
  const renamed = int32Array(sections.count + 1)
  let count = 0
  let begun = false
  for (let s = 0; s <= sections.count; s++) {
    if (ends[s]! > 0 && begun) {
      count++
      begun = false
    }
    renamed[s] = count
    if (begins[s]! > 0) begun = true
  }
  const low = int32Array(blocks.length)
  const high = int32Array(blocks.length)
  for (let k = 0; k < blocks.length; k++) {
    low[k] = renamed[sections.low[blocks[k]!]!]!
    high[k] = size[blocks[k]!] === 0 ? 0 : renamed[sections.high[blocks[k]!]!]!
  }
  return { count, low, high }
}

function restrictLists(lists: Lists, blocks: Int32Array, count: number): Lists {
  const newIndex = noIndices(count)
  for (let i = 0; i < blocks.length; i++) newIndex[blocks[i]!] = i
  const first = int32Array(blocks.length + 1)
  const values: number[] = []
  for (let i = 0; i < blocks.length; i++) {
    for (let k = lists.first[blocks[i]!]!; k < lists.first[blocks[i]! + 1]!; k++) {
      const neighbour = newIndex[lists.values[k]!]!
      if (neighbour >= 0) values.push(neighbour)
    }
    first[i + 1] = values.length
  }
  return { first, values: int32From(values) }
}
