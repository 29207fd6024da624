/** What the stages are given, and what becomes of what they put out. */
import { describe, expect, it } from 'vitest'
import type { VertexFormat } from '../../src/graph/draw-schema.ts'
import { bytesOf, drawOnCpu, floats, rowsOf, texelAt, type Scene, type SceneDraw } from '../support/raster-scene.ts'

const size = [8, 8] as const
const float = [{ format: 'rgba32float' as const }]
/** A triangle over the whole picture, made of the vertex index. */
const whole = 'vec4f(f32(i % 2) * 4 - 1, f32(i / 2) * 4 - 1, 0.5, 1)'
const covering = (fragment: string, more = '') => `${more}
  @vertex fn vs(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f { return ${whole}; }
  ${fragment}`
const draw: SceneDraw = { call: { vertexCount: 3 } }
const picture = async (wgsl: string, one: SceneDraw = draw, more: Partial<Scene> = {}) =>
  (await drawOnCpu({ wgsl, size, color: float, draws: [one], ...more })).color[0]!

describe('interpolation', () => {
  /** Corners in clip space with a value each; the value at a pixel by the formula of the specification. */
  const corners = [
    [-1, -1, 1, 2],
    [6, -2, 2, 5],
    [-2, 12, 4, -3],
  ] as const
  const wgsl = (how: string) => `
    struct V { @builtin(position) at: vec4f, @location(0) ${how} value: f32 }
    @vertex fn vs(@location(0) c: vec4f) -> V { return V(vec4f(c.xy, 0.25 * c.z, c.z), c.w); }
    @fragment fn fs(v: V) -> @location(0) vec4f { return vec4f(v.value, v.at.xyz); }`
  const triangle: SceneDraw = {
    vertex: { buffers: [{ arrayStride: 16, attributes: [{ shaderLocation: 0, format: 'float32x4', offset: 0 }] }] },
    vertexBuffers: [floats(...corners.flat())],
    call: { vertexCount: 3 },
  }
  const weightsAt = (x: number, y: number) => {
    const [a, b, c] = corners.map(([cx, cy, w]) => [((cx / w) * 0.5 + 0.5) * 8, (0.5 - (cy / w) * 0.5) * 8] as const)
    const area = (p: readonly number[], q: readonly number[], r: readonly number[]) =>
      (q[0]! - p[0]!) * (r[1]! - p[1]!) - (r[0]! - p[0]!) * (q[1]! - p[1]!)
    const all = area(a!, b!, c!)
    const at = [x + 0.5, y + 0.5]
    return [area(at, b!, c!) / all, area(a!, at, c!) / all, area(a!, b!, at) / all]
  }
  const inside = Array.from({ length: 64 }, (_, i) => [i % 8, Math.floor(i / 8)] as const).filter(([x, y]) =>
    weightsAt(x, y).every((weight) => weight > 0.02),
  )
  it('is correct in perspective', async () => {
    const drawn = await picture(wgsl(''), triangle)
    for (const [x, y] of inside) {
      const weights = weightsAt(x, y).map((weight, i) => weight / corners[i]![2])
      const sum = weights.reduce((a, b) => a + b)
      const value = weights.reduce((total, weight, i) => total + (weight / sum) * corners[i]![3], 0)
      // Corners are snapped to 1/256 pixel.
      expect(texelAt(drawn, x, y)[0]).toBeCloseTo(value, 1.5)
    }
    expect(inside.length).toBeGreaterThan(20)
  })
  it('is linear on the screen where it says so', async () => {
    const drawn = await picture(wgsl('@interpolate(linear)'), triangle)
    for (const [x, y] of inside) {
      const value = weightsAt(x, y).reduce((total, weight, i) => total + weight * corners[i]![3], 0)
      expect(texelAt(drawn, x, y)[0]).toBeCloseTo(value, 1.5)
    }
  })
  it('takes the first vertex where it is flat', async () => {
    const drawn = await picture(wgsl('@interpolate(flat)'), triangle)
    for (const [x, y] of inside) expect(texelAt(drawn, x, y)[0]).toBe(2)
  })
  it('gives the centre of the pixel as the position', async () => {
    const drawn = await picture(wgsl(''), triangle)
    const [x, y] = inside[5]!
    expect(texelAt(drawn, x, y).slice(1)).toEqual([x + 0.5, y + 0.5, 0.25])
  })
})

