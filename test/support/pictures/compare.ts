/** Pictures compared: by what is known of their texels, and with one another by the tolerance between devices. */
import { expect } from 'vitest'
import type { TextureFormat } from '../../../src/graph/formats.ts'
import type { Picture } from './picture.ts'

type Outputs = Readonly<Record<string, Uint8Array>>
type Component = 'u8' | 'u16' | 's16' | 'u32' | 'f16' | 'f32'

const components: readonly (readonly [RegExp, Component])[] = [
  [/^depth32float|32float$/, 'f32'],
  [/16float$/, 'f16'],
  [/32uint$/, 'u32'],
  [/16sint$/, 's16'],
  [/^depth16unorm/, 'u16'],
]
const componentOf = (format: TextureFormat): Component =>
  components.find(([pattern]) => pattern.test(format))?.[1] ?? 'u8'
const exact = /int$|stencil/

/** Numbers of a texture's bytes, in the order of the texels. */
function numbersOf(format: TextureFormat, bytes: Uint8Array): readonly number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const read: Record<Component, (at: number) => number> = {
    u8: (at) => view.getUint8(at),
    u16: (at) => view.getUint16(at, true),
    s16: (at) => view.getInt16(at, true),
    u32: (at) => view.getUint32(at, true),
    f16: (at) => halfAt(view.getUint16(at, true)),
    f32: (at) => view.getFloat32(at, true),
  }
  const component = componentOf(format)
  const size = { u8: 1, u16: 2, s16: 2, u32: 4, f16: 2, f32: 4 }[component]
  return Array.from({ length: bytes.byteLength / size }, (_, i) => read[component](i * size))
}

function halfAt(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15))
}

/** The format of each output, by name. */
function outputFormats({ document }: Picture): Record<string, TextureFormat> {
  return Object.fromEntries(
    document.passes.flatMap((pass) => {
      if (pass.kind !== 'readback') return []
      const from = typeof pass.from === 'string' ? { resource: pass.from } : pass.from
      const texture = document.resources.find(({ id }) => id === from.resource)
      if (texture?.kind !== 'texture') return []
      const aspect = 'aspect' in from ? from.aspect : 'all'
      return [[pass.output, aspect === 'stencil-only' ? ('stencil8' as const) : texture.format]]
    }),
  )
}

/** How far two numbers of a format may lie apart. */
const tolerance = (format: TextureFormat): number =>
  exact.test(format) ? 0 : componentOf(format) === 'u8' ? 2 : componentOf(format) === 'u16' ? 4 : 2 ** -9

/** Two drawings of a picture: at most one texel in a thousand, and always one, may be off by more than rounding. */
export function expectAlike(picture: Picture, got: Outputs, expected: Outputs): void {
  for (const [output, format] of Object.entries(outputFormats(picture))) {
    const [a, b] = [numbersOf(format, got[output]!), numbersOf(format, expected[output]!)]
    expect(a.length).toBe(b.length)
    const texels = picture.size[0] * picture.size[1]
    const each = a.length / texels
    const off = Array.from({ length: texels }, (_, t) => t).filter((t) =>
      a
        .slice(t * each, (t + 1) * each)
        .some((n, c) => Math.abs(n - b[t * each + c]!) > tolerance(format) * scaleOf(format, n)),
    )
    const allowed = exact.test(format) ? 0 : Math.max(1, Math.floor(texels / 1000))
    const first = off.slice(0, 4).map((t) => describe(picture, t, each, a, b))
    expect({ output, texelsOff: off.length, first: off.length > allowed ? first : [] }).toEqual({
      output,
      texelsOff: expect.toSatisfy((n: number) => n <= allowed, `at most ${allowed}`),
      first: [],
    })
  }
}

const scaleOf = (format: TextureFormat, n: number): number => (format.endsWith('float') ? Math.max(1, Math.abs(n)) : 1)

const describe = ({ size: [width] }: Picture, t: number, each: number, a: readonly number[], b: readonly number[]) => ({
  at: [t % width, Math.floor(t / width)],
  got: a.slice(t * each, (t + 1) * each),
  expected: b.slice(t * each, (t + 1) * each),
})

/** Every texel of the output `picture` of which something is claimed. One step of rounding is left to devices. */
export function expectTexels(picture: Picture, outputs: Outputs): void {
  const { texel, size } = picture
  if (!texel) return
  const format = outputFormats(picture)['picture']!
  const numbers = numbersOf(format, outputs['picture']!)
  const each = numbers.length / (size[0] * size[1])
  const wrong: object[] = []
  for (let y = 0; y < size[1]; y++)
    for (let x = 0; x < size[0]; x++) {
      const expected = texel(x, y)
      const at = (y * size[0] + x) * each
      const got = numbers.slice(at, at + each)
      const slack = exact.test(format) ? 0 : componentOf(format) === 'u8' ? 1 : 2 ** -10
      if (expected?.some((n, c) => !(Math.abs(n - got[c]!) <= slack * scaleOf(format, n))))
        wrong.push({ at: [x, y], got, expected })
    }
  expect({ wrong: wrong.length, first: wrong.slice(0, 4) }).toEqual({ wrong: 0, first: [] })
}
