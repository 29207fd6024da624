import { describe, expect, it } from 'vitest'
import {
  placeInAnyHeaps,
  placeIntervals,
  type PlacementBlock,
  type PlacementProblem,
} from '../../../../src/planner/place/solver/index.ts'
import { bruteForce } from './support/brute-force.ts'
import { checkPlacement } from './support/check-placement.ts'
import { frameGraphLike, plantedPacking } from './support/instances.ts'

const block = (sizeBytes: number, start: number, end: number, more: Partial<PlacementBlock> = {}): PlacementBlock => ({
  sizeBytes,
  start,
  end,
  ...more,
})

function place(problem: PlacementProblem, effort?: 'fast' | number) {
  const result = placeIntervals(problem, effort === undefined ? {} : { effort })
  expect(checkPlacement(problem, result)).toBeNull()
  return result
}

describe('placeIntervals', () => {
  it('places nothing in nothing', () => {
    expect(placeIntervals({ blocks: [] })).toMatchObject({
      status: 'placed',
      peakBytes: 0,
      proven: true,
      heapSizes: [],
    })
  })

  it('lets touching lifetimes share their bytes', () => {
    expect(place({ blocks: [block(8, 0, 5), block(8, 5, 9)] }).peakBytes).toBe(8)
  })

  it('keeps overlapping lifetimes apart', () => {
    expect(place({ blocks: [block(8, 0, 6), block(8, 5, 9)] }).peakBytes).toBe(16)
  })

  it('lets a block of zero bytes lie anywhere', () => {
    expect(place({ blocks: [block(0, 0, 9), block(8, 0, 9)] }).peakBytes).toBe(8)
  })

  it('uses the room below an alignment', () => {
    const result = place({ blocks: [block(3, 0, 9), block(4, 0, 9, { alignment: 4 })] })
    expect(result).toMatchObject({ peakBytes: 7, proven: true })
  })

  it('proves what alignment costs', () => {
    const aligned = { alignment: 64 }
    const result = place({ blocks: [block(65, 0, 9, aligned), block(65, 0, 9, aligned), block(3, 0, 9, aligned)] })
    expect(result).toMatchObject({ peakBytes: 257, lowerBoundBytes: 257, proven: true })
  })

  it('takes alignments that are no powers of two', () => {
    expect(place({ blocks: [block(5, 0, 9, { alignment: 3 }), block(7, 0, 9, { alignment: 5 })] }).peakBytes).toBe(12)
  })

  it('lays the others around a fixed block', () => {
    const result = place({ blocks: [block(4, 0, 9, { fixedOffset: 4 }), block(4, 0, 9), block(5, 0, 9)] })
    expect(result).toMatchObject({ peakBytes: 13, proven: true })
    expect(result.offsets[0]).toBe(4)
  })

  it('says that two blocks fixed in one place are impossible', () => {
    const problem = { blocks: [block(4, 0, 9, { fixedOffset: 0 }), block(4, 5, 7, { fixedOffset: 2 })] }
    expect(placeIntervals(problem)).toMatchObject({ status: 'impossible', proven: true })
  })

  it('lays a group side by side in its order', () => {
    const result = place({ blocks: [block(4, 0, 2), block(4, 5, 6), block(8, 1, 6)], groups: [[1, 0]] })
    expect(result.offsets[0]! - result.offsets[1]!).toBe(4)
  })

  it('puts blocks that must be apart into different heaps, even if they never live together', () => {
    const result = place({ blocks: [block(4, 0, 1), block(4, 2, 3)], apart: [[0, 1]] })
    expect(result.heapSizes).toEqual([4, 4])
  })

  it('colours a ring of six apart rules with two heaps', () => {
    const blocks = Array.from({ length: 12 }, (_, i) => block(4, i, i + 2))
    const apart = Array.from({ length: 12 }, (_, i): [number, number] => [i, (i + 1) % 12])
    expect(place({ blocks, apart }).heapSizes).toHaveLength(2)
  })

  // A residual net of 50 layers: weights that stay, activations handed on, each layer's output apart from all that it reads.
  it('hands buffers on among several heaps as a pool does', () => {
    const blocks: PlacementBlock[] = []
    const apart: [number, number][] = []
    let time = 0
    const layer = (sizeBytes: number, ...inputs: number[]): number => {
      const output = blocks.push(block(sizeBytes, time, time + 2)) - 1
      for (const input of inputs) {
        blocks[input]!.end = Math.max(blocks[input]!.end, time + 1)
        apart.push([input, output])
      }
      time++
      return output
    }
    const weights = (sizeBytes: number): number => blocks.push(block(sizeBytes, 0, 71)) - 1
    let input = layer(3 << 17)
    for (const [stage, count] of [3, 4, 6, 3].entries()) {
      const wide = (1 << 22) >> stage
      for (let k = 0; k < count; k++) {
        const narrow = layer(wide >> 2, input, weights(1 << (16 + 2 * stage)))
        const middle = layer(wide >> (k === 0 ? 1 : 2), narrow, weights(9 << (13 + 2 * stage)))
        const last = layer(wide, middle, weights(1 << (16 + 2 * stage)))
        const shortcut = k === 0 ? layer(wide, input, weights(1 << (17 + 2 * stage))) : input
        input = layer(wide, last, shortcut)
      }
    }
    for (const one of blocks) one.end = Math.min(one.end, 71)
    const result = place({ blocks, apart })
    expect(result).toMatchObject({ peakBytes: result.lowerBoundBytes, proven: true })
    expect(result.heapSizes).toHaveLength(3)
  })

  it('opens more heaps than necessary where their number is free and that saves whole steps', () => {
    // With two colours, each of the long ones is in the heap of the short one that it may be beside.
    const blocks = [block(4, 0, 9), block(4, 0, 9), block(4, 0, 3), block(4, 4, 9)]
    const apart: [number, number][] = [
      [0, 1],
      [0, 2],
      [1, 3],
    ]
    expect(place({ blocks, apart }).heapSizes).toEqual([8, 8])
    const free = placeInAnyHeaps({ blocks, apart })
    expect(free).toMatchObject({ heapSizes: [4, 4, 4], peakBytes: 12, lowerBoundBytes: 12, proven: true })
    expect(checkPlacement({ blocks, apart }, free)).toBeNull()
  })

  it('does not call proven what more heaps could better, however little', () => {
    const large = Array.from({ length: 6 }, () => block(1e6, 0, 9))
    const blocks = [block(4, 0, 9), block(4, 0, 9), block(4, 0, 3), block(4, 4, 9), ...large]
    const apart = [[0, 1], [0, 2], [1, 3], ...large.map((_, i) => [1, 4 + i] as const)] as const
    // The two short ones share a third heap.
    const inThree = place({ blocks: blocks.map((one, i) => (i < 4 ? { ...one, heap: Math.min(i, 2) } : one)), apart })
    expect(inThree.peakBytes).toBe(6_000_012)
    const free = placeInAnyHeaps({ blocks, apart })
    expect(free.lowerBoundBytes).toBeLessThanOrEqual(inThree.peakBytes)
    expect(free.proven).toBe(free.peakBytes === inThree.peakBytes)
  })

  it('does not call bytes proven that as many heaps of more whole steps are below', () => {
    const blocks = [block(4, 0, 4), block(36, 0, 3), block(4, 3, 6), block(64, 4, 7)]
    const problem = { blocks: blocks.map((one) => ({ ...one, alignment: 64 })), apart: [[0, 2]] as const }
    const free = placeInAnyHeaps(problem)
    expect(free).toMatchObject({ heapSizes: [36, 64], peakBytes: 100, proven: false })
    // The 36 bytes below the first four, and the 64 where they were.
    const other = placeInAnyHeaps({
      ...problem,
      blocks: problem.blocks.map((one, i) => ({ ...one, heap: i === 2 ? 1 : 0 })),
    })
    expect(other).toMatchObject({ heapSizes: [68, 4], peakBytes: 72, proven: true })
    expect(free.lowerBoundBytes).toBe(72)
  })

  it('opens as many heaps as the limit needs where their number is free', () => {
    const blocks = Array.from({ length: 5 }, () => block(3, 0, 9, { alignment: 4 }))
    const problem: PlacementProblem = { blocks, apart: [[0, 1]], heapLimitBytes: 8 }
    const free = placeInAnyHeaps(problem)
    expect(free).toMatchObject({ status: 'placed', peakBytes: 17 })
    expect(checkPlacement(problem, free)).toBeNull()
  })

  it('lays blocks with conflicts instead of intervals into several heaps', () => {
    const blocks = Array.from({ length: 12 }, () => block(4, 0, 1))
    const conflicts = blocks.flatMap((_, i) => (i === 0 ? [] : [[i - 1, i] as const]))
    expect(place({ blocks, conflicts, heapLimitBytes: 7 }).status).toBe('placed')
  })

  it('opens as many heaps as the limit needs', () => {
    const blocks = Array.from({ length: 5 }, () => block(4, 0, 9))
    expect(place({ blocks, heapLimitBytes: 8 })).toMatchObject({ heapSizes: [8, 8, 4], proven: true })
  })

  it('says that a block larger than the heap limit is impossible', () => {
    expect(placeIntervals({ blocks: [block(9, 0, 1)], heapLimitBytes: 8 })).toMatchObject({ status: 'impossible' })
  })

  it('says that too few heaps are impossible', () => {
    const blocks = Array.from({ length: 5 }, () => block(4, 0, 9))
    expect(placeIntervals({ blocks, heapLimitBytes: 8, maxHeaps: 2 })).toMatchObject({ status: 'impossible' })
  })

  it('keeps a block in the heap it names', () => {
    expect(place({ blocks: [block(4, 0, 9, { heap: 1 }), block(6, 0, 9)] }).heapSizes).toEqual([6, 4])
  })

  it('takes explicit conflicts instead of lifetimes', () => {
    const blocks = [block(4, 0, 9), block(4, 0, 9), block(4, 0, 9)]
    expect(place({ blocks, conflicts: [[0, 1]] }).peakBytes).toBe(8)
    expect(place({ blocks, conflicts: [[0, 1], [1, 2], [2, 0]] }).peakBytes).toBe(12) // prettier-ignore
  })

  it('F15: places sizes around 2^31 and 2^32 without wrapping', () => {
    const sizes = [2 ** 31 - 1, 2 ** 31, 2 ** 32 + 1]
    const result = place({ blocks: sizes.map((size) => block(size, 0, 1)) })
    expect(result.peakBytes).toBe(2 ** 33)
  })

  it('F7: says that sizes whose sum passes 2^53 are impossible rather than rounding', () => {
    const largest = block(Number.MAX_SAFE_INTEGER, 0, 1)
    expect(place({ blocks: [largest] }).peakBytes).toBe(Number.MAX_SAFE_INTEGER)
    expect(placeIntervals({ blocks: [largest, block(1, 0, 1)] }).status).toBe('impossible')
  })

  it('gives the same answer every time', () => {
    const blocks = frameGraphLike(120, 5, false)
    expect(placeIntervals({ blocks })).toEqual(placeIntervals({ blocks }))
  })

  it('F41: stops when its steps are spent, and does not call the result proven', () => {
    const result = place({ blocks: plantedPacking(400, 3, true) }, 2000)
    expect(result.proven).toBe(result.peakBytes === result.lowerBoundBytes)
    expect(result.steps).toBeLessThan(20_000)
  })

  it('finds a planted perfect packing of 100 blocks', () => {
    expect(place({ blocks: plantedPacking(100, 1, true) })).toMatchObject({ peakBytes: 1000, proven: true })
  })

  it('proves that four units alive at every moment can need five', () => {
    const rows = [[2, 0, 1], [2, 0, 2], [1, 1, 3], [1, 1, 5], [1, 2, 5], [1, 2, 3], [2, 3, 6], [2, 5, 6]] as const // prettier-ignore
    const blocks = rows.map(([sizeBytes, start, end]) => block(sizeBytes, start, end))
    for (let time = 0; time < 6; time++) {
      const alive = blocks.filter(({ start, end }) => start <= time && time < end)
      expect(alive.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)).toBe(4)
    }
    expect(bruteForce({ blocks })).toEqual({ heaps: 1, peakBytes: 5 })
    expect(place({ blocks })).toMatchObject({ peakBytes: 5, lowerBoundBytes: 5, proven: true })
  })

  it('rounds blocks on a coarse alignment up and those between them down for its bound', () => {
    const blocks = [block(65, 0, 9, { alignment: 64 }), block(10, 0, 9, { alignment: 64 }), block(130, 0, 9)]
    // 128 + 64 + 128 bytes, less the 63 that the block of 65 spares on top. Without a step to search, only the bound can know.
    expect(place({ blocks }, 'fast').lowerBoundBytes).toBe(257)
    expect(place({ blocks })).toMatchObject({ peakBytes: 257, proven: true })
  })
})

