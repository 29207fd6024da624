/**
 * Instances of the packing search: single blocks with interval lifetimes in one heap, in steps of the lattice that their
 * alignments share.
 */
import { gcd, type Lists, type Model } from './model.ts'
import { int32Array } from '../../../graph/typed-arrays.ts'

export interface PackingInstance {
  count: number
  /** Units of one step: the common divisor of all alignments. */
  lattice: number
  /** Size of each block in steps, rounded up. */
  size: Int32Array
  /** Units that a block uses of its last step, 1 … lattice. They matter only for the topmost block. */
  tail: Float64Array
  /** Alignment of each block in steps. */
  align: Int32Array
  /** The coarsest alignment in steps, where blocks with it do not simply add up with the others; else 0. */
  coarse: number
  /** Coarse steps that a block occupies beside others: rounded up if it is aligned to them, else rounded down. */
  coarseSize: Int32Array
  /** Steps that an aligned block leaves free in its last coarse step. */
  coarseSpare: Int32Array
  sectionCount: number
  low: Int32Array
  high: Int32Array
  /** Colliding blocks of block `i`: `neighbours[neighbourFirst[i]] … neighbours[neighbourFirst[i + 1] − 1]`. */
  neighbourFirst: Int32Array
  neighbours: Int32Array
}

/** Most blocks, because the search examines all unplaced blocks at every step. */
const mostBlocks = 5000

/** Most steps of an offset: 31 bits, with room for a sum. */
const mostStepsHigh = 2 ** 30

/** Most entries of blocks in the sections that they span. */
const mostSpans = 4_000_000

/** Whether the packing search applies: single movable blocks with intervals, whose sizes and number are within the limits. */
export function isPacking(model: Model): boolean {
  if (!model.singles || model.hasFixed || model.sections === null || model.count > mostBlocks) return false
  const { low, high } = model.sections
  const lattice = model.align.reduce(gcd, 0)
  let steps = 0
  let spans = 0
  for (let i = 0; i < model.count; i++) {
    steps += Math.ceil(model.size[i]! / lattice) + model.align[i]! / lattice
    spans += high[i]! - low[i]!
  }
  return steps < mostStepsHigh && spans < mostSpans
}

/** The packing instance of single blocks in one heap, in steps of the lattice that all alignments share. */
export function packingInstance(model: Model, conflicts: Lists): PackingInstance {
  const lattice = model.align.reduce(gcd, 0)
  const size = int32Array(model.count)
  const align = int32Array(model.count)
  for (let i = 0; i < model.count; i++) {
    size[i] = Math.ceil(model.size[i]! / lattice)
    align[i] = model.align[i]! / lattice
  }
  const coarsest = align.reduce((most, alignment) => Math.max(most, alignment), 1)
  const isOn = align.map((alignment) => (alignment % coarsest === 0 ? 1 : 0))
  const coarse = coarsest > 1 && size.some((steps) => steps % coarsest !== 0) ? coarsest : 0
  const coarseSize = size.map((steps, i) => (coarse === 0 ? 0 : Math.floor((steps + isOn[i]! * (coarse - 1)) / coarse)))
  return {
    count: model.count,
    lattice,
    size,
    tail: model.size.map((bytes) => bytes - (Math.ceil(bytes / lattice) - 1) * lattice),
    align,
    coarse,
    coarseSize,
    coarseSpare: size.map((steps, i) => (isOn[i] === 1 ? coarseSize[i]! * coarse - steps : 0)),
    sectionCount: model.sections!.count,
    low: model.sections!.low,
    high: model.sections!.high,
    neighbourFirst: conflicts.first,
    neighbours: conflicts.values,
  }
}

/** Whether sizes do not fill the steps of the lattice, so that within a step, only the choice of the topmost blocks matters. */
export function hasTails({ lattice, align }: PackingInstance): boolean {
  return lattice > 1 && align.every((alignment) => alignment === 1)
}

/**
 * By block: the next block with the same sections, size and alignment; noTwin for the last. Twins may be placed in the order
 * of their indices, each above the one before.
 */
export function nextTwins({ count, size, tail, align, low, high }: PackingInstance): Int32Array {
  const last = new Map<string, number>()
  const next = int32Array(count).fill(noTwin)
  for (let i = 0; i < count; i++) {
    if (size[i] === 0) continue
    const key = `${low[i]} ${high[i]} ${size[i]} ${tail[i]} ${align[i]}`
    const before = last.get(key)
    if (before !== undefined) next[before] = i
    last.set(key, i)
  }
  return next
}

/** Marks a block without twins. */
export const noTwin = -1

/**
 * By unaligned block: the least index among the unaligned blocks with the same sections; noTwin for blocks without any. Two of
 * them that are stacked directly can be exchanged, so only one order needs to be tried.
 */
export function twinClasses({ count, align, low, high, sectionCount }: PackingInstance): Int32Array {
  const least = new Map<number, number>()
  const classes = int32Array(count).fill(noTwin)
  for (let i = 0; i < count; i++) {
    if (align[i] !== 1) continue
    const key = low[i]! * (sectionCount + 1) + high[i]!
    const first = least.get(key)
    if (first === undefined) least.set(key, i)
    else {
      classes[first] = first
      classes[i] = first
    }
  }
  return classes
}
