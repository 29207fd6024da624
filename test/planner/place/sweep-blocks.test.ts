/** The sweep against the placement's own rules, and against the solver where both say that they are optimal. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placeIntervals, type PlacementProblem } from '../../../src/planner/place/solver/index.ts'
import { sweepBlocks } from '../../../src/planner/place/sweep-blocks.ts'
import { checkPlacement } from './solver/support/check-placement.ts'

/** The sweep of a problem as the solver takes it. */
function swept({ blocks, apart = [] }: PlacementProblem) {
  const [one, other] = [0, 1].map((side) => Int32Array.from(apart, (pair) => pair[side]!)) as [Int32Array, Int32Array]
  return sweepBlocks({ blocks, apart: { one, other } })
}

const block = fc.record({
  sizeBytes: fc.integer({ min: 1, max: 40 }),
  start: fc.nat(6),
  length: fc.integer({ min: 1, max: 4 }),
})
const problem = fc
  .record({
    blocks: fc.array(block, { minLength: 1, maxLength: 8 }),
    alignment: fc.constantFrom(1, 4, 16),
    pairs: fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 5 }),
  })
  .map(({ blocks, alignment, pairs }): PlacementProblem => ({
    blocks: blocks.map(({ sizeBytes, start, length }) => ({ sizeBytes, start, end: start + length, alignment })),
    apart: pairs.filter(([a, b]) => a !== b && a < blocks.length && b < blocks.length),
  }))

describe('sweepBlocks', () => {
  it('places as the rules say, and what it calls proven the solver does not beat in as many heaps', () => {
    let placed = 0
    fc.assert(
      fc.property(problem, (given) => {
        const found = swept(given)
        if (!found) return
        placed++
        expect(checkPlacement(given, found)).toBeNull()
        const solved = placeIntervals(given)
        if (found.proven && solved.heapSizes.length === found.heapSizes.length)
          expect(found.peakBytes).toBeLessThanOrEqual(solved.peakBytes)
      }),
      { numRuns: 2000 },
    )
    expect(placed).toBeGreaterThan(100)
  })

  it('puts on top what saves most, of blocks that are used together', () => {
    const most = { sizeBytes: 257, saved: 255 }
    const batches = 20
    const batchOf = (b: number) =>
      [most.sizeBytes, 300, 512, 400].map((sizeBytes, i) => ({
        sizeBytes,
        start: 10 * b + i,
        end: 10 * b + 9,
        alignment: 256,
      }))
    const batched = Array.from({ length: batches }, (_, b) => batchOf(b)).flat()
    const alone = swept({ blocks: batched })
    expect(alone).toMatchObject({ proven: true, peakBytes: 4 * 512 - most.saved })
    // All of them are read by passes that write one block, which is alive throughout.
    const written = { sizeBytes: 1000, start: 0, end: 10 * batches, alignment: 256 }
    const blocks = [...batched, written]
    const apart = batched.map((_, i) => [i, batched.length] as const)
    const beside = swept({ blocks, apart })!
    expect(beside).toMatchObject({ proven: true, peakBytes: 4 * 512 - most.saved + written.sizeBytes })
    expect(checkPlacement({ blocks, apart }, beside)).toBeNull()
    const inOneHeap = swept({ blocks })!
    expect(inOneHeap).toMatchObject({ proven: true, peakBytes: 1024 + 4 * 512 - most.saved })
    expect(checkPlacement({ blocks }, inOneHeap)).toBeNull()
  })

  it('leaves to the solver what needs more heaps than it has colours', () => {
    const many = 25_000
    const together = 40
    const apart = Array.from({ length: together }, (_, a) =>
      Array.from({ length: a }, (_, b) => [a, b] as const),
    ).flat()
    const blocks = Array.from({ length: many }, (_, i) =>
      i < together
        ? { sizeBytes: 256, start: 0, end: many, alignment: 256 }
        : { sizeBytes: 256, start: i, end: i + 1, alignment: 256 },
    )
    expect(swept({ blocks, apart })).toBeUndefined()
  })

  it('lays very many blocks in shares of what is alive where two colours do not do', () => {
    const many = 25_000
    // Three in a row are apart, and a long one now and then fills the heap that it is in at another time than the others are full.
    const blocks = Array.from({ length: many }, (_, i) => ({
      sizeBytes: 256 * (1 + ((i * 7919) % 61)),
      start: i,
      end: i + 3 + ((i * 104_729) % 60),
      alignment: 256,
    }))
    const apart = Array.from({ length: many - 2 }, (_, i) => [[i, i + 1] as const, [i, i + 2] as const]).flat()
    const found = swept({ blocks, apart })!
    expect(checkPlacement({ blocks, apart }, found)).toBeNull()
    expect(found.peakBytes).toBeLessThan(1.25 * found.lowerBoundBytes)
  })
})
