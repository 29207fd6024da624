/** Searches that end early are no reason to refuse a graph for which there is a placement. */
import { expect, it } from 'vitest'
import { checkPlan, planGraph, profiles, type DeviceProfile } from '../../src/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'

it.each(['fast', 0, 1] as const)('a graph whose heaps are near their limit is planned with effort %s', (effort) => {
  const { limits, alignments, rules } = profiles.webgpu
  const profile: DeviceProfile = {
    ...profiles.webgpu,
    limits: { ...limits, maxBufferBytes: 1024, maxStorageBindingBytes: 1024, maxUniformBindingBytes: 1024 },
    alignments: { ...alignments, placementBytes: 4, rowPitchBytes: 4, texturePlacementBytes: 4096 },
    rules: { ...rules, placedTextures: true },
  }
  const graph = parseGraph({
    version: 1,
    resources: [
      { id: 'made', kind: 'buffer', size: 64 },
      { id: 'depth', kind: 'texture', format: 'depth32float-stencil8', size: [1, 4] },
      { id: 'screen', kind: 'texture', format: 'rgba32float', size: [1, 4], lifetime: 'imported' },
      { id: 'loaded', kind: 'buffer', size: 256 },
    ],
    shaders: [{ id: 'kernel' }],
    passes: [
      {
        id: 'draw',
        kind: 'render',
        color: [{ use: 'screen', load: 'load' }],
        depth: { use: 'depth', load: 'clear' },
        body: 'draw',
      },
      {
        id: 'make',
        kind: 'compute',
        shader: 'kernel',
        entryPoint: 'main',
        bindings: [{ group: 0, binding: 0, use: 'made', as: 'storage', access: 'write' }],
        workgroups: [1, 1, 1],
      },
      { id: 'load', kind: 'upload', to: 'loaded', input: 'loaded' },
      {
        id: 'engine',
        kind: 'external',
        body: 'engine',
        uses: [
          { use: 'loaded', as: 'storage-read' },
          { use: 'made', as: 'storage-read' },
        ],
      },
    ],
  })
  const plan = planGraph(graph, profile, { objective: 'memory', effort })
  expect(checkPlan(graph, plan, profile)).toEqual({ ok: true })
})
