/** The body of the pass `draw`: WebGPU pipelines made once, one draw call per primitive of each node. */
import type { Body, BodyContext } from 'memkit-gpu'
import type { WebGpuBufferSlice, WebGpuSlice, WebGpuTextureSlice } from 'memkit-gpu/webgpu'
import { defaultOffsets, depthFormat, pictureFormat, samples } from './graph.ts'
import { attributeSizes, type AttributeName, type Draw, type Scene } from './scene.ts'
import { sceneShader } from './shader.ts'

type DrawContext = BodyContext<GPURenderPassEncoder, WebGpuSlice>
const attributeNames = Object.keys(attributeSizes) as AttributeName[]

export function drawScene(device: GPUDevice, { draws, camera }: Scene): Body {
  const pipelines = createPipelines(device)
  const order = drawOrder(draws, camera.eye)
  return ({ native: pass, slices }: DrawContext) => {
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
    const materials = new Map<string, GPUBindGroup>()
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
      const { texture: map } = draw.surface
      if (map) {
        const key = JSON.stringify(map)
        const material =
          materials.get(key) ??
          device.createBindGroup({
            layout: pipelines.materialLayout,
            entries: [
              { binding: 0, resource: device.createSampler(map.sampling) },
              { binding: 1, resource: texture(map.id).view },
            ],
          })
        materials.set(key, material)
        pass.setBindGroup(1, material)
      }
      if (draw.index) {
        const { buffer: native, offset, size } = buffer(draw.index.id)
        pass.setIndexBuffer(native, draw.index.format, offset, size)
        pass.drawIndexed(draw.count, 1, 0, 0, i)
      } else pass.draw(draw.count, 1, 0, i)
    }
  }
}

/** What covers first; then what one sees through, the farthest first. */
function drawOrder(draws: readonly Draw[], eye: readonly number[]): number[] {
  const blended = (i: number): number => Number(draws[i]!.surface.alpha === 'blend')
  const distance = (i: number): number => Math.hypot(...[0, 1, 2].map((c) => draws[i]!.world[12 + c]! - eye[c]!))
  return [...draws.keys()].sort((a, b) => blended(a) - blended(b) || blended(a) * (distance(b) - distance(a)) || a - b)
}

/** A node that mirrors its mesh turns the winding of its triangles. */
function isMirrored([a, b, c, , d, e, f, , g, h, i]: readonly number[]): boolean {
  return a! * (e! * i! - f! * h!) - d! * (b! * i! - c! * h!) + g! * (b! * f! - c! * e!) < 0
}

function createPipelines(device: GPUDevice) {
  const module = device.createShaderModule({ code: sceneShader, label: 'scene' })
  const stages = { vertex: 1, fragment: 2 }
  const frameLayout = device.createBindGroupLayout({
    entries: [
      { binding: 0, visibility: stages.vertex | stages.fragment, buffer: { type: 'uniform' } },
      { binding: 1, visibility: stages.vertex | stages.fragment, buffer: { type: 'read-only-storage' } },
    ],
  })
  const materialLayout = device.createBindGroupLayout({
    entries: [
      { binding: 0, visibility: stages.fragment, sampler: {} },
      { binding: 1, visibility: stages.fragment, texture: {} },
    ],
  })
  const made = new Map<string, GPURenderPipeline>()

  const of = ({ topology, index, attributes, surface, world }: Draw): GPURenderPipeline => {
    const { texture, alpha, doubleSided } = surface
    const strip = topology.endsWith('strip') && index ? index.format : undefined
    const given = attributeNames.map((name) => name in attributes)
    const mirrored = isMirrored(world)
    const key = [topology, strip, ...given, texture !== undefined, alpha === 'blend', doubleSided, mirrored].join()
    let pipeline = made.get(key)
    if (pipeline) return pipeline
    pipeline = device.createRenderPipeline({
      label: key,
      layout: device.createPipelineLayout({
        bindGroupLayouts: texture ? [frameLayout, materialLayout] : [frameLayout],
      }),
      vertex: {
        module,
        entryPoint: 'vertexMain',
        // A stride of 0 gives every vertex the same value.
        buffers: attributeNames.map((name, slot) => ({
          arrayStride: given[slot] ? 4 * attributeSizes[name] : 0,
          attributes: [{ shaderLocation: slot, offset: 0, format: `float32x${attributeSizes[name]}` as const }],
        })),
      },
      primitive: {
        topology,
        ...(strip ? { stripIndexFormat: strip } : {}),
        frontFace: mirrored ? 'cw' : 'ccw',
        cullMode: topology.startsWith('triangle') && !doubleSided ? 'back' : 'none',
      },
      depthStencil: { format: depthFormat, depthCompare: 'less', depthWriteEnabled: alpha !== 'blend' },
      multisample: { count: samples },
      fragment: {
        module,
        entryPoint: texture ? 'texturedFragment' : 'plainFragment',
        targets: [{ format: pictureFormat, ...(alpha === 'blend' ? { blend: over } : {}) }],
      },
    })
    made.set(key, pipeline)
    return pipeline
  }
  return { frameLayout, materialLayout, of }
}

const over: GPUBlendState = {
  color: { srcFactor: 'src-alpha', dstFactor: 'one-minus-src-alpha', operation: 'add' },
  alpha: { srcFactor: 'one', dstFactor: 'one-minus-src-alpha', operation: 'add' },
}
