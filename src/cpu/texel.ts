/**
 * Texels as numbers: decode and encode for every uncompressed format. Channels a format lacks read as 0, alpha as 1.
 *
 * depth24plus is kept as a 32-bit float, like depth32float; with stencil, either has one byte of it and three of padding after
 * the float. Depth reads as the first channel, stencil as the second.
 */
import type { TextureFormat } from '../graph/formats.ts'
import {
  fromHalf,
  fromSharedExponent,
  fromSmallFloat,
  linearToSrgb,
  srgbToLinear,
  toHalf,
  toSharedExponent,
  toSmallFloat,
} from './float-bits.ts'

export type Texel = [number, number, number, number]

export interface TexelCodec {
  /** Type of the channels: normalised fractions, floats, or integers. */
  readonly kind: 'norm' | 'float' | 'uint' | 'sint' | 'depth'
  decode(view: DataView, offset: number): Texel
  encode(view: DataView, offset: number, texel: Readonly<Texel>): void
}

interface Channel {
  readonly bytes: number
  readonly read: (view: DataView, at: number) => number
  readonly write: (view: DataView, at: number, value: number) => void
}

const clamp = (value: number, low: number, high: number): number => (value > low ? Math.min(value, high) : low)
/**
 * The nearest integer. Halves round up, where devices may choose either. A mean of values k/255 that misses a half by the last
 * bits of a double counts as the half it is.
 */
const nearest = (value: number): number => Math.floor(value + 0.5 + 1e-9)
const unorm = (value: number, most: number): number => nearest(clamp(value, 0, 1) * most)

const unorm8: Channel = {
  bytes: 1,
  read: (view, at) => view.getUint8(at) / 255,
  write: (view, at, value) => view.setUint8(at, unorm(value, 255)),
}
const srgb8: Channel = {
  bytes: 1,
  read: (view, at) => srgbToLinear(view.getUint8(at) / 255),
  write: (view, at, value) => view.setUint8(at, unorm(linearToSrgb(clamp(value, 0, 1)), 255)),
}
const snorm8: Channel = {
  bytes: 1,
  read: (view, at) => Math.max(-1, view.getInt8(at) / 127),
  write: (view, at, value) => view.setInt8(at, nearest(clamp(value, -1, 1) * 127)),
}
const half: Channel = {
  bytes: 2,
  read: (view, at) => fromHalf(view.getUint16(at, true)),
  write: (view, at, value) => view.setUint16(at, toHalf(value), true),
}
const float: Channel = {
  bytes: 4,
  read: (view, at) => view.getFloat32(at, true),
  write: (view, at, value) => {
    // V8 keeps the other bits of a NaN in code that it has compiled, and not before: one run would differ from the next.
    if (Number.isNaN(value)) view.setUint32(at, 0x7fc0_0000, true)
    else view.setFloat32(at, value, true)
  },
}
const uint = (bytes: 1 | 2 | 4): Channel => {
  const most = 2 ** (8 * bytes) - 1
  return {
    bytes,
    read: (view, at) =>
      bytes === 1 ? view.getUint8(at) : bytes === 2 ? view.getUint16(at, true) : view.getUint32(at, true),
    write: (view, at, value) => {
      const whole = Math.trunc(clamp(value, 0, most))
      if (bytes === 1) view.setUint8(at, whole)
      else if (bytes === 2) view.setUint16(at, whole, true)
      else view.setUint32(at, whole, true)
    },
  }
}
const sint = (bytes: 1 | 2 | 4): Channel => {
  const most = 2 ** (8 * bytes - 1)
  return {
    bytes,
    read: (view, at) =>
      bytes === 1 ? view.getInt8(at) : bytes === 2 ? view.getInt16(at, true) : view.getInt32(at, true),
    write: (view, at, value) => {
      const whole = Math.trunc(clamp(value, -most, most - 1))
      if (bytes === 1) view.setInt8(at, whole)
      else if (bytes === 2) view.setInt16(at, whole, true)
      else view.setInt32(at, whole, true)
    },
  }
}

/** A codec for channels side by side; `order` gives the channel at each place. */
function plain(
  kind: TexelCodec['kind'],
  channel: Channel,
  order: readonly number[],
  alpha: Channel = channel,
): TexelCodec {
  const at = (place: number) => (order[place] === 3 ? alpha : channel)
  return {
    kind,
    decode(view, offset) {
      const texel: Texel = [0, 0, 0, 1]
      for (let place = 0; place < order.length; place++)
        texel[order[place]!] = at(place).read(view, offset + place * channel.bytes)
      return texel
    },
    encode(view, offset, texel) {
      for (let place = 0; place < order.length; place++)
        at(place).write(view, offset + place * channel.bytes, texel[order[place]!]!)
    },
  }
}

