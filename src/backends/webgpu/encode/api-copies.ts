/** The API's own copies between buffers and textures, whose descriptors are made once, when they are encoded first. */
import { formatInfo } from '../../../graph/formats.ts'
import type { TextureCopyRegion } from '../../../plan/document.ts'
import type { Build } from './build.ts'
import type { Encode } from './encoding.ts'
import type { BufferPlace, TexturePlace } from '../memory/places.ts'
import { textureUsage } from '../device/flags.ts'
import { blockExtent, rowPitchBytes } from '../memory/texture-rules.ts'

/** The texture's side of a copy, and its extent, made once. */
export function textureSide(
  build: Build,
  texture: number,
  at: Pick<TextureCopyRegion, 'mipLevel' | 'origin' | 'aspect'>,
) {
  const place = build.places.texture(texture)
  const [x, y, z] = at.origin
  const side = {
    texture: undefined as unknown as GPUTexture,
    mipLevel: at.mipLevel,
    origin: { x, y, z },
    aspect: at.aspect,
  }
  return (run: Parameters<TexturePlace['at']>[0]): GPUTexelCopyTextureInfo => {
    side.texture = place.at(run)
    return side
  }
}

function rowsSide(
  buffer: BufferPlace,
  { offset, rowBytes, rowsPerImage }: Pick<TextureCopyRegion, 'offset' | 'rowBytes' | 'rowsPerImage'>,
) {
  // A single row needs no pitch, and may then have any.
  const pitch = rowBytes % rowPitchBytes === 0 ? { bytesPerRow: rowBytes, rowsPerImage } : {}
  const side = { buffer: undefined as unknown as GPUBuffer, offset, ...pitch }
  return (run: Parameters<BufferPlace['at']>[0]): GPUTexelCopyBufferInfo => {
    side.buffer = buffer.at(run)
    return side
  }
}

type Sides = ReturnType<typeof sidesOf>

const sidesOf = (build: Build, texture: number, buffer: BufferPlace, region: TextureCopyRegion) => ({
  rows: rowsSide(buffer, region),
  side: textureSide(build, texture, region),
  extent: blockExtent(build.plan.textures[texture]!.format, region.size),
})

export const toTexture = (build: Build, buffer: BufferPlace, texture: number, region: TextureCopyRegion): Encode => {
  build.textureUsage[texture]! |= textureUsage.copyDst
  const before = formatInfo(build.plan.textures[texture]!.format).stencil ? build.flatTarget : undefined
  let sides: Sides | undefined
  return (encoding) => {
    const { rows, side, extent } = (sides ??= sidesOf(build, texture, buffer, region))
    before?.encode(encoding.commands())
    encoding.commands().copyBufferToTexture(rows(encoding.run), side(encoding.run), extent)
  }
}

export const fromTexture = (build: Build, texture: number, buffer: BufferPlace, region: TextureCopyRegion): Encode => {
  build.textureUsage[texture]! |= textureUsage.copySrc
  let sides: Sides | undefined
  return (encoding) => {
    const { rows, side, extent } = (sides ??= sidesOf(build, texture, buffer, region))
    encoding.commands().copyTextureToBuffer(side(encoding.run), rows(encoding.run), extent)
  }
}
