/**
 * Effects of passes: the bytes that each kind of pass reads and writes, by endpoint. This table is the checker's own; the
 * planner uses another (src/graph), and a fault in either one shows as a refused plan.
 */
import type { Endpoint, Pass, PassOf, Use } from '../graph/document.ts'
import type { AccessKind } from './access-kinds.ts'
import { drawnUses } from './drawn-uses.ts'

/** A path in a pass, when it is put into a text. */
export type Path = string | { toString(): string }

/** `update`: some bytes are written, and the others keep what they held, be it undefined. */
export type Does = 'read' | 'write' | 'read-write' | 'update'

/** The effect of a pass on the bytes of one endpoint. */
export interface Effect {
  readonly endpoint: Endpoint
  /** Path of the endpoint in the pass, for messages: a text, or what makes one. */
  readonly at: Path
  readonly does: Does
  readonly kind: AccessKind
  /** Whether the pass may be given the memory of one of its inputs for this endpoint. */
  readonly inPlace: boolean
}

/** Takes one effect; `inPlace` is false where it is left out. */
export type AddEffect = (endpoint: Endpoint, at: Path, does: Does, kind: AccessKind, inPlace?: boolean) => void

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

/** Tells the effects of a pass, in the order in which plans list them. `levels` gives the number of mip levels of a resource. */
export function addEffects(pass: Pass, levels: (resource: string) => number, add: AddEffect): void {
  switch (pass.kind) {
    case 'upload':
      return add(pass.to, 'to', pass.optional ? 'update' : 'write', 'copy-write')
    case 'fill':
      return add(pass.to, 'to', 'write', 'copy-write')
    case 'readback':
      return add(pass.from, 'from', 'read', 'copy-read')
    case 'copy':
      add(pass.from, 'from', 'read', 'copy-read')
      return add(pass.to, 'to', 'write', 'copy-write')
    case 'mipmap':
      return addMipmap(pass, levels(pass.texture), add)
    case 'compute':
      return addCompute(pass, add)
    case 'render':
      addAttachments(pass, add)
      addUses(pass.uses, add)
      for (const one of drawnUses(pass).list) addUse(one.use, one, add)
      return
    case 'custom':
    case 'external':
      return addUses(pass.uses, add)
    case 'host':
      // Outputs and inputs belong to the host, so no memory of the graph is touched.
      return
    default:
      pass satisfies never
  }
}

/** Effects of a mipmap pass: each level is written from the level above, and all depend on what level 0 held before the pass. */
function addMipmap({ texture: resource }: PassOf<'mipmap'>, levels: number, add: AddEffect): void {
  add({ resource, mipLevel: 0 }, 'texture', 'read', 'sampled-read')
  for (let mipLevel = 1; mipLevel < levels; mipLevel++)
    add({ resource, mipLevel }, 'texture', 'write', 'color-attachment')
}

function addCompute({ bindings = [], workgroups }: PassOf<'compute'>, add: AddEffect): void {
  for (let i = 0; i < bindings.length; i++) {
    const binding = bindings[i]!
    if ('use' in binding) addUse(binding, ofBinding(i), add)
  }
  if ('indirect' in workgroups) add(workgroups.indirect, 'workgroups.indirect', 'read', 'indirect-read')
}

/**
 * Effects of attachments: each colour followed by its resolve target, then depth. Loaded samples are read; resolving only
 * writes.
 */
function addAttachments({ color = [], depth }: PassOf<'render'>, add: AddEffect): void {
  color.forEach(({ use, load, resolve }, i) => {
    add(use, ofColor(i), load === 'load' ? 'read-write' : 'write', 'color-attachment')
    if (resolve !== undefined) add(resolve, ofResolve(i), 'write', 'color-attachment')
  })
  if (!depth) return
  // Read-only depth is tested against and kept, whatever `load` says.
  if (depth.readOnly) add(depth.use, 'depth.use', 'read', 'depth-read')
  else add(depth.use, 'depth.use', depth.load === 'load' ? 'read-write' : 'write', 'depth-write')
}

const addUses = (uses: readonly Use[] = [], add: AddEffect): void =>
  uses.forEach((use, i) => addUse(use, ofUse(i), add))

function addUse({ use, as, access, inPlace = false }: Use, at: Path, add: AddEffect): void {
  switch (as) {
    case 'vertex':
      return add(use, at, 'read', 'vertex-read')
    case 'index':
      return add(use, at, 'read', 'index-read')
    case 'indirect':
      return add(use, at, 'read', 'indirect-read')
    case 'uniform':
      return add(use, at, 'read', 'uniform-read')
    case 'sampled':
      return add(use, at, 'read', 'sampled-read')
    case 'storage-read':
      return add(use, at, 'read', 'storage-read')
    case 'copy-src':
      return add(use, at, 'read', 'copy-read')
    case 'copy-dst':
      return add(use, at, access === 'update' ? 'update' : 'write', 'copy-write', inPlace)
    case 'attachment':
      // Of depth where the format has it, which `slotsOf` looks up.
      return add(use, at, access ?? 'write', 'color-attachment')
    case 'storage':
    case 'storage-texture':
      // A shader that does not declare its access to a storage binding may both read and write it.
      return access === 'read'
        ? add(use, at, 'read', 'storage-read')
        : add(use, at, access ?? 'read-write', 'storage-write', inPlace)
    default:
      as satisfies never
  }
}
