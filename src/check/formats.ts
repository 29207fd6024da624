/**
 * Texture formats, read off their names: bytes and size of a block, from the channels and their bits where the name gives them,
 * and from short rules for packed, compressed and depth-stencil formats (whose canonical bytes the document fixes).
 */
import type { TextureEndpoint, TextureResource } from '../graph/document.ts'

export type TextureFormat = TextureResource['format']
export type Aspect = NonNullable<TextureEndpoint['aspect']>

/** A block of texels: its bytes and its size in texels. */
export interface FormatInfo {
  readonly blockBytes: number
  readonly blockWidth: number
  readonly blockHeight: number
  readonly depth: boolean
  readonly stencil: boolean
}

const known = new Map<string, FormatInfo>()

export function formatInfo(format: TextureFormat): FormatInfo {
  let info = known.get(format)
  if (!info) known.set(format, (info = describe(format)))
  return info
}

function describe(format: TextureFormat): FormatInfo {
  const depth = format.startsWith('depth')
  const stencil = format.endsWith('stencil8')
  const [blockWidth, blockHeight] = blockOf(format)
  const blockBytes =
    depth || stencil ? depthBytes(format) : blockWidth > 1 ? compressedBytes(format) : texelBytes(format)
  return { blockBytes, blockWidth, blockHeight, depth, stencil }
}

function blockOf(format: string): [number, number] {
  const astc = /^astc-(\d+)x(\d+)-/.exec(format)
  if (astc) return [Number(astc[1]), Number(astc[2])]
  return /^(bc|etc|eac)/.test(format) ? [4, 4] : [1, 1]
}

/** Bytes of a compressed block: 8 for formats of one channel and for colour with at most one bit of alpha, 16 for all others. */
const compressedBytes = (format: string): number => (/^(bc1|bc4|etc2-rgb8|eac-r11)/.test(format) ? 8 : 16)

function texelBytes(format: string): number {
  const channels = /^(r|rg|rgba|bgra)(8|16|32)(unorm|snorm|uint|sint|float)/.exec(format)
  // Formats whose names give no channels of equal width are packed into one 4-byte word.
  return channels ? (channels[1]!.length * Number(channels[2])) / 8 : 4
}

/** Bytes of a depth texel: 2 for 16 bits, else 4 (a float); with stencil, the texel is padded to two words. */
const depthBytes = (format: string): number =>
  format === 'stencil8' ? 1 : format === 'depth16unorm' ? 2 : format.endsWith('-stencil8') ? 8 : 4

/** Bytes of a texel (or block) in a copy of one aspect. */
export function aspectBytes({ blockBytes, depth, stencil }: FormatInfo, aspect: Aspect): number {
  if (aspect === 'all' || !(depth && stencil)) return blockBytes
  return aspect === 'stencil-only' ? 1 : 4
}
