/** Searches that end early are no reason to refuse a graph for which there is a placement. */
import { expect, it } from 'vitest'
import { checkPlan, planGraph, profiles, type DeviceProfile } from '../../src/index.ts'
import { buffer, compute, graphOf } from './support.ts'

it.each(['fast', 0, 1] as const)('a graph whose heaps are near their limit is planned with effort %s', (effort) => {
  const { limits, alignments, rules } = profiles.webgpu
  const profile: DeviceProfile = {
    ...profiles.webgpu,
    limits: { ...limits, maxBufferBytes: 1024, maxStorageBindingBytes: 1024, maxUniformBindingBytes: 1024 },
    alignments: { ...alignments, placementBytes: 4, rowPitchBytes: 4, texturePlacementBytes: 4096 },
    rules: { ...rules, placedTextures: true },
  }
  const graph = graphOf(
    [
      buffer('made', 64),
      { id: 'depth', kind: 'texture', format: 'depth32float-stencil8', size: [1, 4] },
      { id: 'screen', kind: 'texture', format: 'rgba32float', size: [1, 4], lifetime: 'imported' },
      buffer('loaded', 256),
    ],
    [
      {
        id: 'draw',
        kind: 'render',
        color: [{ use: 'screen', load: 'load' }],
        depth: { use: 'depth', load: 'clear' },
        body: 'draw',
      },
      compute('make', [], ['made']),
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
  )
  const plan = planGraph(graph, profile, { objective: 'memory', effort })
  expect(checkPlan(graph, plan, profile)).toEqual({ ok: true })
})
