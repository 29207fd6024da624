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
import type { Access, History } from './accesses.ts'
import { exactRuns, overlaps, type Extent } from './extents.ts'
import { kindName, transitionKind, type Order } from './order.ts'
import { findOverlap, type Touch } from './overlaps.ts'
import { nameOf, reject, where } from './rejection.ts'

export class Hazards {
  private readonly accesses: Access[] = []
  private readonly order: Order
  /** Accesses of the current command and the bytes they touch. */
  private readonly touches: Touch[] = []

  constructor(order: Order) {
    this.order = order
  }

  add(access: Access): number {
    return this.accesses.push(access) - 1
  }

  /** Lets `access` overwrite the bytes that the access `of` of the same command reads. */
  allowInPlace(access: number, of: number): void {
    this.accesses[access]!.inPlaceOf = of
  }

  read(history: History, extent: Extent, access: number, name: string): void {
    const touch = { history, extent, access, writes: false, name }
    this.demand(touch, 'writes')
    this.touches.push(touch)
  }

  write(history: History, extent: Extent, access: number, name: string): void {
    const touch = { history, extent, access, writes: true, name }
    this.demand(touch, 'writes')
    this.demand(touch, 'reads')
    this.touches.push(touch)
  }

  /** Records the accesses of the command or step that has just been completed. */
  endCommand(): void {
    if (this.touches.length === 0) return
    const overlap = findOverlap(this.touches, this.accesses)
    if (overlap) {
      const { by, place } = this.accesses[overlap.access]!
      const did = overlap.reads ? 'reads' : 'writes'
      reject(
        'OVERLAP_IN_COMMAND',
        `${nameOf(by)} writes bytes of ${overlap.name} ${overlap.at}, which it also ${did} elsewhere in the same command`,
        place,
      )
    }
    for (const { history, extent, access, writes } of this.touches) {
      const { queue, kind, kindMask } = this.accesses[access]!
      // Steps of the host are over before its later steps and before later submissions.
      if (queue < 0) continue
      const key = `${queue} ${kind} ${kindMask}${extent.rows ? ' rows' : ''}`
      const latest = history.of(writes ? history.writers : history.readers, key)
      latest.set(extent, access)
      if (!extent.rows) continue
      const rows = history.rows.get(latest)
      if (rows) rows.push({ access, extent })
      else history.rows.set(latest, [{ access, extent }])
    }
    this.touches.length = 0
  }

  /**
   * Records a change of memory as a whole: every access to `extent` of one memory counts as a read of all of `target` in the
   * other, so that later writes there must come after all of them.
   */
  handOver(from: History, extent: Extent, to: History, target: Extent): void {
    for (const side of [from.writers, from.readers]) {
      for (const [key, latest] of side) {
        const access = latest.highest(extent)
        if (access >= 0) to.of(to.readers, key.replace(' rows', '')).raise(target, access)
      }
    }
  }

  /** Rejects a touch that nothing orders after the earlier reads, or writes, of the same bytes. */
  private demand({ history, extent, access, name, writes }: Touch, did: 'reads' | 'writes'): void {
    if (extent.size === 0) return
    const b = this.accesses[access]!
    for (const latest of (did === 'writes' ? history.writers : history.readers).values()) {
      if (latest.newest < 0 || this.isOrdered(this.accesses[latest.newest]!, b, did)) continue
      let earlier = latest.highest(extent)
      if (earlier < 0 || this.isOrdered(this.accesses[earlier]!, b, did)) continue
      // An access to rows does not touch the bytes between its rows.
      const rows = history.rows.get(latest)
      if (rows) {
        const met = rows.findLast((one) => overlaps(one.extent, extent))
        earlier = met ? met.access : -1
      } else if (extent.rows) earlier = latest.highest({ runs: exactRuns(extent), size: extent.size })
      const a = this.accesses[earlier]
      if (!a || this.isOrdered(a, b, did)) continue
      const isOver = b.queue < 0 && this.order.isBeforeHost(a.queue, a.placeOnQueue)
      reject(
        'RACE',
        `${nameOf(b.by)} ${writes ? 'writes' : 'reads'} bytes of ${name} (${b.queue < 0 ? 'host' : kindName(b.kind)}), and nothing ${isOver ? 'shows the host what was written by' : 'orders it after'} ${nameOf(a.by)} at ${where(a.place)}, which ${did} them (${kindName(a.kind)})`,
        b.place,
      )
    }
  }

  private isOrdered(a: Access, b: Access, did: string): boolean {
    if (b.queue < 0)
      return did === 'writes'
        ? this.order.isVisibleToHost(a.queue, a.placeOnQueue)
        : this.order.isBeforeHost(a.queue, a.placeOnQueue)
    // A transition is visible to the kinds of access that its own barrier lists.
    if (a.kind === transitionKind && a.queue === b.queue && a.kindMask & (1 << b.kind)) return true
    return this.order.isBefore(a.queue, a.placeOnQueue, a.kindMask, b.kind)
  }
}
