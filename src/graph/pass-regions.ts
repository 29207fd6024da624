/** The regions of resources that a pass's endpoints are. */
import { counted, outOfRange, shown, sizeMismatch, wrongKind } from '../errors.ts'
import type { Endpoint, Pass, PassOf } from './document.ts'
import { endpointId, hasOwnSize, regionBytes, resolveEndpoint, type Region, type TextureRegion } from './endpoint.ts'
import type { EndpointUse } from './endpoint-use.ts'
import { aspectSpan } from './formats.ts'
import { passEndpoints } from './pass-endpoints.ts'
import type { ResolvedGraph } from './resolved-graph.ts'
import { mipLevels, type ResourceInfo } from './resources.ts'

/** Something with a path in the document, which is made when it is asked for. */
type Place = { readonly path: string }
export type InfoOf = (endpoint: Endpoint, place: Place) => ResourceInfo

/** The regions of `uses`, the endpoints of pass `p`, in their order. */
export const resolveRegions = (pass: Pass, p: number, uses: readonly EndpointUse[], infoOf: InfoOf): Region[] =>
  pass.kind === 'copy' ? resolveCopy(pass, p, uses, infoOf) : resolveUses(uses, infoOf)

function resolveUses(uses: readonly EndpointUse[], infoOf: InfoOf): Region[] {
  const regions = new Array<Region>(uses.length)
  for (let slot = 0; slot < uses.length; slot++) {
    const use = uses[slot]!
    const info = infoOf(use.endpoint, use)
    regions[slot] = typeof use.endpoint === 'string' && info.whole ? info.whole : resolvePart(use, info)
  }
  return regions
}

const resolvePart = (use: EndpointUse, info: ResourceInfo): Region =>
  resolveEndpoint(use.endpoint, info, () => use.path)

/** The endpoints of one pass, in the order of the slots of its accesses. */
export const passUses = ({ resources, resourceIndex, graph }: ResolvedGraph, p: number): EndpointUse[] =>
  passEndpoints(graph.passes[p]!, p, (id) => mipLevels(resources[resourceIndex.get(id)!]!))

/** The regions of one pass's endpoints, in the order of `passUses`. */
export function passRegions(resolved: ResolvedGraph, p: number): Region[] {
  const { resources, resourceIndex, graph } = resolved
  const infoOf: InfoOf = (endpoint) => resources[resourceIndex.get(endpointId(endpoint))!]!
  return resolveRegions(graph.passes[p]!, p, passUses(resolved, p), infoOf)
}

/**
 * The region of an upload, fill or readback, or of side `slot` of a copy: `passRegions(resolved, p)[slot]`, with nothing made but the
 * region itself.
 */
export function transferRegion(resolved: ResolvedGraph, p: number, slot: 0 | 1 = 0): Region {
  const { resources, resourceIndex, graph } = resolved
  const pass = graph.passes[p] as PassOf<'upload' | 'fill' | 'readback' | 'copy'>
  const isSource = pass.kind === 'readback' || (pass.kind === 'copy' && slot === 0)
  const endpoint = isSource ? (pass as PassOf<'readback' | 'copy'>).from : (pass as PassOf<'copy'>).to
  const info = resources[resourceIndex.get(endpointId(endpoint))!]!
  // A part of a buffer without a size is as large as the other side of its copy.
  if (pass.kind === 'copy' && !info.layout && !hasOwnSize(endpoint)) return passRegions(resolved, p)[slot]!
  return typeof endpoint === 'string' && info.whole ? info.whole : resolveEndpoint(endpoint, info, noPath)
}

/** Regions of a resolved graph have no faults whose place is asked for. */
export const noPath = () => ''

