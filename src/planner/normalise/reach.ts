/** Reach of accesses: the bytes that must stay in order, which may be more or fewer than those a pass names. */
import { accessCode } from '../../graph/access.ts'
import type { Endpoint } from '../../graph/document.ts'
import type { TextureRegion } from '../../graph/endpoint.ts'
import { passRegions, transferRegion } from '../../graph/pass-regions.ts'
import type { ResolvedGraph } from '../../graph/resolved-graph.ts'
import { roundUp } from '../../plan/multiples.ts'
import { float64Slice } from '../../graph/typed-arrays.ts'

/** Reach of accesses, by access. */
export interface Reach {
  /**
   * Begin and end of each access for its order. Shaders read and write whole words, so no other pass may touch the rest of a
   * word in between; in a level of a 3D texture they see all slices.
   */
  readonly accessFrom: Float64Array
  readonly accessReach: Float64Array
  /** By access: the texels that a transfer touches, where they are parts of layers. */
  readonly accessBox: ReadonlyMap<number, TextureRegion>
}

const bufferShaderKinds = new Set([accessCode['storage-read'], accessCode['storage-write'], accessCode['uniform-read']])
const textureShaderKinds = new Set([
  accessCode['storage-read'],
  accessCode['storage-write'],
  accessCode['sampled-read'],
])

const noBoxes: ReadonlyMap<number, TextureRegion> = new Map()

/** Computes the reach of all accesses. O(accesses). */
export function reachOf(resolved: ResolvedGraph): Reach {
  const { accessBegin, accessEnd, accessKind, accessInstance, instanceTexture } = resolved
  let accessReach = accessEnd
  for (let a = 0; a < accessBegin.length; a++) {
    const end = accessEnd[a]!
    const instance = accessInstance[a]!
    // The bits of a number below 2^53, where a remainder would be a call.
    if ((end & 3) === 0 || instanceTexture[instance] || !bufferShaderKinds.has(accessKind[a]!)) continue
    if (accessReach === accessEnd) accessReach = float64Slice(accessEnd)
    // This may be past the end of the resource, where the memory belongs to other resources before or after it.
    accessReach[a] = roundUp(end, 4)
  }
  const has3d = resolved.hasTextures && resolved.resources.some(({ layout }) => layout?.dimension === '3d')
  const accessBox = boxesOf(resolved)
  return has3d
    ? { ...wholeLevels(resolved, accessReach), accessBox }
    : { accessFrom: accessBegin, accessReach, accessBox }
}

function wholeLevels(resolved: ResolvedGraph, reach: Float64Array): Omit<Reach, 'accessBox'> {
  const accessFrom = float64Slice(resolved.accessBegin)
  const accessReach = float64Slice(reach)
  for (let a = 0; a < accessFrom.length; a++) {
    const { layout } = resolved.resources[resolved.instanceResource[resolved.accessInstance[a]!]!]!
    if (layout?.dimension !== '3d' || !textureShaderKinds.has(resolved.accessKind[a]!)) continue
    const [begin, end] = [accessFrom[a]!, accessReach[a]!]
    for (const { offset, sliceBytes, slices } of layout.levels) {
      const stop = offset + sliceBytes * slices
      if (offset <= begin && begin < stop) accessFrom[a] = offset
      if (offset < end && end <= stop) accessReach[a] = stop
    }
  }
  return { accessFrom, accessReach }
}

function boxesOf(resolved: ResolvedGraph): ReadonlyMap<number, TextureRegion> {
  if (!resolved.hasTextures) return noBoxes
  const boxes = new Map<number, TextureRegion>()
  const { passes } = resolved.graph
  for (let p = 0; p < passes.length; p++) {
    const pass = passes[p]!
    const isTransfer =
      pass.kind === 'upload' || pass.kind === 'fill' || pass.kind === 'readback' || pass.kind === 'copy'
    if (!isTransfer || !(('from' in pass && mayBeBox(pass.from)) || ('to' in pass && mayBeBox(pass.to)))) continue
    const both = pass.kind === 'copy' ? passRegions(resolved, p) : undefined
    const one = both ? undefined : transferRegion(resolved, p)
    for (let a = resolved.accessStart[p]!; a < resolved.accessStart[p + 1]!; a++) {
      const region = one ?? both![resolved.accessSlot[a]!]!
      if (region.kind === 'texture' && isBox(region, resolved)) boxes.set(a, region)
    }
  }
  return boxes
}

/** Whether a region may be smaller than whole layers: its endpoint has an origin or a size. */
const mayBeBox = (end: Endpoint): boolean =>
  typeof end === 'object' && ('origin' in end || Array.isArray((end as { size?: unknown }).size))

function isBox({ resource, wholeSlices }: TextureRegion, { resources }: ResolvedGraph): boolean {
  const { format } = resources[resource]!.layout!
  // Depth and stencil are copied in whole layers only.
  return !wholeSlices && !format.depth && !format.stencil
}
