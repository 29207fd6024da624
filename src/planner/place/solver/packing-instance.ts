/** What the packing search searches: single blocks with interval lifetimes in one heap, in whole steps of their common lattice. */
import { gcd, type Lists, type Model } from './model.ts'

export interface PackingInstance {
  count: number
  /** Units of capacity in one step of offset: what all alignments have in common. */
  lattice: number
  /** Sizes in steps, rounded up. */
  size: Int32Array
  /** What of its last step a block really uses: 1 … lattice. It counts only for the topmost block. */
  tail: Float64Array
  /** Alignments in steps. */
  align: Int32Array
  /** The coarsest alignment in steps, where blocks on it do not simply add up with the others; else 0. */
  coarse: number
  /** Coarse steps that a block takes from others that live with it: rounded up where it lies on them, else down. */
  coarseSize: Int32Array
  /** What a block on coarse steps leaves of the last one. */
  coarseSpare: Int32Array
  sectionCount: number
  low: Int32Array
  high: Int32Array
  /** Colliding blocks of block `i`: `neighbours[neighbourFirst[i]] … neighbours[neighbourFirst[i + 1] − 1]`. */
  neighbourFirst: Int32Array
  neighbours: Int32Array
}

/** The search looks at all unplaced blocks at every step. */
const MOST_BLOCKS = 5000

/** Offsets must fit 31 bits, with room to add. */
const MOST_STEPS_HIGH = 2 ** 30

/** Blocks are listed in each section they span. */
const MOST_SPANS = 4_000_000

/** Whether the packing search applies: single blocks with intervals, free to move, in sizes and numbers that fit. */
export function isPacking(model: Model): boolean {
  if (!model.singles || model.hasFixed || model.sections === null || model.count > MOST_BLOCKS) return false
  const { low, high } = model.sections
  const lattice = model.align.reduce(gcd, 0)
  let steps = 0
  let spans = 0
  for (let i = 0; i < model.count; i++) {
    steps += Math.ceil(model.size[i]! / lattice) + model.align[i]! / lattice
    spans += high[i]! - low[i]!
  }
  return steps < MOST_STEPS_HIGH && spans < MOST_SPANS
}

/** The packing instance of single blocks in one heap: on the lattice that all alignments share. */
export function packingInstance(model: Model, conflicts: Lists): PackingInstance {
  const lattice = model.align.reduce(gcd, 0)
  const size = Int32Array.from(model.size, (bytes) => Math.ceil(bytes / lattice))
  const align = Int32Array.from(model.align, (alignment) => alignment / lattice)
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

/** Whether offsets may be any step of a lattice that sizes do not fill: then only who lies on top decides between whole steps. */
export function hasTails({ lattice, align }: PackingInstance): boolean {
  return lattice > 1 && align.every((alignment) => alignment === 1)
}

/**
 * For each block the next of the very same sections, size and alignment, and NO_TWIN after the last. They may lie in the order of their
 * indices, each above the one before.
 */
export function nextTwins({ count, size, tail, align, low, high }: PackingInstance): Int32Array {
  const last = new Map<string, number>()
  const next = new Int32Array(count).fill(NO_TWIN)
  for (let i = 0; i < count; i++) {
    if (size[i] === 0) continue
    const key = `${low[i]} ${high[i]} ${size[i]} ${tail[i]} ${align[i]}`
    const before = last.get(key)
    if (before !== undefined) next[before] = i
    last.set(key, i)
  }
  return next
}

/** A block without twins. */
export const NO_TWIN = -1

/**
 * For each unaligned block that shares its sections with another such block, the least index among them; NO_TWIN for the
 * others. Stacked directly on each other twins may swap places, so only one order of them need be tried.
 */
export function twinClasses({ count, align, low, high, sectionCount }: PackingInstance): Int32Array {
  const least = new Map<number, number>()
  const classes = new Int32Array(count).fill(NO_TWIN)
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
