/** A document whose draws say every field that a draw or a pipeline has, with two more passes that leave all defaults out. */
import { parseGraph } from '../../src/graph/parse.ts'
import type { FrameGraph, GraphDocument } from '../../src/graph/document.ts'

const buffer = (id: string, size: number) => ({ id, kind: 'buffer' as const, size })
const texture = (id: string, more: object = {}) => ({
  id,
  kind: 'texture' as const,
  format: 'rgba8unorm' as const,
  size: [16, 16] as [number, number],
  ...more,
})

const face = { compare: 'less', failOp: 'zero', depthFailOp: 'invert', passOp: 'replace' } as const

export const drawnScene = {
  version: 1,
  resources: [
    buffer('corners', 256),
    buffer('places', 256),
    buffer('indices', 64),
    buffer('counts', 64),
    buffer('camera', 512),
    buffer('lights', 512),
    texture('albedo'),
    texture('samples', { sampleCount: 4 }),
    texture('other samples', { sampleCount: 4, format: 'rgba16float' }),
    texture('depth', { sampleCount: 4, format: 'depth24plus-stencil8' }),
    texture('shadows', { format: 'depth32float', lifetime: 'persistent' }),
    texture('picture', { lifetime: 'persistent' }),
    texture('plain', { lifetime: 'persistent' }),
  ],
  shaders: [
    { id: 'mesh', wgsl: 'never compiled' },
    { id: 'paint', wgsl: 'never compiled' },
  ],
  pipelines: [
    {
      id: 'full',
      kind: 'render',
      shader: 'mesh',
      vertex: {
        entryPoint: 'vs',
        constants: { scale: 2, offset: 0.5 },
        buffers: [
          {
            arrayStride: 16,
            stepMode: 'vertex',
            attributes: [
              { shaderLocation: 0, format: 'float32x2', offset: 0 },
              { shaderLocation: 1, format: 'unorm8x4', offset: 8 },
            ],
          },
          null,
          { arrayStride: 8, stepMode: 'instance', attributes: [{ shaderLocation: 2, format: 'float32x2', offset: 0 }] },
        ],
      },
      fragment: {
        shader: 'paint',
        entryPoint: 'fs',
        constants: { light: 1 },
        targets: [
          {
            blend: {
              color: { operation: 'add', srcFactor: 'src-alpha', dstFactor: 'one-minus-src-alpha' },
              alpha: { operation: 'max', srcFactor: 'one', dstFactor: 'one' },
            },
            writeMask: 7,
          },
          null,
        ],
      },
      primitive: { topology: 'triangle-strip', stripIndexFormat: 'uint16', frontFace: 'cw', cullMode: 'back' },
      depthStencil: {
        depthWriteEnabled: true,
        depthCompare: 'less',
        stencilFront: face,
        stencilBack: { ...face, compare: 'greater' },
        stencilReadMask: 15,
        stencilWriteMask: 7,
        depthBias: 3,
        depthBiasSlopeScale: 1.5,
        depthBiasClamp: 0.25,
      },
      multisample: { mask: 5, alphaToCoverageEnabled: true },
    },
    {
      id: 'bare',
      kind: 'render',
      shader: 'mesh',
      vertex: { entryPoint: 'vs' },
      fragment: { entryPoint: 'fs', targets: [] },
    },
    { id: 'shadow', kind: 'render', shader: 'mesh', vertex: { entryPoint: 'vs' } },
    {
      id: 'flat',
      kind: 'render',
      shader: 'paint',
      vertex: { entryPoint: 'vs' },
      fragment: { entryPoint: 'fs' },
    },
  ],
  passes: [
    ...['corners', 'places', 'indices', 'counts', 'camera', 'lights', 'albedo'].map((id) => ({
      id: `upload ${id}`,
      kind: 'upload' as const,
      to: id,
      input: id,
    })),
    {
      id: 'scene',
      kind: 'render',
      color: [
        { use: 'samples', load: 'clear', resolve: 'picture' },
        { use: 'other samples', load: 'clear' },
      ],
      depth: { use: 'depth', load: 'clear' },
      bindings: [
        { group: 0, binding: 0, use: { resource: 'camera', size: 256 }, as: 'uniform' },
        { group: 0, binding: 1, sampler: { magFilter: 'linear' } },
        { group: 2, binding: 0, use: 'albedo', as: 'sampled' },
      ],
      draws: [
        {
          pipeline: 'full',
          bindings: [
            { group: 0, binding: 1, use: { resource: 'camera', offset: 256, size: 256 }, as: 'uniform' },
            { group: 0, binding: 0, use: { resource: 'lights', size: 256 }, as: 'storage-read' },
            { group: 1, binding: 4, use: { resource: 'lights', offset: 256 }, as: 'storage-read' },
          ],
          vertexBuffers: ['corners', null, { resource: 'places', offset: 16 }],
          indexBuffer: { use: { resource: 'indices', offset: 4 }, format: 'uint16' },
          indexCount: 12,
          firstIndex: 2,
          baseVertex: -1,
          instanceCount: 3,
          firstInstance: 1,
          viewport: [1, 2, 8, 9, 0.25, 0.75],
          scissor: [1, 2, 3, 4],
          stencilReference: 9,
          blendConstant: [0.25, 0.5, 0.75, 1],
        },
        { pipeline: 'bare', vertexCount: 3 },
        { pipeline: 'bare', vertexCount: 3, instanceCount: 2, firstVertex: 1, firstInstance: 4 },
        { pipeline: 'bare', indirect: { resource: 'counts', offset: 16, size: 16 } },
        {
          pipeline: 'full',
          vertexBuffers: ['corners', null, 'places'],
          indexBuffer: { use: 'indices', format: 'uint16' },
          indirect: { resource: 'counts', offset: 32, size: 20 },
        },
      ],
    },
    {
      id: 'plain',
      kind: 'render',
      color: [{ use: 'plain', load: 'clear' }],
      draws: [{ pipeline: 'flat', vertexCount: 3 }],
    },
    {
      id: 'depth alone',
      kind: 'render',
      depth: { use: 'shadows', load: 'clear' },
      draws: [{ pipeline: 'shadow', vertexCount: 3 }],
    },
  ],
} as const satisfies GraphDocument

/** The scene, parsed; `change` may edit the document first. */
export function sceneGraph(change: (document: any) => void = () => undefined): FrameGraph {
  const document = structuredClone(drawnScene) as unknown as GraphDocument
  change(document)
  return parseGraph(document)
}
