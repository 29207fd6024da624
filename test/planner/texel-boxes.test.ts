import { describe, expect, it } from 'vitest'
import type { TextureRegion } from '../../src/graph/endpoint.ts'
import { textureLayout } from '../../src/graph/texture-layout.ts'
import { separateBoxes } from '../../src/planner/support/texel-boxes.ts'
import { randomInt, seededRandom } from './schedule/order/random.ts'

const layout = textureLayout({
  id: 't',
  kind: 'texture',
  format: 'r8unorm',
  size: [16, 12, 3],
  mipLevelCount: 2,
  sampleCount: 1,
})

/** A box, or all of some layers of a level. */
interface Part {
  readonly level: number
  readonly from: readonly [number, number, number]
  readonly to: readonly [number, number, number]
  readonly box: boolean
}

const overlap = (a: Part, b: Part) =>
  a.level === b.level && a.from.every((from, axis) => from < b.to[axis]! && b.from[axis]! < a.to[axis]!)

function randomPart(random: () => number): Part {
  const level = randomInt(random, 2)
  const { width, height, slices } = layout.levels[level]!
  const box = random() < 0.7
  const cut = (length: number): [number, number] => {
    const from = randomInt(random, length)
    return [from, from + 1 + randomInt(random, Math.min(4, length - from))]
  }
  const [x, y, z] = [box ? cut(width) : [0, width], box ? cut(height) : [0, height], cut(slices)]
  return { level, from: [x[0]!, y[0]!, z[0]!], to: [x[1]!, y[1]!, z[1]!], box }
}

function intervalsOf(parts: readonly Part[]) {
  const begin = Float64Array.from(parts, ({ level, from }) => {
    const { offset, sliceBytes } = layout.levels[level]!
    return offset + from[2] * sliceBytes
  })
  const end = Float64Array.from(parts, ({ level, to }) => {
    const { offset, sliceBytes } = layout.levels[level]!
    return offset + to[2] * sliceBytes
  })
  const boxes = new Map<number, TextureRegion>()
  parts.forEach(({ box, level, from, to }, i) => {
    const size = to.map((stop, axis) => stop - from[axis]!)
    if (box) boxes.set(i, { mipLevel: level, origin: from, size } as unknown as TextureRegion)
  })
  return separateBoxes(new Int32Array(parts.length), begin, end, boxes, () => layout)
}

describe('boxes of texels as intervals', () => {
  it('overlap exactly where the boxes do', () => {
    const random = seededRandom(1)
    let overlapping = 0
    for (let g = 0; g < 200; g++) {
      const parts = Array.from({ length: 12 }, () => randomPart(random))
      const found = intervalsOf(parts)
      if (!found) continue
      const { start, begin, end, item } = found
      const rows = parts.map((_, i) => Array.from({ length: start[i + 1]! - start[i]! }, (_, k) => start[i]! + k))
      for (let i = 0; i < parts.length; i++) {
        for (const k of rows[i]!) expect(item[k]).toBe(i)
        for (let j = 0; j < i; j++) {
          const meet = rows[i]!.some((a) => rows[j]!.some((b) => begin[a]! < end[b]! && begin[b]! < end[a]!))
          expect(meet).toBe(overlap(parts[i]!, parts[j]!))
          overlapping += Number(meet)
        }
      }
    }
    expect(overlapping).toBeGreaterThan(100)
  })

  it('of pictures in shelves are one each', () => {
    const shelf = (x: number, y: number): Part => ({ level: 0, from: [x, y, 0], to: [x + 4, y + 6, 1], box: true })
    expect(intervalsOf([0, 4, 8, 12].flatMap((x) => [shelf(x, 0), shelf(x, 6)]))!.item).toHaveLength(8)
  })

  it('are there only where there are boxes', () => {
    expect(intervalsOf([{ level: 0, from: [0, 0, 0], to: [16, 12, 1], box: false }])).toBeUndefined()
  })

  it('F38: give way to whole layers where there would be too many of them', () => {
    const side = 8192
    const wide = textureLayout({ id: 't', kind: 'texture', format: 'r8unorm', size: [side, side], sampleCount: 1 })
    const count = 4000
    const boxes = new Map<number, TextureRegion>()
    for (let i = 0; i < count; i++) {
      // Columns that cross the rows of all others.
      const [x, y] = [2 * i, i]
      boxes.set(i, { mipLevel: 0, origin: [x, y, 0], size: [1, side - count, 1] } as unknown as TextureRegion)
    }
    const whole = new Float64Array(count).fill(side * side)
    const found = separateBoxes(new Int32Array(count), new Float64Array(count), whole, boxes, () => wide)!
    expect(found.item).toHaveLength(count)
    expect(new Set(found.end)).toEqual(new Set([side * side]))
  })
})
