/**
 * The model of a problem for the solvers: typed arrays and integer ids, with sizes divided by their common unit.
 *
 * An *item* moves as a whole: a group of adjacent blocks, or a single block. The offsets of its members follow from its base
 * (the offset of its first member) and never decrease when the base increases, which all solvers rely on.
 */
import { sortPart } from '../../support/sort-part.ts'
import { sortByKey } from '../../support/sort-by-key.ts'
import type { PlacementProblem } from './types.ts'
import { float64Array, int32Array, int32From, int32Slice, noIndices, uint8Array } from '../../../graph/typed-arrays.ts'
import { handBack } from '../../support/reused-memory.ts'
import { roundUp } from '../../../plan/multiples.ts'

/** Lists of integers in one array: list `i` is `values[first[i]] … values[first[i + 1] − 1]`. */
export interface Lists {
  first: Int32Array
  values: Int32Array
}

export interface Model {
  count: number
  /** Bytes of one unit; everything below is in units. */
  unit: number
  size: Float64Array
  align: Float64Array
  /** Fixed offset of a block; −1 for none. */
  fixed: Float64Array
  /**
   * Range of sections of each block, `low … high − 1`, where a section is a moment with a maximal live set. Null with explicit
   * conflicts.
   */
  sections: Sections | null
  conflicts: Lists | null
  /** Length of each lifetime in the problem's own time; 0 with explicit conflicts. */
  life: Float64Array
  itemCount: number
  itemOf: Int32Array
  members: Lists
  /** Least and greatest base of each item, as far as its fixed members and its first alignment determine them. */
  lowestBase: Float64Array
  highestBase: Float64Array
  /** Forced heap of an item; −1 for none. */
  forcedHeap: Int32Array
  /** Items that must be in different heaps. */
  apart: Lists
  hasApart: boolean
  hasFixed: boolean
  /** Whether every item is a single block. */
  singles: boolean
  /** Most units of a heap. */
  limit: number
  /** Most heaps. */
  maxHeaps: number
  /** Whether more heaps than necessary are welcome where they need fewer bytes. */
  anyHeaps: boolean
}

export interface Sections {
  count: number
  low: Int32Array
  high: Int32Array
}

/** The step that offsets of all blocks are multiples of, at least. */
export function commonAlignment({ count, align }: Model): number {
  let common = 0
  for (let i = 0; i < count; i++) common = gcd(common, align[i]!)
  return common === 0 ? 1 : common
}

export function gcd(a: number, b: number): number {
  while (b !== 0) {
    const rest = a % b
    a = b
    b = rest
  }
  return a
}

