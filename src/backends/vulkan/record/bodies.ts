/** Passes whose commands the caller records: `custom` passes, and `render` passes inside dynamic rendering. */
import { missingBody, unsupported } from '../../../errors.ts'
import { formatInfo } from '../../../graph/formats.ts'
import type { CommandOf, PlanUse, TextureSlice } from '../../../plan/document.ts'
import type { BodyContext, MaybePromise } from '../../backend.ts'
import {
  VK_ATTACHMENT_LOAD_OP_CLEAR,
  VK_ATTACHMENT_LOAD_OP_DONT_CARE,
  VK_ATTACHMENT_LOAD_OP_LOAD,
  VK_ATTACHMENT_STORE_OP_DONT_CARE,
  VK_ATTACHMENT_STORE_OP_NONE,
  VK_ATTACHMENT_STORE_OP_STORE,
  VK_IMAGE_LAYOUT_UNDEFINED,
  VK_RESOLVE_MODE_AVERAGE_BIT,
  VK_RESOLVE_MODE_NONE,
  VK_RESOLVE_MODE_SAMPLE_ZERO_BIT,
  VkRenderingInfo,
  type VkBuffer,
  type VkClearColorValue,
  type VkCommandBuffer,
  type VkImage,
  type VkImageView,
  type VkRenderingAttachmentInfo,
} from '../bindings/index.ts'
import type { Build, RecordCommand, Recording } from '../memory/build.ts'
import { vulkanFormat } from '../device/formats.ts'
import type { RunPlace } from '../memory/places.ts'
import type { TextureBindings } from '../shaders/texture-bindings.ts'

export interface VulkanBufferSlice {
  readonly buffer: VkBuffer
  readonly offset: number
  readonly size: number
}

export interface VulkanTextureSlice {
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
  readonly slice: TextureSlice
}

export type VulkanSlice = VulkanBufferSlice | VulkanTextureSlice
/** Context of a body. `native` is in the recording state, and for render passes inside vkCmdBeginRendering. */
export type VulkanBodyContext = BodyContext<VkCommandBuffer, VulkanSlice>

type Uses = readonly PlanUse[]
type SlicesAt = (at: RunPlace) => Record<string, VulkanSlice[]>

export function compileCustom(
  build: Build,
  textures: TextureBindings,
  { body, uses, passes }: CommandOf<'custom'>,
): RecordCommand {
  const slices = compileUses(build, textures, uses)
  return (recording) => callBody(recording, body, passes[0]!, slices)
}

export function compileRender(build: Build, textures: TextureBindings, command: CommandOf<'render'>): RecordCommand {
  const { device, places, plan } = build
  const parts = command.parts.map(({ pass, body, uses }) => {
    if (body === undefined) throw unsupported('Vulkan does not draw by data yet')
    return { pass, body, slices: compileUses(build, textures, uses) }
  })
  const colorLayouts = command.color.map(({ slice, resolve }) => ({
    imageLayout: textures.layoutOf(slice),
    resolveImageLayout: resolve ? textures.layoutOf(resolve) : VK_IMAGE_LAYOUT_UNDEFINED,
  }))
  const depthLayout = command.depth ? textures.layoutOf(command.depth.slice) : VK_IMAGE_LAYOUT_UNDEFINED
  const area = command.color[0]?.slice ?? command.depth?.slice
  const view = (slice: TextureSlice, at: RunPlace): VkImageView => textures.view(at, slice, attachmentShape(slice))
  return (recording) => {
    const { commands, arena, at } = recording
    const { vk } = device
    const { depth } = command
    const depthInfo = depth && depthAttachment(depth, view(depth.slice, at), depthLayout)
    const planes = depth ? formatInfo(plan.textures[depth.slice.texture]!.format) : undefined
    const info = arena.struct(VkRenderingInfo, {
      renderArea: {
        offset: { x: area?.origin[0] ?? 0, y: area?.origin[1] ?? 0 },
        extent: { width: area?.size[0] ?? 1, height: area?.size[1] ?? 1 },
      },
      // Slices of a 3D texture are layers of the view that is rendered to.
      layerCount: area?.size[2] ?? 1,
      viewMask: 0,
      pColorAttachments: command.color.map((color, i) => {
        const resolve = color.resolve && view(color.resolve, at)
        return {
          ...colorLayouts[i]!,
          ...colorAttachment(
            color,
            places.image(color.slice.texture, at).texture.format,
            view(color.slice, at),
            resolve,
          ),
        }
      }),
      pDepthAttachment: planes?.depth ? depthInfo! : null,
      pStencilAttachment: planes?.stencil ? depthInfo! : null,
    })
    vk.vkCmdBeginRendering(commands, info)
    const rest = callParts(0, recording, parts)
    return rest ? rest.then(() => vk.vkCmdEndRendering(commands)) : vk.vkCmdEndRendering(commands)
  }
}

