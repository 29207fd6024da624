/** Lower levels from the one above: blits with a linear filter, which at exactly half the size is the mean of each 2 × 2 texels. */
import { unsupported } from '../../../errors.ts'
import type { CommandOf, PlannedTexture } from '../../../planner/plan.ts'
import {
  Arena,
  VK_ACCESS_2_COLOR_ATTACHMENT_WRITE_BIT,
  VK_ACCESS_2_SHADER_SAMPLED_READ_BIT,
  VK_ACCESS_2_TRANSFER_READ_BIT,
  VK_ACCESS_2_TRANSFER_WRITE_BIT,
  VK_FILTER_LINEAR,
  VK_FORMAT_FEATURE_BLIT_DST_BIT,
  VK_FORMAT_FEATURE_BLIT_SRC_BIT,
  VK_FORMAT_FEATURE_SAMPLED_IMAGE_FILTER_LINEAR_BIT,
  VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL,
  VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL,
  VK_PIPELINE_STAGE_2_BLIT_BIT,
  VkBlitImageInfo2,
  VkDependencyInfo,
  VkFormatProperties2,
} from '../bindings/index.ts'
import { maskOf } from '../access-masks.ts'
import type { Build, RecordCommand } from '../build.ts'
import { vulkanFormat } from '../formats.ts'
import { layersOf } from '../images.ts'
import type { DeviceQueue } from '../queue.ts'
import { imageChange, type Masks, type Transition } from './barrier.ts'

/** The plan has level 0 ready to be sampled and all others ready to be rendered to; so they are left. */
export function compileMipmap(
  build: Build,
  { texture: index, mipLevelCount }: CommandOf<'mipmap'>,
  queue: DeviceQueue,
): RecordCommand {
  const { device, places, plan } = build
  const texture = plan.textures[index]!
  checkBlits(build, texture)
  const layerCount = layersOf(texture)
  const sampled = maskOf(['sampled-read'], queue.kinds).stages
  const colored = maskOf(['color-attachment'], queue.kinds).stages
  const blit = VK_PIPELINE_STAGE_2_BLIT_BIT
  return ({ commands, arena, at }) => {
    const image = places.image(index, at)
    const change = (
      mipLevel: number,
      count: number,
      from: Transition['from'],
      to: Transition['to'],
      [srcStageMask, srcAccessMask, dstStageMask, dstAccessMask]: readonly [bigint, bigint, bigint, bigint],
    ) => ({
      ...({ srcStageMask, srcAccessMask, dstStageMask, dstAccessMask } satisfies Masks),
      ...imageChange(image, { mipLevel, mipLevelCount: count, layer: 0, layerCount, from, to }),
    })
    const barrier = (...pImageMemoryBarriers: ReturnType<typeof change>[]): void =>
      device.vk.vkCmdPipelineBarrier2(commands, arena.struct(VkDependencyInfo, { pImageMemoryBarriers }))
    const read = VK_ACCESS_2_TRANSFER_READ_BIT
    const write = VK_ACCESS_2_TRANSFER_WRITE_BIT
    const color = VK_ACCESS_2_COLOR_ATTACHMENT_WRITE_BIT
    const lower = mipLevelCount - 1
    if (lower < 1) return
    barrier(
      change(0, 1, 'sampled', 'copy-src', [sampled, 0n, blit, read]),
      change(1, lower, 'color', 'copy-dst', [colored, color, blit, write]),
    )
    for (let level = 1; level < mipLevelCount; level++) {
      const info = arena.struct(VkBlitImageInfo2, {
        srcImage: image.image,
        srcImageLayout: VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL,
        dstImage: image.image,
        dstImageLayout: VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL,
        pRegions: [regionOf(texture, level, image.aspects, layerCount)],
        filter: VK_FILTER_LINEAR,
      })
      device.vk.vkCmdBlitImage2(commands, info)
      if (level < lower) barrier(change(level, 1, 'copy-dst', 'copy-src', [blit, write, blit, read]))
    }
    const back = change(0, 1, 'copy-src', 'sampled', [blit, 0n, sampled, VK_ACCESS_2_SHADER_SAMPLED_READ_BIT])
    const last = change(lower, 1, 'copy-dst', 'color', [blit, write, colored, color])
    if (lower === 1) barrier(back, last)
    else barrier(back, last, change(1, lower - 1, 'copy-src', 'color', [blit, 0n, colored, color]))
  }
}

/** A last odd row or column of the level above takes no part, so that every texel is the mean of whole ones. */
function regionOf(texture: PlannedTexture, level: number, aspectMask: number, layerCount: number) {
  const { size, dimension } = texture
  const at = (axis: number, level: number): number => {
    if ((axis === 1 && dimension === '1d') || (axis === 2 && dimension !== '3d')) return 1
    return Math.max(1, Math.floor(size[axis]! / 2 ** level))
  }
  const target = [0, 1, 2].map((axis) => at(axis, level))
  const source = [0, 1, 2].map((axis) => (at(axis, level - 1) > 1 ? target[axis]! * 2 : 1))
  const corner = ([x, y, z]: number[]) => ({ x: x!, y: y!, z: z! })
  const layers = (mipLevel: number) => ({ aspectMask, mipLevel, baseArrayLayer: 0, layerCount })
  return {
    srcSubresource: layers(level - 1),
    srcOffsets: [corner([0, 0, 0]), corner(source)],
    dstSubresource: layers(level),
    dstOffsets: [corner([0, 0, 0]), corner(target)],
  }
}

function checkBlits({ device }: Build, { format }: PlannedTexture): void {
  const arena = new Arena(1024)
  const properties = arena.struct(VkFormatProperties2, {})
  const { commands } = device.instance
  commands.vkGetPhysicalDeviceFormatProperties2(device.physical.handle, vulkanFormat(format), properties)
  const { optimalTilingFeatures } = arena.read(VkFormatProperties2, properties).formatProperties
  const needed =
    VK_FORMAT_FEATURE_BLIT_SRC_BIT | VK_FORMAT_FEATURE_BLIT_DST_BIT | VK_FORMAT_FEATURE_SAMPLED_IMAGE_FILTER_LINEAR_BIT
  if ((optimalTilingFeatures & needed) !== needed)
    throw unsupported(`The device cannot average texels of ${format}, so it makes no mipmaps of it`, { format })
}
