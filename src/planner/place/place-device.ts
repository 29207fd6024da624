/**
 * Buffers and placed textures in the device heaps.
 *
 * Persistent buffers come first, and among them, those that are uploaded together come last, so that the transient values
 * uploaded with them follow without a gap and all of them are one transfer. Transient values go through the placement solver.
 * Where rules of the device keep values in different heaps, persistent and transient values are one problem over several heaps.
 */
import { asInteger } from '../support/as-integer.ts'
import { overLimit } from '../../errors.ts'
import { named } from '../../graph/named-places.ts'
import { colourSides, placeColours } from './colour-sides.ts'
import type { HeapRules } from './heap-rules.ts'
import { commonMultiple, roundUp } from '../../plan/multiples.ts'
import type { Places, ValueFacts } from './placements.ts'
import { orOneBufferEach } from './one-buffer-each.ts'
import { placeByOrder } from './place-by-order.ts'
import { peakOfLives, solvePlacement } from './solve-placement.ts'
import { noPairs, type PairedProblem, type Pairs } from './pairs.ts'
import { handBackAfter } from '../support/hand-back-after.ts'
import { placesOf, type PlacementResult } from './solver/index.ts'
import { int32Array, noIndices } from '../../graph/typed-arrays.ts'

/** Bytes of the device heaps, with the bound of the transient ones. */
export interface DeviceMemory {
  /** Peak of the transient values, without `persistentBytes`. */
  readonly peakBytes: number
  readonly lowerBoundBytes: number
  readonly proven: boolean
  readonly persistentBytes: number
}

/** @throws MemkitError OVER_LIMIT where persistent resources exceed the device's memory, RULE_FORBIDS where no placement exists. */
export function placeDevice(
  facts: ValueFacts,
  places: Places,
  persistent: readonly number[],
  transient: readonly number[],
): DeviceMemory {
  const { sizeBytes, transfers, nodeFacts } = facts
  let persistentBytes = 0
  for (const v of persistent) persistentBytes += sizeBytes[v]!
  checkPersistent(facts, persistent, persistentBytes)
  const ordered = persistent.length < 2 ? persistent : orderPersistent(facts, persistent)
  const { rules } = nodeFacts
  return rules.sides || rules.pairs.one.length > 0
    ? placeTogether(facts, places, ordered, transient, persistentBytes, rules)
    : placeBehind(facts, places, ordered, transient, persistentBytes, transfers.groups)
}

/** Persistent values that are uploaded come last, in the order of their first uploads. */
function orderPersistent({ lifetimes, transfers }: ValueFacts, persistent: readonly number[]): number[] {
  const uploadRank = new Map<number, number>()
  transfers.uploadOrder.forEach((v, rank) => uploadRank.set(v, rank))
  const firstUse = (v: number) => Math.max(-1, lifetimes.start[v]!)
  return persistent.toSorted(
    (a, b) => (uploadRank.get(a) ?? -1) - (uploadRank.get(b) ?? -1) || firstUse(a) - firstUse(b) || a - b,
  )
}

function checkPersistent(
  { graph, resource, sizeBytes }: ValueFacts,
  persistent: readonly number[],
  bytes: number,
): void {
  if (bytes === 0) return
  const { memory } = graph.profile
  const available = memory.heaps[memory.types.find((type) => type.deviceLocal)?.heap ?? 0]!.sizeBytes
  if (bytes <= available) return
  const largest = persistent.reduce((best, v) => (sizeBytes[v]! > sizeBytes[best]! ? v : best), persistent[0]!)
  const fault = overLimit(
    'The size of all persistent resources together',
    bytes,
    'device memory',
    available,
    `resources[${resource[largest]!}].size`,
  )
  throw named(fault, graph.graph)
}

