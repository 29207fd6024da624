/** Bodies: functions of the program that record a pass, with the slices of what the pass uses. */
import { missingBody } from '../../../errors.ts'
import type { CommandOf, PlanUse, TextureSlice } from '../../../plan/document.ts'
import { viewFormatOf, type RenderAttachment } from '../../../plan/facts/attachments.ts'
import type { BodyContext, MaybePromise } from '../../backend.ts'
import type { VkBuffer, VkCommandBuffer, VkImage, VkImageView, VkQueue } from '../bindings/index.ts'
import type { Build, RecordCommand, Recording } from '../memory/build.ts'
import { vulkanFormat } from '../device/formats.ts'
import type { DeviceQueue } from '../device/queue.ts'
import type { RunPlace } from '../memory/places.ts'
import { attachmentShape, type TextureBindings } from '../shaders/texture-bindings.ts'

/** A buffer as a body sees it. */
export interface VulkanBufferSlice {
  /** The `VkBuffer` that holds it. */
  readonly buffer: VkBuffer
  /** First byte. */
  readonly offset: number
  /** Bytes. */
  readonly size: number
}

/** A texture as a body sees it. */
export interface VulkanTextureSlice {
  /** The `VkImage`. */
  readonly image: VkImage
  /**
   * View of the levels and layers that the use names: 2D, or a 2D array for several layers. VK_NULL_HANDLE where the plan only
   * ever copies the texture.
   */
  readonly view: VkImageView
  /** Layout of the image while the body's commands execute, a VkImageLayout. */
  readonly layout: number
  /** Format of the view, a VkFormat. */
  readonly format: number
  /** The part of it that is used. */
  readonly slice: TextureSlice
}

/** A resource as a body sees it: the native handle, and the part that is meant. */
export type VulkanSlice = VulkanBufferSlice | VulkanTextureSlice
/** Context of a body. `native` is in the recording state, and for render passes inside vkCmdBeginRendering. */
export type VulkanBodyContext = BodyContext<VkCommandBuffer, VulkanSlice>

/** A queue of the device, to which the body of an external pass submits. */
export interface VulkanQueue {
  /** The handle for vkQueueSubmit2. */
  readonly queue: VkQueue
  /** Index of its family, which command pools are made for. */
  readonly queueFamily: number
}

/**
 * Context of the body of an external pass. It submits to `native.queue` before it returns, or before its promise resolves, and to no
 * other queue. What the plan did before is ordered before it and visible to the kinds of use that the pass declares; images are in the
 * layouts that the slices say, and are left in them; what the plan does later comes after it.
 */
export type VulkanExternalContext = BodyContext<VulkanQueue, VulkanSlice>

/** Slices with the ids of their resources: uses, and attachments. */
type Uses = readonly (Pick<PlanUse, 'resource' | 'slice'> & Partial<Pick<PlanUse, 'as'>>)[]
export type SlicesAt = (at: RunPlace) => Record<string, VulkanSlice[]>

export function compileCustom(
  build: Build,
  textures: TextureBindings,
  { body, uses, passes }: CommandOf<'custom'>,
): RecordCommand {
  const slices = compileUses(build, textures, uses)
  return (recording) => callBody(recording, body, passes[0]!, slices)
}

/** Calls the body of an external pass. Returns a promise only where the body does. */
export type CallExternal = (at: RunPlace, bodies: Recording['bodies']) => MaybePromise<void>

export function compileExternal(
  build: Build,
  textures: TextureBindings,
  { body: name, uses, passes }: CommandOf<'external'>,
  { handle: queue, family: queueFamily }: DeviceQueue,
): CallExternal {
  const slices = compileUses(build, textures, uses)
  const pass = passes[0]!
  return (at, bodies) => {
    const body = bodies[name]
    if (!body) throw missingBody(name, pass)
    const context: VulkanExternalContext = { pass, native: { queue, queueFamily }, slices: slices(at) }
    return body(context)
  }
}

export function callBody(
  { commands, at, bodies }: Recording,
  name: string,
  pass: string,
  slices: SlicesAt,
  attachments?: readonly RenderAttachment[],
): MaybePromise<void> {
  const body = bodies[name]
  if (!body) throw missingBody(name, pass)
  const context: VulkanBodyContext = { pass, native: commands, slices: slices(at), ...(attachments && { attachments }) }
  return body(context)
}

export function compileUses({ places, plan }: Build, textures: TextureBindings, uses: Uses): SlicesAt {
  const made = uses.map(({ resource, slice, as }) => {
    if ('heap' in slice) {
      const { heap, offset: from, size } = slice
      return [
        resource,
        (at: RunPlace): VulkanSlice => {
          const { buffer, offset } = places.buffer(heap, at)
          return { buffer, offset: offset + from, size }
        },
      ] as const
    }
    const layout = textures.layoutOf(slice)
    const hasViews = plan.textures[slice.texture]!.usage.some((usage) => usage !== 'copy-src' && usage !== 'copy-dst')
    const format = vulkanFormat(viewFormatOf(plan, slice))
    const shape = as === 'attachment' ? attachmentShape(slice) : textures.plainShape(slice)
    return [
      resource,
      (at: RunPlace): VulkanSlice => {
        const { image } = places.image(slice.texture, at)
        const view = hasViews ? textures.view(at, slice, shape) : noView
        return { image, view, layout, format, slice }
      },
    ] as const
  })
  return (at) => {
    const slices: Record<string, VulkanSlice[]> = Object.create(null)
    for (const [resource, sliceAt] of made) (slices[resource] ??= []).push(sliceAt(at))
    return slices
  }
}

const noView = 0n as VkImageView
