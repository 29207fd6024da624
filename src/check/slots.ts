/** Slots: the effects of a pass by endpoint, with the bytes that each endpoint covers. */
import type { AccessKind } from './access-kinds.ts'
import { addEffects, type Does } from './effects.ts'
import { copyRegions, regionOf } from './regions.ts'
import { infoOf, type ResolvedGraph } from './resolve.ts'
import { Slot } from './slot.ts'

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
  addEffects(pass, levelsIn(resolved), (endpoint, does, kind, _path, _i, inPlace = false) => {
    const info = infoOf(resolved, endpoint)
    const region = ofCopy?.[slots.length] ?? regionOf(endpoint, info)
    const isDepth = kind === 'color-attachment' && (info.format?.depth || info.format?.stencil)
    slots.push(new Slot(does, isDepth ? depthKind(does) : kind, inPlace, region, info))
  })
  return slots
}

const levelsIn = (resolved: ResolvedGraph) => (id: string) => infoOf(resolved, id).layout?.levels.length ?? 1

/** The path in pass p of the endpoint of a slot, for messages. O(slots): it is made when it is said. */
export function pathOf(resolved: ResolvedGraph, p: number, slot: number): string {
  let [next, found] = [0, '']
  addEffects(resolved.graph.passes[p]!, levelsIn(resolved), (_endpoint, _does, _kind, path, i) => {
    if (next++ === slot) found = path(i)
  })
  return found
}

/** The access kind of an attachment whose format has depth or stencil. */
const depthKind = (does: Does): AccessKind => (does === 'read' ? 'depth-read' : 'depth-write')
