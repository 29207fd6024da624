/**
 * The canvas, frames of videos and images in headless Chromium, by what is read back. Skipped where there is no Chromium, unless
 * REQUIRE_GPU names webgpu.
 */
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { unpackChromium, type UnpackedChromium } from './chromium.ts'
import type { interop as Interop } from './interop-page.ts'
import { openBrowser } from './open-pages.ts'

const required = (process.env['REQUIRE_GPU'] ?? '').split(',').includes('webgpu')
let found: UnpackedChromium | undefined
try {
  found = unpackChromium()
} catch (error) {
  if (required) throw error
  console.log(`skipped: canvas, video and images in a browser (${String(error)})`)
}
declare const interop: typeof Interop

describe.skipIf(!found)('in a browser', () => {
  let browser: Browser
  let page: Page
  const complaints: string[] = []
  beforeAll(async () => {
    browser = await openBrowser(found!)
    page = await browser.newPage({ locale: 'en-US' })
    page.on('pageerror', (error) => complaints.push(error.message))
    const entryPoints = [fileURLToPath(new URL('interop-page.ts', import.meta.url))]
    const bundle = { bundle: true, format: 'esm', write: false, platform: 'browser' } as const
    const { outputFiles } = await build({ entryPoints, ...bundle })
    await page.route('http://localhost/**', (route) =>
      route.request().url().endsWith('.js')
        ? route.fulfill({ contentType: 'text/javascript', body: outputFiles[0]!.text })
        : route.fulfill({
            contentType: 'text/html',
            body: '<!doctype html><script type="module" src="/page.js"></script>',
          }),
    )
    await page.goto('http://localhost/')
    await page.waitForFunction(() => 'interop' in globalThis)
  }, 120_000)
  afterAll(() => browser?.close())

  it('a run that draws to the canvas comes before what another engine draws in the same task, every frame', async () => {
    const { frames, expired, destroyed } = await page.evaluate(() => interop.canvas())
    expect(frames).toEqual(
      [1, 2, 3, 4].map((frame) => ({ seen: [50 * frame, 0, 9, 255], shown: [0, 255, 51 * frame, 255] })),
    )
    for (const said of [expired, destroyed]) expect(said).toMatch(/^INVALID_IMPORT .*"canvas"/)
    expect(complaints).toEqual([])
  }, 60_000)

  const quarters = [
    [255, 0, 0, 255],
    [0, 255, 0, 255],
    [0, 0, 255, 255],
    [255, 255, 255, 255],
  ]

  it('a shader samples a frame of a video that a run imports', async () => {
    const { seen, closed, copy, dummy } = await page.evaluate(() => interop.video())
    expect(seen).toEqual([quarters, quarters, quarters])
    expect(closed).toMatch(/^INVALID_IMPORT .*"video"/)
    expect(copy).toMatch(/^INVALID_IMPORT .*"video".*only sample/)
    expect(dummy).toMatch(/^INVALID_IMPORT .*"video"/)
  }, 60_000)

  it('a shader samples each frame that a <video> shows', async () => {
    const { seen, expired, width } = await page.evaluate(() => interop.videoElement())
    expect(width).toBe(64)
    // Colours of a film are not exact.
    for (const frame of seen)
      for (const [corner, colour] of quarters.entries())
        for (const [channel, value] of colour.entries())
          expect(Math.abs(frame[corner]![channel]! - value)).toBeLessThan(40)
    expect(expired).toMatch(/^INVALID_IMPORT .*"video"/)
  }, 60_000)

  it('an upload to a texture takes whatever the browser shows, in the place of bytes', async () => {
    const { seen, plain, together, refusals, after, live } = await page.evaluate(() => interop.images())
    for (const corners of Object.values(seen)) expect(corners).toEqual(quarters)
    const flat = (colour: number[]) => [colour, colour, colour, colour]
    expect(plain).toEqual(flat([7, 8, 9, 255]))
    expect(together).toEqual([quarters, flat([1, 2, 3, 255]), quarters])
    expect(refusals).toEqual({
      size: expect.stringMatching(/^INVALID_INPUT .*"image".*8×4 texels.*16×16/),
      buffer: expect.stringMatching(/^INVALID_INPUT .*"image".*OffscreenCanvas.*texture/),
      dummy: expect.stringMatching(/^INVALID_INPUT .*"image".*OffscreenCanvas.*WebGPU/),
      closed: expect.stringMatching(/^(INPUT_FAILED|INVALID_INPUT) .*"image"/),
    })
    expect(after).toEqual(quarters)
    expect(Object.entries(live).filter(([, count]) => count > 0)).toEqual([])
  }, 60_000)
})
