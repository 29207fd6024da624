/**
 * A packing as a picture: time to the right, offset upwards, one rectangle a block. `npx tsx bench/placement/picture.ts` writes
 * docs/packing.svg from a planted perfect packing, solved anew.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { placeIntervals, type PlacementBlock } from '../../src/planner/place/solver/index.ts'
import { frameGraphLike } from '../../test/planner/place/solver/support/instances.ts'

export interface Picture {
  blocks: readonly PlacementBlock[]
  offsets: ArrayLike<number>
  peakBytes: number
  title: string
}

/** The SVG text of one heap's packing. */
export function drawPacking({ blocks, offsets, peakBytes, title }: Picture, width = 880, height = 420): string {
  const first = Math.min(...blocks.map((block) => block.start))
  const last = Math.max(...blocks.map((block) => block.end))
  const [left, top, bottom] = [12, 34, 26]
  const x = (time: number): number => left + ((time - first) / (last - first)) * (width - 2 * left)
  const y = (offset: number): number => height - bottom - (offset / peakBytes) * (height - top - bottom)
  const number = (value: number): string => value.toFixed(1).replace(/\.0$/, '')
  const rectangles = blocks.map((block, i) => {
    const offset = offsets[i]!
    // Neighbouring hues far apart: multiples of the golden angle.
    const hue = Math.round((i * 137.508) % 360)
    const box =
      `x="${number(x(block.start))}" y="${number(y(offset + block.sizeBytes))}" ` +
      `width="${number(x(block.end) - x(block.start))}" height="${number(y(offset) - y(offset + block.sizeBytes))}"`
    return `  <rect ${box} fill="hsl(${hue} 55% 68%)"><title>block ${i}: ${block.sizeBytes} bytes at ${offset}</title></rect>`
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="${left}" y="21" fill="#222">${title}</text>`,
    `<rect x="${left}" y="${top}" width="${width - 2 * left}" height="${height - top - bottom}" fill="#eceff1"/>`,
    '<g stroke="#37474f" stroke-width="0.6">',
    ...rectangles,
    '</g>',
    `<text x="${left}" y="${height - 8}" fill="#555">time (passes) →; offsets grow upwards</text>`,
    '</svg>',
    '',
  ].join('\n')
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const blocks = frameGraphLike(90, 8, true)
  const { offsets, peakBytes, lowerBoundBytes, proven } = placeIntervals({ blocks })
  const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`
  const without = blocks.reduce((sum, block) => sum + block.sizeBytes, 0)
  const bound = proven && peakBytes === lowerBoundBytes ? 'the lower bound, so proven least' : 'not proven least'
  const title = `${blocks.length} frame resources: ${mebibytes(without)} without aliasing, ${mebibytes(peakBytes)} placed (${bound})`
  const folder = fileURLToPath(new URL('../../docs/', import.meta.url))
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}packing.svg`, drawPacking({ blocks, offsets, peakBytes, title }))
  console.log(`docs/packing.svg: ${title}`)
}
