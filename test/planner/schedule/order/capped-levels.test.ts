import { expect, it } from 'vitest'
import { successorsFromEdges } from '../../../support/successors.ts'
import { OrderLevels } from '../../../../src/planner/schedule/order/capped-levels.ts'
import type { LevelProblem } from '../../../../src/planner/schedule/order/order-facts.ts'
import { randomInt, seededRandom } from './random.ts'

function randomProblem(seed: number): LevelProblem {
  const random = seededRandom(seed)
  const nodeCount = 4 + randomInt(random, 20)
  const edges: [number, number][] = []
  const useStart = [0]
  const use: number[] = []
  const bytes: number[] = []
  for (let v = 0; v + 1 < nodeCount; v++) {
    const readers = [v]
    for (let r = v + 1; r < nodeCount; r++) if (random() < 0.15) readers.push(r)
    for (const reader of readers.slice(1)) edges.push([v, reader])
    use.push(...readers)
    useStart.push(use.length)
    bytes.push(1 + randomInt(random, 100))
  }
  const { succStart, succ } = successorsFromEdges(nodeCount, edges)
  return {
    nodeCount,
    succStart,
    succ,
    hazard: Uint8Array.from(succ, () => Number(random() < 0.8)),
    clusterOf: new Int32Array(nodeCount),
    valueCount: bytes.length,
    valueBytes: Float64Array.from(bytes),
    useStart: Int32Array.from(useStart),
    use: Int32Array.from(use),
  }
}

const declared = ({ nodeCount }: LevelProblem) => Int32Array.from({ length: nodeCount }, (_, v) => v)

it('levels under a limit are the same whatever was asked before, and none where they would be too many', () => {
  for (let seed = 0; seed < 200; seed++) {
    const problem = randomProblem(seed)
    const order = declared(problem)
    const asked = new OrderLevels(problem, order)
    for (const capBytes of [0, 150, 400, Infinity]) {
      const limits = { capBytes, window: Infinity }
      const levels = new OrderLevels(problem, order).under(limits)!
      const { levelCount } = levels
      expect(asked.under(limits)).toEqual(levels)
      expect(asked.under({ ...limits, mostLevels: levelCount })).toEqual(levels)
      expect(asked.under({ ...limits, mostLevels: levelCount - 1 })).toBeUndefined()
      expect(asked.under(limits)).toEqual(levels)
      const few = new OrderLevels(problem, order)
      expect(few.under({ ...limits, mostLevels: levelCount - 1 })).toBeUndefined()
      expect(few.under(limits)).toEqual(levels)
      const narrow = { capBytes, window: 3 }
      expect(few.under(narrow)).toEqual(new OrderLevels(problem, order).under(narrow))
    }
  }
})

it('levels under many limits in turn are those of each limit alone', () => {
  let known = 0
  for (let seed = 0; seed < 100; seed++) {
    const problem = randomProblem(seed)
    const order = declared(problem)
    const asked = new OrderLevels(problem, order)
    let before: unknown
    for (const capBytes of [900, 100, 500, 300, 200, 250, 275, 290, 310, 400, 450, 475, 490])
      for (const window of [Infinity, 2, 4, 8, 16]) {
        const mostLevels = 2 + (capBytes % 17)
        const levels = asked.under({ capBytes, window, mostLevels })
        const { wasHindered } = asked
        const anew = new OrderLevels(problem, order)
        expect({ seed, capBytes, window, levels }).toEqual({
          seed,
          capBytes,
          window,
          levels: anew.under({ capBytes, window, mostLevels }),
        })
        if (levels) expect(wasHindered || !anew.wasHindered).toBe(true)
        if (levels && levels === before) known++
        before = levels
      }
  }
  expect(known).toBeGreaterThan(100)
})

it('a node joins a level before others for which the order alone needs more than the limit, where they do not once it has run', () => {
  const { succStart, succ } = successorsFromEdges(3, [])
  const problem: LevelProblem = {
    nodeCount: 3,
    succStart,
    succ,
    hazard: new Uint8Array(0),
    clusterOf: new Int32Array(3),
    valueCount: 2,
    valueBytes: Float64Array.of(50, 60),
    useStart: Int32Array.of(0, 2, 3),
    use: Int32Array.of(0, 2, 1),
  }
  const levels = new OrderLevels(problem, declared(problem)).under({ capBytes: 60, window: Infinity })
  expect(levels).toEqual({ levelOf: Int32Array.of(0, 1, 0), levelCount: 2 })
})

it('levels keep every hazard between two of them', () => {
  for (let seed = 0; seed < 200; seed++) {
    const problem = randomProblem(seed)
    const { succStart, succ, hazard } = problem
    const { levelOf } = new OrderLevels(problem, declared(problem)).under({ capBytes: 300, window: 8 })!
    for (let v = 0; v < problem.nodeCount; v++)
      for (let e = succStart[v]!; e < succStart[v + 1]!; e++)
        expect(levelOf[succ[e]!]! - levelOf[v]!).toBeGreaterThanOrEqual(hazard[e]!)
  }
})
