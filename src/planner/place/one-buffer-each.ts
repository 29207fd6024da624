/**
 * The placement of a program without aliasing: every resource has memory of its own, and those that need not be apart lie behind
 * each other in one buffer. It is always at hand, so no plan needs more unless versions of a resource are alive side by side in it.
 */
import { roundUp } from '../../plan/multiples.ts'
import type { ValueFacts } from './placements.ts'
import { peakOfLives } from './solve-placement.ts'
import type { PlacementProblem, PlacementResult } from './solver/index.ts'
import { identity } from '../support/growable.ts'
import { float64Array, int32Array } from '../../graph/typed-arrays.ts'

/** Memory that blocks which are never alive together have in turn. */
interface Slot {
  sizeBytes: number
  alignment: number
  /** End of the last block so far. */
  end: number
  readonly blocks: number[]
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
  problem: PlacementProblem,
  facts: ValueFacts,
  members: readonly number[],
  lasts: (block: number) => boolean,
): PlacementResult {
  const { blocks, apart = [], heapLimitBytes = Infinity } = problem
  if (solved.proven && apart.length === 0) return solved
  const slots = slotsOf(problem, facts, members, solved.peakBytes)
  if (!slots) return solved
  const slotOf = int32Array(blocks.length)
  slots.forEach((slot, s) => slot.blocks.forEach((i) => (slotOf[i] = s)))
  const rivals = new Map<number, Set<number>>()
  for (const [a, b] of apart) {
    addTo(rivals, slotOf[a]!, slotOf[b]!)
    addTo(rivals, slotOf[b]!, slotOf[a]!)
  }

  const heaps = int32Array(blocks.length)
  const offsets = float64Array(blocks.length)
  const heapSizes: number[] = []
  const heapOf = int32Array(slots.length).fill(-1)
  for (const s of inOrder(slots, lasts)) {
    const { sizeBytes, alignment, blocks: ofSlot } = slots[s]!
    const taken = new Set([...(rivals.get(s) ?? [])].map((rival) => heapOf[rival]!))
    if (rivals.get(s)?.has(s)) return solved
    const endOf = (h: number): number => roundUp(heapSizes[h] ?? 0, alignment)
    let h = 0
    while (taken.has(h) || (endOf(h) > 0 && endOf(h) + sizeBytes > heapLimitBytes)) h++
    heapOf[s] = h
    const at = endOf(h)
    heapSizes[h] = at + sizeBytes
    for (const i of ofSlot) {
      heaps[i] = h
      offsets[i] = at
    }
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
  { blocks }: PlacementProblem,
  facts: ValueFacts,
  members: readonly number[],
  mostBytes: number,
): Slot[] | undefined {
  const familyOf = familiesOf(facts)
  const byStart = identity(blocks.length).sort((a, b) => blocks[a]!.start - blocks[b]!.start || a - b)
  const families = new Map<number, Slot[]>()
  const slots: Slot[] = []
  let bytes = 0
  for (const i of byStart) {
    const { sizeBytes, start, end, alignment = 1 } = blocks[i]!
    const own = families.get(familyOf(members[i]!)) ?? []
    families.set(familyOf(members[i]!), own)
    let slot = own.find((one) => one.end <= start && one.sizeBytes === sizeBytes) ?? own.find((one) => one.end <= start)
    if (!slot) {
      slot = { sizeBytes: 0, alignment, end, blocks: [] }
      own.push(slot)
      slots.push(slot)
    }
    bytes += Math.max(0, sizeBytes - slot.sizeBytes)
    if (bytes >= mostBytes) return undefined
    slot.sizeBytes = Math.max(slot.sizeBytes, sizeBytes)
    slot.alignment = Math.max(slot.alignment, alignment)
    slot.end = end
    slot.blocks.push(i)
  }
  return slots
}

/** By value: one number for all resources that it, and others through them, are values of. */
function familiesOf({ graph, versions, values, resource }: ValueFacts): (value: number) => number {
  const parent = identity(graph.resources.length)
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

/** Coarse alignments first, so that nothing but the slots themselves is padded; what is alive throughout before what may do without padding at its end. */
function inOrder(slots: readonly Slot[], lasts: (block: number) => boolean): Int32Array {
  const spare = ({ sizeBytes, alignment }: Slot): number => roundUp(sizeBytes, alignment) - sizeBytes
  const stays = ({ blocks }: Slot): number => (lasts(blocks[0]!) ? 1 : 0)
  return identity(slots.length).sort(
    (a, b) =>
      slots[b]!.alignment - slots[a]!.alignment ||
      stays(slots[b]!) - stays(slots[a]!) ||
      spare(slots[a]!) - spare(slots[b]!) ||
      a - b,
  )
}

function addTo(sets: Map<number, Set<number>>, key: number, value: number): void {
  const set = sets.get(key) ?? new Set()
  sets.set(key, set)
  set.add(value)
}
