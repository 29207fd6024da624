/** Which pixels points, lines and triangles cover. */
import { describe, expect, it } from 'vitest'
import { drawOnCpu, floats, lit, rowsOf, type Scene, type SceneDraw } from '../support/raster-scene.ts'

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
const line = { primitive: { topology: 'line-list' } } as const

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
      expect(await counts([shape(places)])).toEqual(Array.from({ length: 8 }, () => '11111111'))
    }
  })
  it('own the samples on their top and left edges, not those on the others', async () => {
    const square = [0.5, 0.5, 2.5, 0.5, 0.5, 2.5, 0.5, 2.5, 2.5, 0.5, 2.5, 2.5]
    expect(lit(await picture([shape(square)])).slice(0, 4)).toEqual(['##......', '##......', '........', '........'])
  })
})

describe('lines', () => {
  it('cover a pixel for each column, and not the one they end in', async () => {
    expect(lit(await picture([shape([0.5, 2.5, 5.5, 2.5], line)]))[2]).toBe('#####...')
  })
})

describe('points', () => {
  it('cover the pixel they are in', async () => {
    const drawn = lit(await picture([shape([3.5, 4.5, 0.1, 7.9], { primitive: { topology: 'point-list' } })]))
    expect(drawn[4]).toBe('...#....')
    expect(drawn[7]).toBe('#.......')
    expect(drawn.join('').replaceAll('.', '')).toHaveLength(2)
  })
})
