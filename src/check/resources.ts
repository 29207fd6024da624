/** What the document says of one resource, defaults filled in. */
import type { Resource } from '../graph/document.ts'
import { textureLayout, type TextureLayout } from './texture-layout.ts'

export interface ResourceInfo {
  readonly index: number
  readonly id: string
  readonly lifetime: 'transient' | 'persistent' | 'imported'
  /** Earlier runs that are kept. */
  readonly history: number
  readonly sizeBytes: number
  /** Textures only. */
  readonly layout: TextureLayout | undefined
  /** The storage of one run back; those of more runs back follow. */
  readonly firstPrevious: number
}

export function describeResource(resource: Resource, index: number, firstPrevious: number): ResourceInfo {
  const { id, lifetime = 'transient', history = 0 } = resource
  if (resource.kind === 'buffer')
    return { index, id, lifetime, history, sizeBytes: resource.size, layout: undefined, firstPrevious }
  const { format, dimension = '2d', mipLevelCount = 1, sampleCount = 1 } = resource
  const [width, height = 1, depth = 1] = resource.size as readonly [number, number?, number?]
  const layout = textureLayout({ format, dimension, size: [width, height, depth], mipLevelCount, sampleCount })
  return { index, id, lifetime, history, sizeBytes: layout.sizeBytes, layout, firstPrevious }
}
