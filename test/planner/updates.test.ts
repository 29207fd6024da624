/** Uses that keep what they do not write: nothing before them is dead, and nothing has to be written before them. */
import { expect, it } from 'vitest'
import { checkPlan } from '../../src/check/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph } from '../../src/planner/index.ts'
import { profiles } from '../../src/plan/profile.ts'

type Access = 'write' | 'update' | 'read-write'

const graphOf = (as: 'storage' | 'copy-dst', access: Access, isLoaded = true) =>
  parseGraph({
    version: 1,
    resources: [{ id: 'list', kind: 'buffer', size: 1024 }],
    passes: [
      ...(isLoaded ? [{ id: 'load', kind: 'upload', to: 'list', input: 'list' }] : []),
      { id: 'append', kind: 'custom', body: 'append', uses: [{ use: 'list', as, access }] },
      { id: 'save', kind: 'readback', from: 'list', output: 'list' },
    ],
  })

it.each(Object.values(profiles))('on $name, an update keeps the upload that a write makes superfluous', (profile) => {
  for (const as of ['storage', 'copy-dst'] as const)
    for (const [access, culled] of [
      ['update', 0],
      ['write', 1],
    ] as const) {
      const graph = graphOf(as, access)
      const plan = planGraph(graph, profile)
      expect(plan.report.passes.culled, `${as} ${access}`).toBe(culled)
      expect(checkPlan(graph, plan, profile)).toEqual({ ok: true })
    }
})

it('an update of bytes that nothing wrote is planned, and counts as writing them', () => {
  const graph = graphOf('storage', 'update', false)
  expect(checkPlan(graph, planGraph(graph, profiles.vulkan), profiles.vulkan)).toEqual({ ok: true })
  expect(() => planGraph(graphOf('storage', 'read-write', false), profiles.vulkan)).toThrow(
    /before anything writes them/,
  )
})

it('the checker refuses a plan that drops what an update keeps', () => {
  const promised = planGraph(graphOf('storage', 'write'), profiles.vulkan)
  const plan = JSON.parse(
    JSON.stringify(promised).replaceAll('"access":"write"', '"access":"update"'),
  ) as typeof promised
  expect(checkPlan(graphOf('storage', 'update'), plan, profiles.vulkan)).toMatchObject({ ok: false })
})

it('a texture that is updated needs a format that shaders may write, and not one that they may read and write', () => {
  const graph = (access: Access) =>
    parseGraph({
      version: 1,
      resources: [{ id: 'decals', kind: 'texture', format: 'rgba8unorm', size: [16, 16] }],
      passes: [
        { id: 'load', kind: 'upload', to: 'decals', input: 'decals' },
        { id: 'stamp', kind: 'custom', body: 'stamp', uses: [{ use: 'decals', as: 'storage-texture', access }] },
        { id: 'save', kind: 'readback', from: 'decals', output: 'decals' },
      ],
    })
  const profile = { ...profiles.webgpu, formats: { rgba8unorm: ['attachment', 'storage-write'] } } as const
  const plan = planGraph(graph('update'), profile)
  expect(plan.report.passes.culled).toBe(0)
  expect(checkPlan(graph('update'), plan, profile)).toEqual({ ok: true })
  expect(() => planGraph(graph('read-write'), profile)).toThrow(/rgba8unorm/)
})
