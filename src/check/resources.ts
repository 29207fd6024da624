/** Resources as the document declares them, with defaults filled in. */
import type { Resource, TextureResource } from '../graph/document.ts'
import { formatInfo, type FormatInfo } from './formats.ts'
import { textureBytes, textureLayout, type TextureLayout, type TextureShape } from './texture-layout.ts'

/** A resource with its size, its layout and its instances. Resources are very many, so what the document says is read there. */
export class ResourceInfo {
  readonly index: number
  /** The instance of the run before; instances of earlier runs follow it. */
  readonly firstPrevious: number
  private readonly declared: Resource
  /** The layout of a texture, once it was asked for, and until it is forgotten. */
  private known: TextureLayout | undefined

  constructor(declared: Resource, index: number, firstPrevious: number) {
    this.declared = declared
    this.index = index
    this.firstPrevious = firstPrevious
    this.known = undefined
  }

  get id(): string {
    return this.declared.id
  }

  get lifetime(): 'transient' | 'persistent' | 'imported' {
    return this.declared.lifetime ?? 'transient'
  }

  /** Number of earlier runs whose contents are kept. */
  get history(): number {
    return this.declared.history ?? 0
  }

  get isTexture(): boolean {
    return this.declared.kind === 'texture'
  }

  get sizeBytes(): number {
    return this.declared.kind === 'buffer' ? this.declared.size : textureBytes(shapeOf(this.declared))
  }

  /** Format of a texture; undefined for a buffer. */
  get format(): FormatInfo | undefined {
    return this.declared.kind === 'buffer' ? undefined : formatInfo(this.declared.format)
  }

  /** Layout of a texture; undefined for a buffer. */
  get layout(): TextureLayout | undefined {
    if (this.declared.kind === 'buffer') return undefined
    return (this.known ??= textureLayout(shapeOf(this.declared)))
  }

  /** Whether a layout is that of the texture as it was last made; others may be equal to it. */
  hasMade(layout: TextureLayout): boolean {
    return layout === this.known
  }

  /** Forgets the layout, which is made again where it is asked for. */
  forgetLayout(): void {
    this.known = undefined
  }
}

/** The memory of a resource `previous` runs ago. */
export const instanceOf = ({ index, firstPrevious }: ResourceInfo, previous: number): number =>
  previous === 0 ? index : firstPrevious + previous - 1

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
