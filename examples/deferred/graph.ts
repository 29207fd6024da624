/** A deferred renderer's frame as one document: what is drawn, with what, and where to. Every backend runs it. */
import { parseGraph, type Binding, type FrameGraph, type GraphDocument, type Pass, type Resource } from 'memkit-gpu'
import { frameBytes } from './frame.ts'
import { vertexFloats, type Geometry } from './geometry.ts'
import { describeTargets, screenPasses, type ScreenPass, type Size } from './passes.ts'
import { geometryShader, screenShader, shadowShader } from './shaders.ts'

type Pipeline = NonNullable<GraphDocument['pipelines']>[number]

const frameBinding: Binding = { group: 0, binding: 0, use: 'frame', as: 'uniform' }

export function deferredGraph(size: Size, geometry: Geometry): FrameGraph {
  const resources: Resource[] = [
    { id: 'frame', kind: 'buffer', size: frameBytes },
    { id: 'vertices', kind: 'buffer', size: geometry.vertices.byteLength },
    ...Object.entries(describeTargets(size)).map(([id, { format, size, history }]): Resource => ({
      id,
      kind: 'texture',
      format,
      size: [...size],
      ...(history ? { lifetime: 'persistent', history: 1 } : {}),
    })),
  ]
  const fragments = [...new Set(screenPasses.map(({ fragment }) => fragment))]
  const shaders = [
    { id: 'shadow', wgsl: shadowShader },
    { id: 'g-buffer', wgsl: geometryShader },
    ...fragments.map((id) => ({ id, wgsl: screenShader(id) })),
  ]
  const vertexCount = geometry.vertices.length / vertexFloats
  const triangles = (pipeline: string, firstVertex: number, vertexCount: number) => ({
    bindings: [frameBinding],
    draws: [{ pipeline, vertexBuffers: ['vertices'], firstVertex, vertexCount }],
  })
  const gBuffer = (load: 'clear' | 'load') => ({
    color: ['albedo', 'normals'].map((use) => ({ use, load })),
    depth: { use: 'depth', load, ...(load === 'clear' ? { clearValue: 1 } : {}) },
  })
  const passes: Pass[] = [
    { id: 'upload-frame', kind: 'upload', to: 'frame', input: 'frame' },
    { id: 'upload-vertices', kind: 'upload', to: 'vertices', input: 'vertices' },
    {
      id: 'shadow',
      kind: 'render',
      depth: { use: 'shadow', load: 'clear', clearValue: 1 },
      ...triangles('shadow', 0, vertexCount),
    },
    {
      id: 'g-buffer-floor',
      kind: 'render',
      ...gBuffer('clear'),
      ...triangles('g-buffer', 0, geometry.floorVertices),
    },
    {
      id: 'g-buffer-things',
      kind: 'render',
      ...gBuffer('load'),
      ...triangles('g-buffer', geometry.floorVertices, vertexCount - geometry.floorVertices),
    },
    ...screenPasses.map(overScreen),
    { id: 'save', kind: 'readback', from: 'picture', output: 'picture' },
  ]
  const pipelines = [shadow, gBufferPipeline, ...screenPasses.map(screenPipeline)]
  return parseGraph({ version: 1, name: 'deferred', resources, shaders, pipelines, passes })
}

const vertices = (count: number) => ({
  entryPoint: 'vertexMain',
  buffers: [
    {
      arrayStride: 4 * vertexFloats,
      attributes: (
        [
          { shaderLocation: 0, offset: 0, format: 'float32x3' },
          { shaderLocation: 1, offset: 12, format: 'float32x3' },
          { shaderLocation: 2, offset: 24, format: 'float32x4' },
        ] as const
      ).slice(0, count),
    },
  ],
})
const nearest = { depthWriteEnabled: true, depthCompare: 'less' } as const

const shadow: Pipeline = {
  id: 'shadow',
  kind: 'render',
  shader: 'shadow',
  vertex: vertices(1),
  // The slope keeps surfaces that the sun grazes from shading themselves.
  depthStencil: { ...nearest, depthBias: 2, depthBiasSlopeScale: 2.5 },
}

const gBufferPipeline: Pipeline = {
  id: 'g-buffer',
  kind: 'render',
  shader: 'g-buffer',
  vertex: vertices(3),
  fragment: { entryPoint: 'fragmentMain' },
  primitive: { cullMode: 'back' },
  depthStencil: nearest,
}

const screenPipeline = ({ id, fragment, constants, behind }: ScreenPass): Pipeline => ({
  id,
  kind: 'render',
  shader: fragment,
  vertex: { entryPoint: 'vertexMain' },
  fragment: { entryPoint: 'fragmentMain', ...(constants && { constants }) },
  ...(behind !== undefined && { depthStencil: { depthWriteEnabled: false, depthCompare: 'less-equal' } }),
})

const overScreen = ({ id, reads, writes, behind }: ScreenPass): Pass => ({
  id,
  kind: 'render',
  color: [{ use: writes, load: behind === undefined ? 'discard' : 'load' }],
  ...(behind !== undefined && { depth: { use: behind, load: 'load', readOnly: true } }),
  bindings: [
    frameBinding,
    { group: 0, binding: 1, sampler: { magFilter: 'linear', minFilter: 'linear' } },
    ...reads.map((read, i): Binding => ({
      group: 0,
      binding: 2 + i,
      use: typeof read === 'string' ? read : { resource: read.before, previous: 1 },
      as: 'sampled',
    })),
  ],
  draws: [{ pipeline: id, vertexCount: 3 }],
})

/** The same frame in which nothing shares memory: every texture is kept from run to run. */
export const withoutAliasing = (graph: FrameGraph): FrameGraph =>
  parseGraph({
    ...graph,
    name: 'deferred, without aliasing',
    resources: graph.resources.map((resource) => ({ ...resource, lifetime: 'persistent' as const })),
  })
