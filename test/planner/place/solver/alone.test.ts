import { describe, expect, it } from 'vitest'
import { placeIntervals, type PlacementBlock } from '../../../../src/planner/place/solver/index.ts'

const blocks: readonly PlacementBlock[] = [
  { start: 0, end: 4, sizeBytes: 64 },
  { start: 1, end: 2, sizeBytes: 1, alignment: 256 },
  { start: 1, end: 9, sizeBytes: 1000, alignment: 256 },
  { start: 3, end: 5, sizeBytes: 0 },
  { start: 3, end: 8, sizeBytes: 2 ** 40 },
  { start: 7, end: 8, sizeBytes: 12, alignment: 3 },
]

describe('blocks of which no two may be in one heap', () => {
  it.each([[[0, 1]], [[0, 1, 2]], [[2, 5]], [[0, 3]], [[1, 4]], [[0, 1, 2, 3, 4, 5]]])(
    '%j take the steps and the bytes that each takes where it is the only block',
    (chosen) => {
      const some = chosen.map((k) => blocks[k]!)
      const apart = some.flatMap((_, a) => some.slice(a + 1).map((__, b): [number, number] => [a, a + 1 + b]))
      const together = placeIntervals({ blocks: some, apart })
      const each = some.map((block) => placeIntervals({ blocks: [block] }))
      expect(together.proven).toBe(true)
      expect([...together.offsets]).toEqual(some.map(() => 0))
      expect(together.peakBytes).toBe(each.reduce((sum, one) => sum + one.peakBytes, 0))
      expect(together.steps).toBe(each.reduce((sum, one) => sum + one.steps, 0))
    },
  )
})
