/**
 * NVIDIA's driver (580.159, H200) hangs in copies from buffers to stencils after a pass on a slice of a 3D image: a pass on a flat image comes
 * before each of them. Devices here are made to say that they are NVIDIA's.
 */
import { describe, expect, it } from 'vitest'
import { createBackendOn } from '../../src/backends/vulkan/backend.ts'
import {
  loadVulkan,
  VkCopyBufferToImageInfo2,
  VkImageCreateInfo,
  VkPhysicalDeviceProperties,
  VkPhysicalDeviceProperties2,
} from '../../src/backends/vulkan/bindings/index.ts'
import { vulkanFormat } from '../../src/backends/vulkan/device/formats.ts'
import type { DebugMessage } from '../../src/backends/vulkan/index.ts'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import type { TextureFormat } from '../../src/graph/formats.ts'
import { cellsByFormat } from '../support/depth-cells.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { patchVulkan, viewOf, type Patch } from '../support/gpu/patch-vulkan.ts'
import { runDepthCells } from '../support/gpu/run-depth-cells.ts'

const vendors = [
  { vendor: 'nvidia', id: 0x10de },
  { vendor: 'google', id: 0x1ae0 },
]
const stencils: readonly TextureFormat[] = ['stencil8', 'depth24plus-stencil8', 'depth32float-stencil8']

/** The cells of two formats reach every way in which stencils are copied to. */
const cellsWithStencil = cellsByFormat.filter(([format]) => format === 'stencil8' || format === 'depth32float-stencil8')

/** Copies to stencils by what came before them, and copies to other formats with such a pass before them. */
interface Seen {
  guarded: number
  bare: number
  others: number
}

await describeGpu('vulkan', 'copies to stencils on Vulkan', ({ loader, validationLayers }) => {
  const numbers = new Set(stencils.map((format) => vulkanFormat(format)))

  function watched(vendorId: number, seen: Seen) {
    const hasStencil = new Map<bigint, boolean>()
    const before: string[] = []
    const note =
      (name: string): Patch =>
      (call, args) => {
        before.push(name)
        return call(...args)
      }
    return patchVulkan(loadVulkan({ loader }), {
      vkGetPhysicalDeviceProperties2: (call, args) => {
        call(...args)
        const at = VkPhysicalDeviceProperties2.offsets.properties + VkPhysicalDeviceProperties.offsets.vendorID
        viewOf(args[1], VkPhysicalDeviceProperties2).setUint32(at, vendorId, true)
      },
      vkCreateImage: (call, args) => {
        const result = call(...args)
        const format = viewOf(args[1], VkImageCreateInfo).getUint32(VkImageCreateInfo.offsets.format, true)
        hasStencil.set((args[3] as BigUint64Array)[0]!, numbers.has(format))
        return result
      },
      vkCmdBeginRendering: note('begin'),
      vkCmdEndRendering: note('end'),
      vkCmdDraw: note('draw'),
      vkCmdPipelineBarrier2: note('barrier'),
      vkCmdCopyBufferToImage2: (call, args) => {
        const info = viewOf(args[1], VkCopyBufferToImageInfo2)
        const image = info.getBigUint64(VkCopyBufferToImageInfo2.offsets.dstImage, true)
        const isGuarded = before.slice(-3).join() === 'barrier,begin,end'
        if (!hasStencil.get(image)) seen.others += isGuarded ? 1 : 0
        else if (isGuarded) seen.guarded++
        else seen.bare++
        before.push('copy')
        return call(...args)
      },
    })
  }

  describe.each(vendors)('of a device of $vendor', ({ vendor, id }) => {
    it.each(cellsWithStencil)('%s', async (_, cells) => {
      const seen: Seen = { guarded: 0, bare: 0, others: 0 }
      const messages: DebugMessage[] = []
      const validation = validationLayers && ((message: DebugMessage) => void messages.push(message))
      const backend = createBackendOn(watched(id, seen), { validation })
      try {
        await runDepthCells(backend, cells)
        expect(Object.values(backend.liveObjects()).every((count) => count === 0)).toBe(true)
      } finally {
        await backend.destroy()
      }
      expect(messages).toEqual([])
      expectPasses(vendor, seen)
    })
  })
})

await describeGpu('webgpu', 'copies to stencils on WebGPU', ({ gpu }) => {
  describe.each(vendors)('of a device of $vendor', ({ vendor }) => {
    it.each(cellsWithStencil)('%s', async (_, cells) => {
      const seen: Seen = { guarded: 0, bare: 0, others: 0 }
      const adapter = (await gpu.requestAdapter())!
      const requiredFeatures = (['depth32float-stencil8'] as const).filter((name) => adapter.features.has(name))
      const device = await adapter.requestDevice({ requiredFeatures })
      Object.defineProperty(device, 'adapterInfo', { value: { vendor } })
      watch(device, seen)
      const backend = await createWebGpuBackend({ gpu, device })
      try {
        await runDepthCells(backend, cells)
      } finally {
        await backend.destroy()
        device.destroy()
      }
      expectPasses(vendor, seen)
    })
  })
})

function watch(device: GPUDevice, seen: Seen): void {
  const createCommandEncoder = device.createCommandEncoder.bind(device)
  device.createCommandEncoder = (descriptor) => {
    const encoder = createCommandEncoder(descriptor)
    let isAfterPass = false
    const beginRenderPass = encoder.beginRenderPass.bind(encoder)
    encoder.beginRenderPass = (pass) => {
      const [target, ...more] = pass.colorAttachments
      isAfterPass = target?.loadOp === 'clear' && more.length === 0 && !pass.depthStencilAttachment
      return beginRenderPass(pass)
    }
    for (const name of ['copyTextureToBuffer', 'copyBufferToBuffer', 'copyTextureToTexture'] as const) {
      const call = encoder[name].bind(encoder) as (...args: unknown[]) => undefined
      encoder[name] = (...args: unknown[]) => {
        isAfterPass = false
        return call(...args)
      }
    }
    const copy = encoder.copyBufferToTexture.bind(encoder)
    encoder.copyBufferToTexture = (from, to, size) => {
      if (!to.texture.format.includes('stencil')) seen.others += isAfterPass ? 1 : 0
      else if (isAfterPass) seen.guarded++
      else seen.bare++
      isAfterPass = false
      copy(from, to, size)
    }
    return encoder
  }
}

function expectPasses(vendor: string, { guarded, bare, others }: Seen): void {
  const isNvidia = vendor === 'nvidia'
  expect({ guarded: guarded > 0, bare: bare > 0, others }).toEqual({ guarded: isNvidia, bare: !isNvidia, others: 0 })
}
