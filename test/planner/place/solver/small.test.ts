import { describe, expect, it } from 'vitest'
import {
  placeIntervals,
  type PlacementBlock,
  type PlacementProblem,
} from '../../../../src/planner/place/solver/index.ts'
import { checkPlacement } from './support/check-placement.ts'
import { Random } from './support/random.ts'

const ALIGNMENTS = [1, 256, 65_536]

/** Blocks that live for up to ten of as many moments as there are blocks, on three alignments. */
function mixed(count: number, seed: number): PlacementBlock[] {
  const random = new Random(seed)
  return Array.from({ length: count }, () => {
    const start = random.int(0, count - 1)
    const alignment = ALIGNMENTS[random.int(0, 2)]!
    return { sizeBytes: random.int(1, 100_000), start, end: start + random.int(1, 10), alignment }
  })
}

/** The same with their collisions as pairs, and some pairs more. */
function withConflicts(blocks: PlacementBlock[], seed: number): PlacementProblem {
  const random = new Random(seed)
  const conflicts: [number, number][] = []
  for (const [a, one] of blocks.entries()) {
    for (const [b, other] of blocks.slice(0, a).entries()) {
      const live = one.start < other.end && other.start < one.end
      if (live || random.int(1, 30) === 1) conflicts.push([a, b])
    }
  }
  return { blocks, conflicts }
}

/** Two of the blocks lie where they are told to. */
function withFixed(blocks: PlacementBlock[]): PlacementProblem {
  const fixed = [0, 1].map((k) => ({ ...blocks[k]!, start: 8 * k, end: 8 * k + 8, fixedOffset: 131_072 * (k + 1) }))
  return { blocks: [...fixed, ...blocks.slice(2)] }
}

describe('small problems that no single lattice describes', () => {
  const kinds: [string, (count: number, seed: number) => PlacementProblem, number][] = [
    ['three alignments', (count, seed) => ({ blocks: mixed(count, seed) }), 24],
    ['three alignments and explicit conflicts', (count, seed) => withConflicts(mixed(count, seed), seed), 24],
    ['three alignments and fixed blocks', (count, seed) => withFixed(mixed(count, seed)), 24],
  ]
  it.each(kinds)('are proven least, most of them in a thousand steps: %s', (_, make, most) => {
    let proven = 0
    let quick = 0
    for (let seed = 1; seed <= most; seed++) {
      const problem = make([10, 20, 40][seed % 3]!, seed)
      const result = placeIntervals(problem)
      expect(checkPlacement(problem, result), `seed ${seed}`).toBeNull()
      expect(result.proven).toBe(result.peakBytes === result.lowerBoundBytes)
      if (result.proven) proven++
      if (result.steps < 1000) quick++
    }
    expect(proven).toBeGreaterThanOrEqual(0.7 * most)
    expect(quick).toBeGreaterThanOrEqual(0.6 * most)
  })

  it('knows what alignment costs blocks that are alive together, whichever is on top', () => {
    const block = (sizeBytes: number, alignment: number) => ({ sizeBytes, start: 0, end: 1, alignment })
    // 100 + 28 | 90 + 38 | 20: the odd ones fit in no other way.
    const blocks = [block(100, 64), block(90, 64), block(28, 1), block(38, 1), block(20, 64)]
    expect(placeIntervals({ blocks })).toMatchObject({ peakBytes: 276, lowerBoundBytes: 276, proven: true })
    // No order wastes nothing: the bound is above every sum of rounded sizes.
    const wasteful = [block(65, 64), block(65, 64), block(60, 32), block(60, 32)]
    const result = placeIntervals({ blocks: wasteful })
    expect(checkPlacement({ blocks: wasteful }, result)).toBeNull()
    expect(result).toMatchObject({ proven: true, lowerBoundBytes: result.peakBytes })
  })

  it('says that what cannot lie below the limit is impossible, whatever the conflicts', () => {
    const blocks = Array.from({ length: 5 }, () => ({ sizeBytes: 3, start: 0, end: 1, alignment: 2 }))
    const ring = blocks.map((_, i): [number, number] => [i, (i + 1) % 5])
    // A ring of five needs three levels: no two levels hold it.
    expect(placeIntervals({ blocks, conflicts: ring }).peakBytes).toBe(11)
    expect(placeIntervals({ blocks, conflicts: ring, heapLimitBytes: 10, maxHeaps: 1 }).status).toBe('impossible')
  })
})
