/** The body of the pass `draw` on WebGPU: pipelines made once, one draw call per primitive of each node. */
import type { Body, BodyContext } from 'memkit-gpu'
import type { WebGpuBufferSlice, WebGpuSlice, WebGpuTextureSlice } from 'memkit-gpu/webgpu'
import { defaultOffsets } from './draw-data.ts'
import { drawOrder, isMirrored, pipelineKey } from './draw-order.ts'
import { depthFormat, pictureFormat, samples } from './graph.ts'
import { attributeNames, attributeSizes, type Camera, type Draw, type Scene, type Surface } from './scene.ts'
import { mapsOf, sceneShader, shaderKey } from './shader.ts'

type DrawContext = BodyContext<GPURenderPassEncoder, WebGpuSlice>
const stages = { vertex: 1, fragment: 2 }

/** @returns the body for a camera: what is blended is drawn from far to near */
export function drawScene(device: GPUDevice, { draws }: Scene): (camera: Camera) => Body {
  const pipelines = createPipelines(device)
  const drawIn = (order: readonly number[], { native: pass, slices }: DrawContext): void => {
    const buffer = (id: string) => slices[id]![0] as WebGpuBufferSlice
    const texture = (id: string) => slices[id]![0] as WebGpuTextureSlice
    const frame = device.createBindGroup({
      layout: pipelines.frameLayout,
      entries: [
        { binding: 0, resource: buffer('camera') },
        { binding: 1, resource: buffer('draws') },
      ],
    })
    pass.setBindGroup(0, frame)
    const materials = new Map<Surface, GPUBindGroup>()
    const materialOf = (surface: Surface): GPUBindGroup => {
      const known = materials.get(surface)
      if (known) return known
      const made = device.createBindGroup({
        layout: pipelines.materialLayout(surface),
        entries: mapsOf(surface).flatMap((name, i) => {
          const { id, sampling } = surface.maps[name]!
          return [
            { binding: 2 * i, resource: pipelines.sampler(sampling) },
            { binding: 2 * i + 1, resource: texture(id).view },
          ]
        }),
      })
      materials.set(surface, made)
      return made
    }
    for (const i of order) {
      const draw = draws[i]!
      pass.setPipeline(pipelines.of(draw))
      attributeNames.forEach((name, slot) => {
        const id = draw.attributes[name]
        if (id === undefined) {
          const { buffer: native, offset } = buffer('defaults')
          pass.setVertexBuffer(slot, native, offset + defaultOffsets[name], 4 * attributeSizes[name])
        } else {
          const { buffer: native, offset, size } = buffer(id)
          pass.setVertexBuffer(slot, native, offset, size)
        }
      })
      if (mapsOf(draw.surface).length > 0) pass.setBindGroup(1, materialOf(draw.surface))
      if (draw.index) {
        const { buffer: native, offset, size } = buffer(draw.index.id)
        pass.setIndexBuffer(native, draw.index.format, offset, size)
        pass.drawIndexed(draw.count, 1, 0, 0, i)
      } else pass.draw(draw.count, 1, 0, i)
    }
  }
  return ({ eye }) => {
    const order = drawOrder(draws, eye)
    return (context: DrawContext) => drawIn(order, context)
  }
}

function createPipelines(device: GPUDevice) {
  const frameLayout = device.createBindGroupLayout({
    entries: [
      { binding: 0, visibility: stages.vertex | stages.fragment, buffer: { type: 'uniform' } },
      { binding: 1, visibility: stages.vertex | stages.fragment, buffer: { type: 'read-only-storage' } },
    ],
  })
  const sampler = remember(JSON.stringify, (sampling: GPUSamplerDescriptor) => device.createSampler(sampling))
  const module = remember(shaderKey, (surface: Surface) =>
    device.createShaderModule({ code: sceneShader(surface), label: `scene: ${shaderKey(surface)}` }),
  )
  const materialLayout = remember(
    (surface: Surface) => mapsOf(surface).length,
    (surface) =>
      device.createBindGroupLayout({
        entries: mapsOf(surface).flatMap((_, i) => [
          { binding: 2 * i, visibility: stages.fragment, sampler: {} },
          { binding: 2 * i + 1, visibility: stages.fragment, texture: {} },
        ]),
      }),
  )
  const layout = remember(
    (surface: Surface) => mapsOf(surface).length,
    (surface) =>
      device.createPipelineLayout({
        bindGroupLayouts: mapsOf(surface).length > 0 ? [frameLayout, materialLayout(surface)] : [frameLayout],
      }),
  )
  const of = remember(pipelineKey, ({ topology, index, attributes, surface, world }: Draw) =>
    device.createRenderPipeline({
      label: shaderKey(surface),
      layout: layout(surface),
      vertex: {
        module: module(surface),
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
        frontFace: isMirrored(world) ? 'cw' : 'ccw',
        cullMode: topology.startsWith('triangle') && !surface.doubleSided ? 'back' : 'none',
      },
      depthStencil: { format: depthFormat, depthCompare: 'less', depthWriteEnabled: surface.alpha !== 'blend' },
      multisample: { count: samples },
      fragment: {
        module: module(surface),
        entryPoint: 'fragmentMain',
        targets: [{ format: pictureFormat, ...(surface.alpha === 'blend' ? { blend: over } : {}) }],
      },
    }),
  )
  return { frameLayout, materialLayout, sampler, of }
}

/** Makes one value a key. */
function remember<From, Value>(keyOf: (from: From) => unknown, make: (from: From) => Value): (from: From) => Value {
  const made = new Map<unknown, Value>()
  return (from) => {
    const key = keyOf(from)
    const value = made.get(key) ?? make(from)
    made.set(key, value)
    return value
  }
}

const over: GPUBlendState = {
  color: { srcFactor: 'src-alpha', dstFactor: 'one-minus-src-alpha', operation: 'add' },
  alpha: { srcFactor: 'one', dstFactor: 'one-minus-src-alpha', operation: 'add' },
}
