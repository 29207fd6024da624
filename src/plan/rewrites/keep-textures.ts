/** The textures that stay when one plan follows another. */
import { push } from '../../graph/lists.ts'
import type { Plan } from '../document.ts'
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
  const free = new Map<number, number[]>()
  for (const o of offered) {
    const key = hashOf(previous.textures[o]!)
    push(free, key, o)
  }
  for (const t of wanted) {
    const texture = plan.textures[t]!
    const heap = texture.heap === undefined ? undefined : heaps[texture.heap]!
    if (heap !== undefined && heap < 0) continue
    const list = free.get(hashOf(texture))
    const found =
      list?.findIndex((o) => {
        const other = previous.textures[o]!
        const isThere = other.heap === heap && other.offset === texture.offset
        return isThere && isSameShape(texture, other) && texture.usage.every((use) => other.usage.includes(use))
      }) ?? -1
    if (found >= 0) kept[t] = list!.splice(found, 1)[0]!
  }
}

/** Equal for textures that can be the same; others are seldom equal. */
const hashOf = ({ size, offset = 0, mipLevelCount }: Plan['textures'][number]): number =>
  ((Math.imul(size[0], 31) ^ Math.imul(size[1], 1009) ^ Math.imul(size[2], 65_537) ^ mipLevelCount) + offset) | 0