/** Places persistent values at the front of the heap, and the solved transient values behind them. */
function placeBehind(
  facts: ValueFacts,
  { heaps, heap, offset }: Places,
  persistent: readonly number[],
  transient: readonly number[],
  persistentBytes: number,
  groups: readonly (readonly number[])[],
): DeviceMemory {
  const { graph, lifetimes, sizeBytes, alignment } = facts
  const { limits } = graph.profile
  const heapSizes: number[] = []
  let current = 0
  for (const v of persistent) {
    let at = roundUp(current, alignment[v]!)
    if (at + sizeBytes[v]! > limits.maxBufferBytes && current > 0) {
      heapSizes.push(current)
      at = 0
    }
    heap[v] = heapSizes.length
    offset[v] = at
    current = at + sizeBytes[v]!
  }
  const blocks = transient.map((v) => ({
    sizeBytes: asInteger(sizeBytes[v]!),
    start: lifetimes.start[v]!,
    end: lifetimes.end[v]!,
    alignment: asInteger(alignment[v]!),
  }))
  const problem = { blocks, apart: noPairs, heapLimitBytes: limitOf(facts, transient) }
  const together = indexGroups(groups, indexOf(facts, transient), blocks)
  const inTime = solvePlacement(facts, problem, together, lifetimes)
  const byOrder = placeByOrder(facts, problem, together, transient, () => false, inTime)
  const solved = handBackAfter(() => orOneBufferEach(byOrder, problem, facts, transient, () => false), placesOf)
  let step = 1
  for (const block of blocks) if (step % block.alignment !== 0) step = commonMultiple(step, block.alignment)
  const base = roundUp(current, step)
  const oneHeap = solved.heapSizes.length <= 1 && base + (solved.heapSizes[0] ?? 0) <= limits.maxBufferBytes
  const shift = oneHeap ? base : 0
  const firstHeap = heapSizes.length + (!oneHeap && current > 0 ? 1 : 0)
  if (oneHeap) {
    const total = transient.length > 0 ? shift + solved.heapSizes[0]! : current
    if (total > 0) heapSizes.push(total)
  } else {
    if (current > 0) heapSizes.push(current)
    heapSizes.push(...solved.heapSizes)
  }
  for (let i = 0; i < transient.length; i++) {
    heap[transient[i]!] = firstHeap + solved.heaps[i]!
    offset[transient[i]!] = shift + solved.offsets[i]!
  }
  for (const sizeBytes of heapSizes) heaps.push({ memory: 'device', sizeBytes })
  const { peakBytes, lowerBoundBytes, proven } = solved
  return { peakBytes, lowerBoundBytes, proven, persistentBytes }
}

/** Places persistent and transient values as one problem, for devices that keep some of them in different heaps. */
function placeTogether(
  facts: ValueFacts,
  { heaps, heap, offset }: Places,
  persistent: readonly number[],
  transient: readonly number[],
  persistentBytes: number,
  rules: HeapRules,
): DeviceMemory {
  const { lifetimes, sizeBytes, alignment } = facts
  const members = [...persistent, ...transient]
  const { maxBufferBytes } = facts.graph.profile.limits
  let paddedBytes = 0
  const blocks = members.map((v, i) => {
    const forever = i < persistent.length
    // The padding of a persistent value is its own, as it is where transient ones lie behind it.
    const padded = forever ? roundUp(sizeBytes[v]!, alignment[v]!) : sizeBytes[v]!
    const bytes = padded <= maxBufferBytes ? padded : sizeBytes[v]!
    if (forever) paddedBytes += bytes
    return {
      sizeBytes: asInteger(bytes),
      start: forever ? 0 : lifetimes.start[v]!,
      end: forever ? Math.max(1, lifetimes.timeCount) : lifetimes.end[v]!,
      alignment: asInteger(alignment[v]!),
    }
  })
  const solved = placeApart(facts, blocks, members, persistent.length, rules)
  members.forEach((v, i) => {
    heap[v] = solved.heaps[i]!
    offset[v] = solved.offsets[i]!
  })
  for (const used of usedBytes(solved, (i) => sizeBytes[members[i]!]!))
    heaps.push({ memory: 'device', sizeBytes: used })
  return {
    peakBytes: solved.peakBytes - paddedBytes,
    lowerBoundBytes: Math.max(0, solved.lowerBoundBytes - paddedBytes),
    proven: solved.proven,
    persistentBytes,
  }
}

