/**
 * What passes may read: a transient resource has no contents until a pass writes them, and none of what an attachment drops.
 *
 * The memories of the meaning tell, byte by byte. Depth and stencil of one texel share its bytes there, and one of them may be
 * written without the other; so each of the two has a map of its own.
 */
import type { Pass } from '../graph/document.ts'
import { IntervalMap } from './interval-map.ts'
import { reject } from './rejection.ts'
import type { ResolvedGraph } from './resolve.ts'
import type { Slot } from './slots.ts'
import { UNDEFINED } from './values.ts'

const both = ['depth-only', 'stencil-only'] as const
const MISSING = UNDEFINED
const PRESENT = UNDEFINED + 1

export class Written {
  private readonly resolved: ResolvedGraph
  private readonly memories: readonly IntervalMap[]
  /** By storage, where it has depth and stencil and is transient. */
  private readonly aspects = new Map<number, readonly IntervalMap[]>()

  constructor(resolved: ResolvedGraph, memories: readonly IntervalMap[]) {
    this.resolved = resolved
    this.memories = memories
    resolved.resources.forEach(({ lifetime, layout, sizeBytes }, r) => {
      if (lifetime === 'transient' && layout?.format.depth && layout.format.stencil)
        this.aspects.set(
          r,
          both.map(() => new IntervalMap(sizeBytes, MISSING, 0)),
        )
    })
  }

  /** What the pass reads, when no slot of it has been written yet. */
  demand(pass: Pass, slots: readonly Slot[]): void {
    for (const slot of slots) {
      if (slot.does === 'write' || this.resolved.resources[slot.region.resource]!.lifetime !== 'transient') continue
      for (const { map, aspect } of this.mapsOf(slot)) {
        for (let i = 0; i < slot.runs.length; i += 2)
          map.visit(slot.runs[i]!, slot.runs[i]! + slot.runs[i + 1]!, (begin, end, value) => {
            if (value === MISSING) this.refuse(pass, slot, begin, end, aspect)
          })
      }
    }
  }

  /** What the pass leaves, and what of it attachments drop. */
  follow(slots: readonly Slot[], dropped: readonly number[]): void {
    if (this.aspects.size === 0) return
    const set = (slot: Slot, value: number) => {
      if (!this.aspects.has(slot.storage)) return
      for (const { map } of this.mapsOf(slot))
        for (let i = 0; i < slot.runs.length; i += 2)
          map.assign(slot.runs[i]!, slot.runs[i]! + slot.runs[i + 1]!, value, 0)
    }
    for (const slot of slots) if (slot.writes) set(slot, PRESENT)
    for (const s of dropped) set(slots[s]!, MISSING)
  }

  private mapsOf({ storage, region }: Slot): { map: IntervalMap; aspect: string }[] {
    const maps = this.aspects.get(storage)
    if (!maps) return [{ map: this.memories[storage]!, aspect: 'all' }]
    const wanted = region.kind === 'texture' ? region.aspect : 'all'
    return both.flatMap((aspect, i) => (wanted === 'all' || wanted === aspect ? [{ map: maps[i]!, aspect }] : []))
  }

  private refuse(pass: Pass, slot: Slot, begin: number, end: number, aspect: string): never {
    const { id, layout } = this.resolved.resources[slot.region.resource]!
    const where = layout ? ` of its linear layout${aspect === 'all' ? '' : ` (${aspect})`}` : ''
    return reject(
      'READ_BEFORE_WRITE',
      `Pass ${JSON.stringify(pass.id)} of the graph reads bytes ${begin}…${end}${where} of transient ${JSON.stringify(id)} through ${slot.at}, but nothing wrote them, or an attachment discarded them`,
      { pass: pass.id, resource: id },
    )
  }
}
