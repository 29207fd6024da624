/**
 * The site in headless Chromium, opened from the disk: its pages, and the playground, which plans, finds faults, completes, runs on the page's
 * WebGPU and makes links. With `SITE_PICTURES=FOLDER`, pictures of all that.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { deflateRawSync } from 'node:zlib'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSite } from '../../site/build-site.ts'
import { unpackChromium, type UnpackedChromium } from '../browser/chromium.ts'
import { openBrowser } from '../browser/open-pages.ts'

const required = (process.env['REQUIRE_GPU'] ?? '').split(',').includes('webgpu')
let found: UnpackedChromium | undefined
try {
  found = unpackChromium()
} catch (error) {
  if (required) throw error
  console.log(`skipped: the site in a browser (${String(error)})`)
}

describe.skipIf(!found)('the site', () => {
  const folder = mkdtempSync(join(tmpdir(), 'memkit-gpu-site-'))
  const address = (file: string) => pathToFileURL(join(folder, file)).href
  let browser: Browser
  let page: Page
  const complaints: string[] = []

  beforeAll(async () => {
    await buildSite(folder, { api: false })
    browser = await openBrowser(found!)
    page = await browser.newPage({ locale: 'en-US', viewport: { width: 1400, height: 900 } })
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('request', (request) => {
      if (/^https?:/.test(request.url())) complaints.push(`asked for ${request.url()}`)
    })
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const picture = async (name: string) => {
    const into = process.env['SITE_PICTURES']
    if (into) await page.screenshot({ path: join(into, `${name}.png`) })
  }
  const openPlayground = async (hash = '') => {
    // From one hash to another a page is not loaded anew.
    await page.goto('about:blank')
    await page.goto(`${address('playground.html')}${hash}`)
    await page.waitForSelector('html[data-ready]')
  }
  const fill = async (text: string) => {
    await page.locator('.cm-content').fill(text)
  }
  const state = () => page.locator('#status').getAttribute('data-state')
  /** What stands in the way of those who do not see the page, or have no mouse. */
  const barriers = async (one: Page): Promise<string[]> => {
    await one.evaluate(axe.source)
    const { violations } = await one.evaluate(() =>
      (globalThis as unknown as { axe: typeof axe }).axe.run({ resultTypes: ['violations'] }),
    )
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
  }

  it('has no link that leads nowhere', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.html'))
    const pages = new Map(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]))
    const dangling: string[] = []
    for (const [file, html] of pages)
      for (const [, href] of html.matchAll(/(?:href|src)="((?!https?:|data:)[^"]+)"/g)) {
        const [path, anchor] = href!.split('#')
        const isThere = path === '' || existsSync(join(folder, path!))
        // The playground reads its document there.
        const isPlace = anchor && path !== 'playground.html'
        if (!isThere || (isPlace && !pages.get(path || file)?.includes(`id="${anchor}"`)))
          dangling.push(`${file}: ${href}`)
      }
    expect(dangling).toEqual([])
  })

  it('has a place for every error code, which links lead to', () => {
    const html = readFileSync(join(folder, 'reference-errors.html'), 'utf8')
    const codes = [...html.matchAll(/<td[^>]*><code>([A-Z_]+)<\/code>/g)].map(([, code]) => code!)
    expect(codes).toContain('OVER_BUDGET')
    expect(codes.filter((code) => html.split(`id="${code}"`).length !== 2)).toEqual([])
  })

  it.each(['index.html', 'guide-document.html', 'reference-document.html'])('%s opens from the disk', async (file) => {
    await page.goto(address(file))
    expect(await page.locator('main h1').count()).toBe(1)
    await picture(file.replace('.html', ''))
    expect(complaints).toEqual([])
  })

  it.each([
    [1280, 'light'],
    [360, 'dark'],
  ] as const)(
    'has pages that fit a window of %i pixels, and are accessible (%s)',
    async (width, colorScheme) => {
      const context = await browser.newContext({ locale: 'en-US', viewport: { width, height: 900 }, colorScheme })
      const one = await context.newPage()
      const wide: string[] = []
      const inTheWay: string[] = []
      const looked = ['index.html', 'guide-document.html', 'migration.html', 'playground.html']
      for (const file of readdirSync(folder).filter((name) => name.endsWith('.html'))) {
        await one.goto(address(file))
        if (file === 'playground.html') await one.waitForSelector('html[data-ready]')
        const overflow = await one.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        if (overflow > 0) wide.push(`${file}: ${overflow}`)
        if (looked.includes(file)) inTheWay.push(...(await barriers(one)).map((barrier) => `${file}: ${barrier}`))
      }
      expect([wide, inTheWay]).toEqual([[], []])
      await context.close()
    },
    90_000,
  )

  it('opens the documents of the guide in the playground', async () => {
    await page.goto(address('guide-document.html'))
    expect(await page.locator('.try a').count()).toBeGreaterThan(5)
    await page.locator('.try a').first().click()
    await page.waitForSelector('html[data-ready]')
    expect(await page.locator('.cm-content').textContent()).toContain('there-and-back')
    expect(await page.locator('#text').textContent()).toMatch(/^plan "there-and-back" for vulkan/)
    expect(complaints).toEqual([])
  })

  it('plans the example, and shows it in the inspector and as text', async () => {
    await openPlayground()
    expect(await page.locator('#status').textContent()).toMatch(/2 of 2 passes · 1 submission/)
    const frame = page.frameLocator('#inspector iframe')
    await frame.locator('body').waitFor()
    expect(await frame.locator('body').textContent()).toContain('half')
    await picture('playground')
    await page.locator('#tab-text').click()
    expect(await page.locator('#text').textContent()).toMatch(/^plan "half" for webgpu/)
    await picture('playground-text')
    await page.locator('#objective').selectOption('memory')
    await expect.poll(() => page.locator('#text').textContent()).toContain('objective memory')
    expect(complaints).toEqual([])
  })

  it('plans every example', async () => {
    await openPlayground()
    const names = await page.locator('#example option').allTextContents()
    expect(names.length).toBeGreaterThan(6)
    for (const name of names) {
      await page.locator('#example').selectOption(name)
      await page.waitForTimeout(300)
      await expect.poll(state).toBe('planned')
      expect(await page.locator('#example').inputValue()).toBe(name)
      expect(await page.locator('#problems').isVisible()).toBe(false)
    }
    await page.locator('#example').selectOption('culling, with indirect draws')
    await page.locator('#tab-inspector').click()
    await page.waitForTimeout(1000)
    await picture('playground-culling')
  })

  it('names a fault with its line, and goes there', async () => {
    await openPlayground()
    await fill(
      `{\n  "version": 1,\n  "resources": [{ "id": "mesh", "kind": "buffer", "size": 64 }],\n  "passes": [\n    { "id": "load", "kind": "upload", "to": "mseh", "input": "in" }\n  ]\n}`,
    )
    const fault = page.locator('#problems button')
    await fault.waitFor()
    expect(await fault.textContent()).toMatch(/^line 5: UNKNOWN_REFERENCE: .*did you mean "mesh"/)
    await fault.click()
    expect(await page.locator('.cm-activeLine').textContent()).toContain('mseh')
    expect(await page.locator('.cm-lintRange-error').textContent()).toBe('"mseh"')
    await picture('playground-fault')
  })

  it('completes fields from the schema', async () => {
    await openPlayground()
    const text = '{ "version": 1, "resources": [{ "id": "a", "kind": "buffer" }], "passes": [] }'
    await fill(text)
    await page.locator('.cm-content').press('Control+Home')
    for (let i = 0; i < text.indexOf(' }]'); i++) await page.keyboard.press('ArrowRight')
    await page.keyboard.type(', "')
    const options = page.locator('.cm-tooltip-autocomplete li')
    await options.first().waitFor()
    const labels = (await options.allTextContents()).join(' ')
    expect(labels).toContain('size')
    expect(labels).toContain('lifetime')
    expect(labels).not.toContain('format')
    await picture('playground-completion')
  })

  const begun = '{ "version": 1, "resources": [{ "id": "seen", "kind": "texture", "size": [4], "format": "r8unorm" }], '
  it.each([
    ['an empty document', '{|}', ['version', 'passes']],
    ['a document', '{ "version": 1, "|" }', ['resources', 'passes']],
    ['a kind', `${begun}"passes": [{ "id": "a", "kind": "|" }] }`, ['upload', 'render']],
    ['a format', '{ "resources": [{ "kind": "texture", "format": "rgba8|" }] }', ['rgba8unorm', 'rgba8unorm-srgb']],
    ['a lifetime', '{ "resources": [{ "kind": "buffer", "lifetime": | }] }', ['transient', 'persistent']],
    ['an attachment', `${begun}"passes": [{ "kind": "render", "color": [{ | }] }] }`, ['use', 'load', 'clearValue']],
    ['a value deep inside', '{ "pipelines": [{ "primitive": { "topology": "|" } }] }', ['line-list']],
    ['an id', `${begun}"passes": [{ "kind": "readback", "from": "|" }] }`, ['seen']],
  ])(
    'completes %s',
    async (_, text, wanted) => {
      await openPlayground()
      const [before, after] = text.split('|') as [string, string]
      await fill(before + after)
      await page.locator('.cm-content').press('Control+End')
      for (let i = 0; i < after.length; i++) await page.keyboard.press('ArrowLeft')
      await page.keyboard.press('Control+Space')
      const labels = page.locator('.cm-tooltip-autocomplete .cm-completionLabel')
      await labels.first().waitFor()
      const offered = await labels.allTextContents()
      expect(wanted.filter((one) => !offered.includes(one))).toEqual([])
      expect(new Set(offered).size).toBe(offered.length)
      // What is taken fits into what is there: the text is as it was but for it.
      await page.waitForTimeout(200)
      await page.keyboard.press('Enter')
      const written = (await page.locator('.cm-content').textContent())!
      expect(written).toContain(`"${offered[0]}"`)
      expect(() => JSON.parse(written.replace(/: (?=[\s,}])/g, ': 1 ')) as unknown).not.toThrow()
      expect(complaints).toEqual([])
    },
    30_000,
  )

  it('tells what a field means', async () => {
    await openPlayground()
    const line = page.locator('.cm-line', { hasText: '"resources"' }).first()
    await line.hover({ position: { x: 50, y: 8 } })
    await page.locator('.cm-tooltip-hover', { hasText: 'Buffers and textures' }).waitFor()
  })

  it('runs the document on the WebGPU of the page, and shows the picture', async () => {
    await openPlayground()
    await page.locator('#run').click()
    await page.waitForSelector('#result[data-done]', { timeout: 60_000 })
    expect(await page.locator('#result').textContent()).toMatch(/Ran on WebGPU/)
    const texel = await page
      .locator('#result canvas')
      .evaluate((canvas) => [...(canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 15, 1, 1).data])
    expect(texel).toEqual([255, 153, 51, 255])
    await picture('playground-run')
    expect(complaints).toEqual([])
  }, 90_000)

  it('runs the examples with inputs that show something', async () => {
    await openPlayground()
    await page.locator('#example').selectOption('culling, with indirect draws')
    await page.locator('#run').click()
    await page.waitForSelector('#result[data-done]', { timeout: 60_000 })
    expect(await page.locator('#result p').textContent()).toMatch(/Inputs: those of the example\.$/)
    const colours = await page.locator('#result canvas').evaluate((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement
      const { data } = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height)
      return new Set(new Uint32Array(data.buffer)).size
    })
    expect(colours).toBeGreaterThan(20)
    // Another plan is shown for another device; the run was of this document on that of the page.
    await page.locator('#profile').selectOption('vulkan')
    await expect.poll(() => page.locator('#text').textContent()).toMatch(/^plan "culling" for vulkan/)
    expect(await page.locator('#result[data-stale]').count()).toBe(0)
    await picture('playground-run-culling')
    expect(complaints).toEqual([])
  }, 90_000)

  it('runs every example', async () => {
    await openPlayground()
    const failed: string[] = []
    for (const name of await page.locator('#example option').allTextContents()) {
      await page.locator('#example').selectOption(name)
      await page.locator('#run').click()
      await page.waitForSelector('#result[data-done]', { timeout: 60_000 })
      const words = (await page.locator('#result').textContent())!
      if (!words.startsWith('Ran on WebGPU')) failed.push(`${name}: ${words}`)
    }
    expect(failed).toEqual([])
    expect(complaints).toEqual([])
  }, 90_000)

  it('undoes what was written, and not the document that was there first', async () => {
    await openPlayground()
    const text = () => page.locator('.cm-content').textContent()
    const first = await text()
    await page.locator('#example').selectOption('moving particles')
    await expect.poll(text).not.toBe(first)
    await page.locator('.cm-content').focus()
    for (let i = 0; i < 3; i++) await page.keyboard.press('Control+z')
    expect(await text()).toBe(first)
  })

  it('makes a link that holds document, device and objective', async () => {
    await openPlayground()
    const text = '{ "version": 1, "name": "linked", "resources": [], "passes": [] }'
    await fill(text)
    await page.locator('#profile').selectOption('vulkan')
    await page.locator('#share').click()
    await expect.poll(() => new URL(page.url()).hash.length).toBeGreaterThan(20)
    const { hash } = new URL(page.url())
    await openPlayground(hash)
    expect(await page.locator('.cm-content').textContent()).toBe(text)
    expect(await page.locator('#profile').inputValue()).toBe('vulkan')
    expect(await page.locator('#notice').isVisible()).toBe(false)
  })

  it('says that a link cannot be read, until something is written', async () => {
    const shown = { text: `{ "version": 1,${' '.repeat(20_000_000)}}`, profile: 'webgpu', objective: 'balanced' }
    const large = deflateRawSync(JSON.stringify(shown)).toString('base64url')
    for (const hash of ['#not-a-link', `#${large.slice(0, -20)}`, `#${large}`]) {
      await openPlayground(hash)
      await expect.poll(state).toBe('planned')
      expect(await page.locator('#notice').textContent()).toMatch(/holds no document/)
      expect(await page.locator('#notice').isVisible()).toBe(true)
    }
    await fill('{ "version": 1, "resources": [], "passes": [] }')
    expect(await page.locator('#notice').isVisible()).toBe(false)
    await openPlayground('#main')
    expect(await page.locator('#notice').isVisible()).toBe(false)
  })

  it('shows the beginning of an example, and in a narrow window what a run gave', async () => {
    const context = await browser.newContext({ locale: 'en-US', viewport: { width: 360, height: 740 } })
    const one = await context.newPage()
    await one.goto(address('playground.html'))
    await one.waitForSelector('html[data-ready]')
    const scroller = one.locator('.cm-scroller')
    await scroller.evaluate((element) => element.scrollTo(400, 0))
    await expect.poll(() => scroller.evaluate((element) => element.scrollLeft)).toBeGreaterThan(100)
    await one.locator('#example').selectOption('culling, with indirect draws')
    await expect.poll(() => scroller.evaluate((element) => element.scrollLeft)).toBeLessThan(8)
    await one.locator('#run').click()
    await one.waitForSelector('#result[data-done]', { timeout: 60_000 })
    const { top, height } = await one.locator('#result').evaluate((element) => element.getBoundingClientRect())
    expect(top).toBeGreaterThanOrEqual(0)
    expect(top + height).toBeLessThanOrEqual(741)
    await context.close()
  }, 90_000)

  it('keeps what is written over a reload, and takes another link without one', async () => {
    await openPlayground()
    const text = '{ "version": 1, "name": "kept", "resources": [], "passes": [] }'
    await fill(text)
    await expect.poll(() => new URL(page.url()).hash.length).toBeGreaterThan(20)
    const { hash } = new URL(page.url())
    await page.reload()
    await page.waitForSelector('html[data-ready]')
    expect(await page.locator('.cm-content').textContent()).toBe(text)
    // A place in the page is no document.
    await page.locator('.skip').focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => new URL(page.url()).hash).toBe('#main')
    await page.waitForTimeout(300)
    expect(await page.locator('.cm-content').textContent()).toBe(text)
    await page.locator('#share').click()
    await expect.poll(() => page.locator('#share').textContent()).toContain('Link')
    await page.locator('#example').selectOption('a blur')
    expect(await page.locator('#share').textContent()).toBe('Copy link')
    await expect.poll(() => new URL(page.url()).hash).not.toBe(hash)
    await page.evaluate((other) => location.assign(other), hash)
    await expect.poll(() => page.locator('#text').textContent()).toMatch(/^plan "kept"/)
    expect(await page.locator('.cm-content').textContent()).toBe(text)
  })

  it.each(['constructor', '__proto__', '', '"><script>alert(1)</script>'])(
    'opens a link that names the device and objective %s',
    async (name) => {
      const shown = { text: '{ "version": 1, "resources": [], "passes": [] }', profile: name, objective: name }
      await openPlayground(`#${deflateRawSync(JSON.stringify(shown)).toString('base64url')}`)
      expect(await state()).toBe('planned')
      expect(await page.locator('#profile').inputValue()).toBe('webgpu')
      expect(complaints).toEqual([])
    },
  )

  it('plans a large document beside the page, and shows the plan of the latest text only', async () => {
    await openPlayground()
    const words = Array.from({ length: 12_000 }, (_, i) => ({
      id: `word-${i}`,
      kind: 'buffer',
      size: 256 * (1 + (i % 7)),
    }))
    const passes = words.flatMap(({ id }) => [
      { id: `load-${id}`, kind: 'upload', to: id, input: id },
      { id: `get-${id}`, kind: 'readback', from: id, output: id },
    ])
    const large = { version: 1, name: 'large', resources: words, passes }
    const hash = deflateRawSync(
      JSON.stringify({ text: JSON.stringify(large), profile: 'vulkan', objective: 'balanced' }),
    )
    await page.evaluate((address) => location.assign(address), `#${hash.toString('base64url')}`)
    // The page answers while it is planned.
    await expect.poll(state, { timeout: 20_000, interval: 5 }).toBe('planning')
    await fill('{ "version": 1, "name": "small", "resources": [], "passes": [] }')
    await expect.poll(() => page.locator('#text').textContent(), { timeout: 20_000 }).toMatch(/^plan "small"/)
    expect(page.workers().length).toBeGreaterThan(0)
    // As long as planning the large one takes.
    await page.waitForTimeout(3000)
    expect(await page.locator('#text').textContent()).toMatch(/^plan "small"/)
    expect(complaints).toEqual([])
  }, 60_000)

  it('opens tabs by the keys that tabs are opened by', async () => {
    await openPlayground()
    await page.locator('#tab-inspector').focus()
    const selected = () => page.locator('[role=tab][aria-selected=true]').textContent()
    for (const [key, name] of [
      ['ArrowRight', 'Text'],
      ['ArrowRight', 'Run'],
      ['ArrowRight', 'Inspector'],
      ['ArrowLeft', 'Run'],
      ['Home', 'Inspector'],
      ['End', 'Run'],
    ] as const) {
      await page.keyboard.press(key)
      expect(await selected()).toBe(name)
      expect(await page.evaluate(() => document.activeElement!.textContent)).toBe(name)
    }
    expect(await page.locator('[role=tab][tabindex="0"]').count()).toBe(1)
  })

  it('runs again on another device where the first is lost, and says without WebGPU that there is none', async () => {
    await openPlayground()
    await page.evaluate(() => {
      const { requestDevice } = GPUAdapter.prototype
      GPUAdapter.prototype.requestDevice = async function (...given) {
        const device = await requestDevice.apply(this, given)
        Object.assign(globalThis, { device })
        return device
      }
    })
    const done = async () => {
      await page.locator('#run').click()
      await page.waitForSelector('#result[data-done]', { timeout: 60_000 })
      return page.locator('#result').textContent()
    }
    expect(await done()).toMatch(/^Ran on WebGPU/)
    await page.evaluate(async () => {
      const { device } = globalThis as unknown as { device: GPUDevice }
      device.destroy()
      await device.lost
    })
    expect(await done()).toMatch(/^Ran on WebGPU/)
    // What was run is of another text now.
    await fill('{}')
    await page.waitForSelector('#result[data-stale]')
    expect(await done()).toBe('The document has faults; they are listed below the editor.')
    await openPlayground()
    await page.evaluate(() => Object.defineProperty(navigator, 'gpu', { value: undefined }))
    expect(await done()).toMatch(/^NO_DEVICE/)
  }, 120_000)

  it('plans in the page itself where its host forbids workers made of text', async () => {
    const context = await browser.newContext({ locale: 'en-US' })
    await context.route('**/playground.html', async (route) => {
      const policy = `<meta http-equiv="Content-Security-Policy" content="worker-src 'none'">`
      const html = readFileSync(join(folder, 'playground.html'), 'utf8').replace('<head>', `<head>${policy}`)
      await route.fulfill({ contentType: 'text/html', body: html })
    })
    const one = await context.newPage()
    await one.goto(address('playground.html'))
    await one.waitForSelector('#status[data-state=planned]')
    expect(await one.locator('#text').textContent()).toMatch(/^plan "half"/)
    expect(one.workers()).toEqual([])
    await context.close()
  })
})
