/** What runs random graphs on a device: a backend, and what graphs need there. */
import type { Backend, Body } from '../../../src/backends/backend.ts'
import type { DebugMessage, VulkanBackend } from '../../../src/backends/vulkan/index.ts'
import type { WebGpuBackend } from '../../../src/backends/webgpu/index.ts'
import { isMemkitError } from '../../../src/errors.ts'
import { createExecutor } from '../../../src/executor/index.ts'
import type { TextureFormat } from '../../../src/graph/formats.ts'
import { parseGraph } from '../../../src/graph/parse.ts'
import { planGraph } from '../../../src/planner/index.ts'
import { importBuffers, readBuffer } from '../import-buffers.ts'
import { stillBody } from '../random/runnable.ts'
import { formatClasses, type FormatClass } from '../random/texture-shapes.ts'
import { mixShader, type GpuGraph } from '../wgsl-mix.ts'
import { vulkanBody } from './vulkan-body.ts'
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
        if (pass.kind === 'custom' && pass.body !== stillBody)
          bodies[pass.body] = vulkanBody(backend.native, pass, [], (uses) => mixShader('main', pass.id, uses), cleanUp)
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

/** The classes of formats that the device can make a texture of, upload and read back; block formats are optional everywhere. */
export async function formatClassesOf(backend: Backend): Promise<FormatClass[]> {
  const able: FormatClass[] = []
  for (const name of Object.keys(formatClasses) as FormatClass[]) {
    const optional = name === 'bc' || name === 'etc' || name === 'astc'
    if (!optional || (await canKeep(backend, formatClasses[name][0]))) able.push(name)
  }
  return able
}

async function canKeep(backend: Backend, format: TextureFormat): Promise<boolean> {
  const graph = parseGraph({
    version: 1,
    resources: [{ id: 't', kind: 'texture', format, size: [12, 12] }],
    passes: [
      { id: 'in', kind: 'upload', to: 't', input: 'in' },
      { id: 'out', kind: 'readback', from: 't', output: 'out' },
    ],
  })
  try {
    await (await createExecutor(planGraph(graph, backend.profile), backend)).destroy()
    return true
  } catch (error) {
    if (isMemkitError(error) && (error.code === 'UNSUPPORTED_FORMAT' || error.phase === 'backend')) return false
    throw error
  }
}
