/**
 * The site in headless Chromium, opened from the disk: its pages, and the playground, which plans, finds faults, completes, runs on the page's
 * WebGPU and makes links. With `SITE_PICTURES=FOLDER`, pictures of all that.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
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

  it('has no link that leads nowhere', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.html'))
    const pages = new Map(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]))
    const dangling: string[] = []
    for (const [file, html] of pages)
      for (const [, href] of html.matchAll(/(?:href|src)="((?!https?:|data:)[^"]+)"/g)) {
        const [path, anchor] = href!.split('#')
        const isThere = path === '' || existsSync(join(folder, path!))
        if (!isThere || (anchor && !pages.get(path || file)?.includes(`id="${anchor}"`)))
          dangling.push(`${file}: ${href}`)
      }
    expect(dangling).toEqual([])
  })

  it.each(['index.html', 'guide-document.html', 'reference-document.html'])('%s opens from the disk', async (file) => {
    await page.goto(address(file))
    expect(await page.locator('main h1').count()).toBe(1)
    await picture(file.replace('.html', ''))
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
    expect(await page.locator('#text').textContent()).toContain('objective memory')
    expect(complaints).toEqual([])
  })

  it('plans every example', async () => {
    await openPlayground()
    const names = await page.locator('#example option').allTextContents()
    expect(names.length).toBeGreaterThan(6)
    for (const name of names) {
      await page.locator('#example').selectOption(name)
      await expect.poll(() => page.locator('#status').getAttribute('data-state')).toBe('planned')
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
    await openPlayground('#not-a-link')
    expect(await page.locator('#status').getAttribute('data-state')).toBe('planned')
  })
})
