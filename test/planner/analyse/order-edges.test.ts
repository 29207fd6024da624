import { expect, it } from 'vitest'
import { OrderEdges, SetEdges } from '../../../src/planner/analyse/order-edges.ts'
import { leafOf, UnionSets } from '../../../src/planner/support/union-sets.ts'

/** Passes that must have run before `vertex`, through however many empty nodes. */
function passesBefore(edges: OrderEdges, vertex: number): number[] {
  const { start, target } = edges.rows(edges.length)
  const found = new Set<number>()
  const wanted = [vertex]
  for (let k = 0; k < wanted.length; k++) {
    for (let v = 0; v + 1 < start.length; v++) {
      if (!target.subarray(start[v], start[v + 1]).includes(wanted[k]!) || found.has(v)) continue
      found.add(v)
      if (v >= edges.passCount) wanted.push(v)
    }
  }
  return [...found].filter((v) => v < edges.passCount).sort((a, b) => a - b)
}

const first = (count: number) => Array.from({ length: count }, (_, p) => p)

function behindAll(count: number, later: number, grown = false) {
  const edges = new OrderEdges(count + later)
  const sets = new UnionSets(count + later)
  const behind = new SetEdges(edges, sets, (p) => p)
  let set = 0
  for (const p of first(count)) set = sets.union(set, leafOf(p))
  for (let p = count; p < count + later; p++) {
    behind.add(set, p)
    if (grown) set = sets.union(set, leafOf(p))
  }
  return edges
}

it('passes behind many others are behind each of them', () => {
  const edges = behindAll(500, 3)
  for (const p of [500, 501, 502]) expect(passesBefore(edges, p)).toEqual(first(500))
})

it('passes behind a set that grows are behind all that it held', () => {
  const edges = behindAll(200, 20, true)
  expect(passesBefore(edges, 219)).toEqual(first(219))
})

it('many behind many are edges in the sum of both, not in their product', () => {
  expect(behindAll(2000, 2000).length).toBeLessThan(3 * 4000)
})

it('few behind few meet in no empty node', () => {
  expect(behindAll(20, 20).emptyAfter()).toHaveLength(0)
})

it('an empty node stands behind the last declared pass before it', () => {
  for (const last of behindAll(500, 3).emptyAfter()) expect(last).toBeLessThan(500)
})

it('rows hold the edges of a long list in the order in which they were added, and say where those of its beginning end', () => {
  const count = 200_000
  const edges = new OrderEdges(4)
  const added: [number, number][] = []
  let place = 0
  for (let i = 0; i < count; i++) {
    const [earlier, later] = [i % 3, Math.floor(i / 7) % 4]
    edges.addOrder(earlier, later)
    added.push([earlier, later])
    if (added.length === count / 2) place = edges.length
  }
  const successors = (list: typeof added) =>
    first(4).map((v) => list.flatMap(([earlier, later]) => (earlier === v ? [later] : [])))
  for (const [length, passed] of [
    [edges.length, count],
    [place, count / 2],
  ] as const) {
    const { start, target, endOfFirst } = edges.rows(length)
    const all = first(4).map((v) => [...target.subarray(start[v], start[v + 1])])
    const ofFirst = first(4).map((v) => [...target.subarray(start[v], endOfFirst[v])])
    expect(all).toEqual(successors(added))
    expect(ofFirst).toEqual(successors(added.slice(0, passed)))
  }
})