describe('derivatives', () => {
  it.each([
    ['dpdx(p.x * p.x)', (x: number) => 2 * (x - (x % 2)) + 2],
    ['dpdy(p.x * p.y * 2)', (x: number) => 2 * (x - (x % 2)) + 1],
    ['dpdxFine(p.x * p.x * p.y)', (x: number, y: number) => (2 * (x - (x % 2)) + 2) * (y + 0.5)],
    ['dpdyFine(p.y * p.y * p.x)', (x: number, y: number) => (2 * (y - (y % 2)) + 2) * (x + 0.5)],
    ['fwidth(3 * p.x - 5 * p.y)', () => 8],
  ])('are differences within a quad: %s', async (code, expected) => {
    const wgsl = covering(
      `@fragment fn fs(@builtin(position) p: vec4f) -> @location(0) vec4f { return vec4f(${code}); }`,
    )
    const drawn = await picture(wgsl)
    for (let y = 0; y < 8; y++)
      for (let x = 0; x < 8; x++) expect(texelAt(drawn, x, y)[0]).toBeCloseTo(expected(x, y), 4)
  })
  it('are there in pixels whose neighbours are not covered, or were discarded', async () => {
    const wgsl = covering(`
      fn drop(x: f32) -> f32 { if (x > 2) { discard; } return x; }
      @fragment fn fs(@builtin(position) p: vec4f) -> @location(0) vec4f {
        let kept = drop(p.x % 2 * 4);
        return vec4f(dpdx(p.x * 3), kept, 0, 1); }`)
    const drawn = await picture(wgsl, { ...draw, scissor: [0, 3, 8, 1] })
    expect(rowsOf(drawn, ([r]) => String(r))[3]).toBe('30303030')
  })
})

describe('discard', () => {
  it('leaves colour, depth, stencil and buffers alone', async () => {
    const seen = new Uint32Array(64)
    const wgsl = covering(
      `@group(0) @binding(0) var<storage, read_write> seen: array<u32>;
       @fragment fn fs(@builtin(position) p: vec4f) -> @location(0) vec4f {
         if (u32(p.x) % 2 == 0) { discard; }
         seen[u32(p.y) * 8 + u32(p.x)] = 1;
         return vec4f(1); }`,
    )
    const { color, depth } = await drawOnCpu({
      wgsl,
      size,
      depth: { format: 'depth32float', clear: 1 },
      draws: [
        {
          ...draw,
          bindings: [{ kind: 'storage', bytes: bytesOf(seen) }],
          depthStencil: { depthWriteEnabled: true, depthCompare: 'less' },
        },
      ],
    })
    const odd = Array.from({ length: 64 }, (_, i) => i % 2)
    expect(rowsOf(color[0]!, ([r]) => String(r)).join('')).toBe(odd.join(''))
    expect([...new Float32Array(depth!.bytes.buffer)]).toEqual(odd.map((is) => (is ? 0.5 : 1)))
    expect([...seen]).toEqual(odd)
  })
})

describe('outputs', () => {
  it('of depth decide the test', async () => {
    const wgsl = covering(`
      struct Out { @location(0) color: vec4f, @builtin(frag_depth) depth: f32 }
      @fragment fn fs(@builtin(position) p: vec4f) -> Out { return Out(vec4f(1), p.x / 8); }`)
    const drawn = await picture(
      wgsl,
      { ...draw, depthStencil: { depthWriteEnabled: true, depthCompare: 'less' } },
      { depth: { format: 'depth32float', clear: 0.5 } },
    )
    expect(rowsOf(drawn, ([r]) => String(r))[0]).toBe('11110000')
  })
  it('of a mask leave samples out', async () => {
    const wgsl = covering(`
      struct Out { @location(0) color: vec4f, @builtin(sample_mask) mask: u32 }
      @fragment fn fs(@builtin(position) p: vec4f) -> Out { return Out(vec4f(1), u32(p.x)); }`)
    const drawn = await picture(wgsl, draw, { sampleCount: 4, color: [{ format: 'rgba16float' }] })
    expect(rowsOf(drawn, ([r]) => String(4 * r))[0]).toBe('01121223')
  })
  it('go to the targets of their location, as whole numbers to integer formats', async () => {
    const wgsl = covering(`
      struct Out { @location(0) a: vec4u, @location(2) c: vec2i }
      @fragment fn fs(@builtin(position) p: vec4f) -> Out { return Out(vec4u(vec2u(p.xy), 4000000000, 7), vec2i(-5, i32(p.x))); }`)
    const color = [{ format: 'rgba32uint' }, { format: 'rgba8unorm' }, { format: 'rg16sint' }] as const
    const drawn = await drawOnCpu({ wgsl, size, color, draws: [{ ...draw, fragment: { targets: [{}, null, {}] } }] })
    expect(texelAt(drawn.color[0]!, 3, 6)).toEqual([3, 6, 4000000000, 7])
    expect(texelAt(drawn.color[1]!, 3, 6)).toEqual([0, 0, 0, 0])
    expect(texelAt(drawn.color[2]!, 3, 6).slice(0, 2)).toEqual([-5, 3])
  })
})

