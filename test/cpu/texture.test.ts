import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeClearColor, encodeClearDepth } from '../../src/cpu/clear.ts'
import { fillPattern } from '../../src/cpu/fill.ts'
import { fromHalf, fromSharedExponent, toHalf, toSharedExponent, toSmallFloat } from '../../src/cpu/float-bits.ts'
import { generateMipmaps } from '../../src/cpu/mipmap.ts'
import { texelCodec } from '../../src/cpu/texel.ts'
import {
  copyRowsToTexture,
  copyTextureToRows,
  copyTextureToTexture,
  fillTexture,
  tightRowsAt,
} from '../../src/cpu/texture.ts'
import { formatInfo, hasMipmaps, textureFormatNames, type TextureFormat } from '../../src/graph/formats.ts'
import { textureLayout } from '../../src/graph/texture-layout.ts'

const texture = (format: TextureFormat, size: [number, number, number], more: object = {}) =>
  textureLayout({ id: 't', kind: 'texture', format, size, ...more })
const hex = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
const counting = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 7 + 3) & 0xff)

describe('fillPattern', () => {
  it('repeats the value in little-endian order whatever the length', () => {
    fc.assert(
      fc.property(fc.nat(70), fc.nat(0xffff_ffff), (length, value) => {
        const bytes = new Uint8Array(length)
        fillPattern(bytes, value)
        expect([...bytes]).toEqual(Array.from({ length }, (_, i) => Math.floor(value / 2 ** (8 * (i % 4))) & 0xff))
      }),
    )
  })
})

describe('half floats', () => {
  it('every one of the 65 536 bit patterns survives decoding and encoding', () => {
    for (let bits = 0; bits < 65536; bits++) {
      const value = fromHalf(bits)
      if (Number.isNaN(value)) expect(Number.isNaN(fromHalf(toHalf(value)))).toBe(true)
      else if (toHalf(value) !== bits) expect.fail(`${bits} came back as ${toHalf(value)}`)
    }
  })
  it('rounds to nearest, ties to even, and overflows to infinity', () => {
    expect([toHalf(-0), toHalf(Infinity), toHalf(-Infinity), toHalf(-1e10)]).toEqual([0x8000, 0x7c00, 0xfc00, 0xfc00])
    // A double just above a tie, which rounding to a float first would turn into one.
    expect(toHalf(1 + 2 ** -11 + 2 ** -40)).toBe(0x3c01)
    expect(toHalf(1 + 2 ** -11)).toBe(0x3c00)
    expect(toHalf(1 + 3 * 2 ** -11)).toBe(0x3c02)
    expect(toHalf(2 ** -25)).toBe(0)
    expect(toHalf(2 ** -25 * 1.01)).toBe(1)
    expect(toHalf(65519)).toBe(0x7bff)
    expect(toHalf(65520)).toBe(0x7c00)
  })
})

describe('packed floats', () => {
  it('encodes one as the specifications do', () => {
    expect(toSmallFloat(1, 6)).toBe(0x3c0)
    expect(toSmallFloat(1, 5)).toBe(0x1e0)
    expect(toSmallFloat(-1, 5)).toBe(0)
    expect(fromSharedExponent(toSharedExponent(1, 0.5, 0.25))).toEqual([1, 0.5, 0.25])
    expect(fromSharedExponent(toSharedExponent(1e9, 0, 0))[0]).toBe(65408)
  })
})

describe('texel codecs', () => {
  it('every uncompressed format has one, and its texels survive a decode and an encode', () => {
    for (const format of textureFormatNames) {
      const { blockBytes, blockWidth } = formatInfo(format)
      const codec = texelCodec(format)
      expect([format, codec === undefined]).toEqual([format, blockWidth > 1])
      if (!codec) continue
      for (let seed = 0; seed < 64; seed++) {
        const bytes = Uint8Array.from({ length: blockBytes }, (_, i) => (seed * 37 + i * 91) & 0x77)
        const once = new Uint8Array(blockBytes)
        codec.encode(new DataView(once.buffer), 0, codec.decode(new DataView(bytes.buffer), 0))
        const twice = new Uint8Array(blockBytes)
        codec.encode(new DataView(twice.buffer), 0, codec.decode(new DataView(once.buffer), 0))
        expect(`${format} ${hex(twice)}`).toBe(`${format} ${hex(once)}`)
        if (!format.includes('snorm') && format !== 'rgb9e5ufloat' && !format.endsWith('-stencil8'))
          expect(`${format} ${hex(once)}`).toBe(`${format} ${hex(bytes)}`)
      }
    }
  })
})

