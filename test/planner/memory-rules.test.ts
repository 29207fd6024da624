/** What objectives promise about memory. `scripts/memory-rules.ts` asks the same of many more random graphs. */
import { describe, expect, it } from 'vitest'
import {
  objectives,
  planFrontier,
  planGraph,
  profiles,
  type FrameGraph,
  type Objective,
  type Plan,
} from '../../src/index.ts'
import { targets } from '../properties/profiles.ts'
import { seededGraph } from '../support/random-graph.ts'
import { buffer, compute, decisionsOf, planOf, type Passes, type Resources } from './support.ts'

const peakOf = ({ report }: Plan): number => report.memory.peakBytes
const kept = (id: string, size: number) => buffer(id, size, { lifetime: 'persistent' })

describe.each(['dummy', 'webgpu', 'vulkan', 'vulkan, textures'])('of random graphs on %s', (name) => {
  const { profile, rules } = targets.find((target) => target.name === name)!

  it('objective memory needs no more than any other, nor any point of the frontier', () => {
    for (const seed of [10, 41, 42, 1182, 2548, 9391]) {
      const { graph } = seededGraph(seed, 24, rules)
      const memory = planGraph(graph, profile, { objective: 'memory' })
      const others = objectives.map((objective) => planGraph(graph, profile, { objective }))
      for (const plan of [...others, ...planFrontier(graph, profile)])
        if (plan.submissions.length === memory.submissions.length)
          expect(peakOf(memory), `seed ${seed}`).toBeLessThanOrEqual(peakOf(plan))
    }
  })
})

it.each(['dummy', 'vulkan', 'vulkan, textures', 'one-queue, textures'])(
  'objective submissions has no more submissions, and in as few no more barriers, than any other: random graphs on %s',
  (name) => {
    const { profile, rules } = targets.find((target) => target.name === name)!
    for (const seed of [100_002, 100_003, 100_018, 100_107, 100_144, 100_183, 100_209, 101_262]) {
      const { graph } = seededGraph(seed, 24, rules)
      const figuresOf = (objective: Objective) => {
        const { submissions, barriers } = planGraph(graph, profile, { objective }).report
        return [submissions.count, barriers.count] as const
      }
      const [count, barriers] = figuresOf('submissions')
      for (const objective of objectives) {
        const [others, theirs] = figuresOf(objective)
        expect(others, `seed ${seed}, ${objective}`).toBeGreaterThanOrEqual(count)
        if (others === count) expect(theirs, `seed ${seed}, ${objective}`).toBeGreaterThanOrEqual(barriers)
      }
    }
  },
)

describe.each(['dummy', 'vulkan'])('frontiers of random graphs on %s', (name) => {
  const { profile, rules } = targets.find((target) => target.name === name)!
  const graphs = [84028, 84048, 84124, 84156, 84556, 84800].map((seed) => seededGraph(seed, 24, rules).graph)

  it('no plan says that more submissions are needed than another takes', () => {
    for (const graph of graphs) {
      const reports = planFrontier(graph, profile).map(({ report }) => report.submissions)
      const fewest = Math.min(...reports.map(({ count }) => count))
      expect(reports.filter(({ lowerBound }) => lowerBound > fewest)).toEqual([])
    }
  })

  it('what a point needs does as a budget, in as few submissions', () => {
    for (const graph of graphs)
      for (const point of planFrontier(graph, profile)) {
        const within = planGraph(graph, profile, { memoryBudget: peakOf(point) })
        expect(within.submissions.length).toBeLessThanOrEqual(point.submissions.length)
      }
  })
})

it.each([
  [17, 1556],
  [51, 320],
  [104, 768],
])('objective memory asks for levels at the very peak of its best draft: graph %i needs %i bytes', (seed, bytes) => {
  const { profile, rules } = targets.find((target) => target.name === 'vulkan')!
  expect(peakOf(planGraph(seededGraph(seed, 24, rules).graph, profile, { objective: 'memory' }))).toBe(bytes)
})