describe('vertices', () => {
  const formats: readonly (readonly [VertexFormat, string, ArrayBufferView<ArrayBuffer>, readonly number[]])[] = [
    ['uint8x2', 'vec4u', Uint8Array.of(200, 7, 0, 0), [200, 7, 0, 1]],
    ['sint8x4', 'vec4i', Int8Array.of(-100, 7, -1, 3), [-100, 7, -1, 3]],
    ['unorm8', 'vec4f', Uint8Array.of(51, 0, 0, 0), [0.2, 0, 0, 1]],
    ['snorm8x2', 'vec4f', Int8Array.of(-128, 127, 0, 0), [-1, 1, 0, 1]],
    ['uint16', 'vec4u', Uint16Array.of(65535, 0), [65535, 0, 0, 1]],
    ['sint16x2', 'vec4i', Int16Array.of(-30000, 5), [-30000, 5, 0, 1]],
    ['unorm16x4', 'vec4f', Uint16Array.of(0, 65535, 13107, 0), [0, 1, 0.2, 0]],
    ['snorm16x2', 'vec4f', Int16Array.of(-32767, 32767), [-1, 1, 0, 1]],
    ['float16x4', 'vec4f', Uint16Array.of(0x3c00, 0xc000, 0x3800, 0x0000), [1, -2, 0.5, 0]],
    ['float32x3', 'vec4f', Float32Array.of(1.5, -2, 1e10), [1.5, -2, 1e10, 1]],
    ['uint32', 'vec4u', Uint32Array.of(4e9), [4e9, 0, 0, 1]],
    ['sint32x4', 'vec4i', Int32Array.of(-1, 2, -3, 4), [-1, 2, -3, 4]],
    ['unorm10-10-10-2', 'vec4f', Uint32Array.of((3 << 30) | (341 << 20) | (0 << 10) | 1023), [1, 0, 341 / 1023, 1]],
    ['unorm8x4-bgra', 'vec4f', Uint8Array.of(0, 51, 255, 102), [1, 0.2, 0, 0.4]],
  ]
  it.each(formats)('are read as %s into %s', async (format, type, data, expected) => {
    const wgsl = `
      struct V { @builtin(position) at: vec4f, @location(0) @interpolate(flat) value: ${type} }
      @vertex fn vs(@builtin(vertex_index) i: u32, @location(3) value: ${type}) -> V { return V(${whole}, value); }
      @fragment fn fs(v: V) -> @location(0) vec4f { return vec4f(v.value); }`
    const drawn = await picture(wgsl, {
      ...draw,
      vertex: { buffers: [{ arrayStride: 0, attributes: [{ shaderLocation: 3, format, offset: 0 }] }] },
      vertexBuffers: [bytesOf(data)],
    })
    texelAt(drawn, 0, 0).forEach((value, c) => expect(value).toBeCloseTo(Math.fround(expected[c]!), 5))
  })
  it('outside of the buffers read zeros, whatever counts and indices say', async () => {
    const wgsl = `
      struct V { @builtin(position) at: vec4f, @location(0) @interpolate(flat) value: vec4f }
      @vertex fn vs(@builtin(vertex_index) i: u32, @location(0) value: vec2f) -> V { return V(vec4f(f32(i % 2) * 4 - 1, f32(i / 2 % 2) * 4 - 1, 0.5, 1), vec4f(value, f32(i), 1)); }
      @fragment fn fs(v: V) -> @location(0) vec4f { return v.value; }`
    const drawn = await picture(wgsl, {
      vertex: { buffers: [{ arrayStride: 8, attributes: [{ shaderLocation: 0, format: 'float32x2', offset: 0 }] }] },
      vertexBuffers: [floats(7, 7)],
      indexBuffer: { format: 'uint32', bytes: bytesOf(Uint32Array.of(4294967292, 4294967293, 4294967294)) },
      call: { indexCount: 3, baseVertex: 0 },
    })
    expect(texelAt(drawn, 0, 0)).toEqual([0, 0, Math.fround(4294967292), 1])
  })
  it('of instances step once for each', async () => {
    const wgsl = `
      @vertex fn vs(@builtin(vertex_index) i: u32, @location(0) x: f32) -> @builtin(position) vec4f {
        return vec4f((x + f32(i % 2)) / 4 - 1, f32(i / 2) * 2 - 1, 0.5, 1); }
      @fragment fn fs() -> @location(0) vec4f { return vec4f(1); }`
    const drawn = await picture(wgsl, {
      primitive: { topology: 'triangle-strip' },
      vertex: {
        buffers: [
          { arrayStride: 4, stepMode: 'instance', attributes: [{ shaderLocation: 0, format: 'float32', offset: 0 }] },
        ],
      },
      vertexBuffers: [floats(0, 1, 3, 6)],
      call: { vertexCount: 4, instanceCount: 2, firstInstance: 2 },
    })
    expect(rowsOf(drawn, ([r]) => String(r))[4]).toBe('00010010')
  })
  it('of far too many are refused before anything runs', async () => {
    const many = { ...draw, call: { vertexCount: 4294967295, instanceCount: 4294967295 } }
    await expect(
      picture(covering('@fragment fn fs() -> @location(0) vec4f { return vec4f(1); }'), many),
    ).rejects.toThrow(expect.objectContaining({ code: 'UNSUPPORTED' }) as Error)
  })
})

