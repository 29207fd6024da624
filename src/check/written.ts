/**
 * Bytes that passes may read: a transient resource is undefined until a pass writes it, and any is where an attachment is discarded.
 *
 * The memories of the reference meaning answer this byte by byte for what is transient. Depth and stencil share the bytes of a texel
 * there, and one may be written without the other, so each of the two has a map of its own; so have textures that outlive the run and are
 * discarded, which hold zeros then.
 */
import type { Endpoint, Pass } from '../graph/document.ts'
import type { Contents } from './contents.ts'
import type { FormatInfo } from './formats.ts'
import { TexelContents } from './texel-contents.ts'
import { reject } from './rejection.ts'
import type { ResolvedGraph } from './resolve.ts'
import { pathOf, type Slot } from './slots.ts'
import { whole } from './snapshot.ts'
import { UNDEFINED, type ValueTable } from './values.ts'

const both = ['depth-only', 'stencil-only'] as const

/** Slot `s` of pass `p`. */
interface Place {
  readonly p: number
  readonly s: number
  readonly slot: Slot
}

/** The state of what is defined, as the passes follow each other. */
export class Written {
  private readonly resolved: ResolvedGraph
  private readonly memoryOf: (instance: number) => Contents
  private readonly values: ValueTable
  /** By resource: 1 for a texture with maps of its own. */
  private readonly hasMaps: Uint8Array
  /** By such a texture that a pass has touched: which texels are written, of each aspect where it has two. */
  private readonly maps = new Map<number, readonly Contents[]>()

  constructor(resolved: ResolvedGraph, memoryOf: (instance: number) => Contents, values: ValueTable) {
    this.resolved = resolved
    this.memoryOf = memoryOf
    this.values = values
    const { resources } = resolved
    this.hasMaps = new Uint8Array(resources.length)
    const discarded = discardedIds(resolved.graph.passes)
    resources.forEach((info, r) => {
      const { id, lifetime, format } = info
      if (!format) return
      this.hasMaps[r] = (lifetime === 'transient' ? partsOf(format) === both : discarded.has(id)) ? 1 : 0
    })
  }

  /** The maps of an instance; undefined where it has none. */
  private mapsOf(instance: number): readonly Contents[] | undefined {
    // Instances of earlier runs come behind all resources.
    if (this.hasMaps[instance] !== 1) return undefined
    let maps = this.maps.get(instance)
    if (!maps) {
      const { lifetime, layout } = this.resolved.resources[instance]!
      const start = lifetime === 'transient' ? UNDEFINED : this.values.pattern(0)
      maps = partsOf(layout!.format).map(() => new TexelContents(layout!, start, this.values))
      this.maps.set(instance, maps)
    }
    return maps
  }

  /** Forgets a transient resource that no later pass touches. */
  forget(r: number): void {
    this.maps.delete(r)
  }

  /** Checks the bytes that a pass reads, before its writes are recorded. */
  demand(p: number, slots: readonly Slot[]): void {
    for (let s = 0; s < slots.length; s++) {
      const slot = slots[s]!
      if (slot.does === 'write' || slot.does === 'update') continue
      const maps = this.mapsOf(slot.instance)
      const place: Place = { p, s, slot }
      if (maps) for (const i of aspectsOf(slot, maps)) this.demandWritten(place, maps[i]!, namesOf(maps)[i]!)
      else if (this.isTransient(slot)) this.demandWritten(place, this.memoryOf(slot.instance), 'all')
    }
  }

  private isTransient({ region }: Slot): boolean {
    return this.resolved.resources[region.resource]!.lifetime === 'transient'
  }

  private demandWritten(place: Place, map: Contents, aspect: string): void {
    const hole = map.firstHole(place.slot.extent)
    if (hole) this.refuse(place, hole, aspect)
  }

  /** Records what a pass writes, and which attachments it discards. */
  follow(pass: Pass, slots: readonly Slot[], dropped: readonly number[]): void {
    // An optional upload may be left out, so nothing is defined by it.
    if (pass.kind === 'upload' && pass.optional) return
    const set = (slot: Slot, value: number) => {
      const maps = this.mapsOf(slot.instance)
      if (!maps) return
      for (const i of aspectsOf(slot, maps)) maps[i]!.write(slot.extent, whole(value, slot.extent.size, this.values))
    }
    for (const slot of slots) if (slot.writes) set(slot, this.values.pattern(0))
    for (const s of dropped) set(slots[s]!, UNDEFINED)
  }

  private refuse({ p, s, slot }: Place, [begin, end]: readonly [number, number], aspect: string): never {
    const pass = this.resolved.graph.passes[p]!
    const { id, isTexture } = this.resolved.resources[slot.region.resource]!
    const where = isTexture ? ` of its linear layout${aspect === 'all' ? '' : ` (${aspect})`}` : ''
    return reject(
      'READ_BEFORE_WRITE',
      `Pass ${JSON.stringify(pass.id)} of the graph reads bytes ${begin}…${end}${where} of ${JSON.stringify(id)} through ${pathOf(this.resolved, p, s)}, but nothing wrote them, or an attachment discarded them`,
      { pass: pass.id, resource: id },
    )
  }
}

const one = ['all'] as const

/** The aspects of a texture that have a map each. */
const partsOf = ({ depth, stencil }: FormatInfo): readonly string[] => (depth && stencil ? both : one)
const namesOf = (maps: readonly Contents[]): readonly string[] => (maps.length === 1 ? one : both)

/** Indices of the maps that a slot touches. */
function aspectsOf({ region }: Slot, maps: readonly Contents[]): readonly number[] {
  if (maps.length === 1) return [0]
  const wanted = region.kind === 'texture' ? region.aspect : 'all'
  return wanted === 'all' ? [0, 1] : [both.indexOf(wanted)]
}

/** Ids of the textures that passes discard. */
function discardedIds(passes: readonly Pass[]): Set<string> {
  const ids = new Set<string>()
  const see = ({ use, store }: { readonly use: Endpoint; readonly store?: string }) => {
    if (store === 'discard') ids.add(typeof use === 'string' ? use : use.resource)
  }
  for (const pass of passes) {
    if (pass.kind !== 'render') continue
    pass.color?.forEach(see)
    if (pass.depth && !pass.depth.readOnly) see(pass.depth)
  }
  return ids
}
