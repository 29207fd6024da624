/** Which pixels and samples points, lines and triangles cover. */
import { describe, expect, it } from 'vitest'
import {
  bytesOf,
  drawOnCpu,
  floats,
  lit,
  rowsOf,
  texelAt,
  type Scene,
  type SceneDraw,
} from '../support/raster-scene.ts'

/** Places are pixels: x to the right, y down. */
const wgsl = (size: number) => `
  @vertex fn vs(@location(0) at: vec2f) -> @builtin(position) vec4f {
    return vec4f(at.x * ${2 / size} - 1, 1 - at.y * ${2 / size}, 0.5, 1);
  }
  @fragment fn fs() -> @location(0) vec4f { return vec4f(1.0 / 255.0, 0, 0, 1); }`
const buffers = [{ arrayStride: 8, attributes: [{ shaderLocation: 0, format: 'float32x2' as const, offset: 0 }] }]
/** Each fragment adds 1 of 255. */
const adds = { color: { dstFactor: 'one' as const }, alpha: {} }

const shape = (places: readonly number[], more: Partial<SceneDraw> = {}): SceneDraw => ({
  vertex: { buffers },
  fragment: { targets: [{ blend: adds }] },
  vertexBuffers: [floats(...places)],
  call: { vertexCount: places.length / 2 },
  ...more,
})
const picture = async (draws: readonly SceneDraw[], size = 8, more: Partial<Scene> = {}) =>
  (await drawOnCpu({ wgsl: wgsl(size), size: [size, size], draws, ...more })).color[0]!
/** How often each pixel was covered. */
const counts = async (draws: readonly SceneDraw[], size = 8, more: Partial<Scene> = {}) =>
  rowsOf(await picture(draws, size, more), ([r]) => String(Math.round(r * 255)))
const topology = (name: 'line-list' | 'line-strip' | 'point-list' | 'triangle-strip') => ({
  primitive: { topology: name },
})
const square = Array.from({ length: 8 }, () => '11111111')

describe('triangles', () => {
  it('cover the pixels whose centres are inside', async () => {
    expect(lit(await picture([shape([0, 0, 8, 0, 0, 8])]))).toEqual([
      '#######.',
      '######..',
      '#####...',
      '####....',
      '###.....',
      '##......',
      '#.......',
      '........',
    ])
  })
  it('that share edges cover each pixel once, wherever their corners are', async () => {
    // A fan around a point in the middle: every pixel of the square belongs to one of its triangles.
    const ring = [0, 0, 3, 0, 8, 0, 8, 5, 8, 8, 2, 8, 0, 8, 0, 2.5]
    for (const [x, y] of [
      [4, 4],
      [3.5, 4.5],
      [2.25, 6.125],
      [0.5, 0.5],
    ] as const) {
      const places: number[] = []
      for (let i = 0; i < ring.length; i += 2)
        places.push(ring[i]!, ring[i + 1]!, ring[(i + 2) % ring.length]!, ring[(i + 3) % ring.length]!, x, y)
      expect(await counts([shape(places)])).toEqual(square)
    }
  })
  it('own the centres on their top and left edges, not those on the others', async () => {
    const places = [0.5, 0.5, 2.5, 0.5, 0.5, 2.5, 0.5, 2.5, 2.5, 0.5, 2.5, 2.5]
    expect(lit(await picture([shape(places)])).slice(0, 4)).toEqual(['##......', '##......', '........', '........'])
  })
  it('are the same whichever way they go round', async () => {
    const [clockwise, counter] = [
      [1, 1, 7.3, 2.2, 3.1, 6.9],
      [3.1, 6.9, 7.3, 2.2, 1, 1],
    ]
    expect(await counts([shape(clockwise!)])).toEqual(await counts([shape(counter!)]))
  })
  it('that reach far outside of the viewport still cover all of it', async () => {
    expect(await counts([shape([-1e7, -1e7, 3e7, -1e7, -1e7, 3e7])])).toEqual(square)
  })
  it('of no area, or of positions that are no numbers, cover nothing', async () => {
    const drawn = await counts([
      shape([1, 1, 5, 5, 3, 3]),
      shape([NaN, 1, 5, 1, 1, 5]),
      shape([Infinity, 1, 5, 1, 1, 5]),
    ])
    expect(drawn.join('')).toMatch(/^0+$/)
  })
  it('of a strip are as many as its vertices less two', async () => {
    const strip = [0, 0, 0, 8, 4, 0, 4, 8, 8, 0, 8, 8]
    expect(await counts([shape(strip, topology('triangle-strip'))])).toEqual(square)
  })
  it('of a strip that is restarted do not join both parts', async () => {
    const drawn = await counts([
      shape([0, 0, 0, 8, 2, 0, 2, 8, 6, 0, 6, 8, 8, 0, 8, 8], {
        primitive: { topology: 'triangle-strip', stripIndexFormat: 'uint16' },
        indexBuffer: { format: 'uint16', bytes: bytesOf(Uint16Array.of(0, 1, 2, 3, 0xffff, 4, 5, 6, 7, 0)) },
        call: { indexCount: 9 },
      }),
    ])
    expect(drawn).toEqual(Array.from({ length: 8 }, () => '11000011'))
  })
})

