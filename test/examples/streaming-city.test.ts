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
const limits = { budgetBytes: 64 * 1024, radius: 4 * tileSize, loadBytes: 24 * 1024 }

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
        expect(bytesOf(next.loaded)).toBeLessThanOrEqual(limits.loadBytes)
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

interface Seen {
  readonly frame: Frame
  readonly picture: Uint8Array
}

async function streamed(change: Partial<Walk>): Promise<Seen[]> {
  const backend = createDummyBackend()
  const seen: Seen[] = []
  const given: Walk = {
    city,
    size,
    budgetBytes: limits.budgetBytes,
    radius: limits.radius,
    writeBytes: 12 * 1024,
    period: 3,
    frames: 24,
    camera: (frame) => walk(frame / 24, across),
    onFrame: async (frame, _, readPicture) => void seen.push({ frame, picture: await readPicture() }),
  }
  await streamCity(backend, { ...given, ...change })
  await backend.destroy()
  return seen
}

it('shows, where everything is filled, what one sees for whom the same tiles were loaded at once', async () => {
  const seen = await streamed({})
  const index = seen.findLastIndex(({ frame }) => frame.waitingBytes === 0)
  const { frame, picture } = seen[index]!
  expect(seen.slice(0, index).some(({ frame }) => frame.left > 0)).toBe(true)
  const [atOnce] = await streamed({
    city: frame.resident,
    budgetBytes: 2 ** 30,
    writeBytes: 2 ** 30,
    frames: 1,
    camera: () => walk(index / 24, across),
  })
  // Those that are out of sight are drawn in the colour of the haze.
  expect(frame.resident).toEqual(expect.arrayContaining([...atOnce!.frame.resident]))
  expect(Buffer.from(picture).equals(atOnce!.picture)).toBe(true)
  expect(new Set(new Uint32Array(picture.slice().buffer)).size).toBeGreaterThan(3)
})

it('keeps to both budgets in every frame, and adopts plans in their turn only', async () => {
  const seen = await streamed({ size: { width: 4, height: 4 } })
  seen.forEach(({ frame }, i) => {
    expect(frame.tileBytes).toBeLessThanOrEqual(limits.budgetBytes)
    expect(frame.isUpdated && i % 3 !== 0).toBe(false)
    const before = seen[i - 1]?.frame
    const came = frame.resident.filter((tile) => !before?.resident.includes(tile))
    const filled = (before?.waitingBytes ?? 0) + bytesOf(came) - frame.waitingBytes
    // What was waiting and left was never filled.
    const gone = before ? bytesOf(before.resident.filter((tile) => !frame.resident.includes(tile))) : 0
    expect(filled).toBeLessThanOrEqual(12 * 1024 + gone)
  })
})

it('waits in no frame for a plan that is late, and adopts it when it is there', async () => {
  let makePlans = (): void => undefined
  const late = new Promise<void>((resolve) => (makePlans = resolve))
  let asked = 0
  const seen: Frame[] = []
  const backend = createDummyBackend()
  await streamCity(backend, {
    city,
    size,
    budgetBytes: limits.budgetBytes,
    radius: limits.radius,
    writeBytes: 12 * 1024,
    period: 3,
    frames: 18,
    camera: (frame) => walk(frame / 18, across),
    plan: async (graph) => {
      // That of the empty city, and the first with tiles, come before all frames.
      if (asked++ >= 2) await late
      return planGraph(graph, backend.profile)
    },
    onFrame: (frame, index) => {
      seen.push(frame)
      if (index === 8) makePlans()
    },
  })
  await backend.destroy()
  const updated = [...seen.keys()].filter((index) => seen[index]!.isUpdated)
  expect(updated[0]).toBe(0)
  expect(updated[1]).toBeGreaterThan(8)
  expect(updated.length).toBeGreaterThan(2)
})

it('plots every frame', () => {
  const frame: Frame = {
    loaded: 0,
    left: 0,
    isUpdated: false,
    resident: [],
    tileBytes: 500,
    waitingBytes: 0,
    planBytes: 900,
    ms: 4,
  }
  const { width, height, texels } = plotWalk([frame, { ...frame, loaded: 2, isUpdated: true }], 1000)
  expect(texels).toHaveLength(4 * width * height)
})