describe('alignments of two kinds', () => {
  // Textures on 64 KiB of which one must lie on top, and buffers on 256 bytes that fit into what the others leave of their last step.
  const texture = (steps: number, start: number, end: number) =>
    block(steps * 65_536, start, end, { alignment: 65_536 })
  const buffer = (sizeBytes: number, start: number, end: number) => block(sizeBytes, start, end, { alignment: 256 })
  const blocks = [
    ...[160, 160, 20].map((size) => buffer(size, 0, 11)),
    ...[[1, 3], [2, 9], [7, 9], [3, 9]].map(([start, end]) => buffer(1_000_000, start!, end!)), // prettier-ignore
    ...[[3, 5], [4, 8], [4, 6], [5, 7]].map(([start, end], i) => buffer(i < 2 ? 3908 : 16, start!, end!)), // prettier-ignore
    texture(87.890625, 10, 11),
    texture(87.890625, 9, 10),
    texture(175.78125, 9, 11),
    texture(87.890625, 9, 10),
  ]

  it('are searched with a bound that knows both: a few hundred steps find what lies where', () => {
    const result = place({ blocks })
    expect(result).toMatchObject({ peakBytes: 23_054_336, lowerBoundBytes: 23_054_336, proven: true })
    expect(result.steps).toBeLessThan(500)
  })
})

