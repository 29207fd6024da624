/**
 * Bytes that passes may read: a transient resource is undefined until a pass writes it, and where an attachment is discarded.
 *
 * The memories of the reference meaning answer this byte by byte. Depth and stencil share the bytes of a texel there, and one
 * may be written without the other, so each of the two has a map of its own.
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
  private readonly memoryOf: (instance: number) => Contents
  private readonly values: ValueTable
  /** By instance of a transient depth-stencil texture: which texels of each aspect are written. */
  private readonly aspects = new Map<number, readonly Contents[]>()

  constructor(resolved: ResolvedGraph, memoryOf: (instance: number) => Contents, values: ValueTable) {
    this.resolved = resolved
    this.memoryOf = memoryOf
    this.values = values
    resolved.resources.forEach(({ lifetime, layout }, r) => {
      if (lifetime === 'transient' && layout?.format.depth && layout.format.stencil)
        this.aspects.set(
          r,
          both.map(() => new TexelContents(layout, UNDEFINED, values)),
        )
    })
  }

  /** Checks the bytes that a pass reads, before its writes are recorded. */
  demand(pass: Pass, slots: readonly Slot[]): void {
    for (const slot of slots) {
      if (slot.does === 'write' || slot.does === 'update' || !this.isTransient(slot)) continue
      const maps = this.aspects.size === 0 ? undefined : this.aspects.get(slot.instance)
      if (!maps) this.demandWritten(pass, slot, this.memoryOf(slot.instance), 'all')
      else for (const i of aspectsOf(slot)) this.demandWritten(pass, slot, maps[i]!, both[i]!)
    }
  }

  private isTransient({ region }: Slot): boolean {
    return this.resolved.resources[region.resource]!.lifetime === 'transient'
  }

  private demandWritten(pass: Pass, slot: Slot, map: Contents, aspect: string): void {
    const hole = map.firstHole(slot.extent)
    if (hole) this.refuse(pass, slot, hole[0], hole[1], aspect)
  }

  /** Records what a pass writes, and which attachments it discards. */
  follow(slots: readonly Slot[], dropped: readonly number[]): void {
    if (this.aspects.size === 0) return
    const set = (slot: Slot, value: number) => {
      const maps = this.aspects.get(slot.instance)
      if (!maps) return
      for (const i of aspectsOf(slot)) maps[i]!.write(slot.extent, whole(value, slot.extent.size, this.values))
    }
    for (const slot of slots) if (slot.writes) set(slot, this.values.pattern(0))
    for (const s of dropped) set(slots[s]!, UNDEFINED)
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

/** Indices of the aspects that a slot touches, of a texture with both. */
function aspectsOf({ region }: Slot): readonly number[] {
  const wanted = region.kind === 'texture' ? region.aspect : 'all'
  return wanted === 'all' ? [0, 1] : [both.indexOf(wanted)]
}
