/**
 * NVIDIA's driver (580.159, H200) stops the GPU where a pass without draws clears an attachment and discards it, after a multisampled draw: on such
 * devices nothing is discarded, and what reads as zeros is cleared by a pass of its own. Devices here are made to say that they are NVIDIA's too.
 */
import { describe, expect, it } from 'vitest'
import type { Backend } from '../../src/backends/backend.ts'
import { createBackendOn } from '../../src/backends/vulkan/backend.ts'
import {
  loadVulkan,
  VK_ATTACHMENT_STORE_OP_DONT_CARE,
  VkPhysicalDeviceProperties,
  VkPhysicalDeviceProperties2,
  VkRenderingAttachmentInfo,
  VkRenderingInfo,
  type Pointer,
} from '../../src/backends/vulkan/bindings/index.ts'
import type { DebugMessage } from '../../src/backends/vulkan/index.ts'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import type { FrameGraph } from '../../src/graph/document.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph } from '../../src/planner/index.ts'
import { createReference } from '../../src/reference/executor.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { patchVulkan, viewOf } from '../support/gpu/patch-vulkan.ts'

const vendors = [
  { vendor: 'nvidia', id: 0x10de },
  { vendor: 'google', id: 0x1ae0 },
]

const texture = (id: string, more: object) => ({ id, kind: 'texture', format: 'rgba8unorm', size: [17, 4], ...more })

const read = (id: string) => ({ id: `read-${id}`, kind: 'readback', from: id, output: id })

const draw = {
  id: 'draw',
  kind: 'render',
  depth: { use: 'samples', load: 'load' },
  draws: [{ pipeline: 'fill', vertexCount: 3 }],
}

/** Passes that clear and discard without drawing: what nobody reads, and what reads as zeros. Behind a multisampled draw they are what hangs. */
const graphOf = (isBehindDraw: boolean) =>
  parseGraph({
    version: 1,
    shaders: [
      {
        id: 'shader',
        wgsl: `@vertex fn corner(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
               return vec4f(array(vec2f(-1, 1), vec2f(3, 1), vec2f(-1, -3))[i], 0.5, 1);
             }`,
      },
    ],
    pipelines: [
      {
        id: 'fill',
        kind: 'render',
        shader: 'shader',
        vertex: { entryPoint: 'corner' },
        depthStencil: { depthWriteEnabled: true, depthCompare: 'always' },
      },
    ],
    resources: [
      texture('samples', { format: 'depth32float', sampleCount: 4, lifetime: 'persistent' }),
      texture('unread', {}),
      texture('kept', { format: 'rgba32float', lifetime: 'persistent' }),
      texture('forgotten', { lifetime: 'persistent' }),
      texture('forgotten-depth', { format: 'depth32float', lifetime: 'persistent' }),
      texture('forgotten-volume', { size: [17, 4, 3], dimension: '3d', lifetime: 'persistent' }),
    ],
    passes: [
      // What the run before discarded.
      ...['forgotten', 'forgotten-depth', 'forgotten-volume'].map(read),
      ...(isBehindDraw ? [draw] : []),
      {
        id: 'clear-unread',
        kind: 'render',
        color: [
          { use: 'unread', load: 'clear', clearValue: [0, 0, 1, 1] },
          { use: 'kept', load: 'load' },
        ],
        draws: [],
      },
      {
        id: 'clear-forgotten',
        kind: 'render',
        color: [
          { use: 'forgotten', load: 'clear', clearValue: [1, 1, 1, 1], store: 'discard' },
          { use: 'kept', load: 'clear', clearValue: [1, 2, 3, 4] },
        ],
        depth: { use: 'forgotten-depth', load: 'clear', clearValue: 1, store: 'discard' },
        draws: [],
      },
      {
        id: 'clear-volume',
        kind: 'render',
        color: [
          {
            use: { resource: 'forgotten-volume', origin: [0, 0, 1], size: [17, 4, 1] },
            load: 'clear',
            clearValue: [1, 1, 1, 1],
            store: 'discard',
          },
        ],
        draws: [],
      },
      read('kept'),
    ],
  })

