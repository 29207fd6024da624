/** Regions: endpoints with all defaults filled in, as bytes of a buffer or texels of a texture. */
import type { BufferEndpoint, Endpoint, TextureEndpoint } from '../graph/document.ts'
import { aspectBytes, type Aspect } from './formats.ts'
import type { ResourceInfo } from './resources.ts'
import type { TextureLayout } from './texture-layout.ts'

export interface BufferRange {
  readonly kind: 'buffer'
  readonly resource: number
  /** Number of runs ago; 0 for the current run. */
  readonly previous: number
  readonly offset: number
  readonly size: number
}

export interface TextureRegion {
  readonly kind: 'texture'
  readonly resource: number
  readonly previous: number
  readonly mipLevel: number
  readonly mipLevelCount: number
  readonly origin: readonly [number, number, number]
  readonly size: readonly [number, number, number]
  readonly aspect: Aspect
  /** Bytes of the region with tight rows, in a copy of its aspect. */
  readonly sizeBytes: number
}

export type Region = BufferRange | TextureRegion

export const regionBytes = (region: Region): number => (region.kind === 'buffer' ? region.size : region.sizeBytes)

const asObject = <E extends Exclude<Endpoint, string>>(endpoint: Endpoint): E =>
  (typeof endpoint === 'string' ? { resource: endpoint } : endpoint) as E

export const regionOf = (endpoint: Endpoint, info: ResourceInfo): Region =>
  info.layout ? texels(asObject(endpoint), info, info.layout) : bytes(asObject(endpoint), info)

/** The two sides of a copy. A buffer range without a size takes the size of the other side, if that side gives one. */
export function copyRegions(
  from: Endpoint,
  fromInfo: ResourceInfo,
  to: Endpoint,
  toInfo: ResourceInfo,
): [Region, Region] {
  const source = regionOf(from, fromInfo)
  const target = regionOf(to, toInfo)
  const hasSourceSize = saysSize(from, fromInfo)
  const hasTargetSize = saysSize(to, toInfo)
  if (!hasTargetSize && target.kind === 'buffer')
    return [source, { ...target, size: hasSourceSize ? regionBytes(source) : target.size }]
  if (!hasSourceSize && source.kind === 'buffer') return [{ ...source, size: regionBytes(target) }, target]
  return [source, target]
}

/** Whether an endpoint determines a size: an id means the whole resource, and texels have a fixed number of bytes. */
const saysSize = (endpoint: Endpoint, info: ResourceInfo): boolean =>
  info.layout !== undefined || typeof endpoint === 'string' || endpoint.size !== undefined

function bytes({ offset = 0, size, previous = 0 }: BufferEndpoint, info: ResourceInfo): BufferRange {
  return { kind: 'buffer', resource: info.index, previous, offset, size: size ?? info.sizeBytes - offset }
}

function texels(endpoint: TextureEndpoint, info: ResourceInfo, layout: TextureLayout): TextureRegion {
  const { mipLevel = 0, origin = [0, 0, 0], aspect = 'all', previous = 0 } = endpoint
  // The region covers all levels, unless a field is given that only applies to one.
  const isOneLevel = endpoint.mipLevel !== undefined || endpoint.origin !== undefined || endpoint.size !== undefined
  const mipLevelCount = endpoint.mipLevelCount ?? (isOneLevel ? 1 : layout.levels.length)
  const { width, height, slices } = layout.levels[mipLevel]!
  const size = endpoint.size ?? ([width - origin[0], height - origin[1], slices - origin[2]] as const)
  const { blockWidth, blockHeight } = layout.format
  let blocks = 0
  for (let l = mipLevel; l < mipLevel + mipLevelCount; l++) {
    const level = layout.levels[l]!
    // A region of several levels covers each of them whole, in the layers that it names.
    const [w, h, d] =
      mipLevelCount === 1 ? size : [level.width, level.height, layout.dimension === '3d' ? level.slices : size[2]]
    blocks += Math.ceil(w / blockWidth) * Math.ceil(h / blockHeight) * d
  }
  return {
    kind: 'texture',
    resource: info.index,
    previous,
    mipLevel,
    mipLevelCount,
    origin,
    size,
    aspect,
    sizeBytes: blocks * aspectBytes(layout.format, aspect) * layout.sampleCount,
  }
}
