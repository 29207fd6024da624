/** An image of one texel, and the empty pass on it that must come before copies to stencils on some devices. */
import {
  Arena,
  VK_ACCESS_2_COLOR_ATTACHMENT_WRITE_BIT,
  VK_ATTACHMENT_LOAD_OP_CLEAR,
  VK_ATTACHMENT_STORE_OP_STORE,
  VK_COMPONENT_SWIZZLE_IDENTITY,
  VK_FORMAT_R8G8B8A8_UNORM,
  VK_IMAGE_ASPECT_COLOR_BIT,
  VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL,
  VK_IMAGE_LAYOUT_UNDEFINED,
  VK_IMAGE_VIEW_TYPE_2D,
  VK_PIPELINE_STAGE_2_COLOR_ATTACHMENT_OUTPUT_BIT,
  VK_QUEUE_FAMILY_IGNORED,
  VK_RESOLVE_MODE_NONE,
  VkBindImageMemoryInfo,
  VkDependencyInfo,
  VkImageViewCreateInfo,
  VkRenderingInfo,
  type VkCommandBuffer,
  type VkImage,
  type VkImageView,
} from '../bindings/index.ts'
import type { PlannedTexture } from '../../../plan/document.ts'
import type { Device } from '../device/device.ts'
import { LiveCounts, Scope } from '../device/scope.ts'
import { needsFlatTarget } from '../device/vendors.ts'
import { createImage, makingOf } from './make-image.ts'
import { allocateMemory } from './memory.ts'
import { sharingOf } from './sharing.ts'

const what = 'an image of one texel'
const texel: PlannedTexture = {
  format: 'rgba8unorm',
  dimension: '2d',
  size: [1, 1, 1],
  mipLevelCount: 1,
  sampleCount: 1,
  usage: ['attachment'],
  lifetime: 'transient',
  sizeBytes: 4,
}
const subresourceRange = {
  aspectMask: VK_IMAGE_ASPECT_COLOR_BIT,
  baseMipLevel: 0,
  levelCount: 1,
  baseArrayLayer: 0,
  layerCount: 1,
}

/**
 * NVIDIA's driver (580.159, H200) copies buffers to stencils by a draw of its own, which takes over what kind of target the last pass
 * of the queue drew to. After a pass on a slice of a 3D image, other than the first, the GPU reports a class error (Xid 69) and stops
 * working for all processes; two command buffers are enough for that: a clear of slice 3 of four and a copy to the stencil of depth32float-stencil8. So an empty
 * pass on a 2D image comes before each of these copies.
 */
export class FlatTarget {
  private readonly device: Device
  private readonly scope = new Scope(new LiveCounts())
  private made: { readonly image: VkImage; readonly view: VkImageView } | undefined

  /** For the devices that need it. */
  static of(device: Device): FlatTarget | undefined {
    return needsFlatTarget(device) ? new FlatTarget(device) : undefined
  }

  private constructor(device: Device) {
    this.device = device
  }

  /** Records the pass; the image is created for the first. @throws MemkitError OUT_OF_MEMORY, DEVICE_LOST */
  record(commands: VkCommandBuffer, arena: Arena): void {
    const { image, view } = (this.made ??= this.make())
    const { vk } = this.device
    const stage = VK_PIPELINE_STAGE_2_COLOR_ATTACHMENT_OUTPUT_BIT
    const access = VK_ACCESS_2_COLOR_ATTACHMENT_WRITE_BIT
    const change = {
      srcStageMask: stage,
      srcAccessMask: access,
      dstStageMask: stage,
      dstAccessMask: access,
      oldLayout: VK_IMAGE_LAYOUT_UNDEFINED,
      newLayout: VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL,
      srcQueueFamilyIndex: VK_QUEUE_FAMILY_IGNORED,
      dstQueueFamilyIndex: VK_QUEUE_FAMILY_IGNORED,
      image,
      subresourceRange,
    }
    vk.vkCmdPipelineBarrier2(commands, arena.struct(VkDependencyInfo, { pImageMemoryBarriers: [change] }))
    const target = {
      imageView: view,
      imageLayout: VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL,
      resolveMode: VK_RESOLVE_MODE_NONE,
      resolveImageLayout: VK_IMAGE_LAYOUT_UNDEFINED,
      // A pass that clears nothing and draws nothing does not reach the GPU.
      loadOp: VK_ATTACHMENT_LOAD_OP_CLEAR,
      storeOp: VK_ATTACHMENT_STORE_OP_STORE,
      clearValue: { color: { float32: [0, 0, 0, 0] as const } },
    }
    const renderArea = { offset: { x: 0, y: 0 }, extent: { width: 1, height: 1 } }
    const info = { renderArea, layerCount: 1, viewMask: 0, pColorAttachments: [target] }
    vk.vkCmdBeginRendering(commands, arena.struct(VkRenderingInfo, info))
    vk.vkCmdEndRendering(commands)
  }

  free(): void {
    this.scope.free()
  }

  private make(): NonNullable<FlatTarget['made']> {
    try {
      const image = this.makeImage()
      return { image, view: this.makeView(image) }
    } catch (error) {
      this.scope.free()
      throw error
    }
  }

  private makeImage(): VkImage {
    const { device, scope } = this
    const arena = new Arena(1024)
    const how = makingOf(texel, { mutable: false, onChip: false, sharing: sharingOf([]) })
    const { image, sizeBytes, alignment, typeBits } = createImage({ device, scope, arena }, texel, 0, what, how)
    const [place] = allocateMemory(device, scope, arena, [{ what, use: 'device', sizeBytes, alignment, typeBits }])
    const { memory, offset } = place!
    const bindings = arena.structs(VkBindImageMemoryInfo, [{ image, memory, memoryOffset: offset }])
    device.check(device.vk.vkBindImageMemory2(device.handle, 1, bindings), 'vkBindImageMemory2', what)
    arena.reset()
    return image
  }

  private makeView(image: VkImage): VkImageView {
    const { device, scope } = this
    const { vk, handle } = device
    const arena = new Arena(1024)
    const same = VK_COMPONENT_SWIZZLE_IDENTITY
    const info = arena.struct(VkImageViewCreateInfo, {
      image,
      viewType: VK_IMAGE_VIEW_TYPE_2D,
      format: VK_FORMAT_R8G8B8A8_UNORM,
      components: { r: same, g: same, b: same, a: same },
      subresourceRange,
    })
    const out = new BigUint64Array(1)
    device.check(vk.vkCreateImageView(handle, info, null, out), 'vkCreateImageView', what)
    const view = out[0] as VkImageView
    scope.own('imageViews', () => vk.vkDestroyImageView(handle, view, null))
    arena.reset()
    return view
  }
}
