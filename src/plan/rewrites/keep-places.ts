/**
 * The plan that follows another on one device, with its memory where the earlier plan has it: what both have stays, what is new
 * takes free room or a heap of its own, and a heap that nothing is left of goes.
 *
 * Memory that persists in the earlier plan is not overwritten, even if the later one has no use for it, so that the earlier plan
 * can go on should the exchange fail; its room is free from the exchange after that.
 */
import { firstWhere, isSameList, push } from '../../graph/lists.ts'
import { commonMultiple, roundUp } from '../multiples.ts'
import type { Heap, Plan } from '../document.ts'
import { memoryUnits, type MemoryUnit } from '../facts/memory-units.ts'
import { unitScopes } from '../facts/units-apart.ts'
import { keepFacts } from '../facts/once.ts'
import { isSameSize, persistentMemories } from '../facts/persistent-memory.ts'
import type { DeviceProfile } from '../profile.ts'
import { Banks, type Bank } from './banks.ts'
import { changed } from './changed.ts'
import { keptTextures } from './keep-textures.ts'
import { Immovable, moveUnits } from './move-units.ts'
import { align, type Wanted } from './rooms.ts'

export interface KeptPlaces {
  /** The same work on memory that may lie elsewhere. */
  readonly plan: Plan
  /** By heap of that plan: the heap of the earlier plan that it is; −1 for a new one. */
  readonly heaps: readonly number[]
  /** By texture: the texture of the earlier plan that it can be; −1 for a new one. */
  readonly textures: readonly number[]
}

/** A heap that is emptier than this is given up, once it is worth it: what is left of it moves. */
const emptiest = 1 / 4
const worthBytes = 2 ** 20
/** A staging heap that must grow becomes this many times as large as it needs to be, so that the next plan fits too. */
const growth = 9 / 8

const isSameRotation = ({ rotation: a }: Heap, { rotation: b }: Heap): boolean =>
  a?.group === b?.group && a?.slot === b?.slot && a?.count === b?.count

/**
 * @param run the number of the run that is about to begin: what rotates is in the slots of that run
 * @param isLent whether memory of a heap is held outside of the earlier plan, so that it cannot be used again
 */
export function keepPlaces(
  plan: Plan,
  previous: Plan,
  profile: DeviceProfile,
  run: number,
  isLent: (heap: number) => boolean,
): KeptPlaces {
  try {
    const kept = new Keeper(plan, previous, profile, isLent).keep()
    return { ...kept, textures: keptTextures(kept.plan, previous, kept.heaps, run) }
  } catch (error) {
    if (!(error instanceof Immovable)) throw error
    const heaps = plan.heaps.map(() => -1)
    return { plan, heaps, textures: keptTextures(plan, previous, heaps, run) }
  }
}

/** Offsets of units are multiples of these: of those that hold only buffers, and of those that hold textures too. */
function stepsOf({ alignments }: DeviceProfile): { readonly ofBuffers: number; readonly ofTextures: number } {
  const { placementBytes, copyBytes, storageOffsetBytes, uniformOffsetBytes, texturePlacementBytes } = alignments
  const ofBuffers = [copyBytes, storageOffsetBytes, uniformOffsetBytes, 4].reduce(commonMultiple, placementBytes)
  return { ofBuffers, ofTextures: commonMultiple(ofBuffers, texturePlacementBytes) }
}

class Keeper {
  private readonly plan: Plan
  private readonly previous: Plan
  private readonly profile: DeviceProfile
  private readonly isLent: (heap: number) => boolean
  private readonly banks: Banks
  private readonly steps: ReturnType<typeof stepsOf>
  private readonly units
  private readonly places: MemoryUnit[]
  /** New heaps, and those of staging and imports. */
  private readonly heaps: Heap[] = []
  private readonly from: number[] = []
  private groups = 0

  constructor(plan: Plan, previous: Plan, profile: DeviceProfile, isLent: (heap: number) => boolean) {
    this.plan = plan
    this.previous = previous
    this.profile = profile
    this.isLent = isLent
    this.steps = stepsOf(profile)
    this.units = memoryUnits(plan)
    this.banks = new Banks(previous, this.units.units.length, unitScopes(plan, this.units, profile))
    this.places = new Array<MemoryUnit>(this.units.units.length)
  }

