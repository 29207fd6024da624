/**
 * The placement of a program without aliasing: every resource has memory of its own, and those that need not be apart lie behind
 * each other in one buffer. It is always at hand, so no plan needs more unless versions of a resource are alive side by side in it.
 */
import { roundUp } from '../../plan/multiples.ts'
import type { ValueFacts } from './placements.ts'
import { peakOfLives } from './solve-placement.ts'
import type { PairedProblem, Pairs } from './pairs.ts'
import type { PlacementResult } from './solver/index.ts'
import { toRows } from '../support/growable.ts'
import { sortByKey } from '../support/sort-by-key.ts'
import { ascending, float64Array, int32Array, noIndices } from '../../graph/typed-arrays.ts'

/** Memory that blocks which are never alive together have in turn; rows by slot. */
interface Slots {
  readonly count: number
  readonly sizeBytes: Float64Array
  readonly alignment: Float64Array
  /** The first block of each. */
  readonly first: Int32Array
  /** The slot of each block. */
  readonly slotOf: Int32Array
}

/**
 * The given placement, or that of one buffer a resource where it needs fewer bytes. Where a copy is only a name, values of both
 * resources take turns in the memory of the two. O(n log n + pairs).
 *
 * @param members the value of each block
 * @param lasts by block, whether it is alive throughout
 */
export function orOneBufferEach(
  solved: PlacementResult,
  problem: PairedProblem,
  facts: ValueFacts,
  members: readonly number[],
  lasts: (block: number) => boolean,
): PlacementResult {
  const { blocks, apart, heapLimitBytes = Infinity } = problem
  if (solved.proven && apart.one.length === 0) return solved
  const slots = slotsOf(problem, facts, members, solved.peakBytes)
  if (!slots) return solved
  const { slotOf, count, sizeBytes, alignment } = slots
  const rivals = rivalsOf(slots, apart)
  if (!rivals) return solved
  const heaps = int32Array(blocks.length)
  const offsets = float64Array(blocks.length)
  const heapSizes: number[] = []
  const heapOf = noIndices(count)
  const offsetOf = float64Array(count)
  /** By heap: the last slot that found a rival in it, from 1 on. */
  const taken: number[] = []
  for (const s of inOrder(slots, lasts)) {
    for (let r = rivals.start[s]!; r < rivals.start[s + 1]!; r++) {
      const h = heapOf[rivals.target[r]!]!
      if (h >= 0) taken[h] = s + 1
    }
    const endOf = (h: number): number => roundUp(heapSizes[h] ?? 0, alignment[s]!)
    let h = 0
    while (taken[h] === s + 1 || (endOf(h) > 0 && endOf(h) + sizeBytes[s]! > heapLimitBytes)) h++
    heapOf[s] = h
    offsetOf[s] = endOf(h)
    heapSizes[h] = offsetOf[s]! + sizeBytes[s]!
    if (h === taken.length) taken.push(0)
  }
  for (let i = 0; i < blocks.length; i++) {
    heaps[i] = heapOf[slotOf[i]!]!
    offsets[i] = offsetOf[slotOf[i]!]!
  }
  const peakBytes = heapSizes.reduce((sum, size) => sum + size, 0)
  if (peakBytes >= solved.peakBytes) return solved
  // The bound of the solver is for as many heaps as it took.
  const lowerBoundBytes = Math.min(solved.lowerBoundBytes, peakOfLives(problem))
  const proven = peakBytes === lowerBoundBytes
  return { ...solved, heaps, offsets, heapSizes, peakBytes, lowerBoundBytes, proven, method: 'one buffer each' }
}

