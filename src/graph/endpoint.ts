/** Endpoints of the document made explicit: every default filled in, every range checked against its resource. */
import { counted, outOfRange, wrongKind } from '../errors.ts'
import type { BufferEndpoint, Endpoint, TextureEndpoint } from './document.ts'
import { aspectSpan, sameTexels } from './formats.ts'
import { atOrigin, type BufferRange, type ResourceInfo, type TextureRegion, type Triple } from './resources.ts'
import type { TextureLevel, TextureLayout } from './texture-layout.ts'

export type { BufferRange, TextureRegion } from './resources.ts'

export type Region = BufferRange | TextureRegion

export const regionBytes = (region: Region): number => (region.kind === 'buffer' ? region.size : region.sizeBytes)

/** The id of the resource that an endpoint names. */
export const endpointId = (endpoint: Endpoint): string => (typeof endpoint === 'string' ? endpoint : endpoint.resource)

/** Whether the endpoint itself says how many bytes it means (an id means the whole resource). */
export const hasOwnSize = (endpoint: Endpoint): boolean => typeof endpoint === 'string' || endpoint.size !== undefined

/** Whether an endpoint has a field that ranges of buffers do not have. A loop: a list of the keys would be made for every endpoint. */
function hasStray(endpoint: object): boolean {
  for (const key in endpoint)
    if (key !== 'resource' && key !== 'offset' && key !== 'size' && key !== 'previous') return true
  return false
}

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
        : `"previous" is ${previous}, but the resource keeps ${counted(info.history, 'earlier run')}`,
      `${path()}.previous`,
    )
  }
  if (info.layout) {
    if (typeof endpoint === 'string') return info.whole!
    if ('offset' in endpoint || typeof endpoint.size === 'number')
      throw wrongKind('A byte range was given, but the resource is a texture', path())
    return textureRegion(endpoint as TextureEndpoint, info, info.layout, previous, path)
  }
  if (typeof endpoint !== 'string') {
    if (hasStray(endpoint) || Array.isArray(endpoint.size))
      throw wrongKind('A texture region was given, but the resource is a buffer', path())
  }
  return bufferRange(
    typeof endpoint === 'string' ? { resource: endpoint } : (endpoint as BufferEndpoint),
    info,
    previous,
    path,
    typeof endpoint === 'string' ? undefined : otherSize,
  )
}