function callParts(
  start: number,
  recording: Recording,
  parts: readonly { readonly pass: string; readonly body: string; readonly slices: SlicesAt }[],
): MaybePromise<void> {
  for (let i = start; i < parts.length; i++) {
    const { pass, body, slices } = parts[i]!
    const rest = callBody(recording, body, pass, slices)
    if (rest) return rest.then(() => callParts(i + 1, recording, parts))
  }
}

function callBody(
  { commands, at, bodies }: Recording,
  name: string,
  pass: string,
  slices: SlicesAt,
): MaybePromise<void> {
  const body = bodies[name]
  if (!body) throw missingBody(name, pass)
  return body({ pass, native: commands, slices: slices(at) } satisfies VulkanBodyContext)
}

function compileUses({ places, plan }: Build, textures: TextureBindings, uses: Uses): SlicesAt {
  const made = uses.map(({ resource, slice }) => {
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
    const format = vulkanFormat(slice.format ?? plan.textures[slice.texture]!.format)
    return [
      resource,
      (at: RunPlace): VulkanSlice => {
        const { image } = places.image(slice.texture, at)
        const view = hasViews ? textures.view(at, slice, textures.plainShape(slice)) : noView
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

const attachmentShape = ({ size }: TextureSlice) => ({ dimension: '2d' as const, arrayed: size[2] > 1 })

const loads = {
  clear: VK_ATTACHMENT_LOAD_OP_CLEAR,
  load: VK_ATTACHMENT_LOAD_OP_LOAD,
  discard: VK_ATTACHMENT_LOAD_OP_DONT_CARE,
} as const
const stores = { store: VK_ATTACHMENT_STORE_OP_STORE, discard: VK_ATTACHMENT_STORE_OP_DONT_CARE } as const

type Color = CommandOf<'render'>['color'][number]
type Depth = NonNullable<CommandOf<'render'>['depth']>

function colorAttachment(
  { load, store, clearValue }: Color,
  format: string,
  imageView: VkImageView,
  resolve: VkImageView | undefined,
): Omit<VkRenderingAttachmentInfo, 'imageLayout' | 'resolveImageLayout'> {
  const isWhole = /[us]int$/.test(format)
  const mode = isWhole ? VK_RESOLVE_MODE_SAMPLE_ZERO_BIT : VK_RESOLVE_MODE_AVERAGE_BIT
  return {
    imageView,
    resolveMode: resolve === undefined ? VK_RESOLVE_MODE_NONE : mode,
    ...(resolve === undefined ? {} : { resolveImageView: resolve }),
    loadOp: loads[load],
    storeOp: stores[store],
    clearValue: { color: clearColor(format, clearValue) },
  }
}

function clearColor(format: string, value: Color['clearValue']): VkClearColorValue {
  if (format.endsWith('uint')) return { uint32: value }
  return format.endsWith('sint') ? { int32: value } : { float32: value }
}

function depthAttachment(
  { load, store, readOnly, clearValue, stencilClearValue }: Depth,
  imageView: VkImageView,
  imageLayout: number,
): VkRenderingAttachmentInfo {
  return {
    imageView,
    imageLayout,
    resolveImageLayout: VK_IMAGE_LAYOUT_UNDEFINED,
    loadOp: readOnly ? VK_ATTACHMENT_LOAD_OP_LOAD : loads[load],
    // A store operation is a write access even where nothing was drawn.
    storeOp: readOnly ? VK_ATTACHMENT_STORE_OP_NONE : stores[store],
    clearValue: { depthStencil: { depth: clearValue, stencil: stencilClearValue } },
  }
}
