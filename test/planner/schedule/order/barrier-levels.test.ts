import { describe, expect, it } from 'vitest'
import { successorsFromEdges } from '../../../support/successors.ts'
import { barriersForOrder, orderByBarrierLevels } from '../../../../src/planner/schedule/order/index.ts'
import type { HazardGraph } from '../../../../src/planner/schedule/order/index.ts'
import { randomInt, seededRandom } from './random.ts'

function* topologicalOrders(graph: HazardGraph, nodes: number[], prefix: number[] = []): Generator<number[]> {
  if (prefix.length === nodes.length) yield prefix
  for (const v of nodes) {
    if (prefix.includes(v)) continue
    const blocked = nodes.some((u) => !prefix.includes(u) && successors(graph, u).includes(v))
    if (!blocked) yield* topologicalOrders(graph, nodes, [...prefix, v])
  }
}

const successors = ({ succStart, succ }: HazardGraph, v: number) => [...succ.subarray(succStart[v]!, succStart[v + 1]!)]

function isHazard({ succStart, succ, hazard }: HazardGraph, u: number, v: number): boolean {
  for (let e = succStart[u]!; e < succStart[u + 1]!; e++) if (succ[e] === v && (!hazard || hazard[e])) return true
  return false
}

/** Tries every set of places for the barriers. */
function fewestBarriersByBruteForce(graph: HazardGraph, order: number[]): number {
  let fewest = order.length
  for (let places = 0; places < 2 ** Math.max(0, order.length - 1); places++) {
    const count = [...places.toString(2)].filter((bit) => bit === '1').length
    // Bit k of `places` is a barrier before position k + 1.
    const separated = (i: number, j: number) => (places >> i) << i !== (places >> j) << j
    let legal = count < fewest
    for (let i = 0; legal && i < order.length; i++) {
      for (let j = i + 1; legal && j < order.length; j++) {
        legal = separated(i, j) || !isHazard(graph, order[i]!, order[j]!)
      }
    }
    if (legal) fewest = count
  }
  return order.length === 0 ? 0 : fewest
}

/** Every hazard has a barrier between its ends. */
function isCovered(graph: HazardGraph, order: Int32Array, barrierBefore: Int32Array): boolean {
  return [...order].every((u, i) =>
    [...order].every((v, j) => !isHazard(graph, u, v) || barrierBefore.some((place) => i < place && place <= j)),
  )
}

function randomGraph(random: () => number, mostNodes: number): HazardGraph {
  const nodes = randomInt(random, mostNodes + 1)
  const chance = [0.1, 0.25, 0.5][randomInt(random, 3)]!
  const edges: [number, number][] = []
  for (let a = 0; a < nodes; a++) for (let b = a + 1; b < nodes; b++) if (random() < chance) edges.push([a, b])
  const hazard = random() < 0.5 ? undefined : Uint8Array.from(edges, () => randomInt(random, 2))
  return { ...successorsFromEdges(nodes, edges), hazard }
}

describe('an order by barrier levels', () => {
  it('puts one barrier between neighbouring levels, and keeps declared order within them', () => {
    const graph = successorsFromEdges(4, [
      [0, 1],
      [2, 3],
    ])
    const { order, levelOf, barrierBefore } = orderByBarrierLevels(graph)
    expect([...order]).toEqual([0, 2, 1, 3])
    expect([...levelOf]).toEqual([0, 1, 0, 1])
    expect([...barrierBefore]).toEqual([2])
  })

  it('has no barriers for no nodes', () => {
    expect(orderByBarrierLevels(successorsFromEdges(0, [])).barrierCount).toBe(0)
  })

  it('leaves nodes of other submissions alone', () => {
    const graph = successorsFromEdges(4, [
      [0, 1],
      [1, 2],
      [2, 3],
    ])
    const { order, levelOf } = orderByBarrierLevels(graph, Int32Array.of(3, 2))
    expect([...order]).toEqual([2, 3])
    expect([...levelOf]).toEqual([-1, -1, 0, 1])
  })

  it('needs no barrier for an edge that only orders', () => {
    const graph = { ...successorsFromEdges(2, [[0, 1]]), hazard: Uint8Array.of(0) }
    expect(orderByBarrierLevels(graph).barrierCount).toBe(0)
  })

  it('has the fewest barriers of all legal orders of up to 6 nodes', () => {
    const random = seededRandom(6)
    for (let g = 0; g < 150; g++) {
      const graph = randomGraph(random, 6)
      const nodes = Array.from({ length: graph.nodeCount }, (_, v) => v)
      const found = orderByBarrierLevels(graph)
      const fewest = Math.min(
        ...[...topologicalOrders(graph, nodes)].map((order) => fewestBarriersByBruteForce(graph, order)),
      )
      expect(found.barrierCount).toBe(fewest)
      expect(isCovered(graph, found.order, found.barrierBefore)).toBe(true)
      expect([...topologicalOrders(graph, nodes)]).toContainEqual([...found.order])
    }
  })

  it('has the fewest barriers of all legal orders of 7 nodes', () => {
    const random = seededRandom(7)
    for (let g = 0; g < 15; g++) {
      const edges: [number, number][] = []
      for (let a = 0; a < 7; a++) for (let b = a + 1; b < 7; b++) if (random() < 0.3) edges.push([a, b])
      const graph = successorsFromEdges(7, edges)
      let fewest = 7
      for (const order of topologicalOrders(graph, [0, 1, 2, 3, 4, 5, 6])) {
        fewest = Math.min(fewest, barriersForOrder(graph, Int32Array.from(order)).barrierCount)
      }
      expect(orderByBarrierLevels(graph).barrierCount).toBe(fewest)
    }
  })
})

describe('barriers for a fixed order', () => {
  it('are as few as any choice of places', () => {
    const random = seededRandom(8)
    for (let g = 0; g < 300; g++) {
      const graph = randomGraph(random, 7)
      const order = Int32Array.from({ length: graph.nodeCount }, (_, v) => v)
      const found = barriersForOrder(graph, order)
      expect(found.barrierCount).toBe(fewestBarriersByBruteForce(graph, [...order]))
      expect(isCovered(graph, order, found.barrierBefore)).toBe(true)
    }
  })

  it('F38: 10^5 nodes before one need one barrier', () => {
    const nodes = 100_001
    const graph = {
      nodeCount: nodes,
      succStart: Int32Array.from({ length: nodes + 1 }, (_, v) => Math.min(v, nodes - 1)),
      succ: new Int32Array(nodes - 1).fill(nodes - 1),
    }
    const { order, barrierCount } = orderByBarrierLevels(graph)
    expect(barrierCount).toBe(1)
    expect([...barriersForOrder(graph, order).barrierBefore]).toEqual([nodes - 1])
  })
})
