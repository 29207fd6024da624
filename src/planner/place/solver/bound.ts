/**
 * Lower bounds on the size of the heap (or the sum of several) that holds all blocks of a model, in units. All are sound
 * with any alignments, groups and fixed offsets; none is always tight.
 */
import type { Budget } from './budget.ts'
import { conflictsPerStep } from './conflicts.ts'
import type { Lists, Model } from './model.ts'
import { commonAlignment, gcd, layMembers } from './model.ts'
import { sortByKey } from '../../support/sort-by-key.ts'
import { ascending, float64Array, int32Array, noIndices, uint8Array } from '../../../graph/typed-arrays.ts'
import { handBack } from '../../support/reused-memory.ts'
import { roundUp } from '../../../plan/multiples.ts'

/** Above this many distinct alignments, the bound uses the largest ones only. */
const mostAlignments = 8

/**
 * The largest of the bounds below for the given number of heaps (Infinity for any number). O((n + sections) × distinct
 * alignments), and a search for cliques that takes steps of the budget.
 */
export function lowerBound(model: Model, conflicts: Lists | null, budget: Budget, heaps = 1): number {
  let bound = itemBound(model)
  for (const alignment of heaps === Infinity ? [1] : alignmentLattices(model)) {
    if (model.sections !== null && alignment > 1) {
      bound = Math.max(bound, mixedSectionBound(model, alignment, heaps))
    }
    // The topmost block of each heap needs no rounding, so with several heaps only the plain sums below hold.
    if (alignment > 1 && heaps > 1) continue
    if (model.sections !== null) bound = Math.max(bound, sectionBound(model, alignment))
    if (conflicts !== null && (model.sections === null || !model.singles)) {
      bound = cliqueBound(model, conflicts, alignment, bound, budget)
    }
  }
  return bound
}

/** A bound for any number of heaps whose sizes count in whole steps of the common alignment: every block takes whole steps. */
export function steppedBound(model: Model, conflicts: Lists | null, budget: Budget): number {
  const step = commonAlignment(model)
  const size = step === 1 ? model.size : model.size.map((bytes) => roundUp(bytes, step))
  return lowerBound({ ...model, size }, conflicts, budget, Infinity)
}

/** No heap is smaller than an item at its lowest base. */
function itemBound(model: Model): number {
  let bound = 0
  const offset = float64Array(model.count)
  for (let item = 0; item < model.itemCount; item++) {
    bound = Math.max(bound, layMembers(model, item, model.lowestBase[item]!, offset))
  }
  handBack(offset)
  return bound
}

/**
 * Alignments that give bounds of their own: the common divisor of all (which loses nothing), and each that occurs. Blocks whose
 * alignment is a multiple of A start at multiples of A, so each except the topmost occupies its size rounded up to A.
 */
function alignmentLattices(model: Model): number[] {
  const distinct = new Set<number>()
  let common = 0
  for (let i = 0, latest = 0; i < model.count; i++) {
    // Mostly all are alike.
    if (model.align[i] === latest) continue
    latest = model.align[i]!
    distinct.add(latest)
    common = gcd(common, latest)
  }
  if (distinct.size === 1) return common === 1 ? [1] : [common, 1]
  const largest = Array.from(distinct)
    .sort((a, b) => b - a)
    .slice(0, mostAlignments)
  return Array.from(new Set([...largest, common, 1]))
}

/** The largest sum of rounded sizes of aligned blocks alive together, without the rounding of the topmost. */
function sectionBound(model: Model, lattice: number): number {
  const { count, size, align } = model
  const { low, high, count: sections } = model.sections!
  const total = float64Array(sections + 1)
  let sum = 0
  for (let i = 0; i < count; i++) {
    if (align[i]! % lattice !== 0) continue
    const rounded = roundUp(size[i]!, lattice)
    total[low[i]!]! += rounded
    total[high[i]!]! -= rounded
    sum += rounded
  }
  if (sum > Number.MAX_SAFE_INTEGER) return exactSectionBound(model, lattice)
  for (let s = 1; s <= sections; s++) total[s]! += total[s - 1]!
  let most = 0
  for (let s = 0; s < sections; s++) most = Math.max(most, total[s]!)
  const spared = lattice === 1 || most === 0 ? 0 : lattice - leastTopTail(model, lattice, total, most)
  handBack(total)
  return most - spared
}

