/**
 * What passes may read: a transient resource has no contents until a pass writes them, and none of what an attachment drops.
 *
 * The memories of the meaning tell, byte by byte. Depth and stencil of one texel share its bytes there, and one of them may be
 * written without the other; so each of the two has a map of its own.
 */
import type { Pass } from '../graph/document.ts'
import { TexelContents, type Contents } from './contents.ts'
import { reject } from './rejection.ts'
import type { ResolvedGraph } from './resolve.ts'
import type { Slot } from './slots.ts'
import { whole } from './snapshot.ts'
import { UNDEFINED, type ValueTable } from './values.ts'

const both = ['depth-only', 'stencil-only'] as const

export class Written {
  private readonly resolved: ResolvedGraph
  private readonly memories: readonly Contents[]
  private readonly values: ValueTable
  /** By storage, where it has depth and stencil and is transient. */
  private readonly aspects = new Map<number, readonly Contents[]>()

  constructor(resolved: ResolvedGraph, memories: readonly Contents[], values: ValueTable) {
    this.resolved = resolved
    this.memories = memories
    this.values = values
    resolved.resources.forEach(({ lifetime, layout }, r) => {
      if (lifetime === 'transient' && layout?.format.depth && layout.format.stencil)
        this.aspects.set(
          r,
          both.map(() => new TexelContents(layout, UNDEFINED, values)),
        )
    })
  }

  /** What the pass reads, when no slot of it has been written yet. */
  demand(pass: Pass, slots: readonly Slot[]): void {
    for (const slot of slots) {
      if (slot.does === 'write' || this.resolved.resources[slot.region.resource]!.lifetime !== 'transient') continue
      for (const { map, aspect } of this.mapsOf(slot)) {
        const hole = map.firstHole(slot.extent)
        if (hole) this.refuse(pass, slot, hole[0], hole[1], aspect)
      }
    }
  }

  /** What the pass leaves, and what of it attachments drop. */
  follow(slots: readonly Slot[], dropped: readonly number[]): void {
    if (this.aspects.size === 0) return
    const set = (slot: Slot, value: number) => {
      if (!this.aspects.has(slot.storage)) return
      for (const { map } of this.mapsOf(slot)) map.write(slot.extent, whole(value, slot.extent.size, this.values))
    }
    for (const slot of slots) if (slot.writes) set(slot, this.values.pattern(0))
    for (const s of dropped) set(slots[s]!, UNDEFINED)
  }

  private mapsOf({ storage, region }: Slot): { map: Contents; aspect: string }[] {
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