function bufferRange(
  endpoint: BufferEndpoint,
  info: ResourceInfo,
  previous: number,
  path: () => string,
  otherSize: number | undefined,
): BufferRange {
  const offset = endpoint.offset ?? 0
  if (offset > info.sizeBytes)
    throw outOfRange(
      `offset ${offset} is past the end of the buffer (${counted(info.sizeBytes, 'byte')})`,
      `${path()}.offset`,
    )
  const rest = info.sizeBytes - offset
  const size = endpoint.size ?? otherSize ?? rest
  if (size > rest)
    throw outOfRange(
      `offset ${offset} and size ${size} reach past the end of the buffer (${counted(info.sizeBytes, 'byte')})`,
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
  const mipLevel = endpoint.mipLevel ?? 0
  const mipLevelCount = levelCountOf(endpoint, mipLevel, layout, path)
  const aspect = endpoint.aspect ?? 'all'
  checkView(endpoint, layout, path)
  const level = layout.levels[mipLevel]!
  const origin = endpoint.origin ?? atOrigin
  const size = sizeFrom(origin, endpoint.size, level, path)
  const span = aspectSpan(layout.format, aspect)
  const plane = origin[0] === 0 && origin[1] === 0 && size[0] === level.width && size[1] === level.height
  if (mipLevelCount > 1 && (!plane || (layout.dimension === '3d' && size[2] !== level.slices)))
    throw outOfRange('A region of several mip levels must be the whole of each level', path())
  checkBlocks(layout, origin, size, level, path)
  return {
    kind: 'texture',
    resource: info.index,
    previous,
    mipLevel,
    mipLevelCount,
    origin,
    size,
    aspect,
    sizeBytes: tightBytes(layout, mipLevel, mipLevelCount, size, span.tightBytes),
    wholeSlices: plane && span.bytes === layout.format.blockBytes,
  }
}

/** The number of mip levels of an endpoint: what it says, one where it names a part or a first level only, else all. */
function levelCountOf(
  endpoint: TextureEndpoint,
  mipLevel: number,
  { levels }: TextureLayout,
  path: () => string,
): number {
  if (mipLevel >= levels.length)
    throw outOfRange(
      `There is no mip level ${mipLevel}; the texture has ${counted(levels.length, 'level')}`,
      `${path()}.mipLevel`,
    )
  const single = endpoint.origin !== undefined || endpoint.size !== undefined || endpoint.mipLevel !== undefined
  const mipLevelCount = endpoint.mipLevelCount ?? (single ? 1 : levels.length)
  if (mipLevelCount > levels.length - mipLevel)
    throw outOfRange(
      `${counted(mipLevelCount, 'mip level')} from mip level ${mipLevel} reach past the last; the texture has ${levels.length}`,
      `${path()}.mipLevelCount`,
    )
  return mipLevelCount
}

function checkView({ aspect, format }: TextureEndpoint, layout: TextureLayout, path: () => string): void {
  if (aspect === 'depth-only' && !layout.format.depth)
    throw wrongKind(`The format ${layout.formatName} has no depth aspect`, `${path()}.aspect`)
  if (aspect === 'stencil-only' && !layout.format.stencil)
    throw wrongKind(`The format ${layout.formatName} has no stencil aspect`, `${path()}.aspect`)
  if (format !== undefined && !sameTexels(format, layout.formatName))
    throw wrongKind(
      `A ${layout.formatName} texture cannot be seen as ${format}; only sRGB may differ`,
      `${path()}.format`,
    )
}

/** The size of a box, by default all that follows its origin. */
function sizeFrom(origin: Triple, given: Triple | undefined, level: TextureLevel, path: () => string): Triple {
  // A 2D texture's layers are the third coordinate. They do not shrink with the level, so several levels may share them.
  // By index: code that is not compiled yet makes an iterator for each array that it takes apart.
  const width = level.width - origin[0]
  const height = level.height - origin[1]
  const slices = level.slices - origin[2]
  if (width <= 0 || height <= 0 || slices <= 0)
    throw outOfRange(`origin ${origin.join(', ')} is outside the level (${extentOf(level)})`, `${path()}.origin`)
  if (!given) return [width, height, slices]
  if (given[0] > width || given[1] > height || given[2] > slices)
    throw outOfRange(
      `origin ${origin.join(', ')} and size ${given.join(' × ')} reach past the level (${extentOf(level)})`,
      `${path()}.size`,
    )
  return given
}

const extentOf = ({ width, height, slices }: TextureLevel): string => `${width} × ${height} × ${slices}`

function checkBlocks(
  layout: TextureLayout,
  origin: Triple,
  size: Triple,
  level: TextureLevel,
  path: () => string,
): void {
  const { blockWidth, blockHeight } = layout.format
  if (blockWidth === 1 && blockHeight === 1) return
  const aligned = (axis: 0 | 1, unit: number, extent: number) =>
    origin[axis] % unit === 0 && (size[axis] % unit === 0 || origin[axis] + size[axis] === extent)
  if (!aligned(0, blockWidth, level.width) || !aligned(1, blockHeight, level.height))
    throw outOfRange(
      `A region of a compressed texture must lie on blocks of ${blockWidth} × ${blockHeight} texels`,
      path(),
    )
}

/** Bytes of a region without padding, `blockBytes` for each block of the aspect that it has. */
function tightBytes(layout: TextureLayout, first: number, count: number, size: Triple, blockBytes: number): number {
  const { format, levels, dimension, sampleCount } = layout
  if (count === 1) {
    const blocks = Math.ceil(size[0] / format.blockWidth) * Math.ceil(size[1] / format.blockHeight) * size[2]
    return blocks * blockBytes * sampleCount
  }
  let sizeBytes = 0
  for (let l = first; l < first + count; l++) {
    const { sliceBytes, slices } = levels[l]!
    sizeBytes += (sliceBytes / format.blockBytes) * blockBytes * (dimension === '3d' ? slices : size[2])
  }
  return sizeBytes
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
