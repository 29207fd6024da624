/** The device heaps of a plan as room for the units of the plan that follows. */
import type { Plan } from '../document.ts'
import { memoryUnits, type MemoryUnit } from '../facts/memory-units.ts'

interface Range {
  readonly begin: number
  readonly end: number
}

/** One device heap, or the heaps that rotate together, in which everything has one offset. */
export class Bank {
  /** Heaps by slot. */
  readonly members: readonly number[]
  readonly sizeBytes: number
  /** Offsets at which the earlier plan has transient memory. */
  readonly transient: readonly number[]
  usedBytes = 0
  isGivenUp = false
  /** Room that is neither taken nor persistent in the earlier plan, by ascending offset. */
  private readonly room: Range[] = []
  private readonly own: number[] = []

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

  /** Notes that a unit is there: in free room, or where it was in the earlier plan. */
  take(unit: number, begin: number, sizeBytes: number): void {
    const end = begin + sizeBytes
    this.own.push(unit)
    this.usedBytes += sizeBytes
    const at = this.room.length === 0 ? -1 : this.room.findIndex((range) => range.begin <= begin && end <= range.end)
    if (at < 0) return
    const { begin: before, end: behind } = this.room[at]!
    const rest = [
      { begin: before, end: begin },
      { begin: end, end: behind },
    ].filter((range) => range.begin < range.end)
    this.room.splice(at, 1, ...rest)
  }

  /** The units that are there. */
  taken(): readonly number[] {
    return this.own
  }

  isFree(begin: number, sizeBytes: number): boolean {
    return this.room.some((range) => range.begin <= begin && begin + sizeBytes <= range.end)
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
  private readonly apart: ReadonlyMap<number, Set<number>>

  /**
   * @param count of the later plan's units
   * @param apart by unit of the later plan: those that may not share a heap with it
   */
  constructor(previous: Plan, count: number, apart: ReadonlyMap<number, Set<number>>) {
    this.apart = apart
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

  suits(bank: Bank, unit: number): boolean {
    const others = this.apart.get(unit)
    if (others) for (const other of others) if (this.banks[other] === bank) return false
    return true
  }

  put(unit: number, bank: Bank, offset: number, sizeBytes: number): void {
    bank.take(unit, offset, sizeBytes)
    this.banks[unit] = bank
    this.offsets[unit] = offset
  }

  /** The bank of a unit, and its offset there. */
  bankOf(unit: number): Bank | undefined {
    return this.banks[unit]
  }

  offsetOf(unit: number): number {
    return this.offsets[unit]!
  }

  /** Leaves the bank's memory to the earlier plan alone: what was to stay there has no place any more. */
  giveUp(bank: Bank): void {
    bank.isGivenUp = true
    for (const unit of bank.taken()) this.banks[unit] = undefined
  }

  /** Banks in which something is left. */
  used(): Bank[] {
    return this.all.filter((bank) => !bank.isGivenUp && bank.taken().length > 0)
  }
}
