/** The bodies of the passes, on WebGPU: pipelines are made once, bind groups for each run. */
import type { Body, BodyContext } from 'memkit-gpu'
import type { WebGpuBufferSlice, WebGpuSlice, WebGpuTextureSlice } from 'memkit-gpu/webgpu'
import { vertexFloats, type Geometry } from './geometry.ts'
import { describeTargets, screenPasses, type ScreenPass, type Size } from './passes.ts'
import { geometryShader, screenShader, shadowShader } from './shaders.ts'

type PassContext = BodyContext<GPURenderPassEncoder, WebGpuSlice>
const stages = { vertex: 1, fragment: 2 }

export function createBodies(device: GPUDevice, size: Size, geometry: Geometry): Record<string, Body> {
  const targets = describeTargets(size)
  const frameEntry = { binding: 0, visibility: stages.vertex | stages.fragment, buffer: {} }
  const module = (code: string): GPUShaderModule => device.createShaderModule({ code })
  const bufferOf = (slices: PassContext['slices'], id: string) => slices[id]![0] as WebGpuBufferSlice
  const vertexCount = geometry.vertices.length / vertexFloats

  const geometryLayout = device.createBindGroupLayout({ entries: [frameEntry] })
  const drawTriangles = (
    descriptor: Omit<GPURenderPipelineDescriptor, 'layout'>,
    first: number,
    count: number,
  ): Body => {
    const layout = device.createPipelineLayout({ bindGroupLayouts: [geometryLayout] })
    const pipeline = device.createRenderPipeline({ ...descriptor, layout })
    return ({ native: pass, slices }: PassContext) => {
      const entries = [{ binding: 0, resource: bufferOf(slices, 'frame') }]
      const { buffer, offset, size } = bufferOf(slices, 'vertices')
      pass.setPipeline(pipeline)
      pass.setBindGroup(0, device.createBindGroup({ layout: geometryLayout, entries }))
      pass.setVertexBuffer(0, buffer, offset, size)
      pass.draw(count, 1, first)
    }
  }
  const depthStencil = { format: 'depth32float', depthCompare: 'less', depthWriteEnabled: true } as const
  const attributes = [
    { shaderLocation: 0, offset: 0, format: 'float32x3' },
    { shaderLocation: 1, offset: 12, format: 'float32x3' },
    { shaderLocation: 2, offset: 24, format: 'float32x4' },
  ] as const
  const vertex = (code: string, count: number) => ({
    module: module(code),
    buffers: [{ arrayStride: 4 * vertexFloats, attributes: attributes.slice(0, count) }],
  })
  const gBuffer = {
    vertex: vertex(geometryShader, 3),
    primitive: { cullMode: 'back' },
    fragment: {
      module: module(geometryShader),
      targets: ['albedo', 'normals'].map((id) => ({ format: targets[id]!.format })),
    },
    depthStencil,
  } as const
  // The slope keeps surfaces that the sun grazes from shading themselves.
  const shadow = {
    vertex: vertex(shadowShader, 1),
    depthStencil: { ...depthStencil, depthBias: 2, depthBiasSlopeScale: 2.5 },
  }

  const linear = device.createSampler({ magFilter: 'linear', minFilter: 'linear' })
  const overScreen = ({ id, fragment, reads, writes, behind }: ScreenPass): Body => {
    const read = reads.map((name) => (typeof name === 'string' ? name : name.before))
    const layout = device.createBindGroupLayout({
      entries: [
        frameEntry,
        { binding: 1, visibility: stages.fragment, sampler: {} },
        ...read.map((name, i) => ({
          binding: 2 + i,
          visibility: stages.fragment,
          texture: { sampleType: targets[name]!.format === 'depth32float' ? ('depth' as const) : ('float' as const) },
        })),
      ],
    })
    const target = targets[writes]!
    const code = module(screenShader(fragment, target.size))
    const pipeline = device.createRenderPipeline({
      label: id,
      layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      vertex: { module: code },
      fragment: { module: code, targets: [{ format: target.format }] },
      ...(behind === undefined
        ? {}
        : { depthStencil: { format: 'depth32float', depthCompare: 'less-equal', depthWriteEnabled: false } as const }),
    })
    return ({ native: pass, slices }: PassContext) => {
      const entries = [
        { binding: 0, resource: bufferOf(slices, 'frame') },
        { binding: 1, resource: linear },
        ...read.map((name, i) => ({ binding: 2 + i, resource: (slices[name]![0] as WebGpuTextureSlice).view })),
      ]
      pass.setPipeline(pipeline)
      pass.setBindGroup(0, device.createBindGroup({ layout, entries }))
      pass.draw(3)
    }
  }

  return {
    shadow: drawTriangles(shadow, 0, vertexCount),
    'g-buffer-floor': drawTriangles(gBuffer, 0, geometry.floorVertices),
    'g-buffer-things': drawTriangles(gBuffer, geometry.floorVertices, vertexCount - geometry.floorVertices),
    ...Object.fromEntries(screenPasses.map((pass) => [pass.id, overScreen(pass)])),
  }
}
