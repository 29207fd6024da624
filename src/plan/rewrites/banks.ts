/** The device heaps of a plan as room for the units of the plan that follows. */
import { firstWhere } from '../../graph/lists.ts'
import type { Plan } from '../document.ts'
import { memoryUnits, type MemoryUnit } from '../facts/memory-units.ts'
import type { UnitScopes } from '../facts/units-apart.ts'
import { mostTried, Rooms, type Found, type Range, type Wanted } from './rooms.ts'

class Scopes {
  /** Most banks have none, and there may be 10^4 of them. */
  private scopes: Set<number> | undefined

  add(some: readonly number[] | undefined): void {
    if (!some) return
    this.scopes ??= new Set()
    for (const scope of some) this.scopes.add(scope)
  }

  hasAny(some: readonly number[] | undefined): boolean {
    const { scopes } = this
    return some !== undefined && scopes !== undefined && some.some((scope) => scopes.has(scope))
  }
}

/** One device heap, or the heaps that rotate together, in which everything has one offset. */
export class Bank {
  /** Heaps by slot. */
  readonly members: readonly number[]
  readonly sizeBytes: number
  /** Offsets at which the earlier plan has transient memory, ascending; those before `firstTransient` are taken. */
  private readonly transient: readonly number[]
  private firstTransient = 0
  usedBytes = 0
  isGivenUp = false
  /** Room that is neither taken nor persistent in the earlier plan, by ascending offset. */
  private readonly room: Range[] = []
  private readonly own: number[] = []
  /** Scopes in which something there is read, and in which something is written. */
  readonly read = new Scopes()
  readonly written = new Scopes()

  /** @param old by ascending offset, what the earlier plan has there: these of its units */
  constructor(members: readonly number[], sizeBytes: number, units: readonly MemoryUnit[], old: readonly number[]) {
    this.members = members
    this.sizeBytes = sizeBytes
    const transient: number[] = []
    let end = 0
    for (let i = 0; i < old.length; i++) {
      const unit = units[old[i]!]!
      if (unit.resource === undefined) {
        transient.push(unit.begin)
        continue
      }
      if (unit.begin > end) this.room.push({ begin: end, end: unit.begin })
      end = Math.max(end, unit.end)
    }
    if (end < sizeBytes) this.room.push({ begin: end, end: sizeBytes })
    this.transient = transient
  }

  get count(): number {
    return this.members.length
  }

  /**
   * Notes that a unit is there: in free room, or where it was in the earlier plan.
   * @returns the room that is no longer what it was, and what is left of it; undefined where none was free
   */
  take(
    unit: number,
    begin: number,
    sizeBytes: number,
  ): { readonly of: Range; readonly left: readonly Range[] } | undefined {
    const end = begin + sizeBytes
    this.own.push(unit)
    this.usedBytes += sizeBytes
    const at = this.roomAt(begin, sizeBytes)
    if (at < 0) return undefined
    const of = this.room[at]!
    const left = [
      { begin: of.begin, end: begin },
      { begin: end, end: of.end },
    ].filter((range) => range.begin < range.end)
    this.room.splice(at, 1, ...left)
    return { of, left }
  }

  /** The units that are there. */
  taken(): readonly number[] {
    return this.own
  }

  /**
   * The first offset of transient memory of the earlier plan that suits and where so many bytes are free; undefined where there is none
   * among the first few.
   */
  transientAt(sizeBytes: number, suits: (begin: number) => boolean): number | undefined {
    const { transient } = this
    while (this.firstTransient < transient.length && this.roomAt(transient[this.firstTransient]!, 1) < 0)
      this.firstTransient++
    return transient
      .slice(this.firstTransient, this.firstTransient + mostTried)
      .find((begin) => suits(begin) && this.roomAt(begin, sizeBytes) >= 0)
  }

  /** The number of the free room that these bytes are in; −1 where they are not free. O(log rooms) */
  private roomAt(begin: number, sizeBytes: number): number {
    const place = firstWhere(this.room, (range) => range.begin > begin) - 1
    return place >= 0 && begin + sizeBytes <= this.room[place]!.end ? place : -1
  }

  free(): readonly Range[] {
    return this.room
  }
}

export class Banks {
  readonly all: readonly Bank[]
  private readonly byHeap = new Map<number, Bank>()
  /** By unit: where it is. */
  private readonly banks: (Bank | undefined)[]
  private readonly offsets: Float64Array
  private readonly scopes: UnitScopes
  /** Those that new units may be in, from when one looks for room. */
  private rooms: Rooms<Bank> | undefined

  /**
   * @param count of the later plan's units
   * @param scopes those of the later plan's units
   */
  constructor(previous: Plan, count: number, scopes: UnitScopes) {
    this.scopes = scopes
    this.banks = new Array<Bank | undefined>(count)
    this.offsets = new Float64Array(count)
    const { units, byHeap } = memoryUnits(previous)
    const groups = new Map<number, number[]>()
    const members: number[][] = []
    previous.heaps.forEach(({ memory, rotation }, heap) => {
      if (memory !== 'device') return
      if (!rotation) {
        members.push([heap])
        return
      }
      let group = groups.get(rotation.group)
      if (!group) {
        groups.set(rotation.group, (group = []))
        members.push(group)
      }
      group[rotation.slot] = heap
    })
    this.all = members.map((heaps) => {
      const bank = new Bank(heaps, previous.heaps[heaps[0]!]!.sizeBytes, units, byHeap[heaps[0]!]!)
      for (const heap of heaps) this.byHeap.set(heap, bank)
      return bank
    })
  }

  of(heap: number): Bank | undefined {
    return this.byHeap.get(heap)
  }

  /** Whether the bank holds nothing that the unit may not share a heap with. O(scopes of the unit) */
  suits(bank: Bank, unit: number): boolean {
    const { reads, writes } = this.scopes
    return !bank.written.hasAny(reads.get(unit)) && !bank.read.hasAny(writes.get(unit))
  }

  put(unit: number, bank: Bank, offset: number, sizeBytes: number): void {
    const taken = bank.take(unit, offset, sizeBytes)
    if (taken) this.rooms?.replace(bank, taken.of, taken.left)
    this.banks[unit] = bank
    this.offsets[unit] = offset
    const { reads, writes } = this.scopes
    bank.read.add(reads.get(unit))
    bank.written.add(writes.get(unit))
  }

  /** The smallest free room for a unit, but for what rotates; undefined where there is none among a few. */
  roomFor(wanted: Wanted, suits: (bank: Bank) => boolean): Found<Bank> | undefined {
    this.rooms ??= new Rooms(this.all.filter(({ count, isGivenUp }) => count === 1 && !isGivenUp))
    return this.rooms.find(wanted, suits)
  }

  /** The bank of a unit, and its offset there. */
  bankOf(unit: number): Bank | undefined {
    return this.banks[unit]
  }

  offsetOf(unit: number): number {
    return this.offsets[unit]!
  }

  /** Leaves the memory of banks to the earlier plan alone: what was to stay there has no place any more. */
  giveUp(isWanted: (bank: Bank) => boolean): void {
    for (const bank of this.all) {
      if (!isWanted(bank)) continue
      bank.isGivenUp = true
      for (const unit of bank.taken()) this.banks[unit] = undefined
      this.rooms = undefined
    }
  }

  /** Banks in which something is left. */
  used(): Bank[] {
    return this.all.filter((bank) => !bank.isGivenUp && bank.taken().length > 0)
  }
}
