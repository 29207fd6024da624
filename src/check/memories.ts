/**
 * Physical memories of a plan during its symbolic execution: the contents of each byte, its owner, and its latest accesses.
 *
 * Bytes of a device heap belong to placements: to a transient placement from its first command to its last, to others always.
 * Bytes without an owner are undefined whatever is written there, and memory that gets a new owner becomes undefined.
 */
import type { ResolvedGraph } from './resolve.ts'
import type { Position } from '../plan/document.ts'
import type { Plan } from './parts.ts'
import type { Placed } from './placement-columns.ts'
import { allTexels, bytesAt, type Extent } from './extents.ts'
import type { Hazards } from './hazards.ts'
import type { Layouts } from './layouts.ts'
import { always, Heap, nobody, type HeapMemory, type Memory, type TextureMemory } from './memory.ts'
import { reject, type Place } from './rejection.ts'
import type { Words } from './words.ts'
import { tenancies, timeOf, type Tenancies } from './tenancies.ts'
import { TextureMemories } from './textures.ts'
import { UNDEFINED, type ValueTable } from './values.ts'

export type { HeapMemory, Memory, TextureMemory } from './memory.ts'

/** Bytes that hold a resource from run to run, as it was some runs ago; in the heaps of a rotation group as many as the heap's slot says. */
interface Kept {
  readonly begin: number
  readonly end: number
  readonly resource: number
  readonly previous: number
}

/** The memories of a plan, whose owners come and go with the commands. */
export class Memories {
  readonly heaps: readonly HeapMemory[]
  readonly textures: TextureMemories
  private readonly plan: Plan
  private readonly words: Words
  private readonly values: ValueTable
  private readonly hazards: Hazards
  private readonly tenancies: Tenancies
  /** Whether heaps hold textures. */
  private readonly placesTextures: boolean
  private nextBegin = 0
  private nextEnd = 0

  constructor(plan: Plan, resolved: ResolvedGraph, values: ValueTable, hazards: Hazards, words: Words) {
    this.plan = plan
    this.words = words
    this.values = values
    this.hazards = hazards
    this.heaps = Array.from(plan.heaps, (heap, h) => {
      const imported = heap.memory === 'imported' ? resolved.resourceIndex.get(heap.resource ?? '') : undefined
      const value = imported === undefined ? UNDEFINED : values.initial(imported, 0)
      return new Heap(h, heap, value, { values, words })
    })
    this.textures = new TextureMemories(plan, resolved, values, words)
    for (const [h, kept] of this.keptByHeap(resolved)) this.keep(h, kept)
    this.tenancies = tenancies(plan)
    let placesTextures = false
    for (const { heap } of plan.textures) placesTextures ||= heap !== undefined
    this.placesTextures = placesTextures
  }

  /** The largest number of transient bytes alive at one command. */
  mostAlive(): number {
    const { first, last, begins, ends } = this.tenancies
    const bytesOf = (tenancy: number) => {
      const { texture, sizeBytes } = this.placementOf(tenancy)
      return texture === undefined ? sizeBytes : this.plan.textures.at(texture).sizeBytes
    }
    let [now, most, ended] = [0, 0, 0]
    for (const begun of begins) {
      for (; ended < ends.length && last[ends[ended]!]! < first[begun]!; ended++) now -= bytesOf(ends[ended]!)
      most = Math.max(most, (now += bytesOf(begun)))
    }
    return most
  }

  /** Before a command: gives memory to the placements that begin there. */
  beginAt(s: number, c: number, place: Place): void {
    const { first, begins } = this.tenancies
    const now = timeOf(s, c)
    for (; this.nextBegin < begins.length && first[begins[this.nextBegin]!]! <= now; this.nextBegin++) {
      const index = begins[this.nextBegin]!
      const { texture, heap, offset, sizeBytes } = this.placementOf(index)
      if (texture === undefined) this.take(this.heaps[heap!]!, offset!, sizeBytes, index, place)
      else this.takeTexture(texture, index, place)
    }
  }

