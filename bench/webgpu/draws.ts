/**
 * A frame of many passes and draws, each of a mesh and a material of its own: as a document, and encoded by hand in every frame.
 */
import type { GraphDocument } from '../../src/graph/document.ts'
import type { Way } from './measure.ts'

export interface FrameShape {
  readonly passes: number
  readonly drawsPerPass: number
}

const wgsl = `
struct Object { transform: mat4x4f, color: vec4f }
@group(0) @binding(0) var<uniform> camera: mat4x4f;
@group(1) @binding(0) var<uniform> object: Object;
@vertex fn vs(@location(0) position: vec3f) -> @builtin(position) vec4f {
  return camera * object.transform * vec4f(position, 1);
}
@fragment fn fs() -> @location(0) vec4f { return object.color; }`

const size = 64
const stride = 256
const indexCount = 36
const vertexBytes = 24 * 12
const range = (count: number) => Array.from({ length: count }, (_, i) => i)
const sizes = ({ passes, drawsPerPass }: FrameShape) => {
  const draws = passes * drawsPerPass
  return { vertices: draws * 512, indices: draws * stride, objects: draws * stride, cameras: passes * stride }
}
const layout = { arrayStride: 12, attributes: [{ shaderLocation: 0, format: 'float32x3' as const, offset: 0 }] }
const depthStencil = { depthWriteEnabled: true, depthCompare: 'less' as const }
/** Two kinds of material: draws of a pass are sorted by them. */
const cullModes = ['back', 'none'] as const
const kindOf = (draw: number, { drawsPerPass }: FrameShape) => (draw * 2 < drawsPerPass ? 0 : 1)
const uniform = (group: number, resource: string, offset: number, bytes: number) => ({
  group,
  binding: 0,
  use: { resource, offset, size: bytes },
  as: 'uniform' as const,
})

export const frameDocument = (shape: FrameShape): GraphDocument => ({
  version: 1,
  resources: [
    ...Object.entries(sizes(shape)).map(([id, bytes]) => ({
      id,
      kind: 'buffer' as const,
      size: bytes,
      lifetime: 'persistent' as const,
    })),
    { id: 'depth', kind: 'texture', format: 'depth24plus', size: [size, size] },
    ...range(shape.passes).map((p) => ({
      id: `target${p}`,
      kind: 'texture' as const,
      format: 'rgba8unorm' as const,
      size: [size, size] as [number, number],
      lifetime: 'persistent' as const,
    })),
  ],
  shaders: [{ id: 'mesh', wgsl }],
  pipelines: cullModes.map((cullMode) => ({
    id: cullMode,
    kind: 'render',
    shader: 'mesh',
    vertex: { entryPoint: 'vs', buffers: [layout] },
    fragment: { entryPoint: 'fs' },
    primitive: { cullMode },
    depthStencil,
  })),
  passes: range(shape.passes).map((p) => ({
    id: `pass${p}`,
    kind: 'render' as const,
    color: [{ use: `target${p}`, load: 'clear' as const }],
    depth: { use: 'depth', load: 'clear' as const },
    bindings: [uniform(0, 'cameras', p * stride, 64)],
    draws: range(shape.drawsPerPass).map((d) => {
      const at = p * shape.drawsPerPass + d
      return {
        pipeline: cullModes[kindOf(d, shape)]!,
        bindings: [uniform(1, 'objects', at * stride, 80)],
        vertexBuffers: [{ resource: 'vertices', offset: at * 512, size: vertexBytes }],
        indexBuffer: {
          use: { resource: 'indices', offset: at * stride, size: indexCount * 2 },
          format: 'uint16' as const,
        },
        indexCount,
      }
    }),
  })),
})

/**
 * The same by hand: pipelines, buffers and bind groups are made once, and nothing is set twice. Waiting for the queue is part of
 * both.
 */
export async function frameByHand(device: GPUDevice, shape: FrameShape): Promise<Way> {
  const module = device.createShaderModule({ code: wgsl })
  const entry = { binding: 0, visibility: 3, buffer: {} }
  const groupLayout = device.createBindGroupLayout({ entries: [entry] })
  const pipelines = await Promise.all(
    cullModes.map((cullMode) =>
      device.createRenderPipelineAsync({
        layout: device.createPipelineLayout({ bindGroupLayouts: [groupLayout, groupLayout] }),
        vertex: { module, entryPoint: 'vs', buffers: [layout] },
        fragment: { module, entryPoint: 'fs', targets: [{ format: 'rgba8unorm' }] },
        primitive: { cullMode },
        depthStencil: { format: 'depth24plus', ...depthStencil },
      }),
    ),
  )
  const bytes = sizes(shape)
  const vertices = device.createBuffer({ size: bytes.vertices, usage: 0x20 })
  const indices = device.createBuffer({ size: bytes.indices, usage: 0x10 })
  const objects = device.createBuffer({ size: bytes.objects, usage: 0x40 })
  const cameras = device.createBuffer({ size: bytes.cameras, usage: 0x40 })
  const texture = (format: GPUTextureFormat) => device.createTexture({ format, size: [size, size], usage: 0x10 })
  const depth = texture('depth24plus')
  const targets = range(shape.passes).map(() => texture('rgba8unorm'))
  const group = (buffer: GPUBuffer, i: number, length: number) =>
    device.createBindGroup({
      layout: groupLayout,
      entries: [{ binding: 0, resource: { buffer, offset: i * stride, size: length } }],
    })
  const depthView = depth.createView()
  const passes = targets.map((target, p) => ({
    descriptor: {
      colorAttachments: [{ view: target.createView(), loadOp: 'clear', storeOp: 'store' }],
      depthStencilAttachment: { view: depthView, depthLoadOp: 'clear', depthStoreOp: 'discard', depthClearValue: 1 },
    } satisfies GPURenderPassDescriptor,
    camera: group(cameras, p, 64),
    draws: range(shape.drawsPerPass).map((d) => {
      const at = p * shape.drawsPerPass + d
      return { pipeline: pipelines[kindOf(d, shape)]!, object: group(objects, at, 80), at }
    }),
  }))
  return {
    name: 'by hand, encoded each frame',
    async round() {
      const encoder = device.createCommandEncoder()
      for (const { descriptor, camera, draws } of passes) {
        const pass = encoder.beginRenderPass(descriptor)
        pass.setBindGroup(0, camera)
        let current: GPURenderPipeline | undefined
        for (const { pipeline, object, at } of draws) {
          if (pipeline !== current) pass.setPipeline((current = pipeline))
          pass.setBindGroup(1, object)
          pass.setVertexBuffer(0, vertices, at * 512, vertexBytes)
          pass.setIndexBuffer(indices, 'uint16', at * stride, indexCount * 2)
          pass.drawIndexed(indexCount)
        }
        pass.end()
      }
      device.queue.submit([encoder.finish()])
      await device.queue.onSubmittedWorkDone()
    },
    destroy() {
      for (const object of [vertices, indices, objects, cameras, depth, ...targets]) object.destroy()
    },
  }
}
