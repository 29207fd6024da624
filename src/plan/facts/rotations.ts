/** What rotates in a plan: most plans have nothing of it, and 10^4 heaps and textures. */
import type { Plan, PlannedTexture } from '../document.ts'
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

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))

/** O(heaps + textures) */
export const rotationsOf = oncePerPlan(({ heaps, textures }: Plan): Rotations => {
  const groups = { heaps: new RotationGroups(heaps), textures: new RotationGroups(textures) }
  const sizes = [...groups.heaps.all(), ...groups.textures.all()].map(({ length }) => length)
  const counts = [...new Set(sizes)]
  return { ...groups, counts, period: counts.reduce((period, count) => (period * count) / gcd(period, count), 1) }
})