/** The model of a valid problem, or the reason why the problem contradicts itself. */
export function buildModel(problem: PlacementProblem, anyHeaps = false): Model | string {
  const { blocks } = problem
  const count = blocks.length
  const size = float64Array(count)
  const align = float64Array(count)
  const fixed = float64Array(count)
  let hasFixed = false
  for (let i = 0; i < count; i++) {
    const block = blocks[i]!
    size[i] = block.sizeBytes
    align[i] = block.alignment ?? 1
    fixed[i] = block.fixedOffset ?? -1
    if (fixed[i]! >= 0) hasFixed = true
  }
  const unit = toUnits(size, align, fixed)
  const hasLimit = problem.heapLimitBytes !== undefined
  const { itemOf, members } = buildItems(problem)
  const itemCount = members.first.length - 1
  const model: Model = {
    count,
    unit,
    size,
    align,
    fixed,
    sections: problem.conflicts === undefined ? buildSections(blocks, size) : null,
    conflicts: null,
    life: float64Array(count),
    itemCount,
    itemOf,
    members,
    lowestBase: float64Array(itemCount),
    highestBase: float64Array(itemCount).fill(Infinity),
    forcedHeap: noIndices(itemCount),
    apart: { first: int32Array(itemCount + 1), values: int32Array(0) },
    hasApart: problem.apart !== undefined && problem.apart.length > 0,
    hasFixed,
    singles: itemCount === count,
    limit: Math.floor((problem.heapLimitBytes ?? Number.MAX_SAFE_INTEGER) / unit),
    maxHeaps: 1,
    anyHeaps,
  }
  let forcedHeaps = 0
  for (let i = 0; i < count; i++) {
    const heap = blocks[i]!.heap
    if (heap === undefined) continue
    const item = itemOf[i]!
    if (model.forcedHeap[item]! !== -1 && model.forcedHeap[item] !== heap) return 'a group is forced into two heaps'
    model.forcedHeap[item] = heap
    forcedHeaps = Math.max(forcedHeaps, heap + 1)
  }
  const most = problem.maxHeaps ?? (hasLimit || model.hasApart ? Math.max(1, forcedHeaps + itemCount) : 1)
  model.maxHeaps = problem.maxHeaps === undefined ? Math.max(most, forcedHeaps) : most
  if (forcedHeaps > model.maxHeaps) return 'a block is forced into a heap beyond maxHeaps'
  if (model.hasApart) {
    for (const [a, b] of problem.apart!) if (itemOf[a] === itemOf[b]) return 'a group has two blocks that must be apart'
    model.apart = listsOfPairs(itemCount, problem.apart!, (block) => itemOf[block]!)
  }
  if (problem.conflicts === undefined) for (let i = 0; i < count; i++) model.life[i] = blocks[i]!.end - blocks[i]!.start
  else {
    const real = problem.conflicts.filter(([a, b]) => size[a]! > 0 && size[b]! > 0)
    model.conflicts = listsOfPairs(count, real, (block) => block)
  }
  const offset = float64Array(count)
  for (let item = 0; model.hasFixed && item < itemCount; item++) {
    if (!fitFixedMembers(model, item, offset)) return 'a group cannot be laid out around its fixed blocks'
  }
  return model
}

/** Ends the use of a model and of all that share its arrays. */
export function handBackModel(model: Model): void {
  const { size, align, fixed, sections, life, itemOf, members } = model
  if (sections) handBack(sections.low, sections.high)
  handBack(size, align, fixed, life, itemOf, members.first, members.values)
  handBack(model.lowestBase, model.highestBase, model.forcedHeap, model.apart.first)
}

/**
 * Divides all sizes by the largest unit that loses nothing. Every offset of a packed placement is a sum of sizes rounded up to
 * alignments, so the unit must divide every size and fixed offset, and for every alignment, one must divide the other.
 */
function toUnits(size: Float64Array, align: Float64Array, fixed: Float64Array): number {
  let unit = 0
  for (let i = 0; i < size.length && unit !== 1; i++) {
    unit = gcd(unit, size[i]!)
    if (fixed[i]! > 0) unit = gcd(unit, fixed[i]!)
  }
  if (unit === 0) unit = 1
  for (let before = 0; before !== unit;) {
    before = unit
    for (let i = 0; i < align.length && unit !== 1; i++) {
      if (unit % align[i]! !== 0) unit = gcd(unit, align[i]!)
    }
  }
  for (let i = 0; i < size.length; i++) {
    size[i]! /= unit
    align[i] = unit % (align[i] ?? 1) === 0 ? 1 : align[i]! / unit
    if (fixed[i]! > 0) fixed[i]! /= unit
  }
  return unit
}

function buildItems(problem: PlacementProblem): { itemOf: Int32Array; members: Lists } {
  const count = problem.blocks.length
  const itemOf = noIndices(count)
  const groupOf = new Array<readonly number[] | undefined>(count)
  for (const group of problem.groups ?? []) if (group.length > 0) groupOf[group[0]!] = group
  const inGroup = uint8Array(count)
  for (const group of problem.groups ?? []) for (const member of group) inGroup[member] = 1
  const first: number[] = [0]
  const values = int32Array(count)
  let filled = 0
  for (let i = 0; i < count; i++) {
    const group = groupOf[i]
    if (group === undefined && inGroup[i] === 1) continue
    for (let k = 0; k < (group?.length ?? 1); k++) {
      const member = group?.[k] ?? i
      itemOf[member] = first.length - 1
      values[filled++] = member
    }
    first.push(filled)
  }
  return { itemOf, members: { first: int32From(first), values } }
}

