/**
 * Slots that blocks of one size and alignment have in turn, one behind the other in as many heaps as they take: what a pool does that
 * keeps a free list for each size. It needs no lists of conflicts, so it finds a placement where those would be too large, and is no
 * search for a small one. O(n log n + pairs of `apart`).
 */
import { ascending, float64Array, noIndices } from '../../../graph/typed-arrays.ts'
import type { HeapsSolution } from './heap-partition.ts'
import { type Model, type Sections } from './model.ts'
import { roundUp } from '../../../plan/multiples.ts'

/** Most free slots, and most heaps that may have room, that are looked at for a block: the latest ones. */
const mostTried = 32

interface Slot {
  readonly heap: number
  readonly offset: number
}

/** The placement in slots; `none` where blocks have places or heaps of their own, or heaps are too few. */
export function layInSlots(model: Model, none: HeapsSolution): HeapsSolution {
  const { count, itemOf, sections, size, align, maxHeaps } = model
  if (!sections || !model.singles || model.hasFixed || model.forcedHeap.some((heap) => heap >= 0)) return none
  const offset = float64Array(count)
  const heap = noIndices(model.itemCount)
  const heaps = new Heaps(model)
  const free = new Map<string, Slot[]>()
  const slotOf: Slot[] = []
  const { byStart, byEnd } = blocksInTime(sections, count)
  let ended = 0
  for (const block of byStart) {
    for (; sections.high[byEnd[ended]!]! <= sections.low[block]!; ended++)
      freeOf(byEnd[ended]!).push(slotOf[byEnd[ended]!]!)
    const taken = heapsApart(model, itemOf[block]!, heap)
    const slot = takeFree(freeOf(block), taken) ?? heaps.open(size[block]!, align[block]!, taken)
    if (slot.heap >= maxHeaps) return none
    slotOf[block] = slot
    heap[itemOf[block]!] = slot.heap
    offset[block] = slot.offset
  }
  const peak = heaps.sizes.reduce((sum, one) => sum + one, 0)
  return { ...none, offset, heap, heaps: heaps.sizes.length, peak, method: 'slots of one size' }

  function freeOf(block: number): Slot[] {
    const key = `${size[block]} ${align[block]}`
    const slots = free.get(key) ?? []
    free.set(key, slots)
    return slots
  }
}

function takeFree(free: Slot[], taken: ReadonlySet<number>): Slot | undefined {
  for (let k = free.length - 1; k >= Math.max(0, free.length - mostTried); k--)
    if (!taken.has(free[k]!.heap)) return free.splice(k, 1)[0]
  return undefined
}

/** Blocks by the moment they begin, and by the moment they end. */
function blocksInTime({ low, high }: Sections, count: number): { byStart: Int32Array; byEnd: Int32Array } {
  const byStart = ascending(count)
  const byEnd = byStart.slice()
  byStart.sort((a, b) => low[a]! - low[b]! || a - b)
  byEnd.sort((a, b) => high[a]! - high[b]! || a - b)
  return { byStart, byEnd }
}

/** Heaps of the items so far that may not share one with `item`. */
function heapsApart({ apart }: Model, item: number, heap: Int32Array): Set<number> {
  const taken = new Set<number>()
  for (let k = apart.first[item]!; k < apart.first[item + 1]!; k++)
    if (heap[apart.values[k]!]! >= 0) taken.add(heap[apart.values[k]!]!)
  return taken
}

/** Heaps that grow at their end. */
class Heaps {
  readonly sizes: number[] = []
  private readonly limit: number

  constructor({ limit }: Model) {
    this.limit = limit
  }

  open(size: number, alignment: number, taken: ReadonlySet<number>): Slot {
    const { sizes, limit } = this
    let heap = Math.max(0, sizes.length - mostTried)
    while (heap < sizes.length && (taken.has(heap) || roundUp(sizes[heap]!, alignment) + size > limit)) heap++
    const offset = roundUp(sizes[heap] ?? 0, alignment)
    sizes[heap] = offset + size
    return { heap, offset }
  }
}
