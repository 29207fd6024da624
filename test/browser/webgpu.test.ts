/**
 * The built package in a browser: a page in headless Chromium plans graphs and runs them on `navigator.gpu`.
 * Needs `dist` (npm run build) and the Chromium of the npm package; skipped without them, unless REQUIRE_GPU names webgpu.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph, profiles } from '../../src/planner/index.ts'
import { unpackChromium, type UnpackedChromium } from './chromium.ts'
import { openBrowser } from './open-pages.ts'
import { seededGraph } from '../support/random-graph.ts'
import { toGpuGraph } from '../support/wgsl-mix.ts'
import { servePackage } from './server.ts'

const required = (process.env['REQUIRE_GPU'] ?? '').split(',').includes('webgpu')

function find(): { found?: UnpackedChromium; reason?: string } {
  if (!existsSync(fileURLToPath(new URL('../../dist/backends/webgpu/index.js', import.meta.url))))
    return { reason: 'there is no dist; npm run build makes it' }
  try {
    return { found: unpackChromium() }
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) }
  }
}

const { found, reason } = find()
if (!found && required) throw new Error(`REQUIRE_GPU=webgpu, but no browser test: ${reason}`)
if (!found) console.log(`skipped: the package in a browser (${reason})`)

interface Ran {
  outputs: Record<string, number[]>[]
  submits: number
  submissions: number
  errors: string[]
  live: Record<string, number>
}

/** page.js, which runs in the page. */
declare const packageTest: {
  runGraph(given: { document: string; inputs: Record<string, number[]>[] }): Promise<Ran>
  runInWorker(given: { document: string; inputs: Record<string, number[]>[] }): Promise<Ran>
  planInWorker(given: { document: string; profile: object }): Promise<{ plan: string; phases: string[] }>
  chooseApi(): Promise<string>
  failLater(): Promise<string[]>
  timeRuns(): Promise<{ hasClock: boolean; times: { deviceNs?: number; submissions?: object[] }[] }>
  loseDevice(): Promise<string[]>
}

const runs = 4

describe.skipIf(!found)('the package in a browser', () => {
  let browser: Browser
  let page: Page
  let close: () => Promise<void>
  const complaints: string[] = []

  beforeAll(async () => {
    const server = await servePackage()
    close = server.close
    browser = await openBrowser(found!)
    page = await browser.newPage({ locale: 'en-US' })
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    await page.goto(server.url)
    await page.waitForFunction(() => 'packageTest' in globalThis)
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await close?.()
  })

  // Bodies are functions and imports are handles: neither crosses into a page.
  const seeds = Array.from({ length: 400 }, (_, seed) => seed).filter((seed) => {
    const { graph } = seededGraph(seed)
    return (
      graph.passes.every(({ kind }) => !['custom', 'host', 'external'].includes(kind)) &&
      graph.resources.every(({ lifetime }) => lifetime !== 'imported') &&
      graph.passes.some(({ kind }) => kind === 'readback')
    )
  })

  const cases = [...seeds.slice(0, 12).map((seed) => ['page', seed] as const), ['worker', seeds[0]!] as const]
  it.each(cases)('runs in a %s random graph %i with the bytes of the Dummy', async (where, seed) => {
    const random = seededGraph(seed)
    const { graph, kernels } = toGpuGraph(random)
    const dummy = createDummyBackend({ kernels, profile: profiles.webgpu })
    const executor = await createExecutor(planGraph(graph, profiles.webgpu), dummy)
    const expected: Record<string, number[]>[] = []
    const inputs: Record<string, number[]>[] = []
    for (let run = 0; run < runs; run++) {
      const bytes = random.inputs(run)
      inputs.push(numbers(bytes))
      expected.push(numbers((await executor.run({ inputs: bytes })).outputs))
    }
    await dummy.destroy()

    const result = await page.evaluate(
      ([inWorker, given]) => (inWorker ? packageTest.runInWorker(given) : packageTest.runGraph(given)),
      [where === 'worker', { document: JSON.stringify(graph), inputs }] as const,
    )
    expect(result.outputs).toEqual(expected)
    expect(result.submits).toBe(runs * result.submissions)
    expect(result.errors).toEqual([])
    expect(Object.values(result.live).every((count) => count === 0)).toBe(true)
    expect(complaints).toEqual([])
  })

  it('plans in a worker, with the bytes that Node gives the plan', async () => {
    const { document } = seededGraph(7)
    const { plan, phases } = await page.evaluate((given) => packageTest.planInWorker(given), {
      document: JSON.stringify(document),
      profile: profiles.webgpu,
    })
    expect(plan).toBe(JSON.stringify(planGraph(parseGraph(document), profiles.webgpu)))
    expect(phases.at(-1)).toBe('done')
  })
  it('F70: choosing an API in a browser is refused, saying why', async () => {
    const message = await page.evaluate(() => packageTest.chooseApi())
    expect(message).toMatch(/here the browser chooses/)
  })

  it('F69: what goes wrong in a submission that went well before fails its run', async () => {
    const codes = await page.evaluate(() => packageTest.failLater())
    expect(codes).toEqual([...Array(5).fill('no error'), ...Array(3).fill('VALIDATION_FAILED')])
    complaints.length = 0
  })

  it('tells when the device worked on a run, where it can', async () => {
    const { hasClock, times } = await page.evaluate(() => packageTest.timeRuns())
    console.log(hasClock ? JSON.stringify(times[2]) : 'the browser has no timestamp-query')
    for (const { deviceNs, submissions } of times) {
      expect(submissions?.length).toBe(hasClock ? 1 : undefined)
      if (hasClock) expect(deviceNs).toBeGreaterThanOrEqual(0)
    }
    expect(complaints).toEqual([])
  })

  it('F63: a device lost in the page settles its runs', async () => {
    const codes = await page.evaluate(() => packageTest.loseDevice())
    expect(codes[0]).toBe('no error')
    expect(codes.at(-1)).toBe('DEVICE_LOST')
    expect(codes.slice(1).every((code) => code === 'DEVICE_LOST' || code === 'no error')).toBe(true)
  })
})

const numbers = (bytes: Readonly<Record<string, Uint8Array>>): Record<string, number[]> =>
  Object.fromEntries(Object.entries(bytes).map(([name, view]) => [name, [...view]]))
