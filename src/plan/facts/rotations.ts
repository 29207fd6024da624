/** Rotating heaps and textures of a plan. Most plans have none, among up to 10^4 heaps and textures. */
import type { Command, Plan, PlannedTexture } from '../document.ts'
import { commonMultiple } from '../multiples.ts'
import { oncePerPlan } from './once.ts'

type Rotation = PlannedTexture['rotation']

export interface Rotations {
  /** Heaps and textures by group and slot. */
  readonly heaps: RotationGroups
  readonly textures: RotationGroups
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
export const rotationsOf = oncePerPlan(({ heaps, textures }: Plan): Rotations => ({
  heaps: new RotationGroups(heaps),
  textures: new RotationGroups(textures),
}))

/** Most phases of rotation for which something is made once and kept, and most that a large plan has at least. */
const [most, fewest] = [64, 4] as const
/** Things made for all phases of everything that a plan says: bind groups, descriptor sets, recorded commands. */
const keptThings = 2 ** 16

/**
 * The largest period of rotation for which a backend keeps what it makes for each phase. Histories of 3, 5, 7, 11, 13 and 17 contents
 * that one dispatch reads come round after 255 255 runs: beyond this, things are made when a run needs them. O(commands)
 */
export const mostPhases = oncePerPlan(({ submissions }: Plan): number => {
  let things = 1
  for (const { commands } of submissions) for (const command of commands) things += thingsOf(command)
  return Math.max(fewest, Math.min(most, Math.floor(keptThings / things)))
})

/** Roughly: a command, and what it lists. */
function thingsOf(command: Command): number {
  if ('parts' in command)
    return command.parts.reduce((sum, { uses, draws = [] }) => sum + uses.length + draws.length, 1)
  if ('regions' in command) return 1 + command.regions.length
  if ('bindings' in command) return 1 + command.bindings.length
  return 'uses' in command ? 1 + command.uses.length : 1
}

/** The number of runs after which two things that rotate are as they were; Infinity where that is more than `most`. */
export function commonPeriod(a: number, b: number, most: number): number {
  const period = a > most || b > most ? Infinity : commonMultiple(a, b)
  return period <= most ? period : Infinity
}