/** A codec for texels of one little-endian 32-bit word. */
const packed = (
  kind: TexelCodec['kind'],
  unpack: (word: number) => Texel,
  pack: (texel: Readonly<Texel>) => number,
): TexelCodec => ({
  kind,
  decode: (view, offset) => unpack(view.getUint32(offset, true)),
  encode: (view, offset, texel) => view.setUint32(offset, pack(texel) >>> 0, true),
})

const R = [0] as const
const RG = [0, 1] as const
const RGBA = [0, 1, 2, 3] as const
const BGRA = [2, 1, 0, 3] as const
const ten = (word: number, channel: number) => (word >>> (10 * channel)) & 1023

const depthFloat = plain('depth', float, R)
const depthFloatStencil: TexelCodec = {
  kind: 'depth',
  decode: (view, at) => [view.getFloat32(at, true), view.getUint8(at + 4), 0, 1],
  encode: (view, at, texel) => {
    view.setFloat32(at, texel[0], true)
    view.setUint32(at + 4, texel[1] & 0xff, true)
  },
}
const codecs: Partial<Record<TextureFormat, TexelCodec>> = {
  r8unorm: plain('norm', unorm8, R),
  rg8unorm: plain('norm', unorm8, RG),
  rgba8unorm: plain('norm', unorm8, RGBA),
  bgra8unorm: plain('norm', unorm8, BGRA),
  'rgba8unorm-srgb': plain('norm', srgb8, RGBA, unorm8),
  'bgra8unorm-srgb': plain('norm', srgb8, BGRA, unorm8),
  r8snorm: plain('norm', snorm8, R),
  rg8snorm: plain('norm', snorm8, RG),
  rgba8snorm: plain('norm', snorm8, RGBA),
  r16float: plain('float', half, R),
  rg16float: plain('float', half, RG),
  rgba16float: plain('float', half, RGBA),
  r32float: plain('float', float, R),
  rg32float: plain('float', float, RG),
  rgba32float: plain('float', float, RGBA),
  r8uint: plain('uint', uint(1), R),
  rg8uint: plain('uint', uint(1), RG),
  rgba8uint: plain('uint', uint(1), RGBA),
  r16uint: plain('uint', uint(2), R),
  rg16uint: plain('uint', uint(2), RG),
  rgba16uint: plain('uint', uint(2), RGBA),
  r32uint: plain('uint', uint(4), R),
  rg32uint: plain('uint', uint(4), RG),
  rgba32uint: plain('uint', uint(4), RGBA),
  r8sint: plain('sint', sint(1), R),
  rg8sint: plain('sint', sint(1), RG),
  rgba8sint: plain('sint', sint(1), RGBA),
  r16sint: plain('sint', sint(2), R),
  rg16sint: plain('sint', sint(2), RG),
  rgba16sint: plain('sint', sint(2), RGBA),
  r32sint: plain('sint', sint(4), R),
  rg32sint: plain('sint', sint(4), RG),
  rgba32sint: plain('sint', sint(4), RGBA),
  rgb10a2unorm: packed(
    'norm',
    (word) => [ten(word, 0) / 1023, ten(word, 1) / 1023, ten(word, 2) / 1023, (word >>> 30) / 3],
    ([r, g, b, a]) => unorm(r, 1023) | (unorm(g, 1023) << 10) | (unorm(b, 1023) << 20) | (unorm(a, 3) << 30),
  ),
  rgb10a2uint: packed(
    'uint',
    (word) => [ten(word, 0), ten(word, 1), ten(word, 2), word >>> 30],
    ([r, g, b, a]) =>
      clamp(r, 0, 1023) | (clamp(g, 0, 1023) << 10) | (clamp(b, 0, 1023) << 20) | (clamp(a, 0, 3) << 30),
  ),
  rg11b10ufloat: packed(
    'float',
    (word) => [
      fromSmallFloat(word & 2047, 6),
      fromSmallFloat((word >>> 11) & 2047, 6),
      fromSmallFloat(word >>> 22, 5),
      1,
    ],
    ([r, g, b]) => toSmallFloat(r, 6) | (toSmallFloat(g, 6) << 11) | (toSmallFloat(b, 5) << 22),
  ),
  rgb9e5ufloat: packed(
    'float',
    (word) => [...fromSharedExponent(word), 1],
    ([r, g, b]) => toSharedExponent(r, g, b),
  ),
  stencil8: {
    kind: 'uint',
    decode: (view, at) => [0, view.getUint8(at), 0, 1],
    encode: (view, at, texel) => view.setUint8(at, texel[1]),
  },
  depth16unorm: {
    kind: 'depth',
    decode: (view, at) => [view.getUint16(at, true) / 65535, 0, 0, 1],
    encode: (view, at, texel) => view.setUint16(at, unorm(texel[0], 65535), true),
  },
  depth24plus: depthFloat,
  depth32float: depthFloat,
  'depth24plus-stencil8': depthFloatStencil,
  'depth32float-stencil8': depthFloatStencil,
}

/** The codec of a format, or undefined for compressed ones. */
export const texelCodec = (format: TextureFormat): TexelCodec | undefined => codecs[format]
