/** Where items need hundreds of heaps, the work for each item does not grow with their number. */
import { expect, it } from 'vitest'
import { placeInAnyHeaps } from '../../../../src/planner/place/solver/index.ts'

/** Blocks that are all alive in the middle, in heaps of 64 KiB. */
const longLived = (n: number) => ({
  blocks: Array.from({ length: n }, (_, i) => ({
    sizeBytes: 256 * (1 + ((i * 7919) % 100)),
    start: i,
    end: n + i,
    alignment: 256,
  })),
  heapLimitBytes: 2 ** 16,
})

it('items of hundreds of heaps are laid once where that meets the bound, and not assigned first', () => {
  const n = 1200
  const result = placeInAnyHeaps(longLived(n), { mostSteps: 100 + 4 * n })
  expect(result).toMatchObject({ status: 'placed', proven: true })
  expect(result.heapSizes.length).toBeGreaterThan(200)
  // One layout looks at each pair once from either side, 20 in a step.
  expect(result.steps).toBeLessThan(1.1 * (n + (n * (n - 1)) / 20))
})
