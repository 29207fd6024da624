/**
 * Races: two accesses to the same bytes, at least one of them a write, with no order between them.
 *
 * Barriers and waits order all accesses of a kind up to some place of a queue. Hence among the accesses of one class (queue and
 * kinds) that touched some bytes, only the latest matters: whatever comes after it comes after the others. Each memory keeps
 * the latest access of every byte, by class (latest.ts), and a new access is compared with one access per class.
 *
 * The accesses of a command are recorded when the command is complete. Nothing is ordered inside a command, so its own accesses
 * are compared with each other separately (overlaps.ts).
 */
import { classKey, withoutRows, type Access, type AccessClass, type History } from './accesses.ts'
import { exactRuns, overlaps, type Extent } from './extents.ts'
import { kindName, transitionKind, type Order } from './order.ts'
import { Origins } from './origins.ts'
import { findOverlap, type Overlap, type Touch, type TouchedMemory } from './overlaps.ts'
import { reject, type Place } from './rejection.ts'
import type { Words } from './words.ts'

/** Objects of a command that are used again by the next one: those of a very large one would be kept for nothing. */
const mostKept = 256

/** The accesses of the current command, and the latest of those before it. */
export class Hazards {
  private readonly origins = new Origins()
  /** The first origin of the current command. */
  private firstOrigin = 0
  /** The current command or step, and its queue; −1 for a step of the host. */
  private place: Place = {}
  private queue = -1
  /** The first `accessCount` are the accesses of the current command; their objects are used again by the next one. */
  private readonly accesses: Access[] = []
  private accessCount = 0
  private readonly order: Order
  private readonly words: Words
  /** The first `touchCount` are the accesses of the current command and the bytes they touch. */
  private readonly touches: Touch[] = []
  private touchCount = 0

  constructor(order: Order, words: Words) {
    this.order = order
    this.words = words
  }

  /** Starts a command on a queue, or a step of the host on none, −1. */
  begin(place: Place, queue: number): void {
    this.place = place
    this.queue = queue
  }

  /** Adds an access to the current command, and returns its index. */
  add(kind: number, kindMask: number, use: number, isWordRest: boolean): number {
    const origin = this.originOf(kind, kindMask)
    const access = this.accesses[this.accessCount]
    if (access) {
      access.origin = origin
      access.use = use
      access.isWordRest = isWordRest
      access.inPlaceOf = -1
    } else this.accesses.push({ origin, use, isWordRest, inPlaceOf: -1 })
    return this.accessCount++
  }

  /** Lets `access` overwrite the bytes that the access `of` of the same command reads. */
  allowInPlace(access: number, of: number): void {
    this.accesses[access]!.inPlaceOf = of
  }

  read(memory: TouchedMemory, extent: Extent, access: number): void {
    const touch = this.touch(memory, extent, access, false)
    this.demand(touch, 'writes')
  }

  write(memory: TouchedMemory, extent: Extent, access: number): void {
    const touch = this.touch(memory, extent, access, true)
    this.demand(touch, 'writes')
    this.demand(touch, 'reads')
  }

  private touch(memory: TouchedMemory, extent: Extent, access: number, writes: boolean): Touch {
    const touch = this.touches[this.touchCount++]
    if (!touch) {
      const made = { memory, extent, access, writes }
      this.touches.push(made)
      return made
    }
    touch.memory = memory
    touch.extent = extent
    touch.access = access
    touch.writes = writes
    return touch
  }

  /** Records the accesses of the command or step that has just been completed. */
  endCommand(): void {
    if (this.touchCount > 0) this.record()
    if (this.touchCount > mostKept) this.touches.length = 0
    if (this.accessCount > mostKept) this.accesses.length = 0
    this.touchCount = 0
    this.accessCount = 0
    this.firstOrigin = this.origins.length
  }

  private record(): void {
    const overlap = findOverlap(this.touches, this.touchCount, this.accesses)
    if (overlap) {
      const { place } = this.origins.at(this.originOfAccess(overlap.access))
      const did = overlap.reads ? 'reads' : 'writes'
      reject(
        'OVERLAP_IN_COMMAND',
        `${this.words.at(place)} writes ${this.overlapped(overlap, place)}, which it also ${did} elsewhere in the same command`,
        place,
      )
    }
    for (let i = 0; i < this.touchCount; i++) {
      const { memory, extent, access, writes } = this.touches[i]!
      const history = memory.hazards
      const { origin } = this.accesses[access]!
      // Steps of the host are over before its later steps and before later submissions.
      if (this.origins.queueOf(origin) < 0) continue
      const ofClass = history.of(
        writes ? 'writers' : 'readers',
        classKey(this.origins, origin, extent.rows !== undefined),
      )
      ofClass.set(extent, origin)
      if (extent.rows) (ofClass.rows ??= []).push({ origin, extent })
    }
  }

