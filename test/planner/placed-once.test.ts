/** How often a draft is placed: once where more steps would change nothing. */
import { expect, it } from 'vitest'
import { planFrontier, planGraph, profiles } from '../../src/planner/index.ts'
import { buffer, compute, graphOf, type Passes } from './support.ts'

/** How often the chain of passes with results of these sizes is placed for fewest submissions. */
function placementsOf(sizes: readonly number[]): number {
  const last = sizes.length - 1
  const passes: Passes = [{ id: 'load', kind: 'upload', to: 'b0', input: 'in' }]
  for (let i = 0; i < last; i++) passes.push(compute(`p${i}`, [`b${i}`], [`b${i + 1}`]))
  passes.push({ id: 'get', kind: 'readback', from: `b${last}`, output: 'out' })
  const resources = sizes.map((size, i) => buffer(`b${i}`, size))
  let count = 0
  const onPhase = (phase: string): void => void (count += Number(phase === 'placement'))
  planGraph(graphOf(resources, passes), profiles.dummy, { objective: 'submissions', onPhase })
  return count
}

/** A tree of sums: all of its leaves come first in declared order, and the least of any order is not known. */
function treeOfSums(leaves: number) {
  const resources = Array.from({ length: 2 * leaves }, (_, i) => buffer(`b${i}`, 256))
  const passes: Passes = []
  for (let i = leaves; i < 2 * leaves; i++)
    passes.push({ id: `load${i}`, kind: 'upload', to: `b${i}`, input: `in${i}` })
  for (let i = leaves - 1; i > 0; i--) passes.push(compute(`sum${i}`, [`b${2 * i}`, `b${2 * i + 1}`], [`b${i}`]))
  passes.push({ id: 'get', kind: 'readback', from: 'b1', output: 'out' })
  return graphOf(resources, passes)
}

const sizes = (count: number) => Array.from({ length: count }, (_, i) => 1024 * (1 + ((i * 7) % 5)))

it('a draft is placed once where its placement is proven', () => {
  expect(placementsOf(Array.from({ length: 3000 }, () => 1024))).toBe(1)
  expect(placementsOf(sizes(30))).toBe(1)
})

it('so is one of many values where the first placement meets the bound', () => {
  expect(placementsOf(sizes(3000))).toBe(1)
})

it('a draft is placed again where the steps that are left may find a lower peak', () => {
  expect(placementsOf(Array.from({ length: 3000 }, (_, i) => 256 * (1 + ((i * i * 7) % 113))))).toBe(2)
})

it('objective memory places no draft of objective balanced that cannot need less', () => {
  const graph = treeOfSums(1100)
  const peaks: number[] = []
  const placements = (['memory', 'balanced'] as const).map((objective) => {
    let count = 0
    const onPhase = (phase: string): void => void (count += Number(phase === 'placement'))
    peaks.push(planGraph(graph, profiles.dummy, { objective, onPhase }).report.memory.peakBytes)
    return count
  })
  expect(peaks[0]).toBeLessThan(peaks[1]! / 10)
  expect(placements).toEqual([4, 2])
})

it('the frontier of a device without barriers settles no draft that cannot need less than objective memory', () => {
  const graph = treeOfSums(200)
  let settled = 0
  const onPhase = (phase: string): void => void (settled += Number(phase === 'lower'))
  const plans = planFrontier(graph, profiles.webgpu, { onPhase })
  expect(plans.length).toBe(1)
  expect(settled).toBe(1)
})

const readsOf = (ids: readonly string[]) =>
  ids.map((use, binding) => ({ group: 0, binding, use, as: 'storage-read' as const }))
const addsTo = (use: string, binding: number) => ({ group: 0, binding, use, as: 'storage' as const })

it('orders that need more in one heap than the order for memory are not placed', () => {
  // Two tables are uploaded and used one after the other: an order in which their uploads mix needs both at once.
  const passes: Passes = [{ id: 'zero', kind: 'fill', to: 'sum', value: 0 }]
  const tables = ['a', 'b'].map((table) => Array.from({ length: 9 }, (_, i) => buffer(`${table}${i}`, 256 + 16 * i)))
  for (const [t, table] of tables.entries()) {
    const ids = table.map(({ id }) => id)
    for (const id of ids) passes.push({ id: `load-${id}`, kind: 'upload', to: id, input: id })
    passes.push(compute(`use${t}`, ids, [], { bindings: [...readsOf(ids), addsTo('sum', ids.length)] }))
  }
  passes.push({ id: 'get', kind: 'readback', from: 'sum', output: 'out' })
  const graph = graphOf([buffer('sum', 4096), ...tables.flat()], passes)
  let placed = 0
  const onPhase = (phase: string): void => void (placed += Number(phase === 'placement'))
  planGraph(graph, profiles.webgpu, { objective: 'memory', onPhase })
  expect(placed).toBe(4)
})

it('objective overlap schedules nothing twice for a graph of one submission, however small the budget', () => {
  const graph = treeOfSums(20)
  const [overlap, balanced] = (['overlap', 'balanced'] as const).map((objective) => {
    let count = 0
    const onPhase = (phase: string): void => void (count += Number(phase === 'lifetimes'))
    expect(() => planGraph(graph, profiles.dummy, { objective, memoryBudget: 1, onPhase })).toThrow(
      'The memory budget is 1 byte',
    )
    return count
  })
  expect(overlap).toBe(balanced)
})

it('objective memory makes no levels under limits above what it has, but for one', () => {
  let count = 0
  const onPhase = (phase: string): void => void (count += Number(phase === 'lifetimes'))
  planGraph(treeOfSums(60), profiles.vulkan, { objective: 'memory', onPhase })
  // Each of eleven limits up to that of levels would have some of its own.
  expect(count).toBeLessThan(12)
})
