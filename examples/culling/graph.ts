/** The document: a dispatch writes the counts of three indexed indirect draws, and the instances that they draw. */
import { parseGraph, type Binding } from 'memkit-gpu'
import type { GraphWithInputs } from '../support/write-document.ts'
import { callBytes, frameBytes, makeInputs, thingBytes } from './inputs.ts'
import { cullShader, thingShader } from './shaders.ts'

export interface FieldSize {
  readonly width: number
  readonly height: number
  readonly thingsOfEachMesh: number
}

export function cullingGraph({ width, height, thingsOfEachMesh: room }: FieldSize): GraphWithInputs {
  const inputs = makeInputs(room, width / height)
  const meshes = inputs.calls.byteLength / callBytes
  const things = meshes * room
  const shared: Binding[] = [
    { group: 0, binding: 0, use: 'frame', as: 'uniform' },
    { group: 0, binding: 1, use: 'things', as: 'storage-read' },
  ]
  const graph = parseGraph({
    version: 1,
    name: 'culling',
    resources: [
      { id: 'frame', kind: 'buffer', size: frameBytes },
      { id: 'things', kind: 'buffer', size: things * thingBytes },
      { id: 'calls', kind: 'buffer', size: inputs.calls.byteLength },
      { id: 'visible', kind: 'buffer', size: 4 * things },
      { id: 'vertices', kind: 'buffer', size: inputs.vertices.byteLength },
      { id: 'indices', kind: 'buffer', size: inputs.indices.byteLength },
      { id: 'depth', kind: 'texture', format: 'depth32float', size: [width, height] },
      { id: 'picture', kind: 'texture', format: 'rgba8unorm-srgb', size: [width, height] },
    ],
    shaders: [
      { id: 'cull', wgsl: cullShader },
      { id: 'thing', wgsl: thingShader },
    ],
    pipelines: [
      {
        id: 'thing',
        kind: 'render',
        shader: 'thing',
        vertex: {
          entryPoint: 'vertexMain',
          buffers: [
            {
              arrayStride: 24,
              attributes: [
                { shaderLocation: 0, offset: 0, format: 'float32x3' },
                { shaderLocation: 1, offset: 12, format: 'float32x3' },
              ],
            },
            {
              arrayStride: 4,
              stepMode: 'instance',
              attributes: [{ shaderLocation: 2, offset: 0, format: 'uint32' }],
            },
          ],
        },
        fragment: { entryPoint: 'fragmentMain' },
        primitive: { cullMode: 'back' },
        depthStencil: { depthWriteEnabled: true, depthCompare: 'less' },
      },
    ],
    passes: [
      ...Object.keys(inputs).map((id) => ({ id: `upload-${id}`, kind: 'upload' as const, to: id, input: id })),
      {
        id: 'cull',
        kind: 'compute',
        shader: 'cull',
        entryPoint: 'cull',
        constants: { room },
        bindings: [
          ...shared,
          { group: 0, binding: 2, use: 'calls', as: 'storage', access: 'read-write' },
          { group: 0, binding: 3, use: 'visible', as: 'storage', access: 'update' },
        ],
        workgroups: [Math.ceil(things / 64), 1, 1],
      },
      {
        id: 'draw',
        kind: 'render',
        color: [{ use: 'picture', load: 'clear', clearValue: [0.45, 0.55, 0.68, 1] }],
        depth: { use: 'depth', load: 'clear', clearValue: 1 },
        bindings: shared,
        draws: Array.from({ length: meshes }, (_, mesh) => ({
          pipeline: 'thing',
          vertexBuffers: ['vertices', { resource: 'visible', offset: 4 * room * mesh, size: 4 * room }],
          indexBuffer: { use: 'indices', format: 'uint16' as const },
          indirect: { resource: 'calls', offset: callBytes * mesh, size: callBytes },
        })),
      },
      { id: 'save', kind: 'readback', from: 'picture', output: 'picture' },
      { id: 'save-calls', kind: 'readback', from: 'calls', output: 'calls' },
    ],
  })
  return { graph, inputs }
}