  /** After a command: takes memory from the placements that end there. Textures whose memory is free then have no layout. */
  endAt(s: number, c: number, layouts: Layouts): void {
    const { last, ends } = this.tenancies
    const now = timeOf(s, c)
    for (; this.nextEnd < ends.length && last[ends[this.nextEnd]!]! <= now; this.nextEnd++) {
      const { texture, heap, offset, sizeBytes } = this.placementOf(ends[this.nextEnd]!)
      if (texture === undefined) give(this.heaps[heap!]!, offset!, sizeBytes)
      else {
        this.giveTexture(texture)
        // A texture that is not placed keeps its memory, and therefore its layout, for the next tenancy.
        if (this.plan.textures.heapOf(texture) !== undefined) layouts.reset(texture)
      }
    }
  }

  /**
   * Gives a placed texture its range of the heap: at its first use, or at the transition that prepares it, which counts as an
   * access of the whole range. A device may put texels anywhere inside the range, so the texture waits for every earlier access
   * to it.
   */
  claim(t: number, transition?: number): void {
    const memory = this.textures.at(t)!
    const { heap, offset, sizeBytes } = memory.texture
    if (heap === undefined || memory.isClaimed) return
    memory.isClaimed = true
    const into = this.heaps[heap]!
    const { hazards, values } = into
    this.hazards.handOver(hazards, bytesAt(offset!, sizeBytes), memory.hazards, allTexels(memory.layout))
    // Contents of other placements that are still alive in the range are lost.
    values.forget(offset!, offset! + sizeBytes)
    if (transition === undefined) return
    this.hazards.write(into, bytesAt(offset!, sizeBytes), transition)
    memory.preparedBy = this.hazards.originOfAccess(transition)
  }

  /** After a write of an extent: makes the bytes of it that have no owner undefined, and rejects one into a texture that lives there. */
  forgetUnowned(memory: Memory, { runs }: Extent, place: Place): void {
    if (!memory.isOwned) return
    if (!runs) return forgetWhere(memory, 0, memory.size)
    for (let i = 0; i < runs.length; i += 2) {
      const [begin, end] = [runs[i]!, runs[i]! + runs[i + 1]!]
      forgetWhere(memory, begin, end)
      if (this.placesTextures) this.demandNoTexture(memory, begin, end, place)
    }
  }

  /** Texels may be anywhere in the bytes of their texture, so no byte of one that lives is written but as a texture's. */
  private demandNoTexture(memory: Memory, begin: number, end: number, place: Place): void {
    memory.ownersOf(begin, end, (from, to, owner) => {
      if (owner >= 0 && this.placementOf(owner).texture !== undefined)
        this.words.reject(
          'PLACEMENT',
          `Bytes ${from}…${to} of ${memory.name} are written, where ${this.nameOf(owner)} lives, which is a texture`,
          place,
        )
    })
  }

  /**
   * The placements that each heap keeps from run to run, in one list for all heaps of a rotation group. Equal placements of one resource are
   * one.
   */
  private keptByHeap(resolved: ResolvedGraph): Map<number, Kept[]> {
    const byHeap = new Map<number, Kept[]>()
    const slotsOf = rotationHeaps(this.plan)
    const rotating = new Set<string>()
    for (const { lifetime, heap, resource, previous = 0, offset, sizeBytes } of this.plan.placements) {
      if (lifetime !== 'persistent' || heap === undefined) continue
      const r = resolved.resourceIndex.get(resource)!
      const { rotation } = this.plan.heaps.at(heap)
      // The heaps of a rotation group hold it one after another, and each of its placements stands for all of them.
      const key = rotation && `${rotation.group} ${offset} ${sizeBytes} ${r}`
      if (key !== undefined && rotating.has(key)) continue
      if (key !== undefined) rotating.add(key)
      const kept = { begin: offset!, end: offset! + sizeBytes, resource: r, previous }
      const slots = rotation ? slotsOf.get(rotation.group)! : [heap]
      const list = byHeap.get(slots[0]!)
      if (list) list.push(kept)
      else {
        const made = [kept]
        for (const h of slots) byHeap.set(h, made)
      }
    }
    return byHeap
  }

  private keep(h: number, kept: Kept[]): void {
    const heap = this.heaps[h]!
    const slot = this.plan.heaps.at(h).rotation?.slot
    kept.sort((a, b) => a.begin - b.begin)
    let begin = 0
    kept.forEach((one, i) => {
      const next = kept[i + 1]
      if (next && next.begin < one.end)
        reject(
          'PLACEMENT',
          `Bytes ${next.begin}…${Math.min(one.end, next.end)} of ${heap.name} hold two persistent contents`,
        )
      if (next?.begin === one.end) return
      heap.giveTo(always, kept[begin]!.begin, one.end)
      begin = i + 1
    })
    heap.values.lay(kept, ({ resource, previous }) => this.values.initial(resource, slot ?? previous))
  }

