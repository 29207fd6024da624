import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Extent } from '../../src/check/extents.ts'
import { LatestBoxes } from '../../src/check/latest-boxes.ts'
import { LatestBytes, LatestTexels } from '../../src/check/latest.ts'
import { textureLayout } from '../../src/check/texture-layout.ts'

const layout = textureLayout({ format: 'r8unorm', dimension: '3d', size: [7, 5, 6], mipLevelCount: 1, sampleCount: 1 })
const interval = (limit: number) =>
  fc.tuple(fc.nat(limit - 1), fc.nat(limit - 1)).map(([a, b]) => [Math.min(a, b), Math.max(a, b) + 1] as const)

const boxes = fc
  .tuple(interval(6), interval(5), interval(7))
  .map(([z, y, x]): Extent => ({ boxes: [{ level: 0, low: [z[0], y[0], x[0]], high: [z[1], y[1], x[1]] }], size: 1 }))
const runs = interval(600).map(([begin, end]): Extent => ({ runs: [begin, end - begin], size: end - begin }))

const cellsOf = ({ boxes: list, runs: flat }: Extent): number[] => {
  const cells: number[] = []
  for (const { low, high } of list ?? [])
    for (let z = low[0]; z < high[0]; z++)
      for (let y = low[1]; y < high[1]; y++) for (let x = low[2]; x < high[2]; x++) cells.push(z * 35 + y * 7 + x)
  for (let k = 0; k < (flat?.[1] ?? 0); k++) cells.push(flat![0]! + k)
  return cells
}

it.each([
  ['bytes', runs, () => new LatestBytes(600)] as const,
  ['texels', boxes, () => new LatestTexels(layout)] as const,
])('of %s, the highest number of any of them is the last that was set', (_, extent, make) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(extent, extent), { maxLength: 60 }), (steps) => {
      const latest = make()
      const numbers = new Map<number, number>()
      steps.forEach(([set, asked], n) => {
        latest.set(set, n)
        for (const cell of cellsOf(set)) numbers.set(cell, n)
        expect(latest.highest(asked)).toBe(Math.max(-1, ...cellsOf(asked).map((cell) => numbers.get(cell) ?? -1)))
      })
    }),
  )
})

it('of small boxes in a large volume, it is that of the last one that has a texel in common', () => {
  const along = fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 8 })).map(([begin, length]) => [begin, begin + length])
  const small = fc.tuple(along, along, along).map(([z, y, x]) => ({
    level: 0,
    low: [z![0]!, y![0]!, x![0]!] as const,
    high: [z![1]!, y![1]!, x![1]!] as const,
  }))
  fc.assert(
    fc.property(
      fc.array(small, { minLength: 150, maxLength: 300 }),
      fc.array(small, { minLength: 50 }),
      (set, asked) => {
        const latest = new LatestBoxes()
        set.forEach((box, n) => latest.set(box, n))
        for (const box of asked)
          expect(latest.highest(box)).toBe(
            set.findLastIndex(({ low, high }) => low.every((n, a) => n < box.high[a]! && box.low[a]! < high[a]!)),
          )
      },
    ),
    { numRuns: 30 },
  )
})

it('raising leaves what is higher', () => {
  const latest = new LatestBytes(100)
  latest.set({ runs: [10, 10], size: 10 }, 5)
  latest.raise({ runs: [0, 100], size: 100 }, 3)
  expect(latest.highest({ runs: [12, 1], size: 1 })).toBe(5)
  expect(latest.highest({ runs: [50, 1], size: 1 })).toBe(3)
  expect(latest.newest).toBe(5)
})

it('of levels, it is that of the last part, level or whole texture that was set', () => {
  const mips = textureLayout({ format: 'r8unorm', dimension: '2d', size: [4, 4, 1], mipLevelCount: 3, sampleCount: 1 })
  const levels = mips.levels.map(({ sizes }, level) => ({ level, low: [0, 0, 0] as const, high: sizes }))
  const first = levels.map(({ level }) => ({ level, low: [0, 0, 0] as const, high: [1, 1, 1] as const }))
  const extents = [levels, ...levels.map((box) => [box]), ...first.map((box) => [box])].map((list) => ({
    boxes: list,
    size: 1,
  }))
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...extents), fc.constantFrom(...extents))), (steps) => {
      const latest = new LatestTexels(mips)
      const numbers = new Map<string, number>()
      const cells = ({ boxes: list }: (typeof extents)[number]) =>
        list.flatMap(({ level, high }) => (high[2] === 1 && level < 2 ? [`${level} a`] : [`${level} a`, `${level} b`]))
      steps.forEach(([set, asked], n) => {
        latest.set(set, n)
        for (const cell of cells(set)) numbers.set(cell, n)
        expect(latest.highest(asked)).toBe(Math.max(-1, ...cells(asked).map((cell) => numbers.get(cell) ?? -1)))
      })
    }),
  )
})