describe('mip levels', () => {
  /** Level l of the texture is l + 1 everywhere. */
  const levels = { kind: 'texture', format: 'r32float', size: [8, 8, 1], mipLevelCount: 4 } as const
  const texture = {
    ...levels,
    bytes: floats(...[64, 16, 4, 1].flatMap((texels, l) => Array.from({ length: texels }, () => l + 1))),
  }
  const levelOf = async (code: string, sampler: object = { mipmapFilter: 'linear' }) => {
    const wgsl = covering(
      `@fragment fn fs(@builtin(position) p: vec4f) -> @location(0) vec4f { return vec4f(${code}.r - 1); }`,
      '@group(0) @binding(0) var t: texture_2d<f32>; @group(0) @binding(1) var s: sampler;',
    )
    const one = { ...draw, bindings: [texture, { kind: 'sampler' as const, sampler }] }
    return texelAt(await picture(wgsl, one), 4, 4)[0]
  }
  it.each([
    ['textureSample(t, s, p.xy / 8)', 0],
    ['textureSample(t, s, p.xy / 4)', 1],
    ['textureSample(t, s, p.xy / 8 * vec2f(2, 4))', 2],
    ['textureSample(t, s, p.xy / 8 * 2.8284271)', 1.5],
    ['textureSample(t, s, p.xy * 8)', 3],
    ['textureSampleBias(t, s, p.xy / 4, 0.5)', 1.5],
    ['textureSampleGrad(t, s, p.xy, vec2f(0.5, 0), vec2f(0, 0.25))', 2],
    ['textureSampleLevel(t, s, p.xy, 1.25)', 1.25],
  ])('are chosen by the longer step through the texture: %s', async (code, level) => {
    expect(await levelOf(code)).toBeCloseTo(level, 4)
  })
  it('are rounded to the nearest one, and kept within the clamps', async () => {
    const code = 'textureSample(t, s, p.xy / 8 * 2.9)'
    expect(await levelOf(code, { mipmapFilter: 'nearest' })).toBe(2)
    expect(await levelOf(code, { mipmapFilter: 'linear', lodMaxClamp: 0.5 })).toBe(0.5)
    expect(await levelOf(code, { mipmapFilter: 'linear', lodMinClamp: 2.25 })).toBe(2.25)
  })
})
