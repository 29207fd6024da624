/** Orders for values that share memory with those of their pool only, against all orders. */
import { describe, expect, it } from 'vitest'
import { orderForPools, type PoolProblem } from '../../../../src/planner/schedule/order/index.ts'
import { faultOfOrder, peakByDefinition, randomMemoryProblem, randomMemoryShape } from './memory-oracle.ts'
import { randomInt, seededRandom } from './random.ts'

/** Bytes of all pools together in an order, from the definition. */
function bytesInOrder(problem: PoolProblem, order: ArrayLike<number>): number {
  let bytes = 0
  for (let pool = 0; pool < problem.poolCount; pool++) {
    const valueBytes = problem.valueBytes.map((size, x) => (problem.poolOf[x] === pool ? size : 0))
    bytes += peakByDefinition({ ...problem, valueBytes }, order)
  }
  return bytes
}

/** Bytes of the largest node of each pool, of all pools together. */
function largestNodes({ nodeCount, valueCount, valueBytes, useStart, use, poolCount, poolOf }: PoolProblem): number {
  let bytes = 0
  for (let pool = 0; pool < poolCount; pool++) {
    const own = new Float64Array(nodeCount)
    for (let x = 0; x < valueCount; x++)
      if (poolOf[x] === pool)
        for (const v of new Set(use.subarray(useStart[x]!, useStart[x + 1]!))) own[v]! += valueBytes[x]!
    bytes += Math.max(...own)
  }
  return bytes
}

function leastOfAllOrders(problem: PoolProblem): number {
  let least = Infinity
  const visit = (order: readonly number[]): void => {
    if (order.length === problem.nodeCount) least = Math.min(least, bytesInOrder(problem, order))
    for (let v = 0; v < problem.nodeCount; v++) {
      const isNext = !order.includes(v) && isLegal(problem, [...order, v])
      if (isNext) visit([...order, v])
    }
  }
  visit([])
  return least
}

function isLegal({ succStart, succ, clusterOf, nodeCount }: PoolProblem, begun: readonly number[]): boolean {
  const last = begun.at(-1)!
  for (let v = 0; v < nodeCount; v++) {
    if (begun.includes(v)) continue
    if (succ.subarray(succStart[v]!, succStart[v + 1]!).includes(last)) return false
    if (clusterOf && clusterOf[v]! < clusterOf[last]!) return false
  }
  return true
}

function randomPools(seed: number, mostNodes: number): PoolProblem {
  const random = seededRandom(seed)
  const problem = randomMemoryProblem(random, randomMemoryShape(random, mostNodes))
  const poolCount = 1 + randomInt(random, 3)
  const poolOf = Array.from({ length: problem.valueCount }, () => randomInt(random, poolCount))
  return { ...problem, poolCount, poolOf }
}

describe('an order for pools', () => {
  it('of up to six nodes needs the fewest bytes of all orders', () => {
    let several = 0
    for (let seed = 1; seed <= 300; seed++) {
      const problem = randomPools(seed, 6)
      const { order, bytes, isLeast } = orderForPools(problem, Infinity, 100_000)
      expect(faultOfOrder(problem, order!), `seed ${seed}`).toBeUndefined()
      expect({ seed, bytes, isLeast }).toEqual({ seed, bytes: leastOfAllOrders(problem), isLeast: true })
      expect(bytesInOrder(problem, order!)).toBe(bytes)
      if (problem.poolCount > 1 && order!.some((v, k) => v !== k)) several++
      expect(orderForPools(problem, bytes, 100_000)).toEqual({ order: undefined, bytes, isLeast: true })
    }
    expect(several).toBeGreaterThan(50)
  })

  it('is not looked for below what the largest node of each pool needs', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const problem = randomPools(seed, 52)
      const bytes = largestNodes(problem)
      expect(orderForPools(problem, bytes, 0), `seed ${seed}`).toEqual({ order: undefined, bytes, isLeast: true })
    }
  })

  it('of many nodes is legal, and needs what it says', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const problem = randomPools(seed, 52)
      for (const steps of [0, 20_000]) {
        const { order, bytes } = orderForPools(problem, Infinity, steps)
        expect(faultOfOrder(problem, order!), `seed ${seed}`).toBeUndefined()
        expect(bytesInOrder(problem, order!)).toBe(bytes)
      }
    }
  })
})
