/** Attachments that live inside render passes only are made such that a device can keep them on the chip. */
import koffi from 'koffi'

import { beforeAll, afterAll, expect, it } from 'vitest'
import { createExecutor, parseGraph, planGraph, profiles, type GraphDocument } from '../../src/index.ts'
import { onChipTextures } from '../../src/plan/facts/on-chip.ts'
import { storesAttachments } from '../../src/backends/webgpu/device/vendors.ts'
import { createWebGpuBackend, type WebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { createBackendOn } from '../../src/backends/vulkan/backend.ts'
import {
  loadVulkan,
  VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT,
  VK_IMAGE_USAGE_DEPTH_STENCIL_ATTACHMENT_BIT,
  VK_IMAGE_USAGE_TRANSIENT_ATTACHMENT_BIT,
  VK_MEMORY_PROPERTY_LAZILY_ALLOCATED_BIT,
  VkImageCreateInfo,
  type DebugMessage,
  type VulkanLibrary,
} from '../../src/backends/vulkan/bindings/index.ts'
import { countGpu } from '../support/count-gpu.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'

const attachment = { kind: 'texture', format: 'rgba8unorm', size: [8, 8] } as const
type Pass = GraphDocument['passes'][number]

/** Four samples and a depth, drawn in two passes that merge, resolved to a picture; then `more`. */
const graphOf = (more: readonly Pass[] = [], colorLoad: 'clear' | 'load' = 'clear') =>
  parseGraph({
    version: 1,
    resources: [
      { id: 'samples', ...attachment, sampleCount: 4 },
      { id: 'depth', kind: 'texture', format: 'depth32float', size: [8, 8], sampleCount: 4 },
      { id: 'picture', ...attachment },
      { id: 'other', ...attachment },
    ],
    passes: [
      ...(colorLoad === 'load'
        ? [
            {
              id: 'clear',
              kind: 'render' as const,
              body: 'nothing',
              color: [{ use: 'samples', load: 'clear' as const }],
            },
          ]
        : []),
      {
        id: 'draw',
        kind: 'render',
        body: 'nothing',
        color: [{ use: 'samples', load: colorLoad, clearValue: [1, 0.2, 0, 1], resolve: 'picture' }],
        depth: { use: 'depth', load: 'clear', clearValue: 1 },
      },
      ...more,
      { id: 'get', kind: 'readback', from: 'picture', output: 'picture' },
    ],
  })

const idsOnChip = (graph: ReturnType<typeof graphOf>): string[] => {
  const plan = planGraph(graph, profiles.webgpu)
  const onChip = onChipTextures(plan)
  return plan.placements
    .filter(({ texture }) => texture !== undefined && onChip.has(texture))
    .map(({ resource }) => resource)
}

it('are those that each pass clears and discards: not what is resolved to, nor what is loaded or stored', () => {
  expect(idsOnChip(graphOf())).toEqual(['samples', 'depth'])
  expect(idsOnChip(graphOf([], 'load'))).toEqual(['depth'])
})

it('are not those that another command reads', () => {
  const read: Pass[] = [
    {
      id: 'use',
      kind: 'render',
      body: 'nothing',
      color: [{ use: 'other', load: 'clear' }],
      uses: [{ use: 'samples', as: 'sampled' }],
      sideEffects: true,
    },
  ]
  expect(idsOnChip(graphOf(read))).not.toContain('samples')
})

await describeGpu('webgpu', 'on the chip', ({ gpu }) => {
  let backend: WebGpuBackend
  beforeAll(async () => {
    backend = await createWebGpuBackend({ gpu })
  })
  afterAll(() => backend.destroy())

  it('are textures of that usage where the API has it, and the picture is what it is without', async () => {
    const { errors } = countGpu(backend.device)
    const usages: number[] = []
    const createTexture = backend.device.createTexture.bind(backend.device)
    backend.device.createTexture = (descriptor) => {
      usages.push(descriptor.usage)
      return createTexture(descriptor)
    }
    const executor = await createExecutor(planGraph(graphOf(), backend.profile), backend)
    const bodies = { nothing: () => undefined }
    for (let run = 0; run < 2; run++) {
      const { outputs } = await executor.run({ bodies })
      expect([...outputs['picture']!.subarray(0, 4)]).toEqual([255, 51, 0, 255])
    }
    await executor.destroy()
    expect(errors).toEqual([])
    const { GPUTextureUsage: known } = globalThis as { GPUTextureUsage?: object }
    const transient = usages.filter((usage) => (usage & 0x20) !== 0)
    const isUsed = known && 'TRANSIENT_ATTACHMENT' in known && !storesAttachments(backend.device)
    expect(transient).toEqual(isUsed ? [0x30, 0x30] : [])
  })
})

/** The library, with a device that says all its memory is allocated only when needed; and what images are made. */
function tileBased(real: VulkanLibrary) {
  const usages: number[] = []
  let allocations = 0
  const library: VulkanLibrary = {
    ...real,
    instanceCommands(instance) {
      const commands = real.instanceCommands(instance)
      return {
        ...commands,
        vkGetPhysicalDeviceMemoryProperties2: ((device, properties) => {
          commands.vkGetPhysicalDeviceMemoryProperties2(device, properties)
          // Behind sType and pNext: how many types, then flags and heap of each of up to 32.
          const words = new Uint32Array(koffi.view(properties as bigint, 16 + 4 + 32 * 8))
          for (let type = 0; type < words[4]!; type++) words[5 + 2 * type]! |= VK_MEMORY_PROPERTY_LAZILY_ALLOCATED_BIT
        }) as typeof commands.vkGetPhysicalDeviceMemoryProperties2,
      }
    },
    deviceCommands(instance, device) {
      const commands = real.deviceCommands(instance, device)
      return {
        ...commands,
        vkCreateImage: ((device, info, ...rest) => {
          const fields = new DataView(koffi.view(info as bigint, VkImageCreateInfo.size))
          usages.push(fields.getUint32(VkImageCreateInfo.offsets.usage, true))
          return commands.vkCreateImage(device, info, ...rest)
        }) as typeof commands.vkCreateImage,
        vkAllocateMemory: ((...args) => {
          allocations++
          return commands.vkAllocateMemory(...args)
        }) as typeof commands.vkAllocateMemory,
      }
    },
  }
  return { library, usages, allocations: () => allocations }
}

await describeGpu('vulkan', 'on the chip', ({ loader, validationLayers }) => {
  it('are images of that usage, in memory of its own kind where the device has it', async () => {
    const messages: DebugMessage[] = []
    const options = validationLayers ? { validation: (message: DebugMessage) => void messages.push(message) } : {}
    const pictures: number[][] = []
    const allocations: number[] = []
    for (const lazily of [false, true]) {
      const real = loadVulkan({ loader })
      const seen = tileBased(real)
      const { instanceCommands } = lazily ? seen.library : real
      const backend = createBackendOn({ ...seen.library, instanceCommands }, options)
      const executor = await createExecutor(planGraph(graphOf(), backend.profile), backend)
      const made = seen.allocations()
      const { outputs } = await executor.run({ bodies: { nothing: () => undefined } })
      pictures.push([...outputs['picture']!.subarray(0, 4)])
      allocations.push(made)
      await executor.destroy()
      await backend.destroy()
      expect(seen.usages.filter((usage) => (usage & VK_IMAGE_USAGE_TRANSIENT_ATTACHMENT_BIT) !== 0)).toEqual([
        VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT | VK_IMAGE_USAGE_TRANSIENT_ATTACHMENT_BIT,
        VK_IMAGE_USAGE_DEPTH_STENCIL_ATTACHMENT_BIT | VK_IMAGE_USAGE_TRANSIENT_ATTACHMENT_BIT,
      ])
    }
    expect(pictures).toEqual([
      [255, 51, 0, 255],
      [255, 51, 0, 255],
    ])
    expect(allocations[1]).toBeGreaterThan(allocations[0]!)
    expect(messages).toEqual([])
  })
})
