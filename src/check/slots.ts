/** Slots: the effects of a pass by endpoint, with the bytes that each endpoint covers. */
import type { AccessKind } from './access-kinds.ts'
import { effectsOf, type Does, type Effect } from './effects.ts'
import { copyRegions, regionOf, type Region } from './regions.ts'
import { infoOf, type ResolvedGraph } from './resolve.ts'
import { bytesAt, texelsOf, type Extent } from './extents.ts'
import { instanceOf } from './resources.ts'

export interface Slot extends Effect {
  readonly region: Region
  readonly instance: number
  readonly extent: Extent
  readonly reads: boolean
  readonly writes: boolean
}

/** The slots of a pass, in the order of `effectsOf`. */
export function slotsOf(resolved: ResolvedGraph, p: number): readonly Slot[] {
  let known = latest.get(resolved)
  if (known?.p !== p) latest.set(resolved, (known = { p, slots: makeSlots(resolved, p) }))
  return known.slots
}

/** The pass whose slots were asked for last: plans often carry a pass out when its meaning has just been computed. */
const latest = new WeakMap<ResolvedGraph, { readonly p: number; readonly slots: readonly Slot[] }>()

function makeSlots(resolved: ResolvedGraph, p: number): Slot[] {
  const pass = resolved.graph.passes[p]!
  const effects = effectsOf(pass, (id) => infoOf(resolved, id).layout?.levels.length ?? 1)
  const regions = regionsOf(resolved, p, effects)
  return effects.map(({ endpoint, at, does, kind, inPlace }, slot) => {
    const region = regions[slot]!
    const format = resolved.resources[region.resource]!.layout?.format
    const isPart = region.kind === 'texture' && region.aspect !== 'all' && format!.depth && format!.stencil
    return {
      endpoint,
      at,
      does,
      kind: kind === 'color-attachment' && (format?.depth || format?.stencil) ? depthKind(does) : kind,
      inPlace,
      region,
      instance: instanceOf(resolved.resources[region.resource]!, region.previous),
      extent:
        region.kind === 'buffer'
          ? bytesAt(region.offset, region.size)
          : texelsOf(resolved.resources[region.resource]!.layout!, region),
      // An update depends on the bytes that it keeps. So does a write of one aspect, which shares its bytes with the other.
      reads: does !== 'write' || isPart,
      writes: does !== 'read',
    }
  })
}

/** The access kind of an attachment whose format has depth or stencil. */
const depthKind = (does: Does): AccessKind => (does === 'read' ? 'depth-read' : 'depth-write')

function regionsOf(resolved: ResolvedGraph, p: number, effects: readonly Effect[]): Region[] {
  const pass = resolved.graph.passes[p]!
  return pass.kind === 'copy'
    ? copyRegions(pass.from, infoOf(resolved, pass.from), pass.to, infoOf(resolved, pass.to))
    : effects.map(({ endpoint }) => regionOf(endpoint, infoOf(resolved, endpoint)))
}
