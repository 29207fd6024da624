/** The inspector's page in headless Chromium: it draws, is picked from by pointer, keys and search, and is accessible. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import axe from 'axe-core'
import { inspectHtml } from 'memkit-gpu/inspect'
import {
  createExecutor,
  editGraph,
  parseGraph,
  planFrontier,
  planGraph,
  profiles,
  type FrameGraph,
  type GraphDocument,
} from 'memkit-gpu'
import { createDummyBackend } from 'memkit-gpu/dummy'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeGeometry } from '../../examples/deferred/geometry.ts'
import { deferredGraph } from '../../examples/deferred/graph.ts'
import { golden, hostileGraph, hostileIds } from '../inspect/support.ts'
import { unpackChromium, type UnpackedChromium } from './chromium.ts'
import { openBrowser } from './open-pages.ts'

function find(): UnpackedChromium | undefined {
  try {
    return unpackChromium()
  } catch (error) {
    console.log(`skipped: the inspector in a browser (${error instanceof Error ? error.message : String(error)})`)
    return undefined
  }
}
const found = find()

/** 10^4 passes in chains, each uploaded, worked on three times, and read back now and then. */
function largeGraph(): FrameGraph {
  const passes: GraphDocument['passes'][number][] = []
  const resources: GraphDocument['resources'][number][] = []
  for (let k = 0; k < 2500; k++) {
    resources.push(
      { id: `mesh-${k}`, kind: 'buffer', size: 1024 + 256 * (k % 13) },
      { id: `sum-${k}`, kind: 'buffer', size: 512 },
    )
    const step = (id: string, entryPoint: string, to: string) => ({
      id,
      kind: 'compute' as const,
      shader: 's',
      entryPoint,
      workgroups: [1, 1, 1] as [number, number, number],
      bindings: [
        { group: 0, binding: 0, use: `mesh-${k}`, as: 'storage-read' as const },
        { group: 0, binding: 1, use: to, as: 'storage' as const, access: 'write' as const },
      ],
    })
    passes.push({
      id: `load-${k}`,
      kind: 'upload',
      to: `mesh-${k}`,
      input: `in-${k}`,
    })
    passes.push({ id: `clear-${k}`, kind: 'fill', to: { resource: `mesh-${k}`, offset: 512, size: 512 }, value: 0 })
    passes.push(step(`sum-pass-${k}`, 'sum', `sum-${k}`), {
      id: `get-${k}`,
      kind: 'readback',
      from: `sum-${k}`,
      output: `out-${k}`,
    })
  }
  return parseGraph({ version: 1, name: 'ten thousand', resources, shaders: [{ id: 's' }], passes })
}

/** Ids of 1 000 characters, without a place to break them, and a line break in one. */
function longIds(): FrameGraph {
  const ids = ['x'.repeat(1000), '😀'.repeat(500), `${'line\nbreak '.repeat(80)}`]
  return parseGraph({
    version: 1,
    name: 'n'.repeat(1000),
    resources: ids.map((id) => ({ id, kind: 'buffer', size: 256 })),
    passes: ids.flatMap((id) => [
      { id: `up ${id}`, kind: 'upload', to: id, input: id },
      { id: `down ${id}`, kind: 'readback', from: id, output: id },
    ]),
  })
}

