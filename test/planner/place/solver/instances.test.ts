import { describe, expect, it } from 'vitest'
import { placeIntervals, type PlacementProblem } from '../../../../src/planner/place/solver/index.ts'
import { checkPlacement } from './support/check-placement.ts'
import { frameGraphLike, hardInstances, largeTrace, plantedPacking } from './support/instances.ts'
import { Random } from './support/random.ts'

const hard = hardInstances()

describe.skipIf(hard === null)('the public hard instances (absent beside the repository: skipped)', () => {
  it.each(hard ?? [])('$name fits under its cap', ({ blocks, capBytes }) => {
    const result = placeIntervals({ blocks })
    expect(checkPlacement({ blocks }, result)).toBeNull()
    expect(result.peakBytes).toBeLessThanOrEqual(capBytes)
  })
})

describe('larger instances', () => {
  it.each([1, 2, 3])('finds a planted perfect packing of 200 blocks, seed %i', (seed) => {
    const blocks = plantedPacking(200, seed, seed % 2 === 0)
    const result = placeIntervals({ blocks }, { effort: 3_000_000 })
    expect(checkPlacement({ blocks }, result)).toBeNull()
    expect(result).toMatchObject({ peakBytes: 1000, proven: true })
  })

  it.each([20, 60, 150, 300, 500])('meets and proves the bound of a frame of %i resources', (count) => {
    const blocks = frameGraphLike(count, count, true)
    const result = placeIntervals({ blocks })
    expect(checkPlacement({ blocks }, result)).toBeNull()
    expect(result).toMatchObject({ peakBytes: result.lowerBoundBytes, proven: true })
  })

  // The moment that decides is full to the last step, so one block with little in its last step must lie on top.
  it.each([
    [139, 1086],
    [199, 1174],
    [223, 1189],
    [257, 1191],
  ])('meets the bound where sizes do not fill their alignment: frame of %i resources, seed %i', (count, seed) => {
    const blocks = frameGraphLike(count, seed, false)
    const result = placeIntervals({ blocks })
    expect(checkPlacement({ blocks }, result)).toBeNull()
    expect(result).toMatchObject({ peakBytes: result.lowerBoundBytes, proven: true })
  })

  it.each([1, 256])('places 10^5 short-lived blocks within 1 % of the bound, alignment %i', (alignment) => {
    const blocks = largeTrace(100_000, 3, 0, alignment)
    const result = placeIntervals({ blocks })
    expect(checkPlacement({ blocks }, result)).toBeNull()
    expect(result.peakBytes / result.lowerBoundBytes).toBeLessThan(1.01)
  })

  it('keeps all rules at once in a problem of 2000 blocks', () => {
    const random = new Random(9)
    const blocks = largeTrace(2000, 9, 0.01, 256)
    const problem: PlacementProblem = { blocks, apart: [], groups: [], heapLimitBytes: 40_000_000 }
    const groups: number[][] = []
    for (let i = 0; i < 600; i += 3) groups.push([i, i + 1, i + 2])
    const apart = Array.from({ length: 300 }, (): [number, number] => [random.int(600, 1299), random.int(1300, 1999)])
    blocks[1999]!.heap = 1
    const full = { ...problem, groups, apart }
    expect(checkPlacement(full, placeIntervals(full, { effort: 'fast' }))).toBeNull()
  })

  it('F38: places 10^5 blocks that all live together', () => {
    const blocks = Array.from({ length: 100_000 }, (_, i) => ({ sizeBytes: 1 + (i % 7), start: 0, end: 1 }))
    const result = placeIntervals({ blocks })
    expect(result).toMatchObject({ peakBytes: result.lowerBoundBytes, proven: true })
  })

  it('places nested lifetimes 10^4 deep', () => {
    const blocks = Array.from({ length: 10_000 }, (_, i) => ({ sizeBytes: 16, start: i, end: 20_000 - i }))
    const result = placeIntervals({ blocks })
    expect(result).toMatchObject({ peakBytes: 160_000, proven: true })
  })
})