async function compareRuns(backend: Backend, graph: FrameGraph): Promise<void> {
  const executor = await createExecutor(planGraph(graph, backend.profile), backend)
  const reference = createReference(graph)
  for (let run = 0; run < 3; run++) {
    const { outputs } = await executor.run()
    expect(outputs).toEqual((await reference.run({})).outputs)
  }
  await executor.destroy()
}

await describeGpu('vulkan', 'attachments that could be discarded on Vulkan', ({ loader, validationLayers }) => {
  describe.each(vendors)('of a device of $vendor', ({ vendor, id }) => {
    const isNvidia = vendor === 'nvidia'
    it('are stored where they have to be', async () => {
      let discarded = 0
      const count = (pointer: bigint): void => {
        if (pointer === 0n) return
        const view = viewOf(pointer as Pointer, VkRenderingAttachmentInfo)
        const { storeOp, imageView } = VkRenderingAttachmentInfo.offsets
        if (
          view.getBigUint64(imageView, true) !== 0n &&
          view.getInt32(storeOp, true) === VK_ATTACHMENT_STORE_OP_DONT_CARE
        )
          discarded++
      }
      const library = patchVulkan(loadVulkan({ loader }), {
        vkGetPhysicalDeviceProperties2: (call, args) => {
          call(...args)
          const at = VkPhysicalDeviceProperties2.offsets.properties + VkPhysicalDeviceProperties.offsets.vendorID
          viewOf(args[1], VkPhysicalDeviceProperties2).setUint32(at, id, true)
        },
        vkCmdBeginRendering: (call, args) => {
          const { offsets } = VkRenderingInfo
          const info = viewOf(args[1], VkRenderingInfo)
          const colors = info.getBigUint64(offsets.pColorAttachments, true)
          for (let i = 0; i < info.getUint32(offsets.colorAttachmentCount, true); i++)
            count(colors + BigInt(i * VkRenderingAttachmentInfo.size))
          count(info.getBigUint64(offsets.pDepthAttachment, true))
          return call(...args)
        },
      })
      const messages: DebugMessage[] = []
      const backend = createBackendOn(library, {
        validation: validationLayers && ((message) => void messages.push(message)),
      })
      try {
        await compareRuns(backend, graphOf(isNvidia))
      } finally {
        await backend.destroy()
      }
      expect(messages).toEqual([])
      expect(discarded > 0).toBe(!isNvidia)
    })
  })
})

await describeGpu('webgpu', 'attachments that could be discarded on WebGPU', ({ gpu }) => {
  describe.each(vendors)('of a device of $vendor', ({ vendor }) => {
    const isNvidia = vendor === 'nvidia'
    it('are stored where they have to be', async () => {
      let discarded = 0
      const adapter = (await gpu.requestAdapter())!
      const device = await adapter.requestDevice()
      Object.defineProperty(device, 'adapterInfo', { value: { vendor } })
      const createCommandEncoder = device.createCommandEncoder.bind(device)
      device.createCommandEncoder = (descriptor) => {
        const encoder = createCommandEncoder(descriptor)
        const begin = encoder.beginRenderPass.bind(encoder)
        encoder.beginRenderPass = (pass) => {
          const { colorAttachments, depthStencilAttachment: depth } = pass
          for (const color of colorAttachments) if (color?.storeOp === 'discard') discarded++
          if (depth?.depthStoreOp === 'discard') discarded++
          return begin(pass)
        }
        return encoder
      }
      const backend = await createWebGpuBackend({ gpu, device })
      try {
        await compareRuns(backend, graphOf(isNvidia))
      } finally {
        await backend.destroy()
        device.destroy()
      }
      expect(discarded > 0).toBe(!isNvidia)
    })
  })
})