describe('clear values', () => {
  it.each([
    ['rgba8unorm', [1, 0.5, 0, 1], 'ff8000ff'],
    ['bgra8unorm', [1, 0.5, 0, 1], '0080ffff'],
    ['rgba8unorm-srgb', [1, 0.5, 0, 0.5], 'ffbc0080'],
    ['rgba8snorm', [-1, 1, 0, 0.5], '817f0040'],
    ['rgba16float', [1, -2, 0, 0.5], '003c00c000000038'],
    ['r32float', [0.1, 0, 0, 0], 'cdcccc3d'],
    ['rg11b10ufloat', [1, 1, 1, 0], 'c0031e78'],
    ['rgb10a2unorm', [1, 0, 0, 1], 'ff0300c0'],
    ['rg16uint', [65535, 258, 0, 0], 'ffff0201'],
    ['r32sint', [-2, 0, 0, 0], 'feffffff'],
  ] as const)('%s %j', (format, value, wanted) => {
    expect(hex(encodeClearColor(format, [...value]))).toBe(wanted)
  })
  it('depth and stencil stand where the pinned layout says', () => {
    expect(hex(encodeClearDepth('depth32float', 1, 0))).toBe('0000803f')
    expect(hex(encodeClearDepth('depth24plus-stencil8', 1, 7))).toBe('0000803f07000000')
    expect(hex(encodeClearDepth('depth32float-stencil8', 0.5, 255))).toBe('0000003fff000000')
    expect(hex(encodeClearDepth('depth16unorm', 1, 0))).toBe('ffff')
    expect(hex(encodeClearDepth('stencil8', 1, 9))).toBe('09')
  })
  it('refuses a format of the other sort', () => {
    expect(() => encodeClearColor('depth32float', [0, 0, 0, 0])).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED' }),
    )
    expect(() => encodeClearColor('bc1-rgba-unorm', [0, 0, 0, 0])).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED' }),
    )
    expect(() => encodeClearDepth('rgba8unorm', 0, 0)).toThrow(expect.objectContaining({ code: 'UNSUPPORTED' }))
  })
})

/** Padding behind depth and stencil is read as zeros. */
const readable = (format: TextureFormat, texels: Uint8Array) =>
  format === 'depth32float-stencil8' ? texels.map((byte, i) => (i % 8 > 4 ? 0 : byte)) : texels

describe('copies of texture rows', () => {
  it('what goes in with a pitch comes out tight, and nothing else changes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<TextureFormat>(
          'r8unorm',
          'rgba8unorm',
          'rgba16float',
          'bc1-rgba-unorm',
          'depth32float-stencil8',
        ),
        fc.nat(3),
        fc.nat(3),
        fc.nat(2),
        fc.nat(40),
        fc.nat(2),
        (format, x, y, z, pad, padRows) => {
          const { blockWidth: w, blockHeight: h } = formatInfo(format)
          const layout = texture(format, [5 * w, 4 * h, 3])
          const box = {
            mipLevel: 0,
            origin: [x * w, y * h, z] as const,
            size: [(5 - x) * w, (4 - y) * h, 3 - z] as const,
          }
          const tight = tightRowsAt(layout, box)
          const rows = { offset: 11, rowBytes: tight.rowBytes + pad, rowsPerImage: tight.rowsPerImage + padRows }
          const source = counting(rows.offset + rows.rowBytes * rows.rowsPerImage * box.size[2])
          const bytes = new Uint8Array(layout.sizeBytes)
          copyRowsToTexture(source, rows, bytes, layout, box)
          const back = new Uint8Array(source.length)
          copyTextureToRows(bytes, layout, box, back, rows)
          let moved = 0
          for (let slice = 0; slice < box.size[2]; slice++)
            for (let row = 0; row < tight.rowsPerImage; row++) {
              const at = rows.offset + (slice * rows.rowsPerImage + row) * rows.rowBytes
              const sent = source.slice(at, at + tight.rowBytes)
              expect(hex(back.subarray(at, at + tight.rowBytes))).toBe(hex(readable(format, sent)))
              back.fill(0, at, at + tight.rowBytes)
              moved += tight.rowBytes
            }
          expect(back.every((byte) => byte === 0)).toBe(true)
          const other = new Uint8Array(layout.sizeBytes)
          copyTextureToTexture({ bytes, layout, box }, { bytes: other, layout, box })
          expect(hex(other)).toBe(hex(readable(format, bytes)))
          fillTexture(bytes, layout, box, new Uint8Array(layout.format.blockBytes))
          expect(bytes.every((byte) => byte === 0)).toBe(true)
          expect(moved).toBeGreaterThan(0)
        },
      ),
      { numRuns: 60 },
    )
  })
  it('an aspect of a combined format is copied alone: 4 bytes of depth, 1 of stencil', () => {
    const layout = texture('depth32float-stencil8', [2, 1, 1])
    const bytes = Uint8Array.from([1, 2, 3, 4, 5, 0, 0, 0, 6, 7, 8, 9, 10, 0, 0, 0])
    const take = (aspect: 'depth-only' | 'stencil-only') => {
      const box = { mipLevel: 0, origin: [0, 0, 0], size: [2, 1, 1], aspect } as const
      const rows = tightRowsAt(layout, box)
      const out = new Uint8Array(rows.rowBytes)
      copyTextureToRows(bytes, layout, box, out, rows)
      return [...out]
    }
    expect(take('depth-only')).toEqual([1, 2, 3, 4, 6, 7, 8, 9])
    expect(take('stencil-only')).toEqual([5, 10])
  })
})