/** @param lasting so many members are alive throughout, the first */
function placeApart(
  facts: ValueFacts,
  blocks: PairedProblem['blocks'],
  members: readonly number[],
  lasting: number,
  { pairs, sides }: HeapRules,
): PlacementResult {
  const { lifetimes } = facts
  const heapLimitBytes = limitOf(facts, members)
  const index = indexOf(facts, members)
  const groups = indexGroups(facts.transfers.groups, index, blocks)
  if (sides) {
    const free = { blocks, apart: noPairs, heapLimitBytes }
    return placeColours(free, groups, colourSides(members.length, index, sides), peakOfLives(free), (part, together) =>
      solvePlacement(facts, part, together),
    )
  }
  const apart = { one: int32Array(pairs.one.length), other: int32Array(pairs.one.length) }
  for (let k = 0; k < pairs.one.length; k++) {
    apart.one[k] = index[pairs.one[k]!]!
    apart.other[k] = index[pairs.other[k]!]!
  }
  const problem = { blocks, apart, heapLimitBytes }
  const together = splitApart(groups, apart, members.length)
  const inTime = solvePlacement(facts, problem, together, lifetimes)
  const byOrder = placeByOrder(facts, problem, together, members, (i) => i < lasting, inTime)
  return handBackAfter(() => orOneBufferEach(byOrder, problem, facts, members, (i) => i < lasting), placesOf)
}

/** Bytes of each heap up to the last that a block uses, where blocks may be smaller than the problem has them. */
function usedBytes({ heaps, offsets, heapSizes }: PlacementResult, sizeOf: (block: number) => number): number[] {
  const used = heapSizes.map(() => 0)
  for (let i = 0; i < heaps.length; i++) used[heaps[i]!] = Math.max(used[heaps[i]!]!, offsets[i]! + sizeOf(i))
  return used
}

/** The limit of a heap, only where all values laid end to end would exceed it; the solver is faster without. */
function limitOf(facts: ValueFacts, members: readonly number[]): number | undefined {
  const { maxBufferBytes } = facts.graph.profile.limits
  let total = 0
  for (const v of members) total += roundUp(facts.sizeBytes[v]!, facts.alignment[v]!)
  return total > maxBufferBytes ? maxBufferBytes : undefined
}

/** Position in `members` of each value; −1 for others. */
function indexOf({ values }: ValueFacts, members: readonly number[]): Int32Array {
  const index = noIndices(values.valueCount)
  for (let i = 0; i < members.length; i++) index[members[i]!] = i
  return index
}

/** The order of what is staged follows that of the heap, so the member whose size on top of others saves most comes last. */
function indexGroups(
  groups: readonly (readonly number[])[],
  index: Int32Array,
  blocks: PairedProblem['blocks'],
): number[][] {
  const found: number[][] = []
  for (const group of groups) {
    const members = group.map((v) => index[v]!).filter((i) => i >= 0)
    if (members.length < 2) continue
    found.push(members)
    const { alignment = 1 } = blocks[members[0]!]!
    let last = members.length - 1
    let isUniform = true
    for (let m = last; m >= 0; m--) {
      const block = blocks[members[m]!]!
      if ((block.alignment ?? 1) !== alignment) isUniform = false
      if (spareOf(block) > spareOf(blocks[members[last]!]!)) last = m
    }
    if (isUniform) members.push(...members.splice(last, 1))
  }
  return found
}

const spareOf = ({ sizeBytes, alignment = 1 }: PairedProblem['blocks'][number]): number =>
  roundUp(sizeBytes, alignment) - sizeBytes

/**
 * Members of a group that must be in different heaps cannot be adjacent, so each group becomes one group per colour of a
 * first-fit colouring.
 */
function splitApart(groups: number[][], { one, other }: Pairs, memberCount: number): number[][] {
  if (groups.length === 0) return groups
  const groupOf = noIndices(memberCount)
  groups.forEach((group, g) => {
    for (const member of group) groupOf[member] = g
  })
  /** By member: the members of its group that it must be apart from. */
  const rivals = new Map<number, Set<number>>()
  const keepApart = (a: number, b: number) => {
    const set = rivals.get(a) ?? new Set()
    set.add(b)
    rivals.set(a, set)
  }
  for (let k = 0; k < one.length; k++) {
    const [a, b] = [one[k]!, other[k]!]
    if (groupOf[a]! < 0 || groupOf[a] !== groupOf[b]) continue
    keepApart(a, b)
    keepApart(b, a)
  }
  if (rivals.size === 0) return groups
  return groups.flatMap((group) => {
    const parts: { members: number[]; rivals: Set<number> }[] = []
    for (const member of group) {
      let part = parts.find((candidate) => !candidate.rivals.has(member))
      if (!part) parts.push((part = { members: [], rivals: new Set() }))
      part.members.push(member)
      for (const rival of rivals.get(member) ?? []) part.rivals.add(rival)
    }
    return parts.map((part) => part.members).filter((members) => members.length > 1)
  })
}
