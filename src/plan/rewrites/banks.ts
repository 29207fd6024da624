/** The device heaps of a plan as room for the units of the plan that follows. */
import type { Plan } from '../document.ts'
import { memoryUnits, type MemoryUnit } from '../facts/memory-units.ts'

interface Range {
  readonly begin: number
  readonly end: number
}

interface Taken extends Range {
  readonly unit: number
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
  private readonly own: Taken[] = []

  /** @param old what the earlier plan has there, by ascending offset */
  constructor(members: readonly number[], sizeBytes: number, old: readonly MemoryUnit[]) {
    this.members = members
    this.sizeBytes = sizeBytes
    this.transient = old.flatMap(({ resource, begin }) => (resource === undefined ? [begin] : []))
    let end = 0
    for (const { resource, begin, end: next } of old) {
      if (resource === undefined) continue
      if (begin > end) this.room.push({ begin: end, end: begin })
      end = Math.max(end, next)
    }
    if (end < sizeBytes) this.room.push({ begin: end, end: sizeBytes })
  }

  get count(): number {
    return this.members.length
  }

  /** Notes that a unit is there: in free room, or where it was in the earlier plan. */
  take(unit: number, begin: number, sizeBytes: number): void {
    const end = begin + sizeBytes
    this.own.push({ unit, begin, end })
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

  taken(): readonly Taken[] {
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
  private readonly banks: (Bank | undefined)[] = []
  private readonly offsets: number[] = []
  private readonly apart: ReadonlyMap<number, Set<number>>

  /** @param apart by unit of the later plan: those that may not share a heap with it */
  constructor(previous: Plan, apart: ReadonlyMap<number, Set<number>>) {
    this.apart = apart
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
      const old = byHeap[heaps[0]!]!.map((unit) => units[unit]!)
      const bank = new Bank(heaps, previous.heaps[heaps[0]!]!.sizeBytes, old)
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
    for (const { unit } of bank.taken()) this.banks[unit] = undefined
  }

  /** Banks in which something is left. */
  used(): Bank[] {
    return this.all.filter((bank) => !bank.isGivenUp && bank.taken().length > 0)
  }
}