describe('mipmaps', () => {
  it('average boxes of 2 × 2, level after level', () => {
    const layout = texture('r8unorm', [4, 2, 1], { mipLevelCount: 3 })
    const bytes = new Uint8Array(layout.sizeBytes)
    bytes.set([0, 10, 100, 200, 20, 30, 255, 255])
    generateMipmaps(bytes, 'r8unorm', layout)
    expect([...bytes.subarray(8)]).toEqual([15, 203, 109])
  })
  it('leave out a last odd column, keep layers apart and halve depth', () => {
    const odd = texture('r32float', [3, 1, 1], { mipLevelCount: 2 })
    const bytes = new Uint8Array(odd.sizeBytes)
    new Float32Array(bytes.buffer).set([1, 2, 100])
    generateMipmaps(bytes, 'r32float', odd)
    expect(new Float32Array(bytes.buffer)[3]).toBe(1.5)
    const layers = texture('r32float', [2, 1, 2], { mipLevelCount: 2 })
    const two = new Float32Array(layers.sizeBytes / 4)
    two.set([1, 3, 5, 7])
    generateMipmaps(new Uint8Array(two.buffer), 'r32float', layers)
    expect([...two]).toEqual([1, 3, 5, 7, 2, 6])
    const volume = texture('r32float', [2, 1, 2], { mipLevelCount: 2, dimension: '3d' })
    const three = new Float32Array(volume.sizeBytes / 4)
    three.set([1, 3, 5, 7])
    generateMipmaps(new Uint8Array(three.buffer), 'r32float', volume)
    expect([...three]).toEqual([1, 3, 5, 7, 4])
  })
  it('write one NaN, whatever the bits of those that it is made of, and in every run', () => {
    const layout = texture('r32float', [2, 1, 1], { mipLevelCount: 2 })
    const words = new Uint32Array(layout.sizeBytes / 4)
    for (let run = 0; run < 20_000; run++) {
      words.set([0xffda_b590, 0x3f80_0000, 0])
      generateMipmaps(new Uint8Array(words.buffer), 'r32float', layout)
      if (words[2] !== 0x7fc0_0000) expect(words[2], `run ${run}`).toBe(0x7fc0_0000)
    }
  })
  it('average sRGB in linear light', () => {
    const layout = texture('rgba8unorm-srgb', [2, 1, 1], { mipLevelCount: 2 })
    const bytes = new Uint8Array(layout.sizeBytes)
    bytes.set([0, 0, 0, 0, 255, 255, 255, 255])
    generateMipmaps(bytes, 'rgba8unorm-srgb', layout)
    expect([...bytes.subarray(8)]).toEqual([188, 188, 188, 128])
  })
  it('refuse formats without an average', () => {
    expect(hasMipmaps('rgba16float')).toBe(true)
    for (const format of ['r8uint', 'depth32float', 'bc1-rgba-unorm'] as const) {
      expect(hasMipmaps(format)).toBe(false)
      expect(() => generateMipmaps(new Uint8Array(64), format, texture(format, [4, 4, 1]))).toThrow(
        expect.objectContaining({ code: 'UNSUPPORTED' }),
      )
    }
  })
})
