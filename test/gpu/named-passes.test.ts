/** A shader that a pass cannot run: the error names the shader, and the pass. */
import { expect, it } from 'vitest'
import type { Backend } from '../../src/backends/backend.ts'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createVulkanBackend } from '../../src/backends/vulkan/index.ts'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { execute, frameGraph } from '../../src/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'

const graph = frameGraph('misspelt')
  .buffer('data', { size: 64 })
  .shader('ones', {
    wgsl: '@group(0) @binding(0) var<storage, read_write> data: array<u32>; @compute @workgroup_size(1) fn main() { data[0] = 1; }',
  })
  .compute('make', {
    shader: 'ones',
    entryPoint: 'mian',
    workgroups: [1, 1, 1],
    bindings: [{ group: 0, binding: 0, use: 'data', as: 'storage', access: 'write' }],
  })
  .readback('data', { output: 'data' })
  .build()

const isNamedOn = (make: () => Promise<Backend> | Backend) =>
  it('names the pass, the shader and the entry point that is not there', async () => {
    const backend = await make()
    await expect(execute(graph, backend)).rejects.toMatchObject({
      code: 'SHADER_FAILED',
      message: expect.stringMatching(/^Pass "make": the shader "ones" .*mian/s) as string,
      details: { pass: 'make', shader: 'ones' },
    })
    await backend.destroy()
  })

isNamedOn(createDummyBackend)
await describeGpu('vulkan', 'on Vulkan', ({ loader }) => isNamedOn(() => createVulkanBackend({ loader })))
await describeGpu('webgpu', 'on WebGPU', ({ gpu }) => isNamedOn(() => createWebGpuBackend({ gpu })))
