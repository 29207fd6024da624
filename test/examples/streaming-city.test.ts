/** The example that streams a city: what is on the device, and that what comes and leaves does not show. */
import * as fc from 'fast-check'
import { createDummyBackend } from 'memkit-gpu/dummy'
import { matchers } from 'memkit-gpu/vitest'
import { planGraph, profiles } from 'memkit-gpu'
import { expect, it, vi } from 'vitest'
import { makeCity, tileSize, type Tile } from '../../examples/streaming-city/city.ts'
import { cityGraph } from '../../examples/streaming-city/graph.ts'
import { plotWalk } from '../../examples/streaming-city/plot.ts'
import { bytesOf, exchangeTiles } from '../../examples/streaming-city/residency.ts'
import { streamCity, type Frame, type Walk } from '../../examples/streaming-city/stream.ts'
import { walk } from '../../examples/streaming-city/walk.ts'

expect.extend(matchers)
vi.setConfig({ testTimeout: 120_000 })

const city = makeCity(6)
const across = 6 * tileSize
const size = { width: 24, height: 16 }
const limits = { budgetBytes: 64 * 1024, radius: 4 * tileSize, loadsPerFrame: 2 }

it('makes tiles as large as they say', () => {
  for (const { vertices, sizeBytes } of city) expect(vertices()).toHaveLength(sizeBytes)
})

it('never holds more than the budget nor exchanges more than is allowed, wherever one goes', () => {
  const place = fc.record({
    x: fc.double({ min: -across, max: across, noNaN: true }),
    z: fc.double({ min: -across, max: across, noNaN: true }),
  })
  fc.assert(
    fc.property(fc.array(place, { maxLength: 40 }), fc.integer({ min: 1000, max: 400_000 }), (way, budgetBytes) => {
      let resident: readonly Tile[] = []
      for (const eye of way) {
        const next = exchangeTiles(city, resident, eye, { ...limits, budgetBytes })
        expect(bytesOf(next.resident)).toBeLessThanOrEqual(budgetBytes)
        expect(next.loaded.length).toBeLessThanOrEqual(limits.loadsPerFrame)
        expect(new Set(next.resident).size).toBe(resident.length + next.loaded.length - next.left.length)
        resident = next.resident
      }
    }),
  )
})

it('holds the nearest tiles, once one stands still', () => {
  const eye = { x: 30, z: -20 }
  let resident: readonly Tile[] = city.filter(({ x }) => x < -40)
  for (let next; (next = exchangeTiles(city, resident, eye, limits)).loaded.length > 0;) resident = next.resident
  const distance = ({ x, z }: Tile) => Math.hypot(x - eye.x, z - eye.z)
  const nearest = [...city].sort((a, b) => distance(a) - distance(b)).slice(0, 4)
  expect(resident).toEqual(expect.arrayContaining(nearest))
})

it.for(Object.values(profiles))('plans a frame for $name that passes the check', (profile) => {
  const graph = cityGraph(city.slice(0, 9), size)
  expect(planGraph(graph, profile)).toPassCheck(graph, profile)
})

async function streamed(change: Partial<Walk>): Promise<{ frames: Frame[]; picture: Uint8Array }> {
  const backend = createDummyBackend()
  const frames: Frame[] = []
  let picture!: Uint8Array
  const given: Walk = {
    city,
    size,
    ...limits,
    frames: 24,
    camera: (frame) => walk(frame / 24, across),
    onFrame: async (frame, _, readPicture) => {
      frames.push(frame)
      picture = await readPicture()
    },
  }
  await streamCity(backend, { ...given, ...change })
  await backend.destroy()
  return { frames, picture }
}

it('shows at the end of a walk what one sees for whom the same tiles were loaded at once', async () => {
  const { frames, picture } = await streamed({})
  expect(frames.some(({ left }) => left > 0)).toBe(true)
  for (const { tileBytes } of frames) expect(tileBytes).toBeLessThanOrEqual(limits.budgetBytes)
  let resident: readonly Tile[] = []
  for (let frame = 0; frame < 24; frame++) {
    const [x, , z] = walk(frame / 24, across).eye
    resident = exchangeTiles(city, resident, { x, z }, limits).resident
  }
  const atOnce = await streamed({
    city: resident,
    radius: limits.radius,
    budgetBytes: 2 ** 30,
    loadsPerFrame: resident.length,
    frames: 1,
    camera: () => walk(23 / 24, across),
  })
  expect(atOnce.frames[0]!.tiles).toBe(resident.length)
  expect(Buffer.from(picture).equals(atOnce.picture)).toBe(true)
  expect(new Set(new Uint32Array(picture.slice().buffer)).size).toBeGreaterThan(3)
})

it('plots every frame', () => {
  const frame: Frame = { loaded: 0, left: 0, tiles: 1, tileBytes: 500, planBytes: 900, ms: 4, exchangeMs: 0 }
  const { width, height, texels } = plotWalk([frame, { ...frame, loaded: 2, exchangeMs: 2 }], 1000)
  expect(texels).toHaveLength(4 * width * height)
})
