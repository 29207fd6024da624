/** Contents that stay when one plan follows another: those of persistent resources that both have, found by id. */
import type { KeptBuffer, KeptContents, KeptTexture } from '../backends/backend.ts'
import type { Plan, PlannedTexture } from '../plan/document.ts'

/**
 * The memory of a persistent resource: its heaps or textures by slot of the rotation, as they were created; one without
 * history.
 */
interface PersistentMemory {
  readonly kind: 'heap' | 'texture'
  readonly members: readonly number[]
  readonly offset: number
  readonly sizeBytes: number
}

/**
 * Contents to carry over from a plan that has begun `runs` runs to one that has begun none. A resource is kept where both plans
 * have it under one id as a buffer of the same size, or as a texture of the same format, dimension, extents, mip levels and
 * samples. Of its history as many runs stay as both plans keep; the oldest ones go. O(placements).
 *
 * Sizes are those of the plan: rounded up to what the device copies.
 */
export function keptContents(before: Plan, runs: number, after: Plan): KeptContents {
  const buffers: KeptBuffer[] = []
  const textures: KeptTexture[] = []
  const memories = memoriesOf(before)
  for (const [resource, to] of memoriesOf(after)) {
    const from = memories.get(resource)
    if (!from || !isSame(before, from, after, to)) continue
    for (let back = 1; back <= Math.min(from.members.length, to.members.length); back++) {
      const source = memberOf(from, back, runs)
      const target = memberOf(to, back, 0)
      if (to.kind === 'texture') textures.push({ from: source, to: target })
      else
        buffers.push({
          from: { heap: source, offset: from.offset },
          to: { heap: target, offset: to.offset },
          sizeBytes: to.sizeBytes,
        })
    }
  }
  return { buffers: fuse(buffers, memoriesOf(after)), textures }
}

/** The largest gap between two kept ranges that is copied along: one more copy costs a device as much as some tens of KiB. */
const widestGapBytes = 65_536

/**
 * Neighbours that move together become one copy, so the number of copies does not grow with that of the resources. O(n log n).
 */
function fuse(buffers: readonly KeptBuffer[], memories: ReadonlyMap<string, PersistentMemory>): KeptBuffer[] {
  /** The rank of each place of the new plan in its heap: a place between two kept ones that starts as zeros separates them. */
  const ranks = new Map<string, number>()
  const places = [...memories.values()].flatMap(({ kind, members, offset }) =>
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
    if (last && rank === lastRank + 1 && movesWith(last, next))
      fused[fused.length - 1] = { ...last, sizeBytes: next.to.offset - last.to.offset + next.sizeBytes }
    else fused.push(next)
    lastRank = rank
  }
  return fused
}

const movesWith = (a: KeptBuffer, b: KeptBuffer): boolean =>
  a.from.heap === b.from.heap &&
  a.to.heap === b.to.heap &&
  b.from.offset - a.from.offset === b.to.offset - a.to.offset &&
  b.to.offset - a.to.offset - a.sizeBytes <= widestGapBytes

/**
 * The rotation member with the contents of `back` runs ago when run number `run` is about to begin: slot `back`, or, for the
 * oldest, slot 0, which that run will overwrite. At run r, slot s is the member that was created for slot (s − r) mod count.
 */
function memberOf({ members }: PersistentMemory, back: number, run: number): number {
  const count = members.length
  return members[(((back - run) % count) + count) % count]!
}

function memoriesOf(plan: Plan): Map<string, PersistentMemory> {
  const heapGroups = groupsOf(plan.heaps)
  const textureGroups = groupsOf(plan.textures)
  const memories = new Map<string, PersistentMemory>()
  for (const { resource, lifetime, previous, heap, offset = 0, sizeBytes, texture } of plan.placements) {
    // The history is in the other slots of the rotation, at the same place as the current contents.
    if (lifetime !== 'persistent' || (previous ?? 0) > 0) continue
    if (texture !== undefined) {
      const members = membersOf(texture, plan.textures[texture]!.rotation, textureGroups)
      memories.set(resource, { kind: 'texture', members, offset: 0, sizeBytes })
    } else if (heap !== undefined)
      memories.set(resource, {
        kind: 'heap',
        members: membersOf(heap, plan.heaps[heap]!.rotation, heapGroups),
        offset,
        sizeBytes,
      })
  }
  return memories
}

type Rotation = PlannedTexture['rotation']

/** The heaps or textures of every rotation group, by slot. */
const groupsOf = (items: readonly { readonly rotation?: Rotation }[]): Map<string, number> =>
  new Map(items.flatMap(({ rotation }, i) => (rotation ? [[`${rotation.group}/${rotation.slot}`, i] as const] : [])))

const membersOf = (index: number, rotation: Rotation, groups: ReadonlyMap<string, number>): number[] =>
  rotation ? Array.from({ length: rotation.count }, (_, slot) => groups.get(`${rotation.group}/${slot}`)!) : [index]

function isSame(before: Plan, from: PersistentMemory, after: Plan, to: PersistentMemory): boolean {
  if (from.kind !== to.kind) return false
  if (to.kind === 'heap') return from.sizeBytes === to.sizeBytes
  const a = before.textures[from.members[0]!]!
  const b = after.textures[to.members[0]!]!
  return (
    a.format === b.format &&
    a.dimension === b.dimension &&
    a.size.every((extent, i) => extent === b.size[i]) &&
    a.mipLevelCount === b.mipLevelCount &&
    a.sampleCount === b.sampleCount
  )
}