function resolveCopy(
  pass: PassOf<'copy'>,
  p: number,
  [source, target]: readonly EndpointUse[],
  infoOf: InfoOf,
): Region[] {
  const fromPath = () => source!.path
  const toPath = () => target!.path
  const fromInfo = infoOf(pass.from, source!)
  const toInfo = infoOf(pass.to, target!)
  let from: Region, to: Region
  // The side that says its size (textures always do) gives it to the side that does not.
  if (fromInfo.layout || hasOwnSize(pass.from)) {
    from = resolveEndpoint(pass.from, fromInfo, fromPath)
    to = resolveEndpoint(pass.to, toInfo, toPath, regionBytes(from))
  } else {
    const toSized = toInfo.layout !== undefined || hasOwnSize(pass.to)
    to = resolveEndpoint(pass.to, toInfo, toPath)
    from = resolveEndpoint(pass.from, fromInfo, fromPath, toSized ? regionBytes(to) : undefined)
  }
  if (regionBytes(from) !== regionBytes(to))
    throw sizeMismatch(
      `${sides(pass)} differ: ${counted(regionBytes(from), 'byte')} from, ${counted(regionBytes(to), 'byte')} to; give both one size`,
      `passes[${p}]`,
      { from: regionBytes(from), to: regionBytes(to) },
    )
  if (from.kind === 'texture' && to.kind === 'texture') {
    if (!sameSpan(from, fromInfo, to, toInfo) || from.size.some((n, axis) => n !== to.size[axis]))
      throw sizeMismatch(
        `${sides(pass)} differ in extent or in the size of a texel: ${texelsOf(from, fromInfo)} from, ${texelsOf(to, toInfo)} to`,
        `passes[${p}]`,
      )
    const [a, b] = [fromInfo.layout!, toInfo.layout!]
    if (a.sampleCount !== b.sampleCount)
      throw sizeMismatch(
        `${sides(pass)} differ in samples a texel: ${a.sampleCount} from, ${b.sampleCount} to; resolve the first`,
        `passes[${p}]`,
      )
    if (a.sampleCount > 1) {
      demandAllTexels(from, a.levels[0]!, 'copied', source!.path)
      demandAllTexels(to, b.levels[0]!, 'copied', target!.path)
      // Single samples go by a buffer where formats with depth or stencil differ; no API brings several there.
      const isOfDepth = [a, b].some(({ format }) => format.depth || format.stencil)
      if (isOfDepth && a.formatName !== b.formatName)
        throw wrongKind(
          `${sides(pass)} differ in format: ${a.formatName} from, ${b.formatName} to; give both one`,
          `passes[${p}]`,
        )
    }
  }
  return [from, to]
}

const sides = ({ from, to }: PassOf<'copy'>): string =>
  `The sides of a copy, ${shown(endpointId(from))} and ${shown(endpointId(to))},`
const texelsOf = ({ size, aspect }: TextureRegion, { layout }: ResourceInfo): string =>
  `${size.join(' × ')} texels of ${layout!.formatName}${aspect === 'all' ? '' : ` (${aspect})`}`

/**
 * Multisampled textures, which have one level and one layer, are copied and filled whole only: no API does a part.
 * @param done copied or filled
 * @throws MemkitError OUT_OF_RANGE
 */
export function demandAllTexels(
  { size }: TextureRegion,
  { width, height }: { readonly width: number; readonly height: number },
  done: string,
  path: string,
): void {
  if (size[0] === width && size[1] === height) return
  throw outOfRange(
    `A multisampled texture is ${done} whole, not ${size[0]} × ${size[1]} texels of ${width} × ${height}; name all of it`,
    path,
  )
}

/** Whether the texels of both sides have equal bytes; of combined depth and stencil, the same aspect. */
const sameSpan = (from: TextureRegion, fromInfo: ResourceInfo, to: TextureRegion, toInfo: ResourceInfo): boolean => {
  const a = aspectSpan(fromInfo.layout!.format, from.aspect)
  const b = aspectSpan(toInfo.layout!.format, to.aspect)
  return a.bytes === b.bytes && a.tightBytes === b.tightBytes
}

/**
 * Whether two boxes of one mip level share no texel. Byte intervals cannot tell: boxes side by side in one layer have the same
 * interval.
 */
export function areDisjoint([from, to]: readonly Region[]): boolean {
  if (from!.kind !== 'texture' || to!.kind !== 'texture' || from!.resource !== to!.resource) return false
  if (from.mipLevel !== to.mipLevel || from.mipLevelCount > 1 || to.mipLevelCount > 1) return false
  const { origin, size } = from
  return origin.some((at, axis) => at + size[axis]! <= to.origin[axis]! || to.origin[axis]! + to.size[axis]! <= at)
}
