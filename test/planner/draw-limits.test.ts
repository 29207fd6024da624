/** What a device cannot bind or draw with is refused when planned, by the field of its profile; the checker refuses such plans itself. */
import { expect, it } from 'vitest'
import { checkPlan } from '../../src/check/index.ts'
import { planGraph, profiles } from '../../src/planner/index.ts'
import { parseProfile } from '../../src/plan/parse-profile.ts'
import { parsePlan } from '../../src/plan/validate/index.ts'
import type { DeviceProfile } from '../../src/plan/profile.ts'
import { changed } from '../check/support/by-hand.ts'
import { sceneGraph } from '../support/drawn-scene.ts'
import { thrown } from '../support/thrown.ts'

const graph = sceneGraph()
const scene = 'passes[7]'
const limited = (limits: Partial<DeviceProfile['limits']>): DeviceProfile =>
  parseProfile({ ...profiles.dummy, limits: { ...profiles.dummy.limits, ...limits } })
const aligned = (alignments: Partial<DeviceProfile['alignments']>): DeviceProfile =>
  parseProfile({ ...profiles.dummy, alignments: { ...profiles.dummy.alignments, ...alignments } })

/** The scene needs exactly what is said here. */
const needs = [
  ['maxBindGroups', 3, `${scene}.bindings[2].group`],
  ['maxBindingsPerBindGroup', 5, `${scene}.draws[0].bindings[2].binding`],
  ['maxBindGroupsPlusVertexBuffers', 6, `${scene}.draws[0]`],
  ['maxVertexBuffers', 3, 'pipelines[0].vertex.buffers'],
  ['maxVertexAttributes', 3, 'pipelines[0].vertex.buffers'],
  ['maxVertexBufferArrayStride', 16, 'pipelines[0].vertex.buffers[0].arrayStride'],
  ['maxUniformBindingBytes', 256, `${scene}.bindings[0].use`],
  ['maxStorageBindingBytes', 256, `${scene}.draws[0].bindings[1].use`],
] as const

it.each(needs)('%s', (name, enough, path) => {
  const fits = limited({ [name]: enough })
  const plan = planGraph(graph, fits)
  expect(checkPlan(graph, plan, fits)).toEqual({ ok: true })
  const tight = limited({ [name]: enough - 1 })
  expect(thrown(() => planGraph(graph, tight))).toMatchObject({
    code: 'OVER_LIMIT',
    path,
    details: { limitName: name, value: enough, limit: enough - 1 },
  })
  expect(checkPlan(graph, plan, tight)).toMatchObject({ ok: false, code: 'DEVICE_RULE' })
})

it('a side of a viewport is at most that of a texture', () => {
  const wide = (w: number) =>
    sceneGraph(({ passes }) => {
      const { draws } = passes.find(({ id }: { id: string }) => id === 'scene')
      draws[1].viewport = [-4000, 0, w, 8, 0, 1]
    })
  const fits = limited({ maxTextureDimension2D: 9000 })
  const plan = planGraph(wide(9000), fits)
  expect(checkPlan(wide(9000), plan, fits)).toEqual({ ok: true })
  expect(parsePlan(plan, fits)).toEqual(plan)
  const tight = limited({ maxTextureDimension2D: 8999 })
  expect(thrown(() => planGraph(wide(9000), tight))).toMatchObject({
    code: 'OVER_LIMIT',
    path: `${scene}.draws[1].viewport`,
    details: { limitName: 'maxTextureDimension2D', value: 9000, limit: 8999 },
  })
  expect(checkPlan(wide(9000), plan, tight)).toMatchObject({ ok: false, code: 'DEVICE_RULE' })
  expect(thrown(() => parsePlan(plan, tight))).toMatchObject({ code: 'INVALID_PLAN' })
})

it.each([
  ['uniformOffsetBytes', `${scene}.draws[0].bindings[0].use.offset`],
  ['storageOffsetBytes', `${scene}.draws[0].bindings[2].use.offset`],
] as const)('%s', (name, path) => {
  const fits = aligned({ [name]: 256 })
  expect(checkPlan(graph, planGraph(graph, fits), fits)).toEqual({ ok: true })
  expect(thrown(() => planGraph(graph, aligned({ [name]: 512 })))).toMatchObject({ code: 'MISALIGNED', path })
})

it('vertices, indices and counts lie on words, whatever the device asks of placements', () => {
  const odd = aligned({ placementBytes: 1, storageOffsetBytes: 1, uniformOffsetBytes: 1 })
  const plan = planGraph(graph, odd)
  expect(checkPlan(graph, plan, odd)).toEqual({ ok: true })
  const shifted = changed(plan, ({ submissions }) => {
    for (const { commands } of submissions)
      for (const { parts = [] } of commands)
        for (const { uses } of parts) for (const { as, slice } of uses) if (as === 'vertex') slice.offset += 2
  })
  expect(checkPlan(graph, shifted, odd)).toMatchObject({ ok: false, code: 'DEVICE_RULE' })
})

it('on WebGPU, what a draw writes and what it reads lie in different buffers', () => {
  const writes = sceneGraph(({ passes, resources }) => {
    resources.push({ id: 'seen', kind: 'buffer', size: 256, lifetime: 'persistent' })
    const { draws } = passes.find(({ id }: { id: string }) => id === 'scene')
    draws[1].bindings = [{ group: 3, binding: 0, use: 'seen', as: 'storage' }]
  })
  const plan = planGraph(writes, profiles.webgpu)
  expect(checkPlan(writes, plan, profiles.webgpu)).toEqual({ ok: true })
  const both = sceneGraph(({ passes }) => {
    const { draws } = passes.find(({ id }: { id: string }) => id === 'scene')
    draws[1].bindings = [{ group: 3, binding: 0, use: { resource: 'counts', size: 16 }, as: 'storage' }]
  })
  expect(thrown(() => planGraph(both, profiles.webgpu))).toMatchObject({
    code: 'RULE_FORBIDS',
    details: { pass: 'scene', resource: 'counts' },
  })
})
