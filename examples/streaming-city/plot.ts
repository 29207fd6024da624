/** The costs of a walk, as a picture: memory above, the time of each frame below. */
import { bytes } from '../support/words.ts'
import { dotsOf, letterWidth } from './letters.ts'
import type { Frame } from './stream.ts'

type Colour = readonly [red: number, green: number, blue: number]
const ink: Colour = [40, 44, 52]
const colours = {
  paper: [255, 255, 255],
  grid: [226, 229, 234],
  tiles: [116, 169, 207],
  plan: [5, 112, 176],
  budget: [203, 24, 29],
  still: [189, 189, 189],
  filling: [253, 174, 97],
  updating: [215, 48, 31],
  waiting: [253, 204, 138],
} as const satisfies Record<string, Colour>

export interface Plot {
  readonly width: number
  readonly height: number
  /** RGBA, 8 bits each. */
  readonly texels: Uint8Array
}

const [left, right, top, bottom, gap] = [80, 16, 30, 16, 60]
const panelHeight = 190

export function plotWalk(frames: readonly Frame[], budgetBytes: number): Plot {
  const column = Math.max(1, Math.floor(840 / frames.length))
  const width = left + right + column * frames.length
  const height = top + 2 * panelHeight + gap + bottom
  const texels = new Uint8Array(4 * width * height)
  const rectangle = (x: number, y: number, w: number, h: number, colour: Colour): void => {
    for (let row = Math.round(y); row < Math.round(y + h); row++)
      for (let i = Math.round(x); i < Math.round(x + w); i++) texels.set([...colour, 255], 4 * (row * width + i))
  }
  const write = (text: string, x: number, y: number, colour: Colour = ink): number => {
    for (const [dx, dy] of dotsOf(text)) rectangle(x + 2 * dx, y + 2 * dy, 2, 2, colour)
    return x + 2 * letterWidth * text.length + 16
  }
  rectangle(0, 0, width, height, colours.paper)

  /** Bars and marks are drawn by their value, with a grid of four lines behind. */
  const panel = (y0: number, most: number, name: (value: number) => string) => {
    const at = (value: number): number => y0 + panelHeight * (1 - Math.min(1, value / most))
    for (let line = 0; line <= 4; line++) {
      const value = (most * line) / 4
      rectangle(left, at(value), width - left - right, 1, colours.grid)
      write(name(value), 4, at(value) - 5)
    }
    return {
      bar: (frame: number, value: number, colour: Colour) =>
        rectangle(left + column * frame, at(value), column, y0 + panelHeight - at(value), colour),
      mark: (frame: number, value: number, colour: Colour) =>
        rectangle(left + column * frame, at(value) - 1, column, 2, colour),
    }
  }

  const memory = panel(top, 1.1 * Math.max(budgetBytes, ...frames.map(({ planBytes }) => planBytes)), bytes)
  const second = top + panelHeight + gap
  const times = frames.map(({ ms }) => ms).sort((a, b) => a - b)
  // One frame of a hundred may be cut off: its time is said.
  const time = panel(second, 1.2 * times[Math.floor(0.99 * (times.length - 1))]!, (ms) => `${ms.toFixed(1)} ms`)
  frames.forEach(({ tileBytes, waitingBytes, planBytes, ms, loaded, isUpdated }, i) => {
    memory.bar(i, tileBytes, colours.waiting)
    memory.bar(i, tileBytes - waitingBytes, colours.tiles)
    memory.mark(i, planBytes, colours.plan)
    memory.mark(i, budgetBytes, colours.budget)
    time.bar(i, ms, isUpdated ? colours.updating : loaded > 0 ? colours.filling : colours.still)
  })
  let x = write('memory:', left, 8)
  x = write('tiles', x, 8, colours.tiles)
  x = write('to be filled', x, 8, colours.waiting)
  x = write('their budget', x, 8, colours.budget)
  write('all that is planned', x, 8, colours.plan)
  x = write('frames:', left, second - 22)
  x = write('as before', x, second - 22, colours.still)
  x = write('fills tiles', x, second - 22, colours.filling)
  x = write('adopts a plan', x, second - 22, colours.updating)
  write(`slowest: ${times.at(-1)!.toFixed(1)} ms`, x, second - 22)
  return { width, height, texels }
}
