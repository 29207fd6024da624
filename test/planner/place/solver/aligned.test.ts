/** Blocks of coarse and of fine alignment together, as in frames of textures and buffers on Vulkan. */
import { expect, it } from 'vitest'
import { placeInAnyHeaps } from '../../../../src/planner/place/solver/index.ts'
import { checkPlacement } from './support/check-placement.ts'

/** Blocks in KiB, each with the first and the last moment of its lifetime, and how many of them there are: a frame of a ray tracer. */
const textures = [
  [4000, 2, 23, 4],
  [4000, 2, 22, 2],
  [4000, 2, 16, 1],
  [4000, 2, 25, 1],
  [1333, 3, 14, 1],
  [4000, 13, 25, 1],
  [4000, 13, 15, 1],
  [24576, 3, 23, 1],
  [16384, 4, 6, 1],
  [16384, 5, 7, 1],
  [16384, 6, 8, 1],
  [16384, 7, 9, 1],
  [16384, 8, 23, 1],
  [4000, 5, 15, 1],
  [4000, 14, 16, 1],
  [4000, 15, 23, 1],
  [4800, 6, 10, 1],
  [2000, 13, 23, 1],
  [1000, 14, 16, 1],
  [4000, 15, 18, 1],
  [4000, 15, 17, 1],
  [4000, 16, 18, 1],
  [1000, 17, 19, 2],
  [4000, 18, 20, 2],
  [1000, 19, 21, 2],
  [4000, 20, 22, 2],
  [1000, 21, 23, 1],
  [1000, 21, 22, 1],
  [4000, 22, 25, 1],
  [8000, 24, 26, 1],
] as const
const buffers = [
  [1, 0, 24, 1],
  [1, 0, 3, 1],
  [1, 0, 13, 2],
  [8, 0, 12, 1],
  [64, 1, 3, 1],
  [64, 1, 12, 1],
  [64, 11, 13, 1],
  [90000, 1, 4, 1],
  [2, 1, 3, 1],
  [24, 2, 4, 1],
] as const

const blocksOf = (rows: readonly (readonly [number, number, number, number])[], alignment: number) =>
  rows.flatMap(([size, start, end, count]) =>
    Array.from({ length: count }, () => ({ sizeBytes: 1024 * size, start, end, alignment })),
  )

it('meet their bound within a few dozen steps a block', () => {
  const blocks = [...blocksOf(textures, 65536), ...blocksOf(buffers, 256)]
  const found = placeInAnyHeaps({ blocks }, { mostSteps: 2500 })
  expect(checkPlacement({ blocks }, found)).toBeNull()
  expect(found).toMatchObject({ proven: true, peakBytes: found.lowerBoundBytes })
})

it('leave no gap where coarse alignments come first, whatever is larger', () => {
  const coarse = [128, 96].map((sizeBytes) => ({ sizeBytes, start: 2, end: 4, alignment: 64 }))
  const blocks = [
    ...coarse,
    { sizeBytes: 112, start: 0, end: 4, alignment: 16 },
    { sizeBytes: 48, start: 0, end: 2, alignment: 16 },
  ]
  const found = placeInAnyHeaps({ blocks }, { mostSteps: 1 })
  expect(checkPlacement({ blocks }, found)).toBeNull()
  expect(found).toMatchObject({ proven: true, peakBytes: 128 + 96 + 112 })
})
