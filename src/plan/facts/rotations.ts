/** What rotates in a plan: most plans have nothing of it, and 10^4 heaps and textures. */
import type { Plan, PlannedTexture } from '../document.ts'
import { commonMultiple } from '../multiples.ts'
import { oncePerPlan } from './once.ts'

type Rotation = PlannedTexture['rotation']

export interface Rotations {
  /** Heaps and textures by group and slot. */
  readonly heaps: RotationGroups
  readonly textures: RotationGroups
  /** The numbers of slots that occur, each once. */
  readonly counts: readonly number[]
  /** The number of runs after which everything is in its first memory again. */
  readonly period: number
}

export class RotationGroups {
  private readonly groups = new Map<number, number[]>()

  constructor(items: readonly { readonly rotation?: Rotation }[]) {
    items.forEach(({ rotation }, i) => {
      if (!rotation) return
      const members = this.groups.get(rotation.group)
      if (members) members[rotation.slot] = i
      else {
        const first: number[] = []
        first[rotation.slot] = i
        this.groups.set(rotation.group, first)
      }
    })
  }

  /** The members of a group by slot. */
  of({ group }: NonNullable<Rotation>): readonly number[] {
    return this.groups.get(group)!
  }

  all(): Iterable<readonly number[]> {
    return this.groups.values()
  }
}

/** The member of its group that a slot has at a run: slot s of run r is what slot s + 1 is at run r + 1. */
export const rotated = ({ slot, count }: Pick<NonNullable<Rotation>, 'slot' | 'count'>, run: number): number =>
  (((slot - run) % count) + count) % count

/** O(heaps + textures) */
export const rotationsOf = oncePerPlan(({ heaps, textures }: Plan): Rotations => {
  const groups = { heaps: new RotationGroups(heaps), textures: new RotationGroups(textures) }
  const sizes = [...groups.heaps.all(), ...groups.textures.all()].map(({ length }) => length)
  const counts = [...new Set(sizes)]
  return { ...groups, counts, period: counts.reduce(commonMultiple, 1) }
})