/** The memory of each resource; undefined where it comes to as many bytes as there are at most. */
function slotsOf(
  { blocks }: PairedProblem,
  facts: ValueFacts,
  members: readonly number[],
  mostBytes: number,
): Slots | undefined {
  const familyOf = familiesOf(facts)
  if (needAtLeast(blocks, (i) => familyOf(members[i]!), facts.graph.resources.length, mostBytes)) return undefined
  const n = blocks.length
  const starts = float64Array(n)
  for (let i = 0; i < n; i++) starts[i] = blocks[i]!.start
  const byStart = sortByKey(ascending(n), starts)
  /** By family: its first and its last slot; by slot: the next one of its family, and the end of its last block so far. */
  const head = noIndices(facts.graph.resources.length)
  const tail = int32Array(head.length)
  const next = noIndices(n)
  const ends = float64Array(n)
  const [sizes, alignments, first, slotOf] = [float64Array(n), float64Array(n), int32Array(n), int32Array(n)]
  let count = 0
  let bytes = 0
  for (const i of byStart) {
    const { sizeBytes, start, end, alignment = 1 } = blocks[i]!
    const family = familyOf(members[i]!)
    // One of the same size, or else the first that is free.
    let slot = -1
    for (let s = head[family]!; s >= 0; s = next[s]!) {
      if (ends[s]! > start || (slot >= 0 && sizes[s] !== sizeBytes)) continue
      slot = s
      if (sizes[s] === sizeBytes) break
    }
    if (slot < 0) {
      slot = count++
      first[slot] = i
      alignments[slot] = alignment
      if (head[family]! < 0) head[family] = slot
      else next[tail[family]!] = slot
      tail[family] = slot
    }
    bytes += Math.max(0, sizeBytes - sizes[slot]!)
    if (bytes >= mostBytes) return undefined
    sizes[slot] = Math.max(sizes[slot]!, sizeBytes)
    alignments[slot] = Math.max(alignments[slot]!, alignment)
    ends[slot] = end
    slotOf[i] = slot
  }
  return { count, sizeBytes: sizes, alignment: alignments, first, slotOf }
}

/** Whether the largest blocks of all families come to so many bytes, which says nothing of how many of each are alive at once. */
function needAtLeast(
  blocks: PairedProblem['blocks'],
  familyOf: (block: number) => number,
  familyCount: number,
  bytes: number,
): boolean {
  const largest = float64Array(familyCount)
  let sum = 0
  for (let i = 0; i < blocks.length && sum < bytes; i++) {
    const family = familyOf(i)
    const { sizeBytes } = blocks[i]!
    if (sizeBytes <= largest[family]!) continue
    sum += sizeBytes - largest[family]!
    largest[family] = sizeBytes
  }
  return sum >= bytes
}

/** By slot: those that it must be apart from; undefined where one would have to be apart from itself. */
function rivalsOf({ count, slotOf }: Slots, { one, other }: Pairs) {
  const from = int32Array(one.length * 2)
  const to = int32Array(from.length)
  for (let k = 0; k < one.length; k++) {
    const a = slotOf[one[k]!]!
    const b = slotOf[other[k]!]!
    if (a === b) return undefined
    from[2 * k] = to[2 * k + 1] = a
    from[2 * k + 1] = to[2 * k] = b
  }
  return toRows(count, from, to)
}

/** By value: one number for all resources that it, and others through them, are values of. */
function familiesOf({ graph, versions, values, resource }: ValueFacts): (value: number) => number {
  const parent = ascending(graph.resources.length)
  const root = (r: number): number => {
    while (parent[r] !== r) r = parent[r] = parent[parent[r]!]!
    return r
  }
  for (let v = 0; v < versions.versionInstance.length; v++) {
    const value = values.versionValue[v]!
    if (value >= 0) parent[root(graph.instanceResource[versions.versionInstance[v]!]!)] = root(resource[value]!)
  }
  return (value) => root(resource[value]!)
}

/**
 * Coarse alignments first, so that nothing but the slots themselves is padded; what is alive throughout before what may do without padding at
 * its end; and then what is padded least. Sorted by the last key first, because the sorts keep the order of equal keys.
 */
function inOrder({ count, sizeBytes, alignment, first }: Slots, lasts: (block: number) => boolean): Int32Array {
  const [spare, stays, coarse] = [float64Array(count), float64Array(count), float64Array(count)]
  for (let s = 0; s < count; s++) {
    spare[s] = roundUp(sizeBytes[s]!, alignment[s]!) - sizeBytes[s]!
    stays[s] = lasts(first[s]!) ? 1 : 0
    coarse[s] = alignment[s]!
  }
  return sortByKey(sortByKey(sortByKey(ascending(count), spare), stays, true), coarse, true)
}
