/**
 * Effects of passes: the bytes that each kind of pass reads and writes, by endpoint. This table is the checker's own; the
 * planner uses another (src/graph), and a fault in either one shows as a refused plan.
 */
import type { Endpoint, Pass, PassOf, Use } from '../graph/document.ts'
import type { AccessKind } from './access-kinds.ts'
import { drawnUses } from './drawn-uses.ts'

/** `update`: some bytes are written, and the others keep what they held, be it undefined. */
export type Does = 'read' | 'write' | 'read-write' | 'update'

export interface Effect {
  readonly endpoint: Endpoint
  /** Path of the endpoint in the pass, for messages. */
  readonly at: string
  readonly does: Does
  readonly kind: AccessKind
  /** Whether the pass may be given the memory of one of its inputs for this endpoint. */
  readonly inPlace: boolean
}

const effect = (endpoint: Endpoint, at: string, does: Does, kind: AccessKind, inPlace = false): Effect => ({
  endpoint,
  at,
  does,
  kind,
  inPlace,
})

/** Paths of the entries of a list, of which the first are made once: each step of the proof asks for the effects of a pass. */
function pathsIn(list: string, field: string): (i: number) => string {
  const known: string[] = []
  return (i) => {
    const path = known[i] ?? `${list}[${i}].${field}`
    if (i < mostKnown) known[i] = path
    return path
  }
}

const mostKnown = 64
const ofUse = pathsIn('uses', 'use')
const ofBinding = pathsIn('bindings', 'use')
const ofColor = pathsIn('color', 'use')
const ofResolve = pathsIn('color', 'resolve')

/** The effects of a pass, in the order in which plans list them. `levels` gives the number of mip levels of a resource. */
export function effectsOf(pass: Pass, levels: (resource: string) => number): Effect[] {
  switch (pass.kind) {
    case 'upload':
      return [effect(pass.to, 'to', pass.optional ? 'update' : 'write', 'copy-write')]
    case 'fill':
      return [effect(pass.to, 'to', 'write', 'copy-write')]
    case 'readback':
      return [effect(pass.from, 'from', 'read', 'copy-read')]
    case 'copy':
      return [effect(pass.from, 'from', 'read', 'copy-read'), effect(pass.to, 'to', 'write', 'copy-write')]
    case 'mipmap':
      return mipmapEffects(pass, levels(pass.texture))
    case 'compute':
      return computeEffects(pass)
    case 'render': {
      const effects = attachmentEffects(pass)
      pass.uses?.forEach((use, i) => effects.push(useEffect(use, ofUse(i))))
      for (const { use, at } of drawnUses(pass).list) effects.push(useEffect(use, at))
      return effects
    }
    case 'custom':
    case 'external':
      return useEffects(pass.uses)
    case 'host':
      // Outputs and inputs belong to the host, so no memory of the graph is touched.
      return []
  }
}

/** Effects of a mipmap pass: each level is written from the level above, and all depend on what level 0 held before the pass. */
function mipmapEffects({ texture: resource }: PassOf<'mipmap'>, levels: number): Effect[] {
  const effects = [effect({ resource, mipLevel: 0 }, 'texture', 'read', 'sampled-read')]
  for (let mipLevel = 1; mipLevel < levels; mipLevel++)
    effects.push(effect({ resource, mipLevel }, 'texture', 'write', 'color-attachment'))
  return effects
}

function computeEffects({ bindings = [], workgroups }: PassOf<'compute'>): Effect[] {
  const effects: Effect[] = []
  bindings.forEach((binding, i) => {
    if ('use' in binding) effects.push(useEffect(binding, ofBinding(i)))
  })
  if ('indirect' in workgroups)
    effects.push(effect(workgroups.indirect, 'workgroups.indirect', 'read', 'indirect-read'))
  return effects
}

/**
 * Effects of attachments: each colour followed by its resolve target, then depth. Loaded samples are read; resolving only
 * writes.
 */
function attachmentEffects({ color = [], depth }: PassOf<'render'>): Effect[] {
  const effects: Effect[] = []
  color.forEach(({ use, load, resolve }, i) => {
    effects.push(effect(use, ofColor(i), load === 'load' ? 'read-write' : 'write', 'color-attachment'))
    if (resolve !== undefined) effects.push(effect(resolve, ofResolve(i), 'write', 'color-attachment'))
  })
  if (!depth) return effects
  // Read-only depth is tested against and kept, whatever `load` says.
  if (depth.readOnly) effects.push(effect(depth.use, 'depth.use', 'read', 'depth-read'))
  else effects.push(effect(depth.use, 'depth.use', depth.load === 'load' ? 'read-write' : 'write', 'depth-write'))
  return effects
}

const useEffects = (uses: readonly Use[] = []): Effect[] => uses.map((use, i) => useEffect(use, ofUse(i)))

function useEffect({ use, as, access, inPlace = false }: Use, at: string): Effect {
  switch (as) {
    case 'vertex':
      return effect(use, at, 'read', 'vertex-read')
    case 'index':
      return effect(use, at, 'read', 'index-read')
    case 'indirect':
      return effect(use, at, 'read', 'indirect-read')
    case 'uniform':
      return effect(use, at, 'read', 'uniform-read')
    case 'sampled':
      return effect(use, at, 'read', 'sampled-read')
    case 'storage-read':
      return effect(use, at, 'read', 'storage-read')
    case 'copy-src':
      return effect(use, at, 'read', 'copy-read')
    case 'copy-dst':
      return effect(use, at, access === 'update' ? 'update' : 'write', 'copy-write', inPlace)
    case 'attachment':
      // Of depth where the format has it, which `slotsOf` looks up.
      return effect(use, at, access ?? 'write', 'color-attachment')
    case 'storage':
    case 'storage-texture':
      // A shader that does not declare its access to a storage binding may both read and write it.
      return access === 'read'
        ? effect(use, at, 'read', 'storage-read')
        : effect(use, at, access ?? 'read-write', 'storage-write', inPlace)
  }
}
