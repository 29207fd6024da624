/** Bounds hold for every plan of a graph: what shares memory in declared order, and in another would not, is none of their business. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkPlan, parseGraph, planFrontier, planGraph, profiles, type Plan } from '../../../src/index.ts'
import { buffer, type Passes } from '../support.ts'

type Pass = Passes[number]

/** A whole number of placement units, so that buffers lie side by side without padding. */
const size = 256
const graphOf = (passes: Passes) => {
  const ids = new Set(passes.flatMap(resourcesOf))
  return parseGraph({ version: 1, resources: [...ids].map((id) => buffer(id, size)), passes })
}

const make = (id: string): Pass => ({ id: `make-${id}`, kind: 'fill', to: id, value: 1 })
const copy = (from: string, to: string): Pass => ({ id: `copy-${to}`, kind: 'copy', from, to })
const change = (id: string, turn: number): Pass => {
  return { id: `change-${id}-${turn}`, kind: 'custom', body: 'any', uses: [{ use: id, as: 'storage' }] }
}
const work = (from: string, to: string): Pass => {
  const output = { use: to, as: 'storage' as const, access: 'write' as const, inPlace: true }
  return { id: `work-${to}`, kind: 'custom', body: 'any', uses: [{ use: from, as: 'storage-read' }, output] }
}
const read = (from: string, turn: number, queue: 'graphics' | 'compute' | 'transfer' = 'graphics'): Pass => {
  return { id: `read-${from}-${turn}`, kind: 'readback', from, output: `${from}-${turn}`, queue }
}

const idOf = (endpoint: unknown): string => endpoint as string
function resourcesOf(pass: Pass): string[] {
  if (pass.kind === 'copy') return [idOf(pass.from), idOf(pass.to)]
  if (pass.kind === 'readback') return [idOf(pass.from)]
  if (pass.kind === 'fill') return [idOf(pass.to)]
  return pass.kind === 'custom' ? (pass.uses ?? []).map(({ use }) => idOf(use)) : []
}
function writesTo(pass: Pass, id: string): boolean {
  if (pass.kind === 'copy' || pass.kind === 'fill') return idOf(pass.to) === id
  return pass.kind === 'custom' && (pass.uses ?? []).some(({ use, as }) => idOf(use) === id && as === 'storage')
}

const conflict = (one: Pass, other: Pass): boolean =>
  resourcesOf(one).some((id) => resourcesOf(other).includes(id) && (writesTo(one, id) || writesTo(other, id)))

/** The passes with neighbours exchanged that have nothing to do with each other. */
function reordered(passes: Passes, swaps: readonly number[]): Pass[] {
  const order = [...passes]
  for (const swap of swaps) {
    const i = swap % (order.length - 1)
    const [one, other] = [order[i]!, order[i + 1]!]
    if (!conflict(one, other)) [order[i], order[i + 1]] = [other, one]
  }
  return order
}

const profile = profiles.vulkan
const plansOf = (passes: Passes): Plan[] => {
  const graph = graphOf(passes)
  const plans = (['balanced', 'submissions', 'memory', 'overlap'] as const).map((objective) =>
    planGraph(graph, profile, { objective }),
  )
  plans.push(...planFrontier(graph, profile))
  for (const plan of plans) expect(checkPlan(graph, plan, profile)).toMatchObject({ ok: true })
  return plans
}

function expectBoundsOfAll(plans: readonly Plan[]): void {
  const fewest = Math.min(...plans.map(({ report }) => report.submissions.count))
  const lowest = Math.min(...plans.map(({ report }) => report.memory.peakBytes))
  const spans = plans.flatMap(({ report }) => report.makespan ?? [])
  for (const { lowerBound } of spans)
    expect(lowerBound).toBeLessThanOrEqual(Math.min(...spans.map(({ estimate }) => estimate)))
  for (const { report } of plans) {
    expect(report.submissions.lowerBound).toBeLessThanOrEqual(fewest)
    expect(report.memory.anyOrderLowerBoundBytes).toBeLessThanOrEqual(lowest)
    expect(report.submissions.proven).toBe(report.submissions.count === report.submissions.lowerBound)
  }
}

