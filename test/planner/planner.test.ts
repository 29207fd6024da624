import { describe, expect, it } from 'vitest'
import {
  createPlanner,
  editGraph,
  parseGraph,
  planFrontier,
  planGraph,
  profiles,
  type DeviceProfile,
  type GraphDocument,
} from 'memkit-gpu'
import { targets } from '../properties/profiles.ts'
import { editSequence } from '../support/random/edit-sequence.ts'
import { thrown } from '../support/thrown.ts'

const document = (size = 64): GraphDocument => ({
  version: 1,
  resources: [
    { id: 'a', kind: 'buffer', size },
    { id: 'b', kind: 'buffer', size },
  ],
  passes: [
    { id: 'up', kind: 'upload', to: 'a', input: 'in' },
    { id: 'move', kind: 'copy', from: 'a', to: 'b' },
    { id: 'get', kind: 'readback', from: 'b', output: 'out' },
  ],
})

describe('a planner', () => {
  it('gives the plan of planGraph, and the same object for the same graph and for equal content', () => {
    const planner = createPlanner(profiles.dummy)
    const graph = parseGraph(document())
    const plan = planner.plan(graph)
    expect(JSON.stringify(plan)).toBe(JSON.stringify(planGraph(graph, profiles.dummy)))
    expect(planner.plan(graph)).toBe(plan)
    expect(planner.plan(parseGraph(document()))).toBe(plan)
    expect(planner.plan(document())).toBe(plan)
    expect(planner.statistics).toMatchObject({ calls: 4, planned: 1, sameGraph: 1, sameContent: 2, keptPlans: 1 })
  })

  it('tells graphs apart that differ in a name only', () => {
    const planner = createPlanner(profiles.vulkan)
    const graph = parseGraph(document())
    const { graph: renamed } = editGraph(graph, (draft) => void (draft.passes[0]!.id = 'load'))
    planner.plan(graph)
    expect(JSON.stringify(planner.plan(renamed))).toBe(JSON.stringify(planGraph(renamed, profiles.vulkan)))
    expect(planner.statistics.planned).toBe(2)
  })

  it('keeps as many plans and passes as it was told, those used last', () => {
    const planner = createPlanner(profiles.dummy, { maxPlans: 2 })
    const [a, b, c] = [64, 128, 256].map((size) => parseGraph(document(size))) as [never, never, never]
    const first = planner.plan(a)
    planner.plan(b)
    expect(planner.plan(a)).toBe(first)
    planner.plan(c)
    expect(planner.plan(a)).toBe(first)
    planner.plan(b)
    expect(planner.statistics).toMatchObject({ planned: 4, evicted: 2, keptPlans: 2, keptPasses: 6 })
    const narrow = createPlanner(profiles.dummy, { maxPasses: 1 })
    narrow.plan(a)
    narrow.plan(b)
    expect(narrow.statistics).toMatchObject({ keptPlans: 1, keptPasses: 3 })
  })

  it('forgets everything when it is cleared', () => {
    const planner = createPlanner(profiles.dummy)
    const graph = parseGraph(document())
    const plan = planner.plan(graph)
    planner.clear()
    expect(planner.statistics).toMatchObject({ calls: 0, keptPlans: 0, keptPasses: 0 })
    expect(planner.plan(graph)).not.toBe(plan)
    expect(planner.plan(graph)).toEqual(plan)
  })

  it('gives plans that nobody can change, and does not hear of changes to its profile', () => {
    const profile = structuredClone(profiles.dummy) as { -readonly [Key in keyof DeviceProfile]: DeviceProfile[Key] }
    const planner = createPlanner(profile)
    profile.name = 'other'
    const plan = planner.plan(document())
    expect(plan.profile).toBe('dummy')
    expect(() => void (plan.submissions as unknown[]).pop()).toThrow(TypeError)
  })

  it('plans with its options, and refuses those that are none', () => {
    const graph = parseGraph(document())
    expect(createPlanner(profiles.dummy, { objective: 'memory' }).plan(graph).objective).toBe('memory')
    expect(thrown(() => createPlanner(profiles.dummy, { maxPlans: 0 }))).toMatchObject({ code: 'INVALID_OPTION' })
    expect(thrown(() => createPlanner({ ...profiles.dummy, queues: [] }))).toMatchObject({ code: 'INVALID_PROFILE' })
  })

  it('throws what planGraph throws, each time', () => {
    const planner = createPlanner(profiles.dummy)
    const graph = parseGraph({ ...document(), passes: document().passes.slice(1) })
    for (let k = 0; k < 2; k++) expect(thrown(() => planner.plan(graph))).toMatchObject({ code: 'READ_BEFORE_WRITE' })
    expect(planner.statistics.keptPlans).toBe(0)
  })

  it.each(targets)('of $name has the same bytes as planGraph through random edits', (target) => {
    for (let seed = 0; seed < 6; seed++)
      expect(editSequence(seed, { target, edits: 12, size: 10 }).fault, `seed ${seed}`).toBeUndefined()
  })
})

describe('options', () => {
  const nameless = Object.create(null) as object
  it.each<[string, object | null]>([
    ['options', null],
    ['objective', { objective: 'fastest' }],
    ['objective', { objective: null }],
    ['effort', { effort: -1 }],
    ['effort', { effort: Number.NaN }],
    ['effort', { effort: 'slow' }],
    ['effort', { effort: nameless }],
    ['memoryBudget', { memoryBudget: 0.5 }],
    ['costs', { costs: 7 }],
    ['onProgress', { onProgress: 'often' }],
  ])('with a wrong value are refused by the name: %s', (path, options) => {
    const graph = parseGraph(document())
    const error = { code: 'INVALID_OPTION', path }
    expect(thrown(() => planGraph(graph, profiles.dummy, options as object))).toMatchObject(error)
    expect(thrown(() => planFrontier(graph, profiles.dummy, options as object))).toMatchObject(error)
    expect(thrown(() => createPlanner(profiles.dummy, options as object))).toMatchObject(error)
  })

  it('what is no graph is refused by a planner that has planned none yet', () => {
    for (const graph of [undefined, null, 7])
      expect(thrown(() => createPlanner(profiles.dummy).plan(graph as never)).phase).toBe('parse')
  })
})

describe('progress of planning', () => {
  it('goes from none to all phases and never back', () => {
    const seen: { phase: string; done: number; total: number }[] = []
    planGraph(parseGraph(document()), profiles.dummy, { onProgress: (progress) => seen.push(progress) })
    expect(seen[0]).toMatchObject({ phase: 'normalise', done: 0 })
    expect(seen.at(-1)).toMatchObject({ phase: 'done', done: seen[0]!.total })
    for (const [i, { done }] of seen.entries()) expect(done).toBeGreaterThanOrEqual(seen[i - 1]?.done ?? 0)
  })

  it('ends with ABORTED once the signal is aborted, before or on the way', () => {
    const graph = parseGraph(document())
    const controller = new AbortController()
    const onProgress = ({ phase }: { phase: string }) => void (phase === 'placement' && controller.abort('enough'))
    const error = { code: 'ABORTED', phase: 'plan', cause: 'enough' }
    const planner = createPlanner(profiles.dummy)
    expect(thrown(() => planner.plan(graph, { signal: controller.signal, onProgress }))).toMatchObject(error)
    expect(thrown(() => planner.plan(graph, { signal: controller.signal }))).toMatchObject(error)
    expect(thrown(() => planGraph(graph, profiles.dummy, { signal: controller.signal }))).toMatchObject(error)
    expect(planner.plan(graph)).toEqual(planGraph(graph, profiles.dummy))
  })
})
