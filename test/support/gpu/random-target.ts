/** What runs random graphs on a device: a backend, and what graphs need there. */
import type { Backend, Body } from '../../../src/backends/backend.ts'
import type { DebugMessage, VulkanBackend } from '../../../src/backends/vulkan/index.ts'
import type { WebGpuBackend } from '../../../src/backends/webgpu/index.ts'
import { importBuffers, readBuffer } from '../import-buffers.ts'
import { stillBody } from '../random/runnable.ts'
import { mixShader, type GpuGraph } from '../wgsl-mix.ts'
import { drawsToAttachments, vulkanEngine } from './engine-bodies.ts'
import { vulkanBody } from './vulkan-body.ts'
import { submittingVulkan } from './vulkan-external.ts'
import { importMapped } from './vulkan-buffer.ts'

export interface GpuTarget {
  readonly api: 'webgpu' | 'vulkan'
  readonly backend: Backend
  /** What drivers and layers said since they were asked last. */
  complaints(): string[]
  prepare(gpuGraph: GpuGraph, imports: Readonly<Record<string, Uint8Array>>): Promise<Prepared>
}

export interface Prepared {
  readonly bodies: Record<string, Body>
  readonly imports: Record<string, unknown>
  /** The bytes of the imported buffers now. */
  readImports(): Promise<Record<string, Uint8Array>>
  destroy(): void
}

export function webGpuTarget(backend: WebGpuBackend): GpuTarget {
  const errors: string[] = []
  backend.device.addEventListener('uncapturederror', (event) => errors.push(event.error.message))
  return {
    api: 'webgpu',
    backend,
    complaints: () => errors.splice(0),
    prepare: (gpuGraph, bytes) => {
      const buffers = importBuffers(backend.device, bytes)
      return Promise.resolve({
        bodies: gpuGraph.bodies(backend.device, []),
        imports: buffers,
        readImports: async () => {
          const read: Record<string, Uint8Array> = {}
          for (const [id, buffer] of Object.entries(buffers))
            read[id] = (await readBuffer(backend.device, buffer)).subarray(0, bytes[id]!.length)
          return read
        },
        destroy: () => Object.values(buffers).forEach((buffer) => buffer.destroy()),
      })
    },
  }
}

/** `messages` are the validation layer's. */
export function vulkanTarget(backend: VulkanBackend, messages: DebugMessage[]): GpuTarget {
  return {
    api: 'vulkan',
    backend,
    complaints: () => messages.splice(0).map((message) => JSON.stringify(message)),
    prepare: ({ graph, cpuBodies }, bytes) => {
      const cleanUp: (() => void)[] = []
      const bodies = cpuBodies([])
      for (const pass of graph.passes)
        if ((pass.kind === 'custom' || pass.kind === 'external') && pass.body !== stillBody) {
          const body = drawsToAttachments(pass)
            ? vulkanEngine(backend.native, graph, pass)
            : vulkanBody(backend.native, pass, [], (uses) => mixShader('main', pass.id, uses), cleanUp)
          bodies[pass.body] = pass.kind === 'custom' ? body : submittingVulkan(backend.native, body, cleanUp)
        }
      const { handles, buffers } = importMapped(backend.native, bytes)
      return Promise.resolve({
        bodies,
        imports: handles,
        readImports: () =>
          Promise.resolve(
            Object.fromEntries(Object.entries(buffers).map(([id, one]) => [id, one.bytes.slice(0, bytes[id]!.length)])),
          ),
        destroy: () => {
          for (const buffer of Object.values(buffers)) buffer.destroy()
          for (const clean of cleanUp) clean()
        },
      })
    },
  }
}