/**
 * A bound for blocks with and without alignment that are alive together. Two aligned blocks are whole steps apart: the lower
 * one and blocks on top of it lie between. So each aligned block counts rounded up and every other one rounded down, at each
 * moment; only the highest aligned block of each heap needs no rounding, at best those that save most. O((n + sections × heaps)
 * log n).
 */
function mixedSectionBound(model: Model, lattice: number, heaps: number): number {
  const { count, size, align } = model
  const { low, high, count: sections } = model.sections!
  const total = float64Array(sections + 1)
  const spare = float64Array(count)
  const onLattice: number[] = []
  let all = 0
  let others = 0
  for (let i = 0; i < count; i++) {
    let steps = size[i]! - (size[i]! % lattice)
    if (align[i]! % lattice === 0) {
      steps = roundUp(size[i]!, lattice)
      spare[i] = steps - size[i]!
      onLattice.push(i)
    } else others += steps
    total[low[i]!]! += steps
    total[high[i]!]! -= steps
    all += steps
  }
  if ((others === 0 && heaps === 1) || all > Number.MAX_SAFE_INTEGER) return 0
  for (let s = 1; s <= sections; s++) total[s]! += total[s - 1]!
  // Each section takes its largest savings first. Sections that have one per heap are skipped: `next` leads to one that has
  // not.
  const met = int32Array(sections + 1)
  onLattice.sort((a, b) => spare[b]! - spare[a]! || a - b)
  const next = ascending(sections + 1)
  const unmet = (s: number): number => {
    while (next[s] !== s) s = next[s] = next[next[s]!]!
    return s
  }
  let bound = 0
  for (const i of onLattice) {
    if (spare[i] === 0) break
    for (let s = unmet(low[i]!); s < high[i]!; s = unmet(s + 1)) {
      total[s]! -= spare[i]!
      if (++met[s]! === heaps) next[s] = s + 1
    }
  }
  for (let s = 0; s < sections; s++) bound = Math.max(bound, total[s]!)
  return bound
}

/**
 * A bound for the last step. In a heap smaller than `most`, each section with that total is full up to its last step, and its
 * topmost block uses only its tail (size modulo step) of that step. Two such blocks are never alive together. So the heap needs
 * at least the smallest `tail` for which blocks with tails up to it, disjoint in time, cover all full sections: a binary search
 * over tails, with one sweep over sections for each.
 */
function leastTopTail(model: Model, lattice: number, total: Float64Array, most: number): number {
  const { size, align } = model
  const { low, high, count: sections } = model.sections!
  const tail = size.map((bytes) => bytes - (Math.ceil(bytes / lattice) - 1) * lattice)
  const byLow = ascending(size.length).filter((i) => size[i]! > 0 && align[i]! % lattice === 0)
  byLow.sort((a, b) => low[a]! - low[b]!)
  const covers = (limit: number): boolean => {
    const reached = uint8Array(sections + 1)
    reached[0] = 1
    let next = 0
    for (let s = 0; s < sections; s++) {
      if (reached[s] === 1 && total[s]! < most) reached[s + 1] = 1
      for (; next < byLow.length && low[byLow[next]!] === s; next++) {
        const i = byLow[next]!
        if (reached[s] === 1 && tail[i]! <= limit) reached[high[i]!] = 1
      }
    }
    return reached[sections] === 1
  }
  const distinct = new Set<number>()
  for (const i of byLow) distinct.add(tail[i]!)
  const tails = Float64Array.from(distinct).sort()
  let least = 0
  let above = tails.length
  while (least < above) {
    const middle = (least + above) >> 1
    if (covers(tails[middle]!)) above = middle
    else least = middle + 1
  }
  return least < tails.length ? tails[least]! : lattice
}

/** The plain sum where it may exceed 2^53, without rounding errors. */
function exactSectionBound(model: Model, lattice: number): number {
  const { count, size, align } = model
  const { low, high, count: sections } = model.sections!
  const change = Array.from({ length: sections + 1 }, () => 0n)
  for (let i = 0; i < count; i++) {
    if (align[i]! % lattice !== 0) continue
    change[low[i]!]! += BigInt(size[i]!)
    change[high[i]!]! -= BigInt(size[i]!)
  }
  let live = 0n
  let bound = 0n
  for (const step of change) {
    live += step
    if (live > bound) bound = live
  }
  return Number(bound)
}

