/** The examples that are pages, in headless Chromium with SwiftShader: pictures of them, and what the page complains of. */
import { join } from 'node:path'
import { decode } from 'fast-png'
import { chromium, type Browser, type Page } from 'playwright-core'
import { servePages, type PageName } from '../../examples/support/page/serve.ts'
import type { UnpackedChromium } from './chromium.ts'

/** Offscreen work needs the first two lines only; without the others the device is lost when a canvas presents. */
const webGpu = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--use-angle=swiftshader',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
]
const quiet = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
]

/** Headless Chromium, of which pages may use WebGPU on SwiftShader, offscreen and on a canvas. */
export const openBrowser = ({ executable, libraries }: UnpackedChromium): Promise<Browser> =>
  chromium.launch({
    executablePath: executable,
    args: [...quiet, ...webGpu],
    env: { ...process.env, LD_LIBRARY_PATH: libraries } as Record<string, string>,
  })

/** RGB of a texel, each from 0 to 255. */
export type Texel = readonly [number, number, number]
export interface Picture {
  readonly width: number
  readonly height: number
  readonly bytes: Uint8Array
  /** @param x @param y parts of the width from the left, of the height from the top: 0 … 1 */
  at(x: number, y: number): Texel
}

export interface ExamplePage {
  readonly page: Page
  /** Errors and warnings of the page: exceptions, the console, WebGPU's validation. */
  readonly complaints: string[]
  /** What the compositor shows of an element. */
  picture(selector?: string): Promise<Picture>
  /** Saves the window as NAME.png in the folder of the variable EXAMPLE_PICTURES, where there is one. */
  save(): Promise<void>
  /** Does something that has frames drawn, and waits for the last of them. */
  redraw(act: () => Promise<unknown>): Promise<void>
}

export interface ExamplePages {
  /** @param size of the window, whose head takes some of the height */
  open(name: PageName, size?: { readonly width: number; readonly height: number }): Promise<ExamplePage>
  close(): Promise<void>
}

export async function openPages(found: UnpackedChromium): Promise<ExamplePages> {
  const server = await servePages()
  const browser = await openBrowser(found)
  return {
    async open(name, size = { width: 360, height: 300 }) {
      const page = await browser.newPage({ viewport: size, locale: 'en-US' })
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(error.message))
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
      })
      await page.goto(`${server.url}${name}/`)
      const state = () =>
        page.evaluate(() => {
          const { frames, idle } = document.documentElement.dataset
          return { frames: Number(frames ?? 0), isIdle: idle === 'true' }
        })
      const drawn = async (before: number) => {
        for (;;) {
          const { frames, isIdle } = await state()
          if (frames > before && isIdle) return
          if (complaints.length > 0) throw new Error(complaints.join('\n'))
          await page.waitForTimeout(20)
        }
      }
      await drawn(0)
      return {
        page,
        complaints,
        picture: async (selector = 'canvas') => pictureOf(await page.locator(selector).screenshot()),
        save: async () => {
          const folder = process.env['EXAMPLE_PICTURES']
          if (folder) await page.screenshot({ path: join(folder, `${name}.png`) })
        },
        redraw: async (act) => {
          const { frames: before } = await state()
          await act()
          await drawn(before)
        },
      }
    },
    async close() {
      await browser.close()
      await server.close()
    },
  }
}

function pictureOf(png: Uint8Array): Picture {
  const { width, height, channels, data } = decode(png)
  return {
    width,
    height,
    bytes: new Uint8Array(data.buffer),
    at(x, y) {
      const texel = channels * (Math.floor(y * height) * width + Math.floor(x * width))
      return [data[texel]!, data[texel + 1]!, data[texel + 2]!]
    },
  }
}