describe('lines', () => {
  it('cover the pixel they begin in, and not the one they end in', async () => {
    expect(lit(await picture([shape([0.5, 2.5, 5.5, 2.5], topology('line-list'))]))[2]).toBe('#####...')
    expect(lit(await picture([shape([5.5, 2.5, 0.5, 2.5], topology('line-list'))]))[2]).toBe('.#####..')
  })
  it('cover one pixel for each step along their longer axis', async () => {
    const drawn = lit(await picture([shape([0.5, 0.5, 7.5, 3.5], topology('line-list'))]))
    expect(drawn.slice(0, 4)).toEqual(['##......', '..##....', '....##..', '......#.'])
    const steep = lit(await picture([shape([0.5, 0.5, 3.5, 7.5], topology('line-list'))]))
    expect(steep.map((row) => row.replaceAll('.', ''))).toEqual(['#', '#', '#', '#', '#', '#', '#', ''])
  })
  it('of a strip cover each joint once', async () => {
    const path = [0.5, 0.5, 6.5, 0.5, 6.5, 6.5, 0.5, 6.5, 0.5, 0.5]
    const drawn = await counts([shape(path, topology('line-strip'))])
    expect(drawn[0]).toBe('11111110')
    expect(drawn[3]).toBe('10000010')
    expect(drawn[6]).toBe('11111110')
  })
})

describe('points', () => {
  it('cover the pixel they are in', async () => {
    const drawn = lit(await picture([shape([3.5, 4.5, 0.1, 7.9], topology('point-list'))]))
    expect(drawn[4]).toBe('...#....')
    expect(drawn[7]).toBe('#.......')
    expect(drawn.join('').replaceAll('.', '')).toHaveLength(2)
  })
})

describe('viewport and scissor', () => {
  it('stretch and cut what is drawn', async () => {
    const all = [0, 0, 16, 0, 0, 16]
    expect(await counts([shape(all, { viewport: [2, 1, 4, 3, 0, 1] })])).toEqual([
      '00000000',
      ...Array.from({ length: 3 }, () => '00111100'),
      ...Array.from({ length: 4 }, () => '00000000'),
    ])
    const cut = await counts([shape(all, { scissor: [5, 6, 2, 9] })])
    expect(cut.slice(5)).toEqual(['00000000', '00000110', '00000110'])
  })
})

describe('four samples', () => {
  const samples = async (places: readonly number[], more: Partial<SceneDraw> = {}) => {
    const drawn = await picture([shape(places, { fragment: {}, ...more })], 8, {
      sampleCount: 4,
      wgsl: wgsl(8).replace('1.0 / 255.0', '1.0'),
    })
    return Math.round(texelAt(drawn, 0, 0)[0] * 4)
  }
  it('lie at the standard places of a pixel', async () => {
    // Columns of a pixel's width that end behind each sample: x is 2, 6, 10 and 14 sixteenths.
    const upTo = (x: number) => samples([-8, -8, x, -8, -8, 8, -8, 8, x, -8, x, 8])
    expect(await Promise.all([1, 3, 7, 11, 15].map((x) => upTo(x / 16)))).toEqual([0, 1, 2, 3, 4])
    const downTo = (y: number) => samples([-8, -8, 8, -8, -8, y, -8, y, 8, -8, 8, y])
    expect(await Promise.all([1, 3, 7, 11, 15].map((y) => downTo(y / 16)))).toEqual([0, 1, 2, 3, 4])
  })
  it('are left out where the pipeline masks them', async () => {
    const all = [0, 0, 16, 0, 0, 16]
    expect(await samples(all, { multisample: { mask: 0b0101 } })).toBe(2)
    expect(await samples(all, { multisample: { mask: 0b1000 } })).toBe(1)
  })
  it('that share an edge are covered once', async () => {
    const halves = [0, 0, 8, 0, 0, 8, 0, 8, 8, 0, 8, 8]
    const drawn = await picture([shape(halves)], 8, { sampleCount: 4 })
    expect(rowsOf(drawn, ([r]) => String(Math.round(r * 255)))).toEqual(square)
  })
})
