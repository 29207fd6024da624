/** Vulkan's copy from a buffer to an image, with what some devices need before it. */
import { formatInfo } from '../../../graph/formats.ts'
import type { PlannedTexture } from '../../../plan/document.ts'
import { VkCopyBufferToImageInfo2 } from '../bindings/index.ts'
import type { Build, Recording } from '../memory/build.ts'

type CopyToImage = (recording: Recording, info: VkCopyBufferToImageInfo2) => void

export function compileCopyToImage({ device, flatTarget }: Build, { format }: PlannedTexture): CopyToImage {
  const before = formatInfo(format).stencil ? flatTarget : undefined
  return ({ commands, arena }, info) => {
    before?.record(commands, arena)
    device.vk.vkCmdCopyBufferToImage2(commands, arena.struct(VkCopyBufferToImageInfo2, info))
  }
}
