/**
 * Effects of passes: the bytes that each kind of pass reads and writes, by endpoint. This table is the checker's own; the
 * planner uses another (src/graph), and a fault in either one shows as a refused plan.
 */
import type { Endpoint, Pass, PassOf, Use } from '../graph/document.ts'
import type { AccessKind } from './access-kinds.ts'
import { drawnUses, type DrawnUses } from './drawn-uses.ts'

/** `update`: some bytes are written, and the others keep what they held, be it undefined. */
export type Does = 'read' | 'write' | 'read-write' | 'update'

/** Makes the path of an endpoint in the pass, for messages: that of entry `i` of a list, or of what is none. */
export type PathOf = (i: number) => string

/** Takes one effect, whose path is `path(i)`; `inPlace` is false where it is left out. */
export type AddEffect = (
  endpoint: Endpoint,
  does: Does,
  kind: AccessKind,
  path: PathOf,
  i: number,
  /** Whether the pass may be given the memory of one of its inputs for this endpoint. */
  inPlace?: boolean,
) => void

const one =
  (path: string): PathOf =>
  () =>
    path
const ofFrom = one('from')
const ofTo = one('to')
const ofTexture = one('texture')
const ofCounts = one('workgroups.indirect')
const ofDepth = one('depth.use')
const ofUse: PathOf = (i) => `uses[${i}].use`
const ofBinding: PathOf = (i) => `bindings[${i}].use`
const ofColor: PathOf = (i) => `color[${i}].use`
const ofResolve: PathOf = (i) => `color[${i}].resolve`

/** Tells the effects of a pass, in the order in which plans list them. `levels` gives the number of mip levels of a resource. */
export function addEffects(pass: Pass, levels: (resource: string) => number, add: AddEffect): void {
  switch (pass.kind) {
    case 'upload':
      return add(pass.to, pass.optional ? 'update' : 'write', 'copy-write', ofTo, 0)
    case 'fill':
      return add(pass.to, 'write', 'copy-write', ofTo, 0)
    case 'readback':
      return add(pass.from, 'read', 'copy-read', ofFrom, 0)
    case 'copy':
      add(pass.from, 'read', 'copy-read', ofFrom, 0)
      return add(pass.to, 'write', 'copy-write', ofTo, 0)
    case 'mipmap':
      return addMipmap(pass, levels(pass.texture), add)
    case 'compute':
      return addCompute(pass, add)
    case 'render':
      addAttachments(pass, add)
      addUses(pass.uses, add)
      return addDrawn(drawnUses(pass).list, add)
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
  add({ resource, mipLevel: 0 }, 'read', 'sampled-read', ofTexture, 0)
  for (let mipLevel = 1; mipLevel < levels; mipLevel++)
    add({ resource, mipLevel }, 'write', 'color-attachment', ofTexture, 0)
}

function addCompute({ bindings = [], workgroups }: PassOf<'compute'>, add: AddEffect): void {
  for (let i = 0; i < bindings.length; i++) {
    const binding = bindings[i]!
    if ('use' in binding) addUse(binding, ofBinding, i, add)
  }
  if ('indirect' in workgroups) add(workgroups.indirect, 'read', 'indirect-read', ofCounts, 0)
}

/**
 * Effects of attachments: each colour followed by its resolve target, then depth. Loaded samples are read; resolving only
 * writes.
 */
function addAttachments({ color = [], depth }: PassOf<'render'>, add: AddEffect): void {
  color.forEach(({ use, load, resolve }, i) => {
    add(use, load === 'load' ? 'read-write' : 'write', 'color-attachment', ofColor, i)
    if (resolve !== undefined) add(resolve, 'write', 'color-attachment', ofResolve, i)
  })
  if (!depth) return
  // Read-only depth is tested against and kept, whatever `load` says.
  if (depth.readOnly) add(depth.use, 'read', 'depth-read', ofDepth, 0)
  else add(depth.use, depth.load === 'load' ? 'read-write' : 'write', 'depth-write', ofDepth, 0)
}

function addUses(uses: readonly Use[] = [], add: AddEffect): void {
  for (let i = 0; i < uses.length; i++) addUse(uses[i]!, ofUse, i, add)
}

function addDrawn(list: DrawnUses['list'], add: AddEffect): void {
  const ofDrawn: PathOf = (i) => list[i]!.toString()
  for (let i = 0; i < list.length; i++) addUse(list[i]!.use, ofDrawn, i, add)
}

function addUse({ use, as, access, inPlace = false }: Use, path: PathOf, i: number, add: AddEffect): void {
  switch (as) {
    case 'vertex':
      return add(use, 'read', 'vertex-read', path, i)
    case 'index':
      return add(use, 'read', 'index-read', path, i)
    case 'indirect':
      return add(use, 'read', 'indirect-read', path, i)
    case 'uniform':
      return add(use, 'read', 'uniform-read', path, i)
    case 'sampled':
      return add(use, 'read', 'sampled-read', path, i)
    case 'storage-read':
      return add(use, 'read', 'storage-read', path, i)
    case 'copy-src':
      return add(use, 'read', 'copy-read', path, i)
    case 'copy-dst':
      return add(use, access === 'update' ? 'update' : 'write', 'copy-write', path, i, inPlace)
    case 'attachment':
      // `slotsOf` makes this a depth attachment where the format has depth.
      return add(use, access ?? 'write', 'color-attachment', path, i)
    case 'storage':
    case 'storage-texture':
      // A shader that does not declare its access to a storage binding may both read and write it.
      return access === 'read'
        ? add(use, 'read', 'storage-read', path, i)
        : add(use, access ?? 'read-write', 'storage-write', path, i, inPlace)
    default:
      as satisfies never
  }
}
