/** The textures that stay when one plan follows another. */
import type { Plan, PlannedTexture } from '../document.ts'
import { oncePerPlan } from '../facts/once.ts'
import { isSameShape, persistentMemories } from '../facts/persistent-memory.ts'

/**
 * The textures of the earlier plan that textures of the later one can be: persistent ones by their resource, with the contents of
 * `run` in each slot; others by what they are, and where they are placed.
 */
export function keptTextures(plan: Plan, previous: Plan, heaps: readonly number[], run: number): number[] {
  const kept = plan.textures.map(() => -1)
  keepPersistentTextures(plan, previous, run, kept)
  keepTransientTextures(plan, previous, heaps, kept)
  return kept
}

function keepPersistentTextures(plan: Plan, previous: Plan, run: number, kept: number[]): void {
  const earlier = persistentMemories(previous)
  const later = persistentMemories(plan)
  later.placesIn(earlier).forEach((place, i) => {
    if (place < 0) return
    const [texture, before] = [later.textures[i]!, earlier.textures[place]!]
    if (texture >= 0 && before >= 0) {
      if (isSameShape(plan.textures[texture]!, previous.textures[before]!)) kept[texture] = before
      return
    }
    const { kind, members } = later.list[i]!
    const old = earlier.list[place]!
    if (kind !== 'texture' || old.kind !== 'texture') return
    const both = members.length === 1 ? 1 : Math.min(members.length, old.members.length)
    for (let back = 1; back <= both; back++) {
      const to = atRun(members, back - run)
      const from = atRun(old.members, back - run)
      // The slots of a group exchange roles, so all of them have to serve.
      if (isSameShape(plan.textures[to]!, previous.textures[from]!)) kept[to] = from
    }
  })
}

const atRun = (members: readonly number[], turn: number): number =>
  members[((turn % members.length) + members.length) % members.length]!

/** The textures of a plan that live within a run. */
const transientTextures = oncePerPlan(({ textures }: Plan): readonly number[] =>
  textures.flatMap(({ lifetime }, texture) => (lifetime === 'transient' ? [texture] : [])),
)

function keepTransientTextures(plan: Plan, previous: Plan, heaps: readonly number[], kept: number[]): void {
  const [wanted, offered] = [transientTextures(plan), transientTextures(previous)]
  if (wanted.length === 0 || offered.length === 0) return
  const heapOf = ({ heap }: PlannedTexture): number | undefined => (heap === undefined ? undefined : heaps[heap]!)
  // In most updates all are what they were.
  let same = 0
  while (same < wanted.length && same < offered.length) {
    const [texture, other] = [plan.textures[wanted[same]!]!, previous.textures[offered[same]!]!]
    const isThere = other.heap === heapOf(texture) && other.offset === texture.offset
    if (!isThere || !isSameShape(texture, other) || !hasAll(bitsOf(other.usage), bitsOf(texture.usage))) break
    kept[wanted[same]!] = offered[same]!
    same++
  }
  if (same === wanted.length) return
  /** Those that are alike but for their usages, by these: there are few, and any that has more will do. */
  const free = new Map<string, Map<number, Queue>>()
  for (const o of offered.slice(same)) {
    const { heap, usage } = previous.textures[o]!
    const key = keyOf(previous.textures[o]!, heap)
    let alike = free.get(key)
    if (!alike) free.set(key, (alike = new Map()))
    const bits = bitsOf(usage)
    const queue = alike.get(bits)
    if (queue) queue.items.push(o)
    else alike.set(bits, { items: [o], next: 0 })
  }
  for (const t of wanted.slice(same)) {
    const texture = plan.textures[t]!
    const heap = heapOf(texture)
    if (heap !== undefined && heap < 0) continue
    const bits = bitsOf(texture.usage)
    let first: Queue | undefined
    for (const [others, queue] of free.get(keyOf(texture, heap)) ?? []) {
      const suits = hasAll(others, bits) && queue.next < queue.items.length
      if (suits && (!first || queue.items[queue.next]! < first.items[first.next]!)) first = queue
    }
    if (first) kept[t] = first.items[first.next++]!
  }
}

/** Textures by ascending index, of which those before `next` are taken. */
interface Queue {
  readonly items: number[]
  next: number
}

const usages = ['copy-src', 'copy-dst', 'sampled', 'storage', 'attachment'] as const

const bitsOf = (usage: readonly (typeof usages)[number][]): number =>
  usage.reduce((bits, name) => bits | (1 << usages.indexOf(name)), 0)

const hasAll = (bits: number, wanted: number): boolean => (bits & wanted) === wanted

/** The shape and the place of a texture, `heap` being the number that its heap has in the earlier plan. */
const keyOf = (
  { format, dimension, size, mipLevelCount, sampleCount, offset }: PlannedTexture,
  heap: number | undefined,
): string => `${format} ${dimension} ${size.join()} ${mipLevelCount} ${sampleCount} ${heap} ${offset}`
