/**
 * Instances of the small search: up to 64 single blocks in one heap, with intervals or explicit conflicts, any alignments and
 * fixed offsets, in steps of the lattice that all alignments share.
 *
 * A *crowd* is a set of blocks that collide pairwise: the live set of a section, or a maximal clique of explicit conflicts.
 */
import { maximalCliques } from './maximal-cliques.ts'
import { gcd, type Lists, type Model } from './model.ts'
import { int32Array, int32From, uint8Array } from '../../../graph/typed-arrays.ts'

export interface SmallInstance {
  count: number
  /** Units of one step. */
  lattice: number
  /** Size of each block in units, and in steps, rounded up: the rest of its last step matters only for a topmost block. */
  units: Float64Array
  size: Int32Array
  /** Alignment of each block in steps. */
  align: Int32Array
  /** Fixed offset of each block in steps; −1 for none. */
  fixed: Int32Array
  /** Colliding blocks of each block. */
  neighbours: Lists
  /** The same as sets of bits: blocks 0 … 31, and 32 … 63. */
  neighboursLow: Int32Array
  neighboursHigh: Int32Array
  /** Members of each crowd, those with the coarsest alignments first. */
  crowds: Lists
  /** Crowds of each block, and beside each its bit among the tabled members of that crowd: 0 if it is not tabled. */
  crowdsOf: Lists
  tabledBit: Int32Array
  /** The next block with the same neighbours, size and alignment; −1 for the last. Equal blocks are stacked in this order. */
  nextTwin: Int32Array
}

const NONE = -1

/** Most blocks: two words of bits. */
export const mostSmallBlocks = 64

/** Most steps of an offset: 31 bits, with room for a sum. */
const mostStepsHigh = 2 ** 30

/** Most members of a crowd whose subsets are tabled. */
export const mostTabled = 12

/** Tabled members of a crowd that has more, coarsest alignments first: each one more doubles the work. */
const tabledOfMany = 11

export const tabledOf = (length: number): number => (length <= mostTabled ? length : tabledOfMany)

/** The instance of a model, or null if the model has groups, too many blocks, or sizes beyond 31 bits. */
export function smallInstance(model: Model, neighbours: Lists): SmallInstance | null {
  const { count } = model
  if (!model.singles || count > mostSmallBlocks || count === 0) return null
  let lattice = model.align.reduce(gcd, 0)
  for (let i = 0; i < count; i++) if (model.fixed[i]! > 0) lattice = gcd(lattice, model.fixed[i]!)
  const size = model.size.map((units) => Math.ceil(units / lattice))
  let most = 0
  for (let i = 0; i < count; i++) {
    most += size[i]! + model.align[i]! / lattice + Math.max(0, model.fixed[i]!) / lattice
  }
  if (most >= mostStepsHigh) return null
  const align = Int32Array.from(model.align, (alignment) => alignment / lattice)
  const crowds = crowdsOf(model, neighbours, align)
  if (crowds === null) return null
  const instance: SmallInstance = {
    count,
    lattice,
    units: model.size,
    size: Int32Array.from(size),
    align,
    fixed: Int32Array.from(model.fixed, (offset) => (offset < 0 ? NONE : offset / lattice)),
    neighbours,
    neighboursLow: int32Array(count),
    neighboursHigh: int32Array(count),
    crowds,
    ...membership(count, crowds),
    nextTwin: int32Array(count).fill(NONE),
  }
  for (let i = 0; i < count; i++) {
    for (let k = neighbours.first[i]!; k < neighbours.first[i + 1]!; k++) {
      const other = neighbours.values[k]!
      if (other < 32) instance.neighboursLow[i]! |= 1 << other
      else instance.neighboursHigh[i]! |= 1 << (other - 32)
    }
  }
  linkTwins(instance)
  return instance
}

/** Live sets of sections, or maximal cliques; null if there are too many. Blocks of no bytes are in none. */
function crowdsOf({ sections, count, size }: Model, neighbours: Lists, align: Int32Array): Lists | null {
  const sets: number[][] = []
  if (sections === null) {
    const cliques = maximalCliques(count, neighbours)
    if (cliques === null) return null
    sets.push(...cliques)
  } else {
    for (let s = 0; s < sections.count; s++) sets.push([])
    for (let i = 0; i < count; i++) {
      if (size[i]! > 0) for (let s = sections.low[i]!; s < sections.high[i]!; s++) sets[s]!.push(i)
    }
  }
  const first = [0]
  const values: number[] = []
  for (const members of sets) {
    members.sort((a, b) => align[b]! - align[a]! || size[b]! - size[a]! || a - b)
    values.push(...members)
    first.push(values.length)
  }
  return { first: int32From(first), values: int32From(values) }
}

function membership(count: number, crowds: Lists): { crowdsOf: Lists; tabledBit: Int32Array } {
  const first = int32Array(count + 1)
  for (const i of crowds.values) first[i + 1]!++
  for (let i = 0; i < count; i++) first[i + 1]! += first[i]!
  const next = first.slice()
  const values = int32Array(crowds.values.length)
  const tabledBit = int32Array(crowds.values.length)
  for (let c = 0; c + 1 < crowds.first.length; c++) {
    const tabled = tabledOf(crowds.first[c + 1]! - crowds.first[c]!)
    for (let k = crowds.first[c]!; k < crowds.first[c + 1]!; k++) {
      const at = next[crowds.values[k]!]!++
      const position = k - crowds.first[c]!
      values[at] = c
      tabledBit[at] = position < tabled ? 1 << position : 0
    }
  }
  return { crowdsOf: { first, values }, tabledBit }
}

function linkTwins({ count, fixed, units, align, neighboursLow, neighboursHigh, nextTwin, neighbours }: SmallInstance) {
  const last = new Map<string, number>()
  for (let i = 0; i < count; i++) {
    if (fixed[i]! >= 0 || units[i] === 0 || neighbours.first[i] === neighbours.first[i + 1]) continue
    // Twins collide, so each has the other as a neighbour, and itself is to be added.
    const low = neighboursLow[i]! | (i < 32 ? 1 << i : 0)
    const high = neighboursHigh[i]! | (i < 32 ? 0 : 1 << (i - 32))
    const key = `${low} ${high} ${units[i]} ${align[i]}`
    const before = last.get(key)
    if (before !== undefined) nextTwin[before] = i
    last.set(key, i)
  }
}

/** Writes the members of a set of bits to `into`, ascending, and returns their number. */
export function membersOf(low: number, high: number, into: Int32Array | Uint8Array): number {
  let length = 0
  for (let bits = low; bits !== 0; bits &= bits - 1) into[length++] = 31 - Math.clz32(bits & -bits)
  for (let bits = high; bits !== 0; bits &= bits - 1) into[length++] = 63 - Math.clz32(bits & -bits)
  return length
}

/** All blocks of more than no bytes as bits. */
export function presentBlocks({ count, units }: SmallInstance): Uint8Array {
  return uint8Array(count).map((_, i) => (units[i]! > 0 ? 1 : 0))
}
