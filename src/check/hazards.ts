/**
 * Races: two accesses of the same bytes, one of them a write, that nothing orders. Every byte knows its last writer and the
 * readers since; a new access is compared with those only, because order is transitive.
 *
 * Hot path: accesses and reader lists are integers into parallel arrays. A memory's map holds (writer, reader list), −1 for none.
 */
import type { Command, Step } from '../plan/document.ts'
import { IntervalMap } from './interval-map.ts'
import { kindName, transitionKind, type Order } from './order.ts'
import { nameOf, reject, where, type Place } from './rejection.ts'
import type { Runs } from './snapshot.ts'

/** One command's (or host step's) access through one of its uses. */
export interface Access {
  readonly place: Place
  /** −1 for the host. */
  readonly queue: number
  readonly placeOnQueue: number
  /** Kind by which it is ordered; for a transition, the kinds that its barrier makes wait. */
  readonly kind: number
  readonly kindMask: number
  /** Counts commands and steps; accesses of one command share it. */
  readonly event: number
  /** The use of the command: a use that reads and writes does not race with itself. */
  readonly use: number
  /** It only touches the bytes because they lie in a word with bytes that the command is after; its other uses may have them. */
  readonly beside: boolean
  readonly by: Command | Step
  /** The access of the same command whose bytes this one may overwrite: the pass says that it can work in place. */
  inPlaceOf?: number
}

export const hazardMap = (size: number): IntervalMap => new IntervalMap(size, -1, -1)

/** How far into a reader list an earlier access is looked for that the new one makes superfluous. */
const lookBack = 4

export class Hazards {
  private readonly accesses: Access[] = []
  private readonly listAccess: number[] = []
  private readonly listNext: number[] = []
  private readonly order: Order
  private found: number[] = []

  constructor(order: Order) {
    this.order = order
  }

  add(access: Access): number {
    return this.accesses.push(access) - 1
  }

  /** `access` may overwrite what the access `of` of its own command reads. */
  allowInPlace(access: number, of: number): void {
    this.accesses[access]!.inPlaceOf = of
  }

  read(memory: IntervalMap, runs: Runs, access: number, name: string): void {
    const changes = this.begin()
    for (let i = 0; i < runs.length; i += 2) {
      const address = runs[i]!
      memory.visit(address, address + runs[i + 1]!, (begin, end, writer, readers) => {
        if (writer >= 0) this.demand(writer, access, begin, end, name, 'writes', 'reads')
        const list = this.withReader(readers, access)
        if (list !== readers) changes.push(begin, end, writer, list)
      })
    }
    apply(memory, changes)
  }

  write(memory: IntervalMap, runs: Runs, access: number, name: string): void {
    // What the command itself read there comes before the next write, as what it wrote does.
    const own = this.accesses[access]!.inPlaceOf
    const readers = own === undefined ? -1 : this.cons(own, -1)
    for (let i = 0; i < runs.length; i += 2) {
      const begin = runs[i]!
      const end = begin + runs[i + 1]!
      memory.visit(begin, end, (from, to, writer, readers) => {
        if (writer >= 0) this.demand(writer, access, from, to, name, 'writes', 'writes')
        for (let list = readers; list >= 0; list = this.listNext[list]!)
          this.demand(this.listAccess[list]!, access, from, to, name, 'reads', 'writes')
      })
      memory.assign(begin, end, access, readers)
    }
  }

  /**
   * Every access of a memory's bytes as one reader list: what must be over before others take those bytes.
   * Used where memory changes hands as a whole.
   */
  everything(memory: IntervalMap, begin: number, end: number): number {
    const seen = new Set<number>()
    memory.visit(begin, end, (_from, _to, writer, readers) => {
      if (writer >= 0) seen.add(writer)
      for (let list = readers; list >= 0; list = this.listNext[list]!) seen.add(this.listAccess[list]!)
    })
    let list = -1
    for (const access of [...seen].sort((a, b) => a - b)) list = this.cons(access, list)
    return list
  }

  private begin(): number[] {
    this.found.length = 0
    return this.found
  }

  private cons(access: number, next: number): number {
    this.listNext.push(next)
    return this.listAccess.push(access) - 1
  }

  private withReader(readers: number, access: number): number {
    const kept: number[] = []
    let list = readers
    for (let i = 0; i < lookBack && list >= 0; i++, list = this.listNext[list]!) {
      const other = this.listAccess[list]!
      if (other === access) return readers
      if (this.isImplied(other, access)) {
        let next = this.listNext[list]!
        for (let k = kept.length - 1; k >= 0; k--) next = this.cons(kept[k]!, next)
        return this.cons(access, next)
      }
      kept.push(other)
    }
    return this.cons(access, readers)
  }

  /** Whether whatever comes after `later` comes after `earlier` too: orders cover prefixes of a queue by kind. */
  private isImplied(earlier: number, later: number): boolean {
    const a = this.accesses[earlier]!
    const b = this.accesses[later]!
    return a.queue === b.queue && a.queue >= 0 && a.kindMask === b.kindMask && a.kind === b.kind && a.event !== b.event
  }

  private demand(
    earlier: number,
    later: number,
    begin: number,
    end: number,
    name: string,
    did: string,
    does: string,
  ): void {
    const a = this.accesses[earlier]!
    const b = this.accesses[later]!
    if (a.event === b.event) {
      if (a.beside || b.beside || (did !== does && (a.use === b.use || earlier === b.inPlaceOf))) return
      reject(
        'OVERLAP_IN_COMMAND',
        `${nameOf(b.by)} ${does} bytes ${begin}…${end} of ${name}, which it also ${did} elsewhere in the same command`,
        b.place,
      )
    }
    // What the host did is over when a later submission starts, and when its own later steps do.
    if (a.queue < 0) return
    const ordered = b.queue < 0 ? this.order.isBeforeHost(a.queue, a.placeOnQueue) : this.isOrdered(a, b)
    if (ordered) return
    reject(
      'RACE',
      `${nameOf(b.by)} ${does} bytes ${begin}…${end} of ${name} (${b.queue < 0 ? 'host' : kindName(b.kind)}), and nothing orders it after ${nameOf(a.by)} at ${where(a.place)}, which ${did} them (${kindName(a.kind)})`,
      b.place,
    )
  }

  private isOrdered(a: Access, b: Access): boolean {
    // A transition is seen by what its own barrier lets through.
    if (a.kind === transitionKind && a.queue === b.queue && a.kindMask & (1 << b.kind)) return true
    return this.order.isBefore(a.queue, a.placeOnQueue, a.kindMask, b.kind)
  }
}

function apply(memory: IntervalMap, changes: readonly number[]): void {
  for (let i = 0; i < changes.length; i += 4)
    memory.assign(changes[i]!, changes[i + 1]!, changes[i + 2]!, changes[i + 3]!)
}
