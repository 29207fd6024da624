import { describe, expect, it } from 'vitest'
import { placeIntervals, type PlacementBlock } from '../../../../src/planner/place/solver/index.ts'
import { checkPlacement } from './support/check-placement.ts'
import { Random } from './support/random.ts'

const ALIGNMENTS = [
  [1, 256, 65_536],
  [256, 65_536],
  [4, 16, 256],
  [2, 3, 6],
  [3, 4, 10],
  [1, 64],
]

/** Blocks that are all alive at once for a moment: all of the time, or in steps up and down. */
function pile(count: number, seed: number): PlacementBlock[] {
  const random = new Random(seed)
  const alignments = ALIGNMENTS[seed % ALIGNMENTS.length]!
  const most = random.pick([2, 20, 100_000])
  return Array.from({ length: count }, (_, i) => {
    const alignment = i === 0 ? alignments[0]! : i === 1 ? alignments[1]! : random.pick(alignments)
    return { sizeBytes: random.int(1, most), start: seed % 2 === 0 ? i : 0, end: 2 * count - i, alignment }
  })
}

const heightOf = (blocks: readonly PlacementBlock[]): number =>
  blocks.reduce((top, { sizeBytes, alignment = 1 }) => Math.ceil(top / alignment) * alignment + sizeBytes, 0)

/** The least height of a pile, by its topmost block: every subset in turn. Shares no code with the solver. */
function leastHeight(blocks: readonly PlacementBlock[]): number {
  const all = 2 ** blocks.length
  const least = new Float64Array(all).fill(Infinity)
  least[0] = 0
  for (let set = 0; set < all; set++) {
    blocks.forEach(({ sizeBytes, alignment = 1 }, i) => {
      if (Math.floor(set / 2 ** i) % 2 === 1) return
      const top = Math.ceil(least[set]! / alignment) * alignment + sizeBytes
      least[set + 2 ** i] = Math.min(least[set + 2 ** i]!, top)
    })
  }
  return least[all - 1]!
}

describe('blocks that are all alive at once, on several alignments', () => {
  it('have the least height of all orders, and it is proven: up to fourteen of them', () => {
    for (let seed = 1; seed <= 240; seed++) {
      const blocks = pile(2 + (seed % 11), seed)
      const result = placeIntervals({ blocks })
      expect(checkPlacement({ blocks }, result), `seed ${seed}`).toBeNull()
      expect([result.peakBytes, result.proven, result.lowerBoundBytes], `seed ${seed}`).toEqual([
        leastHeight(blocks),
        true,
        leastHeight(blocks),
      ])
    }
    for (let seed = 1; seed <= 12; seed++) {
      const blocks = pile(14, seed)
      const result = placeIntervals({ blocks }, { effort: 100_000 })
      expect([result.peakBytes, result.proven], `seed ${seed}`).toEqual([leastHeight(blocks), true])
    }
  })

  it('have it with explicit conflicts too, and beside blocks of no bytes', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const blocks = pile(3 + (seed % 6), seed)
      const conflicts = blocks.flatMap((_, a) => blocks.slice(0, a).map((_, b): [number, number] => [b, a]))
      const problem = { blocks: [...blocks, { sizeBytes: 0, start: 0, end: 1, alignment: 4 }], conflicts }
      const result = placeIntervals(problem)
      expect(checkPlacement(problem, result), `seed ${seed}`).toBeNull()
      expect([result.peakBytes, result.proven], `seed ${seed}`).toEqual([leastHeight(blocks), true])
    }
  })

  it('that are more fill the holes of coarse ones with finer ones, in few steps', () => {
    for (const count of [40, 60, 200]) {
      let over = 0
      let overSorted = 0
      for (let seed = 1; seed <= 12; seed++) {
        const random = new Random(seed)
        const blocks = Array.from({ length: count }, () => ({
          sizeBytes: random.int(1, 100_000),
          start: 0,
          end: 1,
          alignment: random.pick([1, 256, 65_536]),
        }))
        const result = placeIntervals({ blocks })
        expect(checkPlacement({ blocks }, result), `seed ${seed}`).toBeNull()
        expect(result.steps).toBeLessThan(1000 + 2 * count * count)
        over += result.peakBytes - result.lowerBoundBytes
        const sorted = blocks.toSorted((a, b) => b.alignment - a.alignment || b.sizeBytes - a.sizeBytes)
        overSorted += heightOf(sorted) - result.lowerBoundBytes
      }
      // Coarse blocks first leave all of their holes empty.
      expect(over / overSorted, `${count} blocks`).toBeLessThan(0.25)
    }
  })

  it('bound what they are a part of', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const all = pile(9 + (seed % 5), seed)
      const moment = all.length
      const others = pile(6, seed + 1000).map((block, i) => ({
        ...block,
        start: moment + 20 + i,
        end: moment + 30 + i,
      }))
      const kept = { sizeBytes: 5000, start: 0, end: moment + 60, alignment: 1 }
      const blocks = [...all, ...others, kept]
      const result = placeIntervals({ blocks }, { effort: 200_000 })
      expect(checkPlacement({ blocks }, result), `seed ${seed}`).toBeNull()
      const least = leastHeight([...all, kept])
      expect(result.peakBytes).toBeGreaterThanOrEqual(least)
      if (result.proven) expect(result.lowerBoundBytes).toBeGreaterThanOrEqual(least)
    }
  })
})