/** Compresses time to its maximal live sets, in order. Two blocks collide exactly where they have a common section. */
export function buildSections(blocks: PlacementProblem['blocks'], size: Float64Array): Sections {
  const count = blocks.length
  const starts = float64Array(count)
  const ends = float64Array(count)
  const indices = int32Array(count)
  let living = 0
  for (let i = 0; i < count; i++) {
    starts[i] = blocks[i]!.start
    ends[i] = blocks[i]!.end
    if (size[i]! > 0) indices[living++] = i
  }
  const present = indices.subarray(0, living)
  const byStart = sortByKey(present, starts)
  const byEnd = sortByKey(present, ends)
  const low = int32Array(count)
  const high = int32Array(count)
  let sections = 0
  let s = 0
  let started = false
  for (const block of byEnd) {
    while (s < byStart.length && starts[byStart[s]!]! < ends[block]!) {
      low[byStart[s++]!] = sections
      started = true
    }
    if (started) sections++
    started = false
    high[block] = sections
  }
  handBack(starts, ends, indices)
  // A list that was sorted already is `present` itself, which went back with `indices`.
  if (byStart !== present) handBack(byStart)
  if (byEnd !== present) handBack(byEnd)
  return { count: sections, low, high }
}

/** Symmetric adjacency lists of pairs, with each neighbour once, in ascending order. */
function listsOfPairs(
  count: number,
  pairs: readonly (readonly [number, number])[],
  idOf: (block: number) => number,
): Lists {
  const first = int32Array(count + 1)
  for (const [a, b] of pairs) {
    first[idOf(a) + 1]!++
    first[idOf(b) + 1]!++
  }
  for (let i = 0; i < count; i++) first[i + 1]! += first[i]!
  const values = int32Array(first[count]!)
  const next = int32Slice(first, 0, count)
  for (const [a, b] of pairs) {
    values[next[idOf(a)]!++] = idOf(b)
    values[next[idOf(b)]!++] = idOf(a)
  }
  let filled = 0
  for (let i = 0; i < count; i++) {
    const end = first[i + 1]!
    sortPart(values, first[i]!, end)
    const start = filled
    for (let k = first[i]!; k < end; k++)
      if (filled === start || values[filled - 1] !== values[k]) values[filled++] = values[k]!
    first[i] = start
  }
  first[count] = filled
  return { first, values: int32Slice(values, 0, filled) }
}

/** Writes the offsets of an item's members at `base`, and returns the end of the last one. */
export function layMembers(model: Model, item: number, base: number, offset: Float64Array): number {
  const { members, size, align } = model
  let end = base
  for (let k = members.first[item]!; k < members.first[item + 1]!; k++) {
    const member = members.values[k]!
    offset[member] = roundUp(end, align[member]!)
    end = offset[member]! + size[member]!
  }
  return end
}

/** The least base (aligned, at least 0) at which the member at `position` has an offset of at least `least`. */
export function baseFor(model: Model, item: number, position: number, least: number): number {
  const { members, size, align } = model
  const start = members.first[item]!
  let offset = roundUp(least, align[members.values[start + position]!]!)
  for (let p = position - 1; p >= 0; p--) {
    const end = offset - align[members.values[start + p + 1]!]! + 1
    const member = members.values[start + p]!
    const need = end - size[member]!
    offset = need <= 0 ? 0 : roundUp(need, align[member]!)
  }
  return offset
}

/** Narrows the bases of an item to those that put its fixed members at their offsets; false if there are none. */
function fitFixedMembers(model: Model, item: number, offset: Float64Array): boolean {
  const { members, fixed } = model
  const start = members.first[item]!
  const list = members.values.subarray(start, members.first[item + 1]!)
  for (let p = 0; p < list.length; p++) {
    const at = fixed[list[p]!]!
    if (at < 0) continue
    model.lowestBase[item] = Math.max(model.lowestBase[item]!, baseFor(model, item, p, at))
    // The highest base that keeps this member at `at` is below the least base that pushes it further.
    model.highestBase[item] = Math.min(model.highestBase[item]!, baseFor(model, item, p, at + 1) - 1)
  }
  layMembers(model, item, model.lowestBase[item]!, offset)
  return (
    model.lowestBase[item]! <= model.highestBase[item]! && list.every((b) => fixed[b]! < 0 || fixed[b] === offset[b])
  )
}