  /**
   * Records a change of memory as a whole: every access to `extent` of one memory counts as a read of all of `target` in the
   * other, so that later writes there must come after all of them.
   */
  handOver(from: History, extent: Extent, to: History, target: Extent): void {
    this.handOverSide(from.writers, extent, to, target)
    this.handOverSide(from.readers, extent, to, target)
  }

  private handOverSide(classes: AccessClass | undefined, extent: Extent, to: History, target: Extent): void {
    for (let one = classes; one; one = one.next) {
      const origin = one.newest < 0 ? -1 : one.highest(extent)
      if (origin >= 0) to.of('readers', withoutRows(one.key)).raise(target, origin)
    }
  }

  /** The origin of the latest access to any byte of an extent; −1 where there was none. */
  latest({ writers, readers }: History, extent: Extent): number {
    let latest = -1
    for (const side of [writers, readers])
      for (let one = side; one; one = one.next) latest = Math.max(latest, one.highest(extent))
    return latest
  }

  /** Rejects a touch that nothing orders after the earlier reads, or writes, of the same bytes. */
  private demand(touch: Touch, did: 'reads' | 'writes'): void {
    const { memory, extent, access } = touch
    const classes = did === 'writes' ? memory.hazards.writers : memory.hazards.readers
    if (extent.size === 0 || !classes) return
    const b = this.originOfAccess(access)
    for (let one: AccessClass | undefined = classes; one; one = one.next) {
      const { newest, rows } = one
      if (newest < 0 || this.isOrdered(newest, b, did)) continue
      let earlier = one.highest(extent)
      if (earlier < 0 || this.isOrdered(earlier, b, did)) continue
      // An access to rows does not touch the bytes between its rows.
      if (rows) {
        const met = rows.findLast((other) => overlaps(other.extent, extent))
        earlier = met ? met.origin : -1
      } else if (extent.rows) earlier = one.highest({ runs: exactRuns(extent), size: extent.size })
      if (earlier < 0 || this.isOrdered(earlier, b, did)) continue
      this.refuse(earlier, touch, did)
    }
  }

  private refuse(earlier: number, { memory, extent, access, writes }: Touch, did: 'reads' | 'writes'): never {
    const [a, b] = [this.origins.at(earlier), this.origins.at(this.originOfAccess(access))]
    const isOver = b.queue < 0 && this.order.isBeforeHost(a.queue, a.placeOnQueue)
    reject(
      'RACE',
      `${this.words.at(b.place)} ${writes ? 'writes' : 'reads'} ${this.touched(memory, extent, b.place)} as ${b.queue < 0 ? 'host' : kindName(b.kind)}, and nothing ${isOver ? 'shows the host what was written by' : 'orders it after'} ${this.words.at(a.place)}, which ${did} there as ${kindName(a.kind)}`,
      b.place,
    )
  }

  /** The index of an origin, which the accesses of one class of the current command share. */
  private originOf(kind: number, kindMask: number): number {
    const { origins } = this
    for (let i = this.firstOrigin; i < origins.length; i++)
      if (origins.kindOf(i) === kind && origins.maskOf(i) === kindMask) return i
    return origins.add(this.place, this.queue, this.order.place, kind, kindMask)
  }

  originOfAccess(access: number): number {
    return this.accesses[access]!.origin
  }

  private overlapped({ memory, bytes, texels }: Overlap, place: Place): string {
    if (bytes) return this.words.bytes(memory.heap!, bytes[0], bytes[1], place)
    return `${texels} of ${memory.name}`
  }

  /** The memory that an access touches, in words. */
  private touched({ heap, name }: TouchedMemory, { runs, boxes }: Extent, place: Place): string {
    if (runs && heap !== undefined) return this.words.bytes(heap, runs[0]!, runs.at(-2)! + runs.at(-1)!, place)
    const levels = [...new Set((boxes ?? []).map(({ level }) => level))]
    return `mip level${levels.length === 1 ? ` ${levels[0]}` : `s ${levels[0]}…${levels.at(-1)}`} of ${name}`
  }

  /** Whether origin `a` comes before the current origin `b`. */
  private isOrdered(a: number, b: number, did: string): boolean {
    const { origins } = this
    const [queue, place, kind] = [origins.queueOf(a), origins.placeOf(a), origins.kindOf(b)]
    if (origins.queueOf(b) < 0)
      return did === 'writes' ? this.order.isVisibleToHost(queue, place) : this.order.isBeforeHost(queue, place)
    const mask = origins.maskOf(a)
    // A transition is visible to the kinds of access that its own barrier lists.
    if (origins.kindOf(a) === transitionKind && queue === origins.queueOf(b) && mask & (1 << kind)) return true
    return this.order.isBefore(queue, place, mask, kind)
  }
}
