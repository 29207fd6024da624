import { describe, expect, it } from 'vitest'
import { placeIntervals, type PlacementProblem } from '../../../../src/planner/place/solver/index.ts'
import { apartFrame, frameGraphLike, groupedFrame, plantedPacking } from './support/instances.ts'
import { Random } from './support/random.ts'

/** The same problem with its blocks named in another order, and the pairs of its rules turned round and shuffled. */
function shuffled(problem: PlacementProblem, seed: number): { problem: PlacementProblem; place: number[] } {
  const random = new Random(seed)
  const order = random.shuffle([...problem.blocks.keys()])
  const place = order.map(() => 0)
  order.forEach((block, k) => (place[block] = k))
  const pairs = (given: PlacementProblem['apart']) =>
    random.shuffle((given ?? []).map(([a, b]): [number, number] => [place[b]!, place[a]!]))
  const { conflicts, apart, groups, ...rest } = problem
  return {
    place,
    problem: {
      ...rest,
      blocks: order.map((block) => problem.blocks[block]!),
      ...(conflicts ? { conflicts: pairs(conflicts) } : {}),
      ...(apart ? { apart: pairs(apart) } : {}),
      ...(groups ? { groups: random.shuffle(groups.map((group) => group.map((block) => place[block]!))) } : {}),
    },
  }
}

/**
 * What is asked of a block, and where it lies: of blocks alike, any may lie in the place of any. With conflicts, lifetimes are not asked for.
 */
const placesOf = ({ blocks, conflicts }: PlacementProblem, { offsets, heaps }: ReturnType<typeof placeIntervals>) =>
  blocks
    .map((block, i) => JSON.stringify([conflicts ? { ...block, start: 0, end: 1 } : block, offsets[i], heaps[i]]))
    .sort()

describe('the order in which blocks are named', () => {
  const pairsOf = (count: number, seed: number): [number, number][] => {
    const random = new Random(seed)
    return Array.from({ length: 3 * count }, (): [number, number] => {
      const a = random.int(0, count - 2)
      return [a, random.int(a + 1, count - 1)]
    })
  }
  const frame = (seed: number): PlacementProblem => ({ blocks: frameGraphLike(60, seed, seed % 2 === 0) })
  const cases: [string, (seed: number) => PlacementProblem][] = [
    ['a frame', frame],
    ['a perfect packing', (seed) => ({ blocks: plantedPacking(70, seed, true) })],
    ['groups side by side', (seed) => groupedFrame(40, seed, 0.5)],
    ['rules that keep blocks apart', (seed) => apartFrame(40, seed)],
    ['explicit conflicts', (seed) => ({ ...frame(seed), conflicts: pairsOf(60, seed) })],
  ]
  it.each(cases)('changes nothing: %s', (_, make) => {
    for (let seed = 1; seed <= 4; seed++) {
      const problem = make(seed)
      const result = placeIntervals(problem)
      for (let turn = 1; turn <= 3; turn++) {
        const other = shuffled(problem, 10 * seed + turn)
        const again = placeIntervals(other.problem)
        const { peakBytes, lowerBoundBytes, heapSizes, steps, method } = again
        expect({ peakBytes, lowerBoundBytes, heapSizes, steps, method }, `seed ${seed}, turn ${turn}`).toEqual({
          peakBytes: result.peakBytes,
          lowerBoundBytes: result.lowerBoundBytes,
          heapSizes: result.heapSizes,
          steps: result.steps,
          method: result.method,
        })
        expect(placesOf(other.problem, again)).toEqual(placesOf(problem, result))
      }
    }
  })

  it('changes nothing about a thousand small problems, whatever their alignments and rules', () => {
    for (let seed = 1; seed <= 1000; seed++) {
      const problem = smallProblem(seed)
      const result = placeIntervals(problem)
      const other = shuffled(problem, seed)
      const again = placeIntervals(other.problem)
      expect([again.peakBytes, again.proven, again.steps, again.method], `seed ${seed}`).toEqual([
        result.peakBytes,
        result.proven,
        result.steps,
        result.method,
      ])
      expect(placesOf(other.problem, again)).toEqual(placesOf(problem, result))
    }
  })
})

/** Up to 16 blocks of few different kinds, with conflicts, groups or rules that keep them apart in some. */
function smallProblem(seed: number): PlacementProblem {
  const random = new Random(seed)
  const count = random.int(2, 16)
  const most = [3, 40, 100_000][random.int(0, 2)]!
  const alignments = [[1], [256], [1, 4], [1, 256, 65_536]][random.int(0, 3)]!
  const blocks = Array.from({ length: count }, () => {
    const start = random.int(0, count)
    const alignment = alignments[random.int(0, alignments.length - 1)]!
    return { sizeBytes: random.int(1, most), start, end: start + random.int(1, 6), alignment }
  })
  const pairs = Array.from({ length: count }, (_, i): [number, number] => [i, (i + random.int(1, count - 1)) % count])
  const rules = [{}, {}, { conflicts: pairs }, { apart: pairs.slice(0, 3) }, { groups: [[0, 1]] }]
  return { blocks, ...rules[random.int(0, rules.length - 1)] }
}