it.each([
  ['webgpu', [518, 893, 2110, 2396, 9886, 17449], 'more buffers than its rules ask for'],
  ['webgpu, textures', [435, 4289, 17618], 'more buffers than its rules ask for'],
  ['vulkan', [20, 195], 'versions of a resource behind each other, in as many submissions'],
  ['dummy', [2116, 5278, 7761], 'memory in turn where a queue has waited for another once'],
])('on %s, graphs %j need no more than without aliasing: they get %s', (name, seeds) => {
  const { profile, rules } = targets.find((target) => target.name === name)!
  for (const seed of seeds)
    for (const objective of ['balanced', 'memory'] as const) {
      const { memory } = planGraph(seededGraph(seed, 24, rules).graph, profile, { objective }).report
      expect(memory.peakBytes, `seed ${seed}`).toBeLessThanOrEqual(memory.withoutAliasingBytes)
    }
})

it('where textures are not placed, versions share one though another queue works beside both', () => {
  const { queues, rules } = profiles.dummy
  const profile = { ...profiles.dummy, queues: [queues[0]!, queues[2]!], rules: { ...rules, placedTextures: false } }
  const texture = (id: string, lifetime: 'transient' | 'imported'): Resources[number] => {
    return { id, kind: 'texture', format: 'rgba8unorm', size: [8, 8], lifetime }
  }
  const resources: Resources = [texture('drawn', 'transient'), texture('kept', 'imported'), kept('beside', 16)]
  const passes: Passes = [
    { id: 'first', kind: 'upload', to: 'drawn', input: 'first' },
    { id: 'keep', kind: 'copy', from: 'drawn', to: 'kept', queue: 'transfer' },
    compute('beside', [], ['beside']),
    { id: 'make', kind: 'host', body: 'make', produces: [{ input: 'second', size: 256 }] },
    { id: 'second', kind: 'upload', to: 'drawn', input: 'second' },
    { id: 'read', kind: 'readback', from: 'drawn', output: 'drawn', after: ['keep'] },
  ]
  for (const objective of ['balanced', 'memory'] as const) {
    const { memory, submissions } = planOf(resources, passes, profile, { objective }).report
    expect(submissions.count).toBe(2)
    expect(memory).toMatchObject({ peakBytes: 256, lowerBoundBytes: 256, withoutAliasingBytes: 256, proven: true })
  }
})

it.each([
  ['dummy', [609, 1794], 'queues wait for one another'],
  ['dummy', [7170], 'they do so whatever the host does in between'],
  ['vulkan, textures', [210, 12155], 'queues wait for one another'],
  ['webgpu, textures', [3316], 'textures that are not placed are as large as declared'],
])('on %s, graphs %j need no more than one pass after another: %s', (name, seeds) => {
  const { profile, rules } = targets.find((target) => target.name === name)!
  for (const seed of seeds) {
    const { graph } = seededGraph(seed, 24, rules)
    const plan = planGraph(graph, profile)
    const asDeclared = planGraph(oneAfterAnother(graph, plan), profile, { objective: 'memory' })
    expect(asDeclared.submissions.length).toBe(plan.submissions.length)
    expect(peakOf(plan), `seed ${seed}`).toBeLessThanOrEqual(peakOf(asDeclared))
  }
})

/** The graph where each pass that the plan needs comes after the one before it. */
function oneAfterAnother(graph: FrameGraph, plan: Plan): FrameGraph {
  const culled = new Set(decisionsOf(plan, 'CULLED').flatMap(({ passes }) => passes))
  let last: string[] = []
  const passes = graph.passes.map((pass) => {
    if (culled.has(pass.id)) return pass
    const after = [...new Set([...(pass.after ?? []), ...last])]
    last = [pass.id]
    return { ...pass, after }
  })
  return { ...graph, passes }
}

