import fc from 'fast-check'
import { expect, it } from 'vitest'
import { placeInAnyHeaps } from '../../../../src/planner/place/solver/index.ts'

const heapLimitBytes = 256

const block = fc
  .record({
    sizeBytes: fc.integer({ min: 1, max: heapLimitBytes }),
    start: fc.nat(8),
    length: fc.integer({ min: 1, max: 8 }),
    alignment: fc.constantFrom(1, 4, 16, heapLimitBytes),
  })
  .map(({ start, length, ...rest }) => ({ ...rest, start, end: start + length }))

it('places what needs several heaps, however few steps there are: each block fits a heap of its own', () => {
  const pair = fc.tuple(fc.nat(11), fc.nat(11)).filter(([a, b]) => a !== b)
  fc.assert(
    fc.property(
      fc.array(block, { minLength: 12, maxLength: 12 }),
      fc.integer({ min: 1, max: 12 }),
      fc.array(pair, { maxLength: 6 }),
      fc.constantFrom(0, 1, 7, 'fast' as const),
      (all, count, pairs, effort) => {
        const blocks = all.slice(0, count)
        const apart = pairs.filter(([a, b]) => a < count && b < count)
        expect(placeInAnyHeaps({ blocks, apart, heapLimitBytes }, { effort }).status).toBe('placed')
      },
    ),
    { numRuns: 100 },
  )
})
