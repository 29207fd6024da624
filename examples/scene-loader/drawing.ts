/** The scene's draws as data: shaders, pipelines, and one draw for each primitive of each node, with all its instances. */
import type { Binding, GraphDocument, PassOf } from 'memkit-gpu'
import type { Vector } from '../support/matrix.ts'
import { defaultOffsets, firstInstances } from './draw-data.ts'
import { drawOrder, pipelineKey } from './draw-order.ts'
import { attributeNames, attributeSizes, type Draw, type Scene } from './scene.ts'
import { mapsOf, sceneShader, shaderKey } from './shader.ts'

type Pipeline = NonNullable<GraphDocument['pipelines']>[number]
type DrawCall = NonNullable<PassOf<'render'>['draws']>[number]

export interface Drawing {
  readonly shaders: readonly { readonly id: string; readonly wgsl: string }[]
  readonly pipelines: readonly Pipeline[]
  readonly draws: readonly DrawCall[]
}

/** `eye`: what is blended is drawn from far to near. */
export function describeDrawing({ draws }: Scene, eye: Vector): Drawing {
  const shaders = new Map<string, string>()
  const pipelines = new Map<string, Pipeline>()
  const first = firstInstances(draws)
  for (const draw of draws) {
    const shader = shaderId(draw)
    if (!shaders.has(shader)) shaders.set(shader, sceneShader(draw))
    const key = pipelineKey(draw)
    if (!pipelines.has(key)) pipelines.set(key, describePipeline(`pipeline-${pipelines.size}`, shader, draw))
  }
  return {
    shaders: [...shaders].map(([id, wgsl]) => ({ id, wgsl })),
    pipelines: [...pipelines.values()],
    draws: drawOrder(draws, eye).map((i) =>
      describeDraw(draws[i]!, pipelines.get(pipelineKey(draws[i]!))!.id, first[i]!),
    ),
  }
}

const shaderId = (draw: Draw): string => `surface: ${shaderKey(draw)}`

const describePipeline = (id: string, shader: string, draw: Draw): Pipeline => {
  const { topology, index, attributes, surface, mirrored } = draw
  return {
    id,
    kind: 'render',
    shader,
    vertex: {
      entryPoint: 'vertexMain',
      // A stride of 0 gives every vertex the same value.
      buffers: attributeNames.map((name, slot) => ({
        arrayStride: name in attributes ? 4 * attributeSizes[name] : 0,
        attributes: [{ shaderLocation: slot, offset: 0, format: `float32x${attributeSizes[name]}` as const }],
      })),
    },
    primitive: {
      topology,
      ...(topology.endsWith('strip') && index ? { stripIndexFormat: index.format } : {}),
      frontFace: mirrored ? 'cw' : 'ccw',
      cullMode: topology.startsWith('triangle') && !surface.doubleSided ? 'back' : 'none',
    },
    depthStencil: { depthCompare: 'less', depthWriteEnabled: surface.alpha !== 'blend' },
    fragment: { entryPoint: 'fragmentMain', targets: [surface.alpha === 'blend' ? { blend: over } : {}] },
  }
}

const over = {
  color: { srcFactor: 'src-alpha', dstFactor: 'one-minus-src-alpha', operation: 'add' },
  alpha: { srcFactor: 'one', dstFactor: 'one-minus-src-alpha', operation: 'add' },
} as const

/** The instance's number tells the shader which entry of `instances` it shows. */
function describeDraw(draw: Draw, pipeline: string, firstInstance: number): DrawCall {
  const { attributes, surface, index, count, worlds } = draw
  const maps = mapsOf(draw).flatMap((name, i): Binding[] => {
    const { id, sampling } = surface.maps[name]!
    return [
      { group: 1, binding: 2 * i, sampler: { ...sampling } },
      { group: 1, binding: 2 * i + 1, use: id, as: 'sampled' },
    ]
  })
  return {
    pipeline,
    ...(maps.length > 0 && { bindings: maps }),
    vertexBuffers: attributeNames.map(
      (name) =>
        attributes[name] ?? { resource: 'defaults', offset: defaultOffsets[name], size: 4 * attributeSizes[name] },
    ),
    ...(index ? { indexBuffer: { use: index.id, format: index.format }, indexCount: count } : { vertexCount: count }),
    instanceCount: worlds.length,
    firstInstance,
  }
}
