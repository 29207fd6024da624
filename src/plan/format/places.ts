/**
 * The placements that a command's bytes belong to, so that they can be named by a resource instead of an address: a plan in
 * which a resource moves then differs where the resource is placed, and nowhere else.
 *
 * A name means one placement: `mesh` the version of it that is alive at the command, `mesh#2` one version wherever, and
 * `mesh[-1]` its contents of the run before. Bytes for which there is no such name keep their address. O(log placements) a name;
 * of the candidates only so many are looked at, in a fixed order.
 */
import { firstWhere, push } from '../../graph/lists.ts'
import { ageText, placementLabel } from './names.ts'
import { named } from './words.ts'
import type { Placement, Plan, Position } from '../document.ts'

const mostTried = 64

/** A moment as one number, in the order of positions. */
type Moment = number
export const momentOf = ([submission, command]: Position): Moment => submission * 2 ** 32 + command

interface Entry {
  readonly index: number
  readonly placement: Placement
  readonly first: Moment
  readonly last: Moment
  readonly label: string
}

/** Entries by first moment, by key. */
type Table<Key> = Map<Key, Entry[]>

export class Places {
  private readonly byResource: Table<string> = new Map()
  private readonly byTexture: Table<number> = new Map()
  private readonly byHeap: Table<number> = new Map()
  private readonly byLabel = new Map<string, Entry | 'several'>()
  private readonly ages = new Map<string, Set<number | undefined>>()

  constructor(plan: Plan) {
    for (const [index, placement] of plan.placements.entries()) {
      const { resource, previous, first, last, texture, heap } = placement
      const entry: Entry = {
        index,
        placement,
        first: first ? momentOf(first) : Infinity,
        last: first && last ? momentOf(last) : -1,
        label: placementLabel(placement),
      }
      this.byLabel.set(entry.label, this.byLabel.has(entry.label) ? 'several' : entry)
      const ages = this.ages.get(resource)
      if (ages) ages.add(previous)
      else this.ages.set(resource, new Set([previous]))
      push(this.byResource, keyOf(resource, previous), entry)
      if (texture !== undefined) push(this.byTexture, texture, entry)
      else if (heap !== undefined) push(this.byHeap, heap, entry)
    }
    // Lists are tried from their ends: of equals the one that the plan places first.
    const byFirst = (a: Entry, b: Entry) => (a.first < b.first ? -1 : a.first > b.first ? 1 : b.index - a.index)
    for (const list of this.byResource.values()) list.sort(byFirst)
    for (const list of this.byTexture.values()) list.sort(byFirst)
    for (const list of this.byHeap.values())
      list.sort((a, b) => (a.placement.offset ?? 0) - (b.placement.offset ?? 0) || byFirst(a, b))
  }

  /** The name and the placement of a resource at a moment, where one holds what is asked for. */
  ofResource(resource: string, at: Moment, holds: (placement: Placement) => boolean): Named | undefined {
    for (const previous of this.ages.get(resource) ?? []) {
      const list = this.byResource.get(keyOf(resource, previous))!
      const alive = this.aliveIn(list, at)
      if (alive && holds(alive.placement))
        return { placement: alive.placement, name: `${named(resource)}${ageText(previous)}` }
      const other = tried(list, list.length).find(
        (entry) => holds(entry.placement) && this.byLabel.get(entry.label) === entry,
      )
      if (other) return { placement: other.placement, name: other.label }
    }
    return undefined
  }

  /** The placement that a byte of a heap belongs to. */
  ofByte(heap: number, offset: number, at: Moment): Named | undefined {
    const list = this.byHeap.get(heap)
    if (!list) return undefined
    const end = firstWhere(list, ({ placement, first }) => {
      const start = placement.offset ?? 0
      return start > offset || (start === offset && first > at)
    })
    return this.nameOne(
      tried(list, end).filter((entry) => isAlive(entry, at) && offset < endOf(entry.placement)),
      at,
    )
  }

  ofTexture(texture: number, at: Moment): Named | undefined {
    const list = this.byTexture.get(texture)
    if (!list) return undefined
    return this.nameOne(
      tried(
        list,
        firstWhere(list, ({ first }) => first > at),
      ).filter((entry) => isAlive(entry, at)),
      at,
    )
  }

  private nameOne(entries: readonly Entry[], at: Moment): Named | undefined {
    for (const entry of entries) {
      const { placement, label } = entry
      const { resource, previous } = placement
      if (this.aliveIn(this.byResource.get(keyOf(resource, previous))!, at) === entry)
        return { placement, name: `${named(resource)}${ageText(previous)}` }
      if (this.byLabel.get(label) === entry) return { placement, name: label }
    }
    return undefined
  }

  private aliveIn(list: readonly Entry[], at: Moment): Entry | undefined {
    return tried(
      list,
      firstWhere(list, ({ first }) => first > at),
    ).find((entry) => isAlive(entry, at))
  }
}

export interface Named {
  readonly name: string
  readonly placement: Placement
}

/** The age comes first: the first space ends it, whatever the id holds. */
const keyOf = (resource: string, previous: number | undefined): string => `${previous ?? ''} ${resource}`
const endOf = ({ offset = 0, sizeBytes }: Placement): number => offset + sizeBytes
const isAlive = ({ first, last }: Entry, at: Moment): boolean => first <= at && at <= last

/** Entries in front of an index, from the last. */
const tried = (list: readonly Entry[], end: number): Entry[] => list.slice(Math.max(0, end - mostTried), end).reverse()
