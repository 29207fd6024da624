/** A deferred renderer's frame as a frame graph. */
import { parseGraph, type FrameGraph, type Pass, type Resource } from 'memkit-gpu'
import { frameBytes } from './frame.ts'
import type { Geometry } from './geometry.ts'
import { describeTargets, screenPasses, type Size } from './passes.ts'

export function deferredGraph(size: Size, geometry: Geometry): FrameGraph {
  const targets = describeTargets(size)
  const resources: Resource[] = [
    { id: 'frame', kind: 'buffer', size: frameBytes },
    { id: 'vertices', kind: 'buffer', size: geometry.vertices.byteLength },
    ...Object.entries(targets).map(([id, { format, size, history }]): Resource => ({
      id,
      kind: 'texture',
      format,
      size: [...size],
      ...(history ? { lifetime: 'persistent', history: 1 } : {}),
    })),
  ]
  const geometryUses = [
    { use: 'frame', as: 'uniform' },
    { use: 'vertices', as: 'vertex' },
  ] as const
  const gBuffer = (load: 'clear' | 'load') => ({
    color: ['albedo', 'normals'].map((use) => ({ use, load })),
    depth: { use: 'depth', load, ...(load === 'clear' ? { clearValue: 1 } : {}) },
    uses: [...geometryUses],
  })
  const passes: Pass[] = [
    { id: 'upload-frame', kind: 'upload', to: 'frame', input: 'frame' },
    { id: 'upload-vertices', kind: 'upload', to: 'vertices', input: 'vertices' },
    {
      id: 'shadow',
      kind: 'render',
      body: 'shadow',
      depth: { use: 'shadow', load: 'clear', clearValue: 1 },
      uses: [...geometryUses],
    },
    { id: 'g-buffer-floor', kind: 'render', body: 'g-buffer-floor', ...gBuffer('clear') },
    { id: 'g-buffer-things', kind: 'render', body: 'g-buffer-things', ...gBuffer('load') },
    ...screenPasses.map(({ id, reads, writes, behind }): Pass => ({
      id,
      kind: 'render',
      body: id,
      color: [{ use: writes, load: behind === undefined ? 'discard' : 'load' }],
      ...(behind === undefined ? {} : { depth: { use: behind, load: 'load', readOnly: true } }),
      uses: [
        { use: 'frame', as: 'uniform' },
        ...reads.map((read) => ({
          use: typeof read === 'string' ? read : { resource: read.before, previous: 1 },
          as: 'sampled' as const,
        })),
      ],
    })),
    { id: 'save', kind: 'readback', from: 'picture', output: 'picture' },
  ]
  return parseGraph({ version: 1, name: 'deferred', resources, passes })
}

/** The same frame in which nothing shares memory: every texture is kept from run to run. */
export const withoutAliasing = (graph: FrameGraph): FrameGraph =>
  parseGraph({
    ...graph,
    name: 'deferred, without aliasing',
    resources: graph.resources.map((resource) => ({ ...resource, lifetime: 'persistent' as const })),
  })
