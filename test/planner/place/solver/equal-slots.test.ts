/** Placement in slots: legal, and found where lists of conflicts would be too large. */
import { describe, expect, it } from 'vitest'
import { layInSlots } from '../../../../src/planner/place/solver/equal-slots.ts'
import type { HeapsSolution } from '../../../../src/planner/place/solver/heap-partition.ts'
import {
  placeInAnyHeaps,
  type PlacementProblem,
  type PlacementResult,
} from '../../../../src/planner/place/solver/index.ts'
import { buildModel } from '../../../../src/planner/place/solver/model.ts'
import { checkPlacement } from './support/check-placement.ts'
import { Random } from './support/random.ts'

const none: HeapsSolution = {
  offset: null,
  heap: new Int32Array(),
  heaps: 0,
  peak: Infinity,
  bound: 0,
  proven: false,
  method: 'none',
}

function randomProblem(seed: number): PlacementProblem {
  const random = new Random(seed)
  const count = 2 + random.int(0, 39)
  const blocks = Array.from({ length: count }, () => {
    const start = random.int(0, 29)
    return {
      sizeBytes: 4 * (1 + random.int(0, 5)),
      start,
      end: start + 1 + random.int(0, 9),
      alignment: 4 << random.int(0, 1),
    }
  })
  const apart = Array.from(
    { length: random.int(0, count - 1) },
    () => [random.int(0, count - 1), random.int(0, count - 1)] as const,
  )
  return { blocks, apart: apart.filter(([a, b]) => a !== b), heapLimitBytes: 24 + 4 * random.int(0, 19) }
}

describe('slots that blocks of one size have in turn', () => {
  it('are a legal placement of any blocks', () => {
    let turns = 0
    for (let seed = 0; seed < 2000; seed++) {
      const problem = randomProblem(seed)
      const model = buildModel(problem, true)
      if (typeof model === 'string') throw new Error(model)
      const { offset, heap, heaps, peak } = layInSlots(model, none)
      const offsets = offset!.map((at) => at * model.unit)
      const heapOf = Int32Array.from(offsets, (_, block) => heap[model.itemOf[block]!]!)
      const heapSizes = Array.from({ length: heaps }, () => 0)
      problem.blocks.forEach(({ sizeBytes }, i) => {
        heapSizes[heapOf[i]!] = Math.max(heapSizes[heapOf[i]!]!, offsets[i]! + sizeBytes)
      })
      expect(heapSizes.reduce((a, b) => a + b, 0)).toBe(peak * model.unit)
      const result = {
        status: 'placed',
        lowerBoundBytes: 0,
        offsets,
        heaps: heapOf,
        heapSizes,
        peakBytes: peak * model.unit,
      } as unknown as PlacementResult
      expect(checkPlacement(problem, result)).toBeNull()
      const sum = problem.blocks.reduce((bytes, { sizeBytes }) => bytes + sizeBytes, 0)
      if (peak * model.unit < sum) turns++
    }
    expect(turns).toBeGreaterThan(1500)
  })

  it('are found for thousands of blocks that fill several heaps together', () => {
    const blocks = Array.from({ length: 4500 }, (_, i) => ({
      sizeBytes: 300_000,
      alignment: 256,
      start: i % 7,
      end: 10 + (i % 5),
    }))
    const problem: PlacementProblem = { blocks, heapLimitBytes: 2 ** 28 }
    const result = placeInAnyHeaps(problem)
    expect(result.status).toBe('placed')
    expect(result.heapSizes.length).toBeLessThan(8)
    expect(checkPlacement(problem, result)).toBeNull()
  })
})