  keep(): Omit<KeptPlaces, 'textures'> {
    const { plan, units } = this
    const { length: count } = units.units
    this.keepPersistent()
    this.placeTransient()
    this.giveUpEmpty()
    // There may be 10^4 that stay, of which no list is made.
    for (let u = 0; u < count; u++) if (units.units[u]!.resource !== undefined && !this.banks.bankOf(u)) this.fill(u)
    const left: number[] = []
    for (let u = 0; u < count; u++) if (!this.banks.bankOf(u)) left.push(u)
    if (this.staysInPlace()) return this.inPlace()
    for (const bank of this.banks.used()) this.addBank(bank)
    const others = this.addOthers()
    this.addNew(left)
    const heaps = this.heaps
    return { plan: moveUnits(plan, { units, places: this.places, heaps, others }), heaps: this.from }
  }

  /** Keeps resources in place that both plans have under one id, with one size and as much history; those that may not stay move. */
  private keepPersistent(): void {
    const later = persistentMemories(this.plan)
    const before = persistentMemories(this.previous)
    const places = later.placesIn(before)
    // Units of resources come in the order of the list, which has those of textures between them.
    let next = 0
    const { units } = this.units
    for (let u = 0; u < units.length; u++) {
      const { resource, members, begin, end } = units[u]!
      if (resource === undefined) continue
      while (later.list[next]!.resource !== resource) next++
      const place = places[next]!
      const old = place < 0 ? undefined : before.list[place]
      if (old?.kind !== 'heap' || !isSameSize(old, later.list[next]!) || old.members.length !== members.length) continue
      // A place that only copies used may not have the alignment that the later plan's shaders need.
      if (align(this.wanted(units[u]!), old.offset) !== old.offset) continue
      const bank = this.banks.of(old.members[0]!)
      if (bank && this.banks.suits(bank, u)) this.banks.put(u, bank, old.offset, end - begin)
    }
  }

  /** Transient memory stays where it was, if it fits there. */
  private placeTransient(): void {
    const { units } = this.units
    for (let u = 0; u < units.length; u++) {
      const unit = units[u]!
      if (unit.resource !== undefined) continue
      const wanted = this.wanted(unit)
      const { sizeBytes: size } = wanted
      const same = this.banks.of(unit.members[0]!)
      const at =
        same && this.isWorth(same, size) && this.banks.suits(same, u)
          ? same.transientAt(size, (begin) => align(wanted, begin) === begin)
          : undefined
      if (at === undefined) this.fill(u, (bank) => this.isWorth(bank, size))
      else this.banks.put(u, same!, at, size)
    }
  }

  private isWorth(bank: Bank, size: number): boolean {
    return bank.sizeBytes < worthBytes || bank.usedBytes + size >= bank.sizeBytes * emptiest
  }

  private giveUpEmpty(): void {
    this.banks.giveUp((bank) => bank.sizeBytes >= worthBytes && bank.usedBytes < bank.sizeBytes * emptiest)
  }

  /** Puts a unit in the smallest free room that fits. Rotating heaps are not filled: each lot of them has its own. */
  private fill(u: number, suits: (bank: Bank) => boolean = () => true): boolean {
    const unit = this.units.units[u]!
    if (unit.members.length > 1) return false
    const wanted = this.wanted(unit)
    const found = this.banks.roomFor(wanted, (bank) => suits(bank) && this.banks.suits(bank, u))
    if (found) this.banks.put(u, found.owner, found.offset, wanted.sizeBytes)
    return found !== undefined
  }

  /** Room at an offset that is as good as the planned one for everything in the unit. */
  private wanted({ begin, end, hasTextures }: MemoryUnit): Wanted {
    return { sizeBytes: end - begin, begin, step: hasTextures ? this.steps.ofTextures : this.steps.ofBuffers }
  }

  /** Whether all of the plan's device memory is what the earlier plan has, index for index, and staging stands where it stood. */
  private staysInPlace(): boolean {
    const { plan, previous, units, banks } = this
    return (
      plan.heaps.length === previous.heaps.length &&
      plan.heaps.every((heap, h) => {
        const other = previous.heaps[h]!
        if (heap.memory !== other.memory || heap.resource !== other.resource) return false
        return heap.memory !== 'device' || (heap.sizeBytes === other.sizeBytes && isSameRotation(heap, other))
      }) &&
      units.units.every((unit, u) => {
        const bank = banks.bankOf(u)
        return bank !== undefined && banks.offsetOf(u) === unit.begin && isSameList(unit.members, bank.members)
      })
    )
  }

