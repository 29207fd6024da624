/** Endpoints of the document made explicit: every default filled in, every range checked against its resource. */
import { outOfRange, wrongKind } from '../errors.ts'
import type { BufferEndpoint, Endpoint, TextureEndpoint } from './document.ts'
import { aspectSpan, sameTexels, type Aspect } from './formats.ts'
import type { BufferRange, ResourceInfo } from './resources.ts'
import type { TextureLayout } from './texture-layout.ts'

export type { BufferRange } from './resources.ts'

export interface TextureRegion {
  readonly kind: 'texture'
  readonly resource: number
  readonly previous: number
  readonly mipLevel: number
  readonly mipLevelCount: number
  /** The region's first texel, in texels of `mipLevel`; a region of several levels is always the whole of each. */
  readonly origin: readonly [number, number, number]
  readonly size: readonly [number, number, number]
  readonly aspect: Aspect
  /** Bytes of the region, rows without padding. */
  readonly sizeBytes: number
  /** True when every texel of each touched slice is inside. */
  readonly wholeSlices: boolean
}

export type Region = BufferRange | TextureRegion

export const regionBytes = (region: Region): number => (region.kind === 'buffer' ? region.size : region.sizeBytes)

/** Whether the endpoint itself says how many bytes it means (an id means the whole resource). */
export const hasOwnSize = (endpoint: Endpoint): boolean => typeof endpoint === 'string' || endpoint.size !== undefined

const bufferFields = new Set(['resource', 'offset', 'size', 'previous'])

/**
 * Resolves one endpoint. `otherSize` is the size in bytes of the other side of a copy, taken when this side has none.
 * @throws MemkitError WRONG_KIND or OUT_OF_RANGE with the JSON path given by `path()`.
 */
export function resolveEndpoint(
  endpoint: Endpoint,
  info: ResourceInfo,
  path: () => string,
  otherSize?: number,
): Region {
  const previous = typeof endpoint === 'string' ? 0 : (endpoint.previous ?? 0)
  if (previous > info.history) {
    throw outOfRange(
      info.history === 0
        ? '"previous" needs a persistent resource with "history"'
        : `"previous" is ${previous}, but the resource keeps ${info.history} earlier runs`,
      `${path()}.previous`,
    )
  }
  if (info.layout) {
    if (typeof endpoint !== 'string') {
      const stray = Object.keys(endpoint).find((key) => key === 'offset')
      if (stray || typeof endpoint.size === 'number')
        throw wrongKind('A byte range was given, but the resource is a texture', path())
    }
    return textureRegion(
      typeof endpoint === 'string' ? { resource: endpoint } : (endpoint as TextureEndpoint),
      info,
      info.layout,
      previous,
      path,
    )
  }
  if (typeof endpoint !== 'string') {
    const stray = Object.keys(endpoint).find((key) => !bufferFields.has(key))
    if (stray !== undefined || Array.isArray(endpoint.size))
      throw wrongKind('A texture region was given, but the resource is a buffer', path())
  }
  return bufferRange(
    typeof endpoint === 'string' ? { resource: endpoint } : (endpoint as BufferEndpoint),
    info,
    previous,
    path,
    otherSize,
    typeof endpoint === 'string',
  )
}

function bufferRange(
  endpoint: BufferEndpoint,
  info: ResourceInfo,
  previous: number,
  path: () => string,
  otherSize: number | undefined,
  whole: boolean,
): BufferRange {
  const offset = endpoint.offset ?? 0
  if (offset > info.sizeBytes)
    throw outOfRange(`offset ${offset} is past the end of the buffer (${info.sizeBytes} bytes)`, `${path()}.offset`)
  const rest = info.sizeBytes - offset
  const size = endpoint.size ?? (whole ? rest : (otherSize ?? rest))
  if (size > rest)
    throw outOfRange(
      `offset ${offset} and size ${size} reach past the end of the buffer (${info.sizeBytes} bytes)`,
      endpoint.size === undefined ? path() : `${path()}.size`,
    )
  return { kind: 'buffer', resource: info.index, previous, offset, size }
}

