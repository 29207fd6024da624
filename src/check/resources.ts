/** Resources as the document declares them, with defaults filled in. */
import type { Resource, TextureResource } from '../graph/document.ts'
import { textureLayout, type TextureLayout, type TextureShape } from './texture-layout.ts'

/** A resource with its size, its layout and its instances. */
export interface ResourceInfo {
  readonly index: number
  readonly id: string
  readonly lifetime: 'transient' | 'persistent' | 'imported'
  /** Number of earlier runs whose contents are kept. */
  readonly history: number
  readonly sizeBytes: number
  /** Layout of a texture; undefined for a buffer. */
  readonly layout: TextureLayout | undefined
  /** The instance of the run before; instances of earlier runs follow it. */
  readonly firstPrevious: number
}

/** The memory of a resource `previous` runs ago. */
export const instanceOf = ({ index, firstPrevious }: ResourceInfo, previous: number): number =>
  previous === 0 ? index : firstPrevious + previous - 1

export function describeResource(resource: Resource, index: number, firstPrevious: number): ResourceInfo {
  const { id, lifetime = 'transient', history = 0 } = resource
  if (resource.kind === 'buffer')
    return { index, id, lifetime, history, sizeBytes: resource.size, layout: undefined, firstPrevious }
  const layout = textureLayout(shapeOf(resource))
  return { index, id, lifetime, history, sizeBytes: layout.sizeBytes, layout, firstPrevious }
}

function shapeOf(texture: TextureResource): TextureShape {
  const { format, dimension = '2d', mipLevelCount = 1, sampleCount = 1 } = texture
  const [width, height = 1, depth = 1] = texture.size as readonly [number, number?, number?]
  return { format, dimension, size: [width, height, depth], mipLevelCount, sampleCount }
}

/** Whether a planned texture has the declared format, dimension, size, levels and samples. */
export function hasShapeOf(planned: TextureShape, declared: Resource): boolean {
  if (declared.kind !== 'texture') return false
  const { format, dimension, size, mipLevelCount, sampleCount } = shapeOf(declared)
  return (
    format === planned.format &&
    dimension === planned.dimension &&
    mipLevelCount === planned.mipLevelCount &&
    sampleCount === planned.sampleCount &&
    size.every((n, axis) => n === planned.size[axis])
  )
}