it('versions that queues write in turn need no more than the resource: the queues wait for one another', () => {
  const resources: Resources = [kept('source', 4096), buffer('between', 1 << 20)]
  const passes: Passes[number][] = []
  for (let i = 0; i < 8; i++) {
    const queue = i % 2 === 0 ? 'graphics' : 'compute'
    resources.push(kept(`out-${i}`, 4096))
    passes.push(compute(`make-${i}`, ['source'], ['between'], { queue }))
    passes.push(compute(`use-${i}`, ['between'], [`out-${i}`], { queue }))
  }
  const of = (objective: Objective) => planOf(resources, passes, profiles.dummy, { objective })
  for (const objective of ['balanced', 'memory'] as const) {
    const plan = of(objective)
    expect(plan.submissions.map(({ waits }) => waits)).toEqual([[], [0]])
    expect(peakOf(plan)).toBe(1 << 20)
    expect(decisionsOf(plan, 'ORDERED')[0]!.reason).toContain('queues that wait for one another')
  }
  expect(of('overlap').submissions.map(({ waits }) => waits)).toEqual([[], []])
})

describe('several queues', () => {
  // Three submissions: one on graphics, one on compute that waits for it, and one on transfer that may run beside both.
  const resources: Resources = [
    ...['first', 'second', 'beside'].map((id) => buffer(id, 65_536)),
    ...['a', 'b', 'c'].map((id) => kept(id, 65_536)),
  ]
  const passes: Passes = [
    compute('make-first', [], ['first'], { queue: 'graphics' }),
    compute('use-first', ['first'], ['a'], { queue: 'graphics' }),
    compute('make-second', ['a'], ['second'], { queue: 'compute' }),
    compute('use-second', ['second'], ['b'], { queue: 'compute' }),
    { id: 'make-beside', kind: 'fill', to: 'beside', value: 7, queue: 'transfer' },
    { id: 'use-beside', kind: 'copy', from: 'beside', to: 'c', queue: 'transfer' },
  ]

  it('share memory where one waits for the other, whatever a third one does meanwhile', () => {
    const plan = planOf(resources, passes, profiles.vulkan, { objective: 'overlap' })
    expect(plan.submissions.length).toBe(3)
    expect(plan.report.memory).toMatchObject({ peakBytes: 2 * 65_536, lowerBoundBytes: 2 * 65_536, proven: true })
  })

  it('wait for one another where that saves memory, which objective overlap never asks of them', () => {
    const plan = planOf(resources, passes, profiles.vulkan)
    expect(plan.submissions.map(({ waits }) => waits)).toEqual([[], [0], [1]])
    expect(plan.report.memory).toMatchObject({ peakBytes: 65_536, proven: true })
  })

  it('keep what may run at the same time apart', () => {
    const { placements } = planOf(resources, passes, profiles.vulkan, { objective: 'overlap' })
    const offsetOf = (resource: string) => placements.find((placement) => placement.resource === resource)!.offset
    expect(offsetOf('first')).toBe(offsetOf('second'))
    expect(offsetOf('beside')).not.toBe(offsetOf('first'))
  })
})

it('a plan says what its order saves, and what it costs', () => {
  const chains = [0, 1, 2, 3].flatMap((c) => [0, 1, 2].map((k) => [`c${c}k${k}`, `c${c}k${k - 1}`, k] as const))
  const resources = [...chains.map(([id]) => buffer(id, 65_536)), ...[0, 1, 2, 3].map((c) => kept(`end${c}`, 65_536))]
  const passes: Passes = chains.flatMap(([id, before, k]) => [
    compute(id, k === 0 ? [] : [before], [id]),
    ...(k === 2 ? [compute(`keep-${id}`, [id], [`end${id[1]}`])] : []),
  ])
  const [decision] = decisionsOf(planOf(resources, passes), 'ORDERED')
  expect(decision).toEqual({
    code: 'ORDERED',
    passes: [],
    resources: [],
    savedBytes: 6 * 65_536,
    reason:
      'In the order chosen, passes need 131072 bytes and 12 barriers; in the fewest levels, with at least 3 barriers, they need 524288 bytes',
  })
  expect(decisionsOf(planOf(resources, passes, profiles.dummy, { objective: 'submissions' }), 'ORDERED')).toEqual([])
})