/** Chains whose plans trade barriers for memory. */
function chainsGraph(): FrameGraph {
  const [chains, length, size] = [6, 4, 65536]
  const resources: GraphDocument['resources'][number][] = [{ id: 'sum', kind: 'buffer', size: chains * size }]
  const passes: GraphDocument['passes'][number][] = []
  for (let c = 0; c < chains; c++)
    for (let k = 0; k < length; k++) {
      const to = `${c}-${k}`
      resources.push({ id: to, kind: 'buffer', size })
      if (k === 0) passes.push({ id: `fill-${c}`, kind: 'fill', to, value: c })
      else
        passes.push({
          id: `step-${to}`,
          kind: 'compute',
          shader: 's',
          entryPoint: 'main',
          workgroups: [1, 1, 1],
          bindings: [
            { group: 0, binding: 0, use: `${c}-${k - 1}`, as: 'storage-read' },
            { group: 0, binding: 1, use: to, as: 'storage', access: 'write' },
          ],
        })
    }
  for (let c = 0; c < chains; c++)
    passes.push({
      id: `keep-${c}`,
      kind: 'copy',
      from: `${c}-${length - 1}`,
      to: { resource: 'sum', offset: c * size, size },
    })
  passes.push({ id: 'get', kind: 'readback', from: 'sum', output: 'sum' })
  return parseGraph({ version: 1, name: 'chains', resources, shaders: [{ id: 's' }], passes })
}