function textureRegion(
  endpoint: TextureEndpoint,
  info: ResourceInfo,
  layout: TextureLayout,
  previous: number,
  path: () => string,
): TextureRegion {
  const partial = endpoint.origin !== undefined || endpoint.size !== undefined
  const mipLevel = endpoint.mipLevel ?? 0
  if (mipLevel >= layout.levels.length)
    throw outOfRange(
      `mipLevel ${mipLevel} is not one of the texture's ${layout.levels.length} levels`,
      `${path()}.mipLevel`,
    )
  const mipLevelCount =
    endpoint.mipLevelCount ?? (partial || endpoint.mipLevel !== undefined ? 1 : layout.levels.length)
  if (mipLevelCount > layout.levels.length - mipLevel)
    throw outOfRange(
      `${mipLevelCount} levels from level ${mipLevel} are more than the texture's ${layout.levels.length}`,
      `${path()}.mipLevelCount`,
    )
  const aspect = endpoint.aspect ?? 'all'
  if (aspect === 'depth-only' && !layout.format.depth)
    throw wrongKind('The format has no depth aspect', `${path()}.aspect`)
  if (aspect === 'stencil-only' && !layout.format.stencil)
    throw wrongKind('The format has no stencil aspect', `${path()}.aspect`)
  if (endpoint.format !== undefined && !sameTexels(endpoint.format, layout.formatName))
    throw wrongKind(
      `A ${layout.formatName} texture cannot be seen as ${endpoint.format}; only sRGB may differ`,
      `${path()}.format`,
    )
  const level = layout.levels[mipLevel]!
  const origin = endpoint.origin ?? ([0, 0, 0] as const)
  const extent = [level.width, level.height, level.slices] as const
  // A 2D texture's layers are the third coordinate. They do not shrink with the level, so several levels may share them.
  const rest = [0, 1, 2].map((axis) => extent[axis]! - origin[axis]!) as [number, number, number]
  for (let axis = 0; axis < 3; axis++) {
    if (rest[axis]! <= 0)
      throw outOfRange(`origin ${origin.join(', ')} is outside the level (${extent.join(' × ')})`, `${path()}.origin`)
  }
  const size = endpoint.size ?? rest
  for (let axis = 0; axis < 3; axis++) {
    if (size[axis]! > rest[axis]!)
      throw outOfRange(`origin and size reach past the level (${extent.join(' × ')})`, `${path()}.size`)
  }
  const span = aspectSpan(layout.format, aspect)
  const plane = origin[0] === 0 && origin[1] === 0 && size[0] === extent[0] && size[1] === extent[1]
  const wholeSlices = plane && span.bytes === layout.format.blockBytes
  if (mipLevelCount > 1 && (!plane || (layout.dimension === '3d' && size[2] !== extent[2])))
    throw outOfRange('A region of several mip levels must be the whole of each level', path())
  const { blockWidth, blockHeight } = layout.format
  if (blockWidth > 1 || blockHeight > 1) {
    const aligned = (at: number, length: number, unit: number, edge: number) =>
      at % unit === 0 && (length % unit === 0 || at + length === edge)
    if (!aligned(origin[0], size[0], blockWidth, extent[0]) || !aligned(origin[1], size[1], blockHeight, extent[1]))
      throw outOfRange(
        `A region of a compressed texture must lie on blocks of ${blockWidth} × ${blockHeight} texels`,
        path(),
      )
  }
  let sizeBytes = 0
  if (mipLevelCount === 1) {
    sizeBytes =
      Math.ceil(size[0] / blockWidth) *
      Math.ceil(size[1] / blockHeight) *
      size[2] *
      span.tightBytes *
      layout.sampleCount
  } else {
    for (let l = mipLevel; l < mipLevel + mipLevelCount; l++) {
      const { sliceBytes, slices } = layout.levels[l]!
      sizeBytes +=
        (sliceBytes / layout.format.blockBytes) * span.tightBytes * (layout.dimension === '3d' ? slices : size[2])
    }
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
    sizeBytes,
    wholeSlices,
  }
}

/** The byte intervals of the linear texel layout that a region touches, one per mip level: [begin, end, begin, end, …]. */
export function regionIntervals(region: Region, info: ResourceInfo): number[] {
  if (region.kind === 'buffer') return [region.offset, region.offset + region.size]
  const layout = info.layout!
  const intervals: number[] = []
  for (let l = region.mipLevel; l < region.mipLevel + region.mipLevelCount; l++) {
    const level = layout.levels[l]!
    const slices = layout.dimension === '3d' && region.mipLevelCount > 1 ? level.slices : region.size[2]
    const first = layout.dimension === '3d' && region.mipLevelCount > 1 ? 0 : region.origin[2]
    const begin = level.offset + first * level.sliceBytes
    const end = begin + slices * level.sliceBytes
    const last = intervals.length - 1
    if (last > 0 && intervals[last] === begin) intervals[last] = end
    else intervals.push(begin, end)
  }
  return intervals
}