  /** The plan as it is, with the staging of the earlier one where that is large enough. */
  private inPlace(): Omit<KeptPlaces, 'textures'> {
    const { plan, previous } = this
    const from: number[] = []
    const heaps = plan.heaps.map((heap, h) => {
      const { memory, sizeBytes } = heap
      const before = previous.heaps[h]!.sizeBytes
      const keeps = memory !== 'imported' && before >= sizeBytes && !this.isLent(h)
      from.push(keeps ? h : -1)
      if (memory === 'imported' || memory === 'device') return heap
      return { ...heap, sizeBytes: keeps ? before : this.grown(sizeBytes) }
    })
    const isSame = heaps.every(({ sizeBytes }, h) => sizeBytes === plan.heaps[h]!.sizeBytes)
    if (isSame) return { plan, heaps: from }
    const larger = changed(plan, { heaps })
    keepFacts(plan, larger)
    return { plan: larger, heaps: from }
  }

  /** New staging is larger than it has to be, so that a plan that grows by little each time does not need new staging each time. */
  private grown(sizeBytes: number): number {
    return Math.max(sizeBytes, Math.min(this.profile.limits.maxBufferBytes, roundUp(sizeBytes * growth, 256)))
  }

  private add(heap: Heap, from: number): number {
    this.from.push(from)
    return this.heaps.push(heap) - 1
  }

  private addGroup(count: number, sizeBytes: number, from: (slot: number) => number): number[] {
    const group = count > 1 ? this.groups++ : 0
    return Array.from({ length: count }, (_, slot) =>
      this.add({ memory: 'device', sizeBytes, ...(count > 1 && { rotation: { group, slot, count } }) }, from(slot)),
    )
  }

  private place(u: number, members: readonly number[], begin: number): void {
    const unit = this.units.units[u]!
    const stays = begin === unit.begin && isSameList(members, unit.members)
    this.places[u] = stays ? unit : { ...unit, members, begin, end: begin + unit.end - unit.begin }
  }

  private addBank(bank: Bank): void {
    const members = this.addGroup(bank.count, bank.sizeBytes, (slot) => bank.members[slot]!)
    for (const u of bank.taken()) this.place(u, members, this.banks.offsetOf(u))
  }

  /** Staging takes the smallest heap of its kind that is large enough. */
  private addOthers(): Map<number, number> {
    const { plan, previous } = this
    const others = new Map<number, number>()
    const free = new Map<Heap['memory'], number[]>()
    const sizeOf = (heap: number): number => previous.heaps[heap]!.sizeBytes
    previous.heaps.forEach(({ memory }, heap) => {
      if (memory !== 'device' && memory !== 'imported' && !this.isLent(heap)) push(free, memory, heap)
    })
    for (const list of free.values()) list.sort((a, b) => sizeOf(a) - sizeOf(b) || a - b)
    plan.heaps.forEach((heap, h) => {
      const { memory, sizeBytes } = heap
      if (memory === 'device') return
      const list = free.get(memory) ?? []
      const place = firstWhere(list, (old) => sizeOf(old) >= sizeBytes)
      const [best = -1] = list.splice(place, 1)
      const size = best >= 0 ? sizeOf(best) : memory === 'imported' ? sizeBytes : this.grown(sizeBytes)
      others.set(h, this.add(size === sizeBytes ? heap : { ...heap, sizeBytes: size }, best))
    })
    return others
  }

  /** Adds heaps for new units that find no room: side by side as planned, persistent ones in heaps of their own. */
  private addNew(left: readonly number[]): void {
    const lots = new Map<string, number[]>()
    for (const u of left) {
      const { resource, members } = this.units.units[u]!
      const key = `${members[0]!} ${resource === undefined}`
      push(lots, key, u)
    }
    const { maxBufferBytes } = this.profile.limits
    for (const lot of lots.values()) {
      const units = lot.map((u) => ({ u, unit: this.units.units[u]! })).sort((a, b) => a.unit.begin - b.unit.begin)
      let offsets: number[] = []
      let end = 0
      const close = (to: number): void => {
        if (offsets.length === 0) return
        const count = units[0]!.unit.members.length
        const members = this.addGroup(count, Math.max(1, end), () => -1)
        const first = to - offsets.length
        offsets.forEach((offset, i) => this.place(units[first + i]!.u, members, offset))
        offsets = []
        end = 0
      }
      units.forEach(({ unit }, i) => {
        const size = unit.end - unit.begin
        const wanted = this.wanted(unit)
        let offset = align(wanted, end)
        if (offsets.length > 0 && offset + size > maxBufferBytes) {
          close(i)
          offset = align(wanted, 0)
        }
        offsets.push(offset)
        end = offset + size
      })
      close(units.length)
    }
  }
}
