/** What one shader stage is given is held against the device's limits: when planned, by the checker, and where a plan is opened. */
import { describe, expect, it } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { checkPlan } from '../../src/check/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { parseProfile } from '../../src/plan/parse-profile.ts'
import { planGraph, profiles } from '../../src/planner/index.ts'
import { thrown } from '../support/thrown.ts'

const most = 5
const bindings = {
  maxStorageBuffersPerShaderStage: (n: number) => ({ use: `b${n}`, as: n % 2 ? 'storage' : 'storage-read' }),
  maxUniformBuffersPerShaderStage: (n: number) => ({ use: `b${n}`, as: 'uniform' }),
  maxSampledTexturesPerShaderStage: (n: number) => ({ use: `t${n}`, as: 'sampled' }),
  maxStorageTexturesPerShaderStage: (n: number) => ({ use: `t${n}`, as: 'storage-texture', access: 'write' }),
  maxSamplersPerShaderStage: () => ({ sampler: {} }),
} as const
type Limit = keyof typeof bindings

const given = (name: Limit) =>
  Array.from({ length: most }, (_, n) => ({ group: n % 2, binding: n, ...bindings[name](n) }))

const size = [4, 4]
const resources = [
  ...Array.from(
    { length: most },
    (_, n) => ({ id: `b${n}`, kind: 'buffer', size: 16, lifetime: 'persistent' }) as const,
  ),
  ...Array.from(
    { length: most },
    (_, n) => ({ id: `t${n}`, kind: 'texture', format: 'rgba8unorm', size, lifetime: 'persistent' }) as const,
  ),
  { id: 'picture', kind: 'texture', format: 'rgba8unorm', size, lifetime: 'persistent' },
  { id: 'depth', kind: 'texture', format: 'depth32float', size, lifetime: 'persistent' },
]

const dispatch = (name: Limit) => ({
  version: 1,
  resources,
  shaders: [{ id: 'mixes', wgsl: 'never compiled' }],
  passes: [
    {
      id: 'mix',
      kind: 'compute',
      shader: 'mixes',
      entryPoint: 'main',
      workgroups: [1, 1, 1],
      bindings: given(name),
      sideEffects: true,
    },
  ],
})

const drawing = (name: Limit, hasFragments: boolean) => ({
  version: 1,
  resources,
  shaders: [{ id: 'mixes', wgsl: 'never compiled' }],
  pipelines: [
    {
      id: 'mix',
      kind: 'render',
      shader: 'mixes',
      vertex: { entryPoint: 'vs' },
      ...(hasFragments
        ? { fragment: { entryPoint: 'fs' } }
        : { depthStencil: { depthWriteEnabled: true, depthCompare: 'less' } }),
    },
  ],
  passes: [
    {
      id: 'draw',
      kind: 'render',
      ...(hasFragments ? { color: [{ use: 'picture', load: 'clear' }] } : { depth: { use: 'depth', load: 'clear' } }),
      // Replaced by the draw's own group 1, so it does not count.
      bindings: [...given(name).filter(({ group }) => group === 0), { group: 1, binding: 9, ...bindings[name](0) }],
      draws: [{ pipeline: 'mix', vertexCount: 3, bindings: given(name).filter(({ group }) => group === 1) }],
      sideEffects: true,
    },
  ],
})

const limited = (name: Limit, limit: number) =>
  parseProfile({ ...profiles.dummy, limits: { ...profiles.dummy.limits, [name]: limit } })

const cases = [
  ['a dispatch', dispatch, most, 'passes[0].bindings'],
  ['a draw of one stage', (name: Limit) => drawing(name, false), most, 'passes[0].draws[0]'],
  ['a draw of two stages', (name: Limit) => drawing(name, true), Math.ceil(most / 2), 'passes[0].draws[0]'],
] as const

describe.each(Object.keys(bindings) as Limit[])('%s', (name) => {
  it.each(cases)('of %s', async (_, make, enough, path) => {
    const graph = parseGraph(make(name))
    const plan = planGraph(graph, limited(name, enough))
    expect(checkPlan(graph, plan, limited(name, enough))).toEqual({ ok: true })
    const tight = limited(name, enough - 1)
    expect(thrown(() => planGraph(graph, tight))).toMatchObject({
      code: 'OVER_LIMIT',
      path,
      details: { limitName: name, value: enough, limit: enough - 1 },
    })
    expect(checkPlan(graph, plan, tight)).toMatchObject({ ok: false, code: 'DEVICE_RULE' })
    await expect(createExecutor(plan, createDummyBackend({ profile: tight }))).rejects.toMatchObject({
      message: expect.stringContaining(name),
    })
  })
})
