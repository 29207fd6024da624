/** Shaders that are given one slice of a 3D texture see its level with all slices, on the CPU as on devices: no API has views of one. */
import { expect, it } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createVulkanBackend } from '../../src/backends/vulkan/index.ts'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { execute, parseGraph, referenceRun, type Backend } from '../../src/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'

const slice = { resource: 'volume', mipLevel: 0, origin: [0, 0, 2] as const, size: [1, 1, 1] as const }
const graph = parseGraph({
  version: 1,
  resources: [
    { id: 'volume', kind: 'texture', format: 'r32uint', size: [1, 1, 4], dimension: '3d', lifetime: 'persistent' },
    { id: 'seen', kind: 'buffer', size: 16 },
  ],
  shaders: [
    {
      id: 'write',
      wgsl: `@group(0) @binding(0) var volume: texture_storage_3d<r32uint, write>;
@compute @workgroup_size(1) fn main() { textureStore(volume, vec3u(0, 0, 2), vec4u(9)); }`,
    },
    {
      id: 'read',
      wgsl: `@group(0) @binding(0) var volume: texture_3d<u32>;
@group(0) @binding(1) var<storage, read_write> seen: array<u32>;
@compute @workgroup_size(1) fn main() { for (var i = 0u; i < 4; i++) { seen[i] = textureLoad(volume, vec3u(0, 0, i), 0).x; } }`,
    },
  ],
  passes: [
    { id: 'load', kind: 'upload', to: 'volume', input: 'texels' },
    {
      id: 'write',
      kind: 'compute',
      shader: 'write',
      entryPoint: 'main',
      workgroups: [1, 1, 1],
      bindings: [{ group: 0, binding: 0, use: slice, as: 'storage-texture', access: 'write' }],
    },
    {
      id: 'read',
      kind: 'compute',
      shader: 'read',
      entryPoint: 'main',
      workgroups: [1, 1, 1],
      bindings: [
        { group: 0, binding: 0, use: slice, as: 'sampled' },
        { group: 0, binding: 1, use: 'seen', as: 'storage', access: 'write' },
      ],
    },
    { id: 'get', kind: 'readback', from: 'seen', output: 'seen' },
  ],
})
const inputs = { texels: Uint32Array.of(1, 2, 3, 4) }
const seen = new Uint8Array(Uint32Array.of(1, 2, 9, 4).buffer)

it('the reference', async () => {
  expect((await referenceRun(graph, inputs)).outputs['seen']).toEqual(seen)
})

const sees = async (backend: Backend) => {
  try {
    expect((await execute(graph, backend, { inputs })).outputs['seen']).toEqual(seen)
  } finally {
    await backend.destroy()
  }
}

it('the Dummy', () => sees(createDummyBackend()))
await describeGpu('webgpu', 'a slice of a volume on WebGPU', ({ gpu }) => {
  it('is seen in its level', async () => sees(await createWebGpuBackend({ gpu })))
})
await describeGpu('vulkan', 'a slice of a volume on Vulkan', (driver) => {
  it('is seen in its level', async () => sees(await createVulkanBackend({ loader: driver.loader })))
})