describe('where a copy is a name in one order of the passes', () => {
  const [before, behind] = [
    [make('a'), read('a', 0), copy('a', 'b'), change('b', 0), read('b', 0)],
    [make('a'), copy('a', 'b'), change('b', 0), read('b', 0), read('a', 0)],
  ]

  it('the bound of any order is that of the name', () => {
    const [first, second] = [before, behind].map((passes) => planGraph(graphOf(passes), profile).report.memory)
    expect([first!.peakBytes, first!.anyOrderLowerBoundBytes]).toEqual([size, size])
    expect([second!.peakBytes, second!.anyOrderLowerBoundBytes]).toEqual([2 * size, size])
  })
})

describe('where an output that is written in place has a reader of its input on another queue come first', () => {
  const drawn: Pass = {
    id: 'draw',
    kind: 'custom',
    body: 'any',
    queue: 'graphics',
    uses: [{ use: 'a', as: 'storage', access: 'write' }],
  }
  const worked: Pass = { ...work('a', 'b'), queue: 'graphics' }
  const passes = [drawn, read('a', 0, 'compute'), worked, read('b', 0)]

  it('memory of its own takes fewer submissions, and that is told', () => {
    for (const order of [passes, [drawn, worked, read('a', 0, 'compute'), read('b', 0)]]) {
      const plan = planGraph(graphOf(order), profile)
      expect(plan.report.submissions).toEqual({ count: 2, lowerBound: 2, proven: true })
      expect(plan.decisions.some(({ code }) => code === 'IN_PLACE')).toBe(false)
    }
  })

  it('each order of the passes ends as soon as the other, with memory of its own', () => {
    const costs = { 'read-a-0': 100, 'work-b': 100, draw: 1, 'read-b-0': 1 }
    const [ofFirst, ofSecond] = [passes, [drawn, worked, read('a', 0, 'compute'), read('b', 0)]].map(
      (order) => planGraph(graphOf(order), profile, { objective: 'overlap', costs }).report.makespan!,
    )
    expect(ofSecond).toMatchObject({ estimate: 102, lowerBound: 102 })
    expect(ofFirst).toEqual(ofSecond)
  })

  it('shares memory where a budget asks for it, in as many submissions as that takes', () => {
    const { report } = planGraph(graphOf(passes), profile, { memoryBudget: size })
    expect([report.memory.peakBytes, report.submissions]).toEqual([size, { count: 3, lowerBound: 2, proven: false }])
  })

  it('the frontier has both', () => {
    const points = planFrontier(graphOf(passes), profile).map(({ report: { submissions, memory } }) => [
      submissions.count,
      memory.peakBytes,
    ])
    expect(points).toEqual(
      expect.arrayContaining([
        [2, 2 * size],
        [3, size],
      ]),
    )
  })
})

it('no plan of any order of the passes is below what the plans of another say', () => {
  const steps = fc.array(
    fc.record({
      kind: fc.constantFrom('make', 'copy', 'work', 'change', 'read'),
      of: fc.nat(20),
      queue: fc.constantFrom('graphics' as const, 'compute' as const, 'transfer' as const),
    }),
    { minLength: 3, maxLength: 9 },
  )
  fc.assert(
    fc.property(steps, fc.array(fc.nat(1000), { minLength: 40, maxLength: 40 }), (given, swaps) => {
      const passes = [make('r0')]
      let count = 1
      given.forEach(({ kind, of, queue }, turn) => {
        const from = `r${of % count}`
        if (kind === 'change') passes.push(change(from, turn))
        else if (kind === 'read') passes.push(read(from, turn, queue))
        else passes.push(kind === 'make' ? make(`r${count++}`) : (kind === 'copy' ? copy : work)(from, `r${count++}`))
      })
      for (let i = 0; i < count; i++) passes.push(read(`r${i}`, given.length))
      expectBoundsOfAll([0, 20].flatMap((start) => plansOf(reordered(passes, swaps.slice(start)))))
    }),
    { numRuns: 60 },
  )
}, 60_000)
