/** Facts about each declared resource that no pass can change. */
import { counted, invalidTexture, outOfRange } from '../errors.ts'
import type { FrameGraph, Lifetime, Resource, TextureResource } from './document.ts'
import type { Faults } from './faults.ts'
import { canBeStorage, canMultisample, isRenderable } from './format-uses.ts'
import { formatInfo, type Aspect } from './formats.ts'
import { textureLayout, type TextureLayout } from './texture-layout.ts'

export interface BufferRange {
  readonly kind: 'buffer'
  readonly resource: number
  readonly previous: number
  readonly offset: number
  readonly size: number
}

export type Triple = readonly [number, number, number]

export interface TextureRegion {
  readonly kind: 'texture'
  readonly resource: number
  readonly previous: number
  readonly mipLevel: number
  readonly mipLevelCount: number
  /** The region's first texel, in texels of `mipLevel`; a region of several levels is always the whole of each. */
  readonly origin: Triple
  readonly size: Triple
  readonly aspect: Aspect
  /** Bytes of the region, rows without padding. */
  readonly sizeBytes: number
  /** True when every texel of each touched slice is inside. */
  readonly wholeSlices: boolean
}

export interface ResourceInfo {
  readonly index: number
  readonly id: string
  readonly lifetime: Lifetime
  /** Earlier runs whose contents are kept beside the current ones; 0 for most. */
  readonly history: number
  /** Bytes of a buffer, or of a texture in its canonical linear texel layout. */
  readonly sizeBytes: number
  /** The texel layout; textures only. */
  readonly layout: TextureLayout | undefined
  /** The region that the resource's id alone means; undefined for a resource at fault. */
  readonly whole: BufferRange | TextureRegion | undefined
}

export const mipLevels = (info: ResourceInfo): number => info.layout?.levels.length ?? 1

/** Stands for a resource at fault. */
export const brokenResource: ResourceInfo = {
  index: -1,
  id: '',
  lifetime: 'transient',
  history: 0,
  sizeBytes: 0,
  layout: undefined,
  whole: undefined,
}

/** The facts of all resources; those of one at fault are `brokenResource`. */
export function describeResources({ resources }: FrameGraph, faults: Faults): ResourceInfo[] {
  const infos = new Array<ResourceInfo>(resources.length)
  for (let i = 0; i < resources.length; i++) {
    infos[i] = brokenResource
    if (faults.broken?.resources.has(i)) continue
    try {
      infos[i] = describeResource(resources[i]!, i)
    } catch (error) {
      faults.add(error)
    }
  }
  return infos
}

/** @throws MemkitError INVALID_TEXTURE or OUT_OF_RANGE naming the resource. */
export function describeResource(resource: Resource, index: number): ResourceInfo {
  const lifetime = resource.lifetime ?? 'transient'
  if (resource.history !== undefined && lifetime !== 'persistent')
    throw outOfRange('"history" needs lifetime "persistent"', `resources[${index}].history`)
  const history = resource.history ?? 0
  if (resource.kind === 'buffer')
    return {
      index,
      id: resource.id,
      lifetime,
      history,
      sizeBytes: resource.size,
      layout: undefined,
      whole: { kind: 'buffer', resource: index, previous: 0, offset: 0, size: resource.size },
    }
  const layout = checkedLayout(resource, index)
  const whole = wholeTexture(index, layout)
  return { index, id: resource.id, lifetime, history, sizeBytes: layout.sizeBytes, layout, whole }
}

/**
 * The texel layout of a texture, which there may be.
 * @throws MemkitError INVALID_TEXTURE
 */
export function checkedLayout(texture: TextureResource, index: number): TextureLayout {
  checkTexture(texture, index)
  const layout = textureLayout(texture)
  if (!Number.isSafeInteger(layout.sizeBytes))
    throw invalidTexture(`The texture's bytes overflow 2^53 − 1`, `resources[${index}].size`)
  return layout
}

/** The origin of a region that names none. */
export const atOrigin: Triple = [0, 0, 0]

function wholeTexture(resource: number, { levels, sizeBytes }: TextureLayout): TextureRegion {
  const { width, height, slices } = levels[0]!
  return {
    kind: 'texture',
    resource,
    previous: 0,
    mipLevel: 0,
    mipLevelCount: levels.length,
    origin: atOrigin,
    size: [width, height, slices],
    aspect: 'all',
    sizeBytes,
    wholeSlices: true,
  }
}

function checkTexture(texture: TextureResource, index: number): void {
  const dimension = texture.dimension ?? '2d'
  const [width, height = 1, depth = 1] = texture.size as readonly number[]
  if (dimension === '1d' && (height !== 1 || depth !== 1))
    throw invalidTexture('A 1d texture has a width only', `resources[${index}].size`)
  const largest = Math.max(width!, height, dimension === '3d' ? depth : 1)
  const mips = texture.mipLevelCount ?? 1
  const most = Math.floor(Math.log2(largest)) + 1
  if (mips > most)
    throw invalidTexture(
      `${counted(mips, 'mip level')} are more than the ${most} that this size has`,
      `resources[${index}].mipLevelCount`,
    )
  if (dimension === '1d' && mips > 1)
    throw invalidTexture('A 1d texture has one mip level', `resources[${index}].mipLevelCount`)
  if (
    (texture.sampleCount ?? 1) > 1 &&
    (dimension !== '2d' || mips > 1 || depth > 1 || formatInfo(texture.format).blockWidth > 1)
  )
    throw invalidTexture(
      'A multisampled texture is 2d with one level and one layer, and not compressed',
      `resources[${index}].sampleCount`,
    )
  if ((texture.sampleCount ?? 1) > 1 && !canMultisample(texture.format))
    throw invalidTexture(
      `The format ${texture.format} cannot have several samples; take another, such as rgba8unorm or rgba16float`,
      `resources[${index}].sampleCount`,
    )
  const { blockWidth, blockHeight, depth: hasDepth, stencil } = formatInfo(texture.format)
  if (width! % blockWidth !== 0 || height % blockHeight !== 0)
    throw invalidTexture(
      `The size of a compressed texture must be a multiple of its blocks (${blockWidth} × ${blockHeight})`,
      `resources[${index}].size`,
    )
  if ((hasDepth || stencil) && dimension !== '2d')
    throw invalidTexture('Depth and stencil formats are 2d only', `resources[${index}].dimension`)
  if (dimension === '3d' && blockWidth > 1 && !/^(bc|astc)/.test(texture.format))
    throw invalidTexture(
      `The format ${texture.format} is 2d only: of compressed formats, bc and astc alone can be 3d; make it a 2d texture with layers`,
      `resources[${index}].dimension`,
    )
  checkUsage(texture, index)
}

/** Usages for code outside the graph are held to what passes are held to. */
function checkUsage({ usage = [], format, dimension, sampleCount = 1 }: TextureResource, index: number): void {
  usage.forEach((name, i) => {
    if (name === 'storage' && (!canBeStorage(format) || sampleCount > 1))
      throw invalidTexture(
        sampleCount > 1
          ? 'A multisampled texture cannot be a storage texture; resolve it first'
          : `The format ${format} cannot be a storage texture; take another, or sample it`,
        `resources[${index}].usage[${i}]`,
      )
    if (name === 'attachment' && (!isRenderable(format) || dimension === '1d'))
      throw invalidTexture(
        dimension === '1d'
          ? 'An attachment must be a 2d or 3d texture, not 1d'
          : `The format ${format} cannot be drawn to; take another, such as rgba8unorm or rgba16float`,
        `resources[${index}].usage[${i}]`,
      )
  })
}