describe.skipIf(!found)('the inspector in a browser', () => {
  let browser: Browser
  let page: Page
  const faults: string[] = []
  const folder = mkdtempSync(join(tmpdir(), 'memkit-gpu-page-'))

  beforeAll(async () => {
    browser = await openBrowser(found!)
    page = await browser.newPage({ viewport: { width: 1400, height: 900 }, locale: 'en-US' })
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
    page.on('request', (request) => request.url().startsWith('http') && faults.push(`asked for ${request.url()}`))
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function open(html: string): Promise<void> {
    faults.length = 0
    writeFileSync(join(folder, 'page.html'), html)
    await page.goto(pathToFileURL(join(folder, 'page.html')).href)
    await page.waitForSelector('.timeline canvas')
    await page.waitForTimeout(50)
  }
  const picked = () => page.locator('#tab-content h2').first().textContent()
  /** Whether the canvas shows more than its background. */
  const colours = () =>
    page.evaluate(() => {
      const canvas = document.querySelector('canvas')!
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
      return new Set(new Uint32Array(data.buffer)).size
    })
  const seriousFaults = async () => {
    await page.evaluate(axe.source)
    const { violations } = await page.evaluate(() =>
      (globalThis as unknown as { axe: typeof axe }).axe.run({ resultTypes: ['violations'] }),
    )
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`)
  }

  const graphs: [string, () => string][] = [
    ['the deferred frame', () => pageOf(deferredGraph({ width: 1920, height: 1080 }, makeGeometry()), 'vulkan')],
    ['ten thousand passes', () => pageOf(largeGraph(), 'vulkan')],
    ['two queues', () => pageOf(golden('multi-queue').graph, 'dummy')],
  ]
  const pageOf = (graph: FrameGraph, profile: keyof typeof profiles) =>
    inspectHtml(planGraph(graph, profiles[profile]), { graph })

  describe.each(graphs)('of %s', (name, make) => {
    beforeAll(async () => {
      await open(make())
      const paint = await page.evaluate(() => performance.getEntriesByType('paint')[0]?.startTime)
      console.log(`first paint of the page of ${name}: ${paint === undefined ? 'not told' : `${Math.round(paint)} ms`}`)
    }, 120_000)

    it('draws, without a fault and without asking for anything', async () => {
      expect(await colours()).toBeGreaterThan(8)
      expect(faults).toEqual([])
    })

    it('goes from thing to thing by the arrow keys, and lets go by Escape', async () => {
      await page.locator('.timeline').focus()
      await page.keyboard.press('ArrowRight')
      const first = await picked()
      await page.keyboard.press('ArrowLeft')
      expect(await picked()).toBe(first)
      await page.keyboard.press('ArrowDown')
      expect(await picked()).not.toBe(first)
      await page.keyboard.press('Escape')
      expect(await picked()).not.toBe(first)
    })

    it('zooms by keys and scrolls', async () => {
      const width = () => page.evaluate(() => document.querySelector('.timeline')!.scrollWidth)
      await page.locator('.timeline').focus()
      const before = await width()
      for (let k = 0; k < 6; k++) await page.keyboard.press('+')
      expect(await width()).toBeGreaterThan(5 * before)
      await page.evaluate(() => document.querySelector('.timeline')!.scrollBy(3000, 0))
      await page.waitForTimeout(50)
      expect(await colours()).toBeGreaterThan(4)
      await page.keyboard.press('0')
      expect(await width()).toBe(before)
    })

    it('has no serious fault of accessibility, in light and in dark, in any tab', async () => {
      for (const tab of await page.getByRole('tab').all()) {
        await tab.click()
        expect(await seriousFaults()).toEqual([])
      }
      await page.keyboard.press('t')
      expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark')
      expect(await seriousFaults()).toEqual([])
      await page.keyboard.press('t')
      await page.getByRole('tab').first().click()
    }, 240_000)
  })

  it.each([
    ['the deferred frame', () => graphs[0]![1]()],
    ['ids as long as ids may be', () => pageOf(longIds(), 'vulkan')],
  ])(
    'of %s has room for the timeline in any tab, at any width',
    async (_name, make) => {
      await open(make())
      for (const width of [1400, 1000, 400]) {
        await page.setViewportSize({ width, height: 900 })
        for (const tab of await page.getByRole('tab').all()) {
          await tab.click()
          const [overflow, timeline] = await page.evaluate(() => [
            document.documentElement.scrollWidth - innerWidth,
            document.querySelector('.timeline')!.clientWidth / innerWidth,
          ])
          expect([width, await tab.textContent(), overflow, timeline! > 0.6]).toEqual([
            width,
            expect.anything(),
            0,
            true,
          ])
        }
      }
      await page.setViewportSize({ width: 1400, height: 900 })
    },
    120_000,
  )

  it('finds a pass by a part of its id, shows it with its source, and leads on to what it touches', async () => {
    await open(graphs[0]![1]())
    await page.keyboard.press('/')
    await page.keyboard.type('light')
    expect(await page.getByRole('option').first().textContent()).toContain('lighting')
    await page.keyboard.press('Enter')
    expect(await picked()).toBe('lighting')
    expect(await page.locator('pre').textContent()).toContain('"id": "lighting"')
    await page.locator('button.row', { hasText: 'shadow' }).first().click()
    expect(await picked()).toBe('shadow')
    expect(await page.locator('#tab-content').textContent()).toContain('Shares its bytes with')
  })

  it('shows what is picked in its graph, and is walked there by keys', async () => {
    await open(graphs[0]![1]())
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
    const isSeen = (label: string) =>
      page.evaluate((name) => {
        const box = document.querySelector(`.node[aria-label="${name}"]`)!.getBoundingClientRect()
        const panel = document.querySelector('.panel')!.getBoundingClientRect()
        return box.left >= panel.left && box.right <= panel.right && box.top >= panel.top && box.bottom <= panel.bottom
      }, label)
    await page.getByRole('tab', { name: 'Graph' }).click()
    expect(await isSeen('upload-frame +1')).toBe(true)
    await page.keyboard.press('/')
    await page.keyboard.type('tone-map')
    await page.keyboard.press('Enter')
    await page.getByRole('tab', { name: 'Graph' }).click()
    expect(await isSeen('tone-map')).toBe(true)
    for (const key of ['Enter', ' ']) {
      await page.locator('.node[aria-label="lighting"]').focus()
      await page.keyboard.press(key)
      expect(await focused()).toBe('lighting')
      expect(await isSeen('lighting')).toBe(true)
    }
    expect(faults).toEqual([])
  })

  it('is picked from by a click: a pass in its lane, a version in the map', async () => {
    await open(graphs[2]![1]())
    const box = (await page.locator('canvas').boundingBox())!
    const titles = new Set<string | null>()
    for (let x = 200; x < box.width; x += 45)
      for (const y of [45, 90, 160, 180, 260, 290, 480, 540, 600]) {
        await page.mouse.click(box.x + x, box.y + y)
        titles.add(await picked())
      }
    for (const title of ['write', 'simulate', 'particles', 'merged']) expect(titles).toContain(title)
  }, 240_000)

  it('keeps ids of any content as text', async () => {
    const graph = hostileGraph()
    await open(pageOf(graph, 'dummy'))
    await page.getByRole('tab', { name: 'Passes' }).click()
    const rows = await page.locator('.list .row .name').allTextContents()
    for (const id of hostileIds) expect(rows).toContain(`up ${id}`)
    expect(await page.evaluate(() => 'wasHere' in globalThis)).toBe(false)
    expect(await page.title()).toContain('</title><script>')
    expect(faults).toEqual([])
  })

  it('shows the plan of a point of the frontier that is chosen, and goes back', async () => {
    const graph = chainsGraph()
    await open(
      inspectHtml(planGraph(graph, profiles.vulkan), { graph, frontier: planFrontier(graph, profiles.vulkan) }),
    )
    await page.getByRole('tab', { name: 'Frontier' }).click()
    const figures = () => page.locator('.side h2').textContent()
    const first = await figures()
    await page.keyboard.press('t')
    await page.getByRole('button', { name: 'Show the plan with 1 submission, 10 barriers' }).click()
    expect(await figures()).toContain('10 barriers')
    expect(await page.locator('tr.marked').textContent()).toMatch(/^110/)
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark')
    expect(await seriousFaults()).toEqual([])
    await page.keyboard.press('t')
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('light')
    await page.getByRole('button', { name: 'show the plan of the page' }).click()
    expect(await figures()).toBe(first)
    await page.locator('circle.point').last().click()
    expect(await figures()).not.toBe(first)
    expect(faults).toEqual([])
  })

  it('shows two plans side by side, and what changed: the lines of their difference, which lead to things', async () => {
    const { graph, plan } = golden('multi-queue')
    const { graph: edited } = editGraph(graph, (draft) => {
      draft.resources.push({ id: 'extra', kind: 'buffer', size: 64 })
      draft.passes.push(
        { id: 'clear-extra', kind: 'fill', to: 'extra', value: 7 },
        { id: 'get-extra', kind: 'readback', from: 'extra', output: 'extra' },
      )
    })
    await open(inspectHtml(planGraph(edited, profiles.dummy), { graph: edited, before: { plan, graph } }))
    expect(await page.locator('.timeline').count()).toBe(2)
    expect(await page.locator('.side h2 .name').allTextContents()).toEqual(['before', 'after'])
    await page.getByRole('tab', { name: 'Changes' }).click()
    const rows = (await page.locator('.list .row .name').allTextContents()).join('\n')
    for (const line of ['passes.declared: 7 → 9', '+ clear-extra: fill extra', '+ out extra 64 B'])
      expect(rows).toContain(line)
    await page.locator('button.row', { hasText: '+ clear-extra: fill' }).click()
    await page.getByRole('tab', { name: 'Picked' }).click()
    expect(await picked()).toBe('clear-extra')
    expect(await seriousFaults()).toEqual([])
    expect(faults).toEqual([])
  })

  it('takes the state of a running executor, and draws the times of its latest run', async () => {
    const { graph, plan } = golden('quick-start')
    await open(inspectHtml(plan, { graph }))
    const backend = createDummyBackend()
    const executor = await createExecutor(plan, backend)
    await executor.run({
      inputs: Object.fromEntries(plan.inputs.map(({ name, sizeBytes }) => [name, new Uint8Array(sizeBytes)])),
    })
    const state = executor.inspect()
    await executor.destroy()
    await backend.destroy()
    await page.evaluate((state) => window.postMessage({ memkitGpu: 'state', state }, '*'), state)
    await page.getByRole('button', { name: /Time axis: measured times/ }).waitFor()
    await page.getByRole('tab', { name: 'Live' }).click()
    expect(await page.locator('#tab-content').textContent()).toContain('in flight0 of 2')
  })
})
