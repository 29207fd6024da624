/** Slots: the effects of a pass by endpoint, with the bytes that each endpoint covers. */
import type { AccessKind } from './access-kinds.ts'
import { addEffects, type Does } from './effects.ts'
import { copyRegions, regionOf } from './regions.ts'
import { infoOf, type ResolvedGraph } from './resolve.ts'
import { bytesAt, texelsOf } from './extents.ts'
import { instanceOf } from './resources.ts'
import type { Slot } from './slot.ts'

export type { Slot } from './slot.ts'

/** The slots of a pass, in the order of `addEffects`. */
export function slotsOf(resolved: ResolvedGraph, p: number): readonly Slot[] {
  const { latest } = resolved
  if (latest.p !== p) {
    latest.slots = makeSlots(resolved, p)
    latest.p = p
  }
  return latest.slots
}

function makeSlots(resolved: ResolvedGraph, p: number): Slot[] {
  const pass = resolved.graph.passes[p]!
  const slots: Slot[] = []
  const ofCopy =
    pass.kind === 'copy'
      ? copyRegions(pass.from, infoOf(resolved, pass.from), pass.to, infoOf(resolved, pass.to))
      : undefined
  const levels = (id: string) => infoOf(resolved, id).layout?.levels.length ?? 1
  addEffects(pass, levels, (endpoint, at, does, kind, inPlace = false) => {
    const region = ofCopy?.[slots.length] ?? regionOf(endpoint, infoOf(resolved, endpoint))
    const info = resolved.resources[region.resource]!
    const { layout } = info
    const format = layout?.format
    const isPart = region.kind === 'texture' && region.aspect !== 'all' && format!.depth && format!.stencil
    slots.push({
      endpoint,
      at,
      does,
      kind: kind === 'color-attachment' && (format?.depth || format?.stencil) ? depthKind(does) : kind,
      inPlace,
      region,
      instance: instanceOf(info, region.previous),
      extent: region.kind === 'buffer' ? bytesAt(region.offset, region.size) : texelsOf(layout!, region),
      // An update depends on the bytes that it keeps. So does a write of one aspect, which shares its bytes with the other.
      reads: does !== 'write' || isPart,
      writes: does !== 'read',
    })
  })
  return slots
}

/** The access kind of an attachment whose format has depth or stencil. */
const depthKind = (does: Does): AccessKind => (does === 'read' ? 'depth-read' : 'depth-write')
