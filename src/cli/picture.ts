/** Outputs as PNG files: those that hold texels of a format with 8 bits a channel. */
import { counted, noPicture, pictureNeeds } from '../errors.ts'
import { importOptional } from '../import-optional.ts'
import type { FrameGraph, TextureEndpoint, TextureFormat } from '../index.ts'

type Channels = 'r' | 'rgba' | 'bgra'
const channelsOf: Readonly<Partial<Record<TextureFormat, Channels>>> = {
  r8unorm: 'r',
  rgba8unorm: 'rgba',
  'rgba8unorm-srgb': 'rgba',
  bgra8unorm: 'bgra',
  'bgra8unorm-srgb': 'bgra',
}

export interface PictureShape {
  readonly width: number
  readonly height: number
  readonly channels: Channels
}

/** Turns the bytes of a readback into a PNG file. */
export type PictureEncoder = (shape: PictureShape, bytes: Uint8Array) => Uint8Array

export const isPictureFile = (file: string): boolean => /\.png$/i.test(file)

/**
 * The picture that an output of the graph holds: one level, one layer, in texels.
 * @throws MemkitError NO_PICTURE for outputs that hold something else.
 */
export function pictureOf(graph: FrameGraph, output: string, option: string): PictureShape {
  const refuse = (why: string) => noPicture(output, why, option)
  const readback = graph.passes.find((pass) => pass.kind === 'readback' && pass.output === output)
  if (readback?.kind !== 'readback') throw refuse('it is not read back from a texture')
  const from = typeof readback.from === 'string' ? { resource: readback.from } : readback.from
  const id = JSON.stringify(from.resource)
  const texture = graph.resources.find((resource) => resource.id === from.resource)
  if (texture?.kind !== 'texture') throw refuse(`it holds bytes of the buffer ${id}`)
  const channels = channelsOf[texture.format]
  if (!channels) {
    const formats = Object.keys(channelsOf).join(', ')
    throw refuse(`${id} is ${texture.format}; pictures are made of ${formats}`)
  }
  const { mipLevel, mipLevelCount, origin, size } = from as TextureEndpoint
  const isWhole = mipLevel === undefined && origin === undefined && size === undefined
  const levels = mipLevelCount ?? (isWhole ? (texture.mipLevelCount ?? 1) : 1)
  if (levels > 1) throw refuse(`it holds ${counted(levels, 'level')} of ${id}; read back one, with "mipLevel"`)
  const [width, height = 1, layers = 1] = texture.size
  const atLevel = (texels: number) => Math.max(1, texels >> (mipLevel ?? 0))
  const [x, y, z] = origin ?? [0, 0, 0]
  const depth = texture.dimension === '3d' ? atLevel(layers) : layers
  const box = size ?? [atLevel(width) - x, atLevel(height) - y, depth - z]
  if (box[2] > 1) throw refuse(`it holds ${counted(box[2], 'layer')} of ${id}; read back one, with "origin" and "size"`)
  return { width: box[0], height: box[1], channels }
}

/** @throws MemkitError MISSING_PACKAGE where the encoder is not installed. */
export async function loadPictureEncoder(): Promise<PictureEncoder> {
  const { encode } = (await importOptional('fast-png').catch((cause: unknown) => {
    throw pictureNeeds('fast-png', cause)
  })) as typeof import('fast-png')
  return ({ width, height, channels }, bytes) => {
    const data =
      channels === 'bgra' ? bytes.map((_, i) => bytes[i % 4 === 0 ? i + 2 : i % 4 === 2 ? i - 2 : i]!) : bytes
    return encode({ width, height, data, channels: channels === 'r' ? 1 : 4, depth: 8 })
  }
}
