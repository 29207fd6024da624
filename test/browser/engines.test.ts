/**
 * The examples of other engines in headless Chromium: what the compositor shows of their canvases. Skipped where there is no Chromium, unless
 * REQUIRE_GPU names webgpu.
 */
import type { FrameLocator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { count, startOf, step } from '../../examples/typegpu/particles.ts'
import { unpackChromium, type UnpackedChromium } from './chromium.ts'
import { openPages, type ExamplePage, type ExamplePages, type Picture, type Texel } from './open-pages.ts'

const required = (process.env['REQUIRE_GPU'] ?? '').split(',').includes('webgpu')
let found: UnpackedChromium | undefined
try {
  found = unpackChromium()
} catch (error) {
  if (required) throw error
  console.log(`skipped: examples in a browser (${String(error)})`)
}

let pages: ExamplePages
beforeAll(async () => {
  if (found) pages = await openPages(found)
}, 120_000)
afterAll(() => pages?.close())

/** A frame on a busy machine without a GPU. */
const patient = { timeout: 20_000 }

const light = ([red, green, blue]: Texel) => red + green + blue

/** Places of the scene that the engines draw, on any canvas: from the middle to the right, and from the top, in heights. */
const places = {
  crease: [-0.06, 0.17],
  wall: [-0.44, 0.3],
  lamp: [0.199, 0.375],
  besideLamp: [0.29, 0.375],
} as const
const look = ({ width, height, at }: Picture, place: keyof typeof places): Texel => {
  const [right, down] = places[place]
  return at(0.5 + (right * height) / width, down)
}

describe.skipIf(!found).each(['three', 'babylon', 'luma'] as const)(
  'a scene drawn by %s, worked on by a frame graph',
  (name) => {
    let shown: ExamplePage
    let full: Picture
    beforeAll(async () => {
      shown = await pages.open(name, { width: 480, height: 320 })
      full = await shown.picture()
      await shown.save()
    }, 120_000)
    afterAll(() => shown?.page.close())
    const flip = (id: string) => shown.redraw(() => shown.page.locator(`#${id}`).click())

    it('is darker in a crease by ambient occlusion, and not on a wall', async () => {
      await flip('occlusion')
      const without = await shown.picture()
      expect(light(look(without, 'crease')) - light(look(full, 'crease'))).toBeGreaterThan(100)
      expect(Math.abs(light(look(without, 'wall')) - light(look(full, 'wall')))).toBeLessThan(25)
      await flip('occlusion')
    })

    it('glows beyond the lamp by bloom', async () => {
      await flip('bloom')
      const without = await shown.picture()
      expect(light(look(full, 'besideLamp')) - light(look(without, 'besideLamp'))).toBeGreaterThan(60)
      // (14, 8, 3) in linear light, by the curve and as sRGB.
      const lamp = look(without, 'lamp')
      for (const [channel, expected] of [255, 255, 250].entries())
        expect(Math.abs(lamp[channel]! - expected)).toBeLessThanOrEqual(1)
      await flip('bloom')
    })

    it('is the same picture on a canvas of another size, and on one of the first size again', async () => {
      await shown.redraw(() => shown.page.setViewportSize({ width: 300, height: 400 }))
      const tall = await shown.picture()
      expect([tall.width, tall.height]).not.toEqual([full.width, full.height])
      expect(light(look(tall, 'lamp'))).toBeGreaterThan(700)
      expect(light(look(tall, 'crease'))).toBeLessThan(light(look(tall, 'besideLamp')) - 200)
      await shown.redraw(() => shown.page.setViewportSize({ width: 480, height: 320 }))
      expect((await shown.picture()).bytes).toEqual(full.bytes)
    })

    it('has no validation error, and nothing else to complain of', () => {
      expect(shown.complaints).toEqual([])
    })
  },
)

describe.skipIf(!found)("particles of TypeGPU's, moved by a frame graph", () => {
  let shown: ExamplePage
  beforeAll(async () => {
    shown = await pages.open('typegpu', { width: 600, height: 400 })
  }, 120_000)
  afterAll(() => shown?.page.close())

  /** Those of the first are multiples of 2^-7, so floats are exact. */
  const placesAfter = (steps: number) =>
    Array.from({ length: count }, (_, i) => {
      const { position, velocity } = startOf(i) as Record<'position' | 'velocity', { x: number; y: number }>
      const along = (axis: 'x' | 'y') => {
        const free = position[axis] + velocity[axis] * step * steps
        return Math.abs(free) > 1 ? Math.sign(free) * 2 - free : free
      }
      return [along('x'), along('y')] as const
    })

  const summary = async () =>
    (await shown.page.locator('#summary').textContent())!.match(/-?\d+(\.\d+)?(e-?\d+)?/g)!.map(Number)
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / count

  it('are read by TypeGPU as values, and so is a summary in a buffer of the backend', async () => {
    await shown.redraw(async () => {
      await shown.page.locator('#steps').fill('20')
      await shown.page.locator('#steps').press('Tab')
    })
    const [steps, x, y, centreX, centreY] = await summary()
    expect(steps).toBeGreaterThan(20)
    const expected = placesAfter(steps!)
    expect([x, y]).toEqual(expected[0])
    expect(centreX).toBeCloseTo(mean(expected.map(([at]) => at)), 5)
    expect(centreY).toBeCloseTo(mean(expected.map(([, at]) => at)), 5)
  })

  it('are in a page that a narrow window shows whole', async () => {
    await shown.redraw(() => shown.page.setViewportSize({ width: 320, height: 500 }))
    const width = () => shown.page.evaluate(() => document.documentElement.scrollWidth)
    expect(await width()).toBeLessThanOrEqual(320)
    await shown.redraw(() => shown.page.setViewportSize({ width: 600, height: 400 }))
  })

  it('are drawn by TypeGPU where they are', async () => {
    const [steps] = await summary()
    const picture = await shown.picture()
    for (const [x, y] of placesAfter(steps!)) expect(light(picture.at((1 + x) / 2, (1 - y) / 2))).toBeGreaterThan(200)
    expect(light(picture.at(0.05, 0.95))).toBeLessThan(60)
    await shown.save()
    expect(shown.complaints).toEqual([])
  })
})

describe.skipIf(!found)('the inspector beside the canvas that it inspects', () => {
  let shown: ExamplePage
  let inside: FrameLocator
  beforeAll(async () => {
    shown = await pages.open('overlay', { width: 800, height: 420 })
    inside = shown.page.frameLocator('#inspector iframe')
  }, 120_000)
  afterAll(() => shown?.page.close())
  const live = () => inside.locator('#tab-content').textContent()
  const runs = async () => Number(/begun(\d+)/.exec((await live()) ?? '')?.[1])

  it('shows the state of a run that ended before the inspector was loaded', async () => {
    await inside.getByRole('tab', { name: 'Live' }).click()
    await expect.poll(runs, patient).toBeGreaterThan(0)
    expect(await live()).toContain('in flight0 of 2')
  })

  it('draws the plan, in the time that the device took', async () => {
    await inside.getByRole('button', { name: /Time axis: measured times/ }).waitFor()
    const colours = await inside.locator('.timeline canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
      return new Set(new Uint32Array(data.buffer)).size
    })
    expect(colours).toBeGreaterThan(8)
  })

  it('follows each run', async () => {
    const before = await runs()
    await shown.page.locator('#animate').click()
    await expect.poll(runs, patient).toBeGreaterThan(before)
    await shown.redraw(() => shown.page.locator('#animate').click())
  })

  it('leaves the picture as it is without it', async () => {
    const picture = await shown.picture()
    // The sky above, the floor below.
    expect(light(picture.at(0.5, 0.08))).toBeGreaterThan(300)
    expect(picture.at(0.5, 0.08)).not.toEqual(picture.at(0.5, 0.95))
    await shown.save()
    expect(shown.complaints).toEqual([])
  })
})
