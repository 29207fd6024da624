/** Contents that stay when one plan follows another: those of persistent resources that both have, found by id. */
import type { KeptBuffer, KeptContents, KeptRange, KeptTexture, Session } from '../backends/backend.ts'
import type { Plan } from '../plan/document.ts'
import {
  isSameShape,
  isSameSize,
  memberAt,
  persistentMemories,
  type PersistentMemory,
} from '../plan/facts/persistent-memory.ts'

/** The memory that a later plan has in common with an earlier one. */
interface SharedMemory {
  /** Whether a heap of the later plan is one of the earlier plan's: bytes between two resources there are not touched. */
  hasHeap(heap: number): boolean
  /** Whether contents are in the very memory that they are to be in: a number of the later plan, then one of the earlier. */
  isThere(kind: 'heap' | 'texture', to: number, from: number): boolean
}

const nothingShared: SharedMemory = { hasHeap: () => false, isThere: () => false }

/**
 * The memory that two sessions share. Where a backend cannot tell, there is none.
 * @param heaps by heap of the later plan: the one of the earlier plan that it may be, or −1
 */
export function sharedBy(later: Session, earlier: Session, heaps: readonly number[]): SharedMemory {
  const isThere: SharedMemory['isThere'] = (kind, to, from) => later.sharesMemory?.(kind, to, earlier, from) ?? false
  return { isThere, hasHeap: (heap) => heaps[heap]! >= 0 && isThere('heap', heap, heaps[heap]!) }
}

/**
 * Contents to carry over from one plan to another when run number `run` is about to begin. A resource is kept where both plans
 * have it under one id as a buffer of the same size, or as a texture of the same format, dimension, extents, mip levels and
 * samples. Of its history as many runs stay as both plans keep; the oldest ones go. All else that persists starts as zeros.
 * O(placements).
 *
 * Contents that are already in place are left out, and so are zeros of memory that is not shared. Copied sizes are those of the plan: rounded up
 * to what the device copies.
 */
export function keptContents(before: Plan, run: number, after: Plan, shared = nothingShared): KeptContents {
  const { isThere } = shared
  const buffers: KeptBuffer[] = []
  const textures: KeptTexture[] = []
  const zeros: KeptRange[] = []
  const earlier = persistentMemories(before)
  const later = persistentMemories(after)
  const places = later.placesIn(earlier)
  const isOneHeap = forPair((to, from) => isThere('heap', to, from))
  later.list.forEach((to, i) => {
    const place = places[i]!
    // A resource without history that is the very texture that it was: nothing else is compared, because there may be 10^4 of them.
    const texture = later.textures[i]!
    const textureBefore = place < 0 ? -1 : earlier.textures[place]!
    if (texture >= 0 && textureBefore >= 0 && isThere('texture', texture, textureBefore)) return
    const from = place < 0 ? undefined : earlier.list[place]
    if (from && isUnmovedBuffer(from, to) && isOneHeap(to.members[0]!, from.members[0]!)) return
    const kept = from && hasSameShape(before, from, after, to) ? Math.min(from.members.length, to.members.length) : 0
    for (let back = 1; back <= to.members.length; back++) {
      const target = memberAt(to, back, run)
      if (back > kept) {
        if (to.kind === 'heap' && shared.hasHeap(target))
          zeros.push({ heap: target, offset: to.offset, sizeBytes: to.sizeBytes })
        continue
      }
      const source = memberAt(from!, back, run)
      if (from!.offset === to.offset && isThere(to.kind, target, source)) continue
      if (to.kind === 'texture') textures.push({ from: source, to: target })
      else
        buffers.push({
          from: { heap: source, offset: from!.offset },
          to: { heap: target, offset: to.offset },
          sizeBytes: to.sizeBytes,
        })
    }
  })
  return { buffers: buffers.length > 1 ? fuse(buffers, later.list, shared) : buffers, textures, zeros }
}

/** Whether both are buffers without history, of the same size at the same offset. */
const isUnmovedBuffer = (from: PersistentMemory, to: PersistentMemory): boolean =>
  to.kind === 'heap' &&
  from.kind === 'heap' &&
  to.members.length === 1 &&
  from.members.length === 1 &&
  from.offset === to.offset &&
  isSameSize(from, to)

/** A function of two numbers that remembers its last answer. */
function forPair(answer: (a: number, b: number) => boolean): (a: number, b: number) => boolean {
  let [lastA, lastB, last] = [-1, -1, false]
  return (a, b) => {
    if (a !== lastA || b !== lastB) [lastA, lastB, last] = [a, b, answer(a, b)]
    return last
  }
}

/** The largest gap between two kept ranges that is copied along: one more copy costs a device as much as some tens of KiB. */
const widestGapBytes = 65_536

/** Makes one copy of neighbours that move together, so that copies do not grow in number with resources. O(n log n) */
function fuse(
  buffers: readonly KeptBuffer[],
  memories: readonly PersistentMemory[],
  shared: SharedMemory,
): KeptBuffer[] {
  /** The rank of each place of the new plan in its heap: a place between two kept ones that starts as zeros separates them. */
  const ranks = new Map<string, number>()
  const places = memories.flatMap(({ kind, members, offset }) =>
    kind === 'heap' ? members.map((heap) => ({ heap, offset })) : [],
  )
  places.sort((a, b) => a.heap - b.heap || a.offset - b.offset)
  places.forEach(({ heap, offset }, rank) => ranks.set(`${heap}@${offset}`, rank))
  const rankOf = ({ to }: KeptBuffer): number => ranks.get(`${to.heap}@${to.offset}`)!

  const fused: KeptBuffer[] = []
  let lastRank = -2
  for (const next of buffers.toSorted((a, b) => rankOf(a) - rankOf(b))) {
    const last = fused.at(-1)
    const rank = rankOf(next)
    if (last && rank === lastRank + 1 && movesWith(last, next, shared.hasHeap(next.to.heap) ? 0 : widestGapBytes))
      fused[fused.length - 1] = { ...last, sizeBytes: next.to.offset - last.to.offset + next.sizeBytes }
    else fused.push(next)
    lastRank = rank
  }
  return fused
}

const movesWith = (a: KeptBuffer, b: KeptBuffer, gapBytes: number): boolean =>
  a.from.heap === b.from.heap &&
  a.to.heap === b.to.heap &&
  b.from.offset - a.from.offset === b.to.offset - a.to.offset &&
  b.to.offset - a.to.offset - a.sizeBytes <= gapBytes

function hasSameShape(before: Plan, from: PersistentMemory, after: Plan, to: PersistentMemory): boolean {
  if (from.kind !== to.kind) return false
  if (to.kind === 'heap') return isSameSize(from, to)
  return isSameShape(before.textures[from.members[0]!]!, after.textures[to.members[0]!]!)
}
