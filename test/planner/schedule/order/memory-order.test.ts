import { describe, expect, it } from 'vitest'
import { orderForMemory } from '../../../../src/planner/schedule/order/index.ts'
import type { MemoryOrderProblem } from '../../../../src/planner/schedule/order/index.ts'
import { corpusCases } from './corpus.ts'
import {
  faultOfOrder,
  leastPeakByDynamicProgram,
  memoryProblem,
  peakByDefinition,
  randomMemoryProblem,
  randomMemoryShape,
} from './memory-oracle.ts'
import { randomInt, seededRandom } from './random.ts'

/** Each node makes a value for the nodes that depend on it. */
function layeredProblem(seed: number, layers: number, width: number): MemoryOrderProblem {
  const random = seededRandom(seed)
  const edges: [number, number][] = []
  for (let v = width; v < layers * width; v++) {
    const layer = Math.floor(v / width) - 1
    for (let k = randomInt(random, 3); k >= 0; k--) edges.push([layer * width + randomInt(random, width), v])
  }
  const users = Array.from({ length: layers * width }, (_, v) => [
    v,
    ...edges.filter(([a]) => a === v).map(([, b]) => b),
  ])
  return memoryProblem(
    layers * width,
    edges,
    users,
    Float64Array.from(users, () => 1 + randomInt(random, 50)),
  )
}

describe('an order for memory', () => {
  it('F24: of no nodes needs no bytes', () => {
    expect(orderForMemory(memoryProblem(0, [], [], new Float64Array(0)))).toMatchObject({ peakBytes: 0, proven: true })
  })

  it('runs each consumer right after its producer: six targets need the room of one', () => {
    const target = 8_294_400
    const edges = Array.from({ length: 6 }, (_, k) => [k, k + 6] as [number, number])
    for (let k = 6; k < 11; k++) edges.push([k, k + 1])
    const users = Array.from({ length: 6 }, (_, k) => [k, k + 6])
    const found = orderForMemory(memoryProblem(12, edges, users, new Float64Array(6).fill(target)))
    expect(found).toMatchObject({
      declaredPeakBytes: 6 * target,
      peakBytes: target,
      lowerBoundBytes: target,
      proven: true,
    })
    expect([...found.order]).toEqual([0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11])
  })

  it('keeps declared order where nothing is better', () => {
    const found = orderForMemory(memoryProblem(3, [], [[0], [1], [2]], Float64Array.of(5, 5, 5)))
    expect([...found.order]).toEqual([0, 1, 2])
  })

  it('counts a value once however often a node names it', () => {
    const found = orderForMemory(memoryProblem(2, [[0, 1]], [[0, 0, 1, 1]], Float64Array.of(7)))
    expect(found).toMatchObject({ peakBytes: 7, declaredPeakBytes: 7 })
  })

  it('takes the nodes of a lower cluster first, whatever that costs', () => {
    const edges: [number, number][] = [
      [0, 2],
      [1, 3],
    ]
    const values = [
      [0, 2],
      [1, 3],
    ]
    const free = memoryProblem(4, edges, values, Float64Array.of(4, 4))
    expect(orderForMemory(free).peakBytes).toBe(4)
    expect(orderForMemory({ ...free, clusterOf: Int32Array.of(5, 5, 9, 9) })).toMatchObject({
      peakBytes: 8,
      proven: true,
    })
  })

  it('equals a dynamic program on random graphs of up to 12 nodes', () => {
    const random = seededRandom(12)
    for (let g = 0; g < 500; g++) {
      const p = randomMemoryProblem(random, randomMemoryShape(random, 12))
      const found = orderForMemory(p, { budgetSteps: 0 })
      expect(faultOfOrder(p, found.order)).toBeUndefined()
      expect(found.peakBytes).toBe(leastPeakByDynamicProgram(p))
      expect(found.peakBytes).toBe(peakByDefinition(p, found.order))
      expect(found.proven).toBe(true)
    }
  })

  it('equals a dynamic program on random graphs of 17 to 20 nodes', () => {
    const random = seededRandom(20)
    for (let g = 0; g < 12; g++) {
      const shape = { ...randomMemoryShape(random, 4), nodes: 17 + randomInt(random, 4), edgeChance: 0.2 }
      const p = randomMemoryProblem(random, shape)
      const found = orderForMemory(p)
      expect(found.peakBytes).toBe(leastPeakByDynamicProgram(p))
      expect(found.proven).toBe(true)
    }
  })

  it('is legal, true to its peak, and saves a fifth and more on layers of 20', () => {
    for (const seed of [1, 2, 3]) {
      const p = layeredProblem(seed, 15, 20)
      const found = orderForMemory(p, { budgetSteps: 2_000_000 })
      expect(faultOfOrder(p, found.order)).toBeUndefined()
      expect(found.peakBytes).toBe(peakByDefinition(p, found.order))
      expect(found.declaredPeakBytes).toBe(peakByDefinition(p, Int32Array.from(found.order.keys())))
      expect(found.lowerBoundBytes).toBeLessThanOrEqual(found.peakBytes)
      expect(found.peakBytes).toBeLessThan(0.8 * found.declaredPeakBytes)
    }
  })

  it('is never worse than declared order, even without a budget', () => {
    const random = seededRandom(99)
    for (let g = 0; g < 40; g++) {
      const shape = { ...randomMemoryShape(random, 1), nodes: 30 + randomInt(random, 60) }
      const p = randomMemoryProblem(random, shape)
      const found = orderForMemory(p, { budgetSteps: 0 })
      expect(faultOfOrder(p, found.order)).toBeUndefined()
      expect(found.peakBytes).toBe(peakByDefinition(p, found.order))
      expect(found.peakBytes).toBeLessThanOrEqual(found.declaredPeakBytes)
    }
  })

  it('is the same when the graph is given twice', () => {
    expect(orderForMemory(layeredProblem(5, 8, 10))).toEqual(orderForMemory(layeredProblem(5, 8, 10)))
  })

  it('F38: a value with 10^5 users takes steps that grow with the graph only', () => {
    const nodes = 100_000
    const p = {
      nodeCount: nodes,
      succStart: new Int32Array(nodes + 1),
      succ: new Int32Array(0),
      valueCount: 2,
      valueBytes: Float64Array.of(3, 5),
      useStart: Int32Array.of(0, nodes, nodes + 2),
      use: Int32Array.from({ length: nodes + 2 }, (_, k) => (k < nodes ? k : (k - nodes) * (nodes - 1))),
    }
    const found = orderForMemory(p)
    expect(found).toMatchObject({ peakBytes: 8, proven: true })
    expect(found.steps).toBeLessThan(100 * nodes)
  })
})

describe('frame graphs of real engines', () => {
  // The corpus lies in ../shared, beside the checkout; without it there is nothing to claim.
  const cases = corpusCases()
  it.skipIf(cases.length === 0)('reach the best peak known, proven', () => {
    for (const { name, problem, declaredPeakBytes, bestOrderPeakBytes } of cases) {
      const found = orderForMemory(problem)
      expect({ name, declared: found.declaredPeakBytes }).toEqual({ name, declared: declaredPeakBytes })
      expect(faultOfOrder(problem, found.order)).toBeUndefined()
      expect({ name, peak: found.peakBytes, proven: found.proven }).toEqual({
        name,
        peak: bestOrderPeakBytes,
        proven: true,
      })
    }
  })
})