describe('placeIntervals rejects', () => {
  const cases: [string, PlacementProblem, string][] = [
    ['F1: a size that is not a number', { blocks: [block(NaN, 0, 1)] }, 'blocks[0].sizeBytes'],
    ['F2: an infinite size', { blocks: [block(Infinity, 0, 1)] }, 'blocks[0].sizeBytes'],
    ['F3: a negative size', { blocks: [block(-1, 0, 1)] }, 'blocks[0].sizeBytes'],
    ['F4: a fractional size', { blocks: [block(1.5, 0, 1)] }, 'blocks[0].sizeBytes'],
    ['F5: a size above 2^53−1', { blocks: [block(2 ** 53, 0, 1)] }, 'blocks[0].sizeBytes'],
    ['F6: a size that is text', { blocks: [block('4' as unknown as number, 0, 1)] }, 'blocks[0].sizeBytes'],
    ['a lifetime that ends before it starts', { blocks: [block(1, 3, 3)] }, 'blocks[0].end'],
    ['a fractional start', { blocks: [block(1, 0.5, 3)] }, 'blocks[0].start'],
    ['an alignment of zero', { blocks: [block(1, 0, 1, { alignment: 0 })] }, 'blocks[0].alignment'],
    [
      'a fixed offset that is not aligned',
      { blocks: [block(1, 0, 1, { alignment: 4, fixedOffset: 2 })] },
      'blocks[0].fixedOffset',
    ],
    ['a negative heap', { blocks: [block(1, 0, 1, { heap: -1 })] }, 'blocks[0].heap'],
    ['a conflict with a block that is not there', { blocks: [block(1, 0, 1)], conflicts: [[0, 1]] }, 'conflicts[0][1]'],
    ['a block that must be apart from itself', { blocks: [block(1, 0, 1)], apart: [[0, 0]] }, 'apart[0]'],
    ['a block in two groups', { blocks: [block(1, 0, 1), block(1, 0, 1)], groups: [[0, 1], [1]] }, 'groups[1]'],
    ['a negative limit', { blocks: [], heapLimitBytes: -1 }, 'heapLimitBytes'],
    ['no heaps at all', { blocks: [], maxHeaps: 0 }, 'maxHeaps'],
  ]
  it.each(cases)('%s', (_, problem, where) => {
    expect(() => placeIntervals(problem)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }))
    expect(() => placeIntervals(problem)).toThrow(where)
  })

  it('an effort that is neither a name nor a number of steps', () => {
    const refusal = expect.objectContaining({ code: 'INVALID_OPTION', path: 'effort' })
    expect(() => placeIntervals({ blocks: [] }, { effort: 'most' as 'max' })).toThrow(refusal)
    expect(() => placeIntervals({ blocks: [] }, { effort: -1 })).toThrow(refusal)
  })
})

it('blocks that rounding up makes grow most lie on top, in thousands of blocks too: hardly a step is searched', () => {
  const blocks = Array.from({ length: 600 }, (_, g) =>
    Array.from({ length: 9 }, (__, i) => ({ sizeBytes: 256 + 16 * i, start: g, end: g + 1, alignment: 256 })),
  ).flat()
  const placed = placeIntervals({ blocks })
  expect(placed).toMatchObject({ peakBytes: 256 + 7 * 512 + 272, proven: true })
  expect(placed.steps).toBeLessThan(20_000)
})
