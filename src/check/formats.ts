/**
 * Bytes and blocks of texture formats, read off their names: channels times bits where there are such, and short rules for the
 * packed, the compressed, and those of depth and stencil (whose bytes in the canonical layout the document pins).
 */
import type { TextureEndpoint, TextureResource } from '../graph/document.ts'

export type TextureFormat = TextureResource['format']
export type Aspect = NonNullable<TextureEndpoint['aspect']>

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

/** 64 bits a block for those with one channel, or colour with at most one bit of alpha; 128 for all others. */
const compressedBytes = (format: string): number => (/^(bc1|bc4|etc2-rgb8|eac-r11)/.test(format) ? 8 : 16)

function texelBytes(format: string): number {
  const channels = /^(r|rg|rgba|bgra)(8|16|32)(unorm|snorm|uint|sint|float)/.exec(format)
  // What does not name channels of equal bits is packed into one word.
  return channels ? (channels[1]!.length * Number(channels[2])) / 8 : 4
}

/** Depth is a float of 4 bytes unless it has 16 bits; a stencil beside it pads the texel to two words. */
const depthBytes = (format: string): number =>
  format === 'stencil8' ? 1 : format === 'depth16unorm' ? 2 : format.endsWith('-stencil8') ? 8 : 4

/** Bytes of a texel (or block) when one aspect of it is copied. */
export function aspectBytes({ blockBytes, depth, stencil }: FormatInfo, aspect: Aspect): number {
  if (aspect === 'all' || !(depth && stencil)) return blockBytes
  return aspect === 'stencil-only' ? 1 : 4
}
