/** Free room in several places, by size. */
import { firstWhere } from '../../graph/lists.ts'

export interface Range {
  readonly begin: number
  readonly end: number
}

/** Places that are tried for one unit, so that n units among n places that do not suit them cost no n². */
export const mostTried = 256

interface Room<Owner> extends Range {
  readonly owner: Owner
  /** Number of the owner: of rooms of one size, those of the first one come first. */
  readonly order: number
}

export interface Found<Owner> {
  readonly owner: Owner
  readonly offset: number
}

/** So many bytes, at an offset that differs from `begin` by a multiple of `step`. */
export interface Wanted {
  readonly sizeBytes: number
  readonly begin: number
  readonly step: number
}

/** The first offset from `at` on that suits. */
export const align = ({ begin, step }: Pick<Wanted, 'begin' | 'step'>, at: number): number =>
  at + ((((begin - at) % step) + step) % step)

export class Rooms<Owner extends { free(): readonly Range[] }> {
  private readonly list: Room<Owner>[]
  private readonly orders: ReadonlyMap<Owner, number>

  constructor(owners: readonly Owner[]) {
    this.orders = new Map(owners.map((owner, order) => [owner, order]))
    this.list = owners.flatMap((owner, order) => owner.free().map(({ begin, end }) => ({ owner, order, begin, end })))
    this.list.sort(inOrder)
  }

  /** Notes that a room is no longer what it was. O(log rooms), and a move of memory */
  replace(owner: Owner, room: Range, left: readonly Range[]): void {
    const order = this.orders.get(owner)
    if (order === undefined) return
    this.list.splice(this.placeOf({ ...room, order }), 1)
    for (const { begin, end } of left) {
      const rest = { owner, order, begin, end }
      this.list.splice(this.placeOf(rest), 0, rest)
    }
  }

  /** The smallest room that suits, if one of the first few does that are large enough, or of those that are at whatever offset. */
  find(wanted: Wanted, suits: (owner: Owner) => boolean): Found<Owner> | undefined {
    const { sizeBytes, step } = wanted
    for (const least of [sizeBytes, sizeBytes + step - 1]) {
      const first = this.placeOf({ begin: 0, end: least, order: -1 })
      for (let place = first; place < Math.min(first + mostTried, this.list.length); place++) {
        const { owner, begin, end } = this.list[place]!
        const offset = align(wanted, begin)
        if (offset + sizeBytes <= end && suits(owner)) return { owner, offset }
      }
    }
    return undefined
  }

  /** The place of a room in the list, or where it would be. */
  private placeOf(room: Omit<Room<Owner>, 'owner'>): number {
    return firstWhere(this.list, (other) => inOrder(other, room) >= 0)
  }
}

type Ordered = Omit<Room<unknown>, 'owner'>

const inOrder = (a: Ordered, b: Ordered): number =>
  a.end - a.begin - (b.end - b.begin) || a.order - b.order || a.begin - b.begin
