import { expect, it } from 'vitest'
import { leastPeakOfOrders, type MemoryOrderProblem } from '../../../../src/planner/schedule/order/index.ts'
import { leastBytesAt } from '../../../../src/planner/schedule/order/memory/lower-bound.ts'
import { memoryModel } from '../../../../src/planner/schedule/order/memory/model.ts'
import { LimitedSearch } from '../../../../src/planner/schedule/order/memory/limited-search.ts'
import { peakInOrder } from '../../../../src/planner/schedule/index.ts'
import { leastPeakByDynamicProgram, randomMemoryProblem, randomMemoryShape } from './memory-oracle.ts'
import { seededRandom } from './random.ts'

function problemOf(seed: number, nodes: number): MemoryOrderProblem {
  const random = seededRandom(seed)
  return randomMemoryProblem(random, { ...randomMemoryShape(random, nodes), nodes, clusters: 1 })
}

function isLegal({ nodeCount, succStart, succ }: MemoryOrderProblem, order: Int32Array): boolean {
  const position = new Int32Array(nodeCount).fill(-1)
  order.forEach((v, at) => (position[v] = at))
  for (let v = 0; v < nodeCount; v++)
    for (let e = succStart[v]!; e < succStart[v + 1]!; e++) if (position[v]! >= position[succ[e]!]!) return false
  return order.length === nodeCount && !position.includes(-1)
}

it('the bound of any order is the least peak of small graphs, and no more than it in others', () => {
  for (let seed = 1; seed <= 150; seed++) {
    const problem = problemOf(seed, 2 + (seed % 17))
    const least = leastPeakByDynamicProgram(problem)
    const { lowerBoundBytes: bound, order } = leastPeakOfOrders(problem)
    if (problem.nodeCount <= 14) expect(bound).toBe(least)
    else expect(bound).toBeLessThanOrEqual(least)
    expect(peakInOrder(problem, order)).toBeGreaterThanOrEqual(least)
    expect(isLegal(problem, order)).toBe(true)
  }
})

it('what a node needs at least is told wherever it is more than what is known', () => {
  let [more, fewer] = [0, 0]
  for (let seed = 1; seed <= 30; seed++) {
    const model = memoryModel(problemOf(seed, 24))
    const all = Array.from({ length: model.nodeCount }, (_, v) => leastBytesAt(model, v, Infinity).bytes)
    for (const [v, bytes] of all.entries())
      for (const known of new Set(all)) {
        const told = leastBytesAt(model, v, Infinity, known).bytes
        if (bytes > known) expect(told).toBe(bytes)
        else expect([0, bytes]).toContain(told)
        if (bytes > known) more++
        else if (told === 0) fewer++
      }
  }
  expect(Math.min(more, fewer)).toBeGreaterThan(1000)
})

it('a search that goes on finds what it would have found at once', () => {
  let resumed = 0
  for (let seed = 1; seed <= 60; seed++) {
    const problem = problemOf(seed, 15)
    const model = memoryModel(problem)
    const least = leastPeakByDynamicProgram(problem)
    for (const limit of [least, least - 1]) {
      const atOnce = new LimitedSearch(model, limit).search(Infinity)
      const inParts = new LimitedSearch(model, limit)
      let found = inParts.search(0)
      for (let budget = 50; found.isUndecided; budget += 50, resumed++) found = inParts.search(budget)
      expect(found).toEqual(atOnce)
      expect(found.order === undefined).toBe(limit < least)
    }
  }
  expect(resumed).toBeGreaterThan(100)
})

it('a node that is among the users of a value twice needs its bytes once, in large problems too', () => {
  const nodes = 5000
  const problem = {
    nodeCount: nodes,
    succStart: new Int32Array(nodes + 1),
    succ: new Int32Array(0),
    valueCount: 1,
    valueBytes: Float64Array.of(64),
    useStart: Int32Array.of(0, 3),
    use: Int32Array.of(7, 7, 8),
  }
  expect(leastPeakOfOrders(problem).lowerBoundBytes).toBe(64)
})