  private take(memory: Memory, offset: number, size: number, owner: number, place: Place): void {
    if (memory.ownerOf(offset, offset + size) !== nobody) this.demandFree(memory, offset, size, owner, place)
    memory.giveTo(owner, offset, offset + size)
    // Where owners count, bytes without one are undefined already.
    if (!memory.isOwned) forget(memory, offset, offset + size)
  }

  private demandFree(memory: Memory, offset: number, size: number, who: number, place: Place): void {
    memory.ownersOf(offset, offset + size, (begin, end, other) => {
      if (other === nobody) return
      const owner = other === always ? 'a persistent resource' : this.nameOf(other)
      this.words.reject(
        'PLACEMENT',
        `${this.nameOf(who)} begins in bytes ${begin}…${end} of ${memory.name}, where ${owner} still lives`,
        place,
      )
    })
  }

  private takeTexture(t: number, owner: number, place: Place): void {
    const memory = this.textures.at(t)!
    const { heap, offset, sizeBytes } = memory.texture
    this.claim(t)
    this.demandPrepared(memory, owner, place)
    if (heap !== undefined) this.take(this.heaps[heap]!, offset!, sizeBytes, owner, place)
    this.take(memory, 0, memory.size, owner, place)
  }

  /** Between the transition that prepares a placed texture and its first use nothing else has its bytes: its layout would be lost. */
  private demandPrepared(memory: TextureMemory, owner: number, place: Place): void {
    const { heap, offset, sizeBytes } = memory.texture
    if (heap === undefined || memory.preparedBy < 0) return
    if (this.hazards.latest(this.heaps[heap]!.hazards, bytesAt(offset!, sizeBytes)) > memory.preparedBy)
      this.words.reject(
        'PLACEMENT',
        `${this.nameOf(owner)} begins in ${memory.name}, whose bytes were used for something else after the transition that prepares it`,
        place,
      )
    memory.preparedBy = -1
  }

  private placementOf(tenancy: number): Placed {
    return this.plan.placements.at(this.tenancies.placement[tenancy]!)
  }

  private nameOf(tenancy: number): string {
    const { version, resource } = this.placementOf(tenancy)
    return `version ${version} of ${JSON.stringify(resource)}`
  }

  private giveTexture(t: number): void {
    const memory = this.textures.at(t)!
    const { heap, offset, sizeBytes } = memory.texture
    if (heap !== undefined) {
      this.hazards.handOver(
        memory.hazards,
        allTexels(memory.layout),
        this.heaps[heap]!.hazards,
        bytesAt(offset!, sizeBytes),
      )
      give(this.heaps[heap]!, offset!, sizeBytes)
      // Its next tenancy begins as its first one did.
      this.textures.forget(t)
    } else give(memory, 0, memory.size)
  }
}

function give(memory: Memory, offset: number, size: number): void {
  memory.giveTo(nobody, offset, offset + size)
  forget(memory, offset, offset + size)
}

/** Makes the bytes of begin … end that nobody owns undefined. */
function forgetWhere(memory: Memory, begin: number, end: number): void {
  const one = memory.ownerOf(begin, end)
  if (one === nobody) forget(memory, begin, end)
  if (one !== undefined) return
  memory.ownersOf(begin, end, (from, to, owner) => {
    if (owner === nobody) forget(memory, from, to)
  })
}

/** Makes bytes begin … end undefined; of a texture, all texels. */
function forget(memory: Memory, begin: number, end: number): void {
  if ('texture' in memory) (memory as TextureMemory).forgetContents()
  else (memory as HeapMemory).values.forget(begin, end)
}

/** The order of positions, as `sort` takes it. */
export const comparePositions = (a: Position, b: Position): number => a[0] - b[0] || a[1] - b[1]

/** The heaps of each rotation group, by slot. */
export function rotationHeaps(plan: Plan): Map<number, number[]> {
  const groups = new Map<number, number[]>()
  plan.heaps.forEach(({ rotation }, h) => {
    if (!rotation) return
    const slots = groups.get(rotation.group) ?? []
    groups.set(rotation.group, slots)
    slots[rotation.slot] = h
  })
  return groups
}
