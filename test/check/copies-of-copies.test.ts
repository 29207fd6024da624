/** Contents that came from one another by turns: what a write copies may hold what it is compared with. */
import { expect, it } from 'vitest'
import { checkPlan, objectives, parseGraph, planGraph, profiles } from '../../src/index.ts'

const document = {
  version: 1,
  resources: [
    { id: 'r6', kind: 'texture', format: 'rgba8unorm', size: [1, 1], lifetime: 'transient' },
    { id: 'r0', kind: 'texture', format: 'rgba8sint', size: [1, 4, 1], sampleCount: 4, lifetime: 'persistent' },
    { id: 'r7', kind: 'texture', format: 'depth32float', size: [8, 3, 1] },
    { id: 'r3', kind: 'texture', format: 'rgba8sint', size: [1, 4, 1], sampleCount: 4, lifetime: 'persistent' },
    { id: 'r4', kind: 'texture', format: 'rgba8sint', size: [1, 4, 1], sampleCount: 4 },
    { id: 'r5', kind: 'texture', format: 'depth24plus-stencil8', size: [1, 4, 1], sampleCount: 4, usage: ['sampled'] },
    { id: 'r9', kind: 'buffer', size: 512, lifetime: 'persistent' },
    {
      id: 'r8',
      kind: 'texture',
      format: 'r32uint',
      size: [16, 4, 6],
      lifetime: 'persistent',
      history: 2,
      usage: ['storage'],
      label: 'L8',
    },
    { id: 'r1', kind: 'texture', format: 'r8unorm', size: [3, 8, 12] },
    { id: 'r2', kind: 'texture', format: 'rgba8sint', size: [1, 4, 1], sampleCount: 4 },
  ],
  passes: [
    { id: 'p0', kind: 'copy', from: 'r0', to: 'r2' },
    { id: 'p1', kind: 'copy', queue: 'transfer', from: 'r2', to: 'r3' },
    { id: 'p2', kind: 'copy', sideEffects: true, from: 'r2', to: 'r4' },
    {
      id: 'p3',
      kind: 'render',
      after: ['p1', 'p0'],
      color: [
        { use: 'r2', load: 'clear' },
        { use: { resource: 'r3', mipLevel: 0 }, load: 'load' },
      ],
      depth: { use: 'r5', load: 'clear', clearValue: 1 },
      draws: [],
    },
    { id: 'p4', kind: 'upload', to: 'r6', input: 'in-p4' },
    { id: 'p5', kind: 'render', color: [{ use: 'r3', load: 'load' }], draws: [] },
    {
      id: 'p8',
      kind: 'readback',
      from: { resource: 'r6', mipLevel: 0, mipLevelCount: 1, origin: [0, 0, 0], size: [1, 1, 1] },
      output: 'o0',
    },
    { id: 'p9', kind: 'readback', from: { resource: 'r9' }, output: 'o1' },
  ],
}

it.each(objectives)('textures that are copied to and fro are proven for %s', (objective) => {
  const graph = parseGraph(document)
  for (const profile of [profiles.dummy, profiles.webgpu, profiles.vulkan])
    expect(checkPlan(graph, planGraph(graph, profile, { objective }), profile)).toMatchObject({ ok: true })
})