/** Most seeds from which cliques are grown. */
const mostCliqueSeeds = 64

/** The part of the steps that are left which one search for cliques may take. */
const cliqueShare = 1 / 16

/**
 * A bound by cliques, or `known` where none is larger. Blocks that collide pairwise, or are in one group, share no byte, so
 * their sizes add up. A heaviest clique is grown greedily in each of the heaviest neighbourhoods, as long as what is left of the
 * neighbourhood can still exceed the largest clique so far: in the first of them in any case, then for as long as there are steps.
 */
function cliqueBound(model: Model, conflicts: Lists, lattice: number, known: number, budget: Budget): number {
  const { count, itemOf, members } = model
  const { takes, spare, heaviestFirst, seeds } = cliqueSeeds(model, conflicts, lattice)
  const rank = float64Array(count)
  for (let k = 0; k < heaviestFirst.length; k++) rank[heaviestFirst[k]!] = k
  /** The last seed that a block is a candidate of, and the number of clique members that it collides with. */
  const seen = noIndices(count)
  const meetings = int32Array(count)
  const found = int32Array(count)
  let candidateCount = 0
  const meet = (other: number, seed: number, isFirst: boolean): void => {
    if (takes[other] === 0) return
    if (seen[other] === seed) meetings[other]!++
    else if (isFirst) {
      seen[other] = seed
      meetings[other] = 1
      found[candidateCount++] = other
    }
  }
  const most = budget.left * cliqueShare * conflictsPerStep
  let visits = conflicts.values.length
  const join = (block: number, seed: number, isFirst: boolean): void => {
    const item = itemOf[block]!
    visits += conflicts.first[block + 1]! - conflicts.first[block]!
    for (let k = conflicts.first[block]!; k < conflicts.first[block + 1]!; k++)
      if (itemOf[conflicts.values[k]!] !== item) meet(conflicts.values[k]!, seed, isFirst)
    for (let k = members.first[item]!; k < members.first[item + 1]!; k++)
      if (members.values[k] !== block) meet(members.values[k]!, seed, isFirst)
  }
  let bound = known
  for (let k = 0; k < seeds.length; k++) {
    if (k > 0 && visits > most) break
    const seed = seeds[k]!
    candidateCount = 0
    seen[seed] = seed
    join(seed, seed, true)
    let left = 0
    for (let c = 0; c < candidateCount; c++) left += takes[found[c]!]!
    let total = takes[seed]!
    let spared = spare[seed]!
    // Another member never makes the sum smaller, so all candidates together are the most that there can be.
    if (total + left - spared <= bound) continue
    const candidates = sortByKey(found.subarray(0, candidateCount), rank)
    let clique = 1
    for (let c = 0; c < candidateCount && total + left - spared > bound; c++) {
      const block = candidates[c]!
      left -= takes[block]!
      if (meetings[block] !== clique) continue
      clique++
      total += takes[block]!
      spared = Math.max(spared, spare[block]!)
      join(block, seed, false)
    }
    bound = Math.max(bound, total - spared)
  }
  budget.charge(Math.ceil(visits / conflictsPerStep))
  return bound
}

/** The sizes of blocks on the lattice when rounded up, what that spares the topmost, and the blocks with the heaviest neighbourhoods. */
function cliqueSeeds({ count, size, align }: Model, conflicts: Lists, lattice: number) {
  const takes = float64Array(count)
  const spare = float64Array(count)
  const onLattice = int32Array(count)
  let length = 0
  for (let i = 0; i < count; i++) {
    if (align[i]! % lattice !== 0 || !(size[i]! > 0)) continue
    takes[i] = roundUp(size[i]!, lattice)
    spare[i] = takes[i]! - size[i]!
    onLattice[length++] = i
  }
  const around = float64Array(count)
  for (let k = 0; k < length; k++) {
    const i = onLattice[k]!
    around[i] = takes[i]!
    for (let c = conflicts.first[i]!; c < conflicts.first[i + 1]!; c++) around[i]! += takes[conflicts.values[c]!]!
  }
  const blocks = onLattice.subarray(0, length)
  return {
    takes,
    spare,
    heaviestFirst: sortByKey(blocks, takes, true),
    seeds: sortByKey(blocks, around, true).subarray(0, mostCliqueSeeds),
  }
}
