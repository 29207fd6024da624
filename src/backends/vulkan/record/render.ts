/** Render passes inside dynamic rendering: what their documents draw, or what bodies record. */
import { clearedColor } from '../../../cpu/clear.ts'
import { formatInfo, type TextureFormat } from '../../../graph/formats.ts'
import { attachedUses, attachmentsOf, zeroedBy, type Attachments } from '../../../plan/facts/attachments.ts'
import type { CommandOf, RenderPart, TextureSlice } from '../../../plan/document.ts'
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
  type VkClearColorValue,
  type VkImageView,
  type VkRenderingAttachmentInfo,
} from '../bindings/index.ts'
import type { MaybePromise } from '../../backend.ts'
import type { Build, RecordCommand, Recording } from '../memory/build.ts'
import type { RunPlace } from '../memory/places.ts'
import { maskOf } from '../device/access-masks.ts'
import { storesAttachments } from '../device/vendors.ts'
import { attachmentShape, type TextureBindings } from '../shaders/texture-bindings.ts'
import { recordMemoryBarrier } from './barrier.ts'
import { callBody, compileUses } from './bodies.ts'
import { compileDraws, type DrawParts } from './draws.ts'

export function compileRender(build: Build, drawParts: DrawParts, command: CommandOf<'render'>): RecordCommand {
  const { device, plan } = build
  const { vk } = device
  const { textures } = drawParts
  const parts = command.parts.map((part): RecordCommand => {
    const { pass, body, uses } = part
    if (body === undefined) return compileDraws(build, drawParts, command, part as Required<RenderPart>)
    const attachments = attachmentsOf(plan, command, part)
    const slices = compileUses(build, textures, [...attachedUses(command, part), ...uses])
    return (recording) => callBody(recording, body, pass, slices, attachments)
  })
  const begin = compileBegin(build, textures, command)
  const zeros = zeroedBy(command)
  const beginZeros = zeros && compileBegin(build, textures, zeros)
  const end = (recording: Recording): void => {
    vk.vkCmdEndRendering(recording.commands)
    if (!beginZeros) return
    recordMemoryBarrier(device, recording, betweenPasses)
    beginZeros(recording)
    vk.vkCmdEndRendering(recording.commands)
  }
  return (recording) => {
    begin(recording)
    const rest = recordParts(0, recording, parts)
    return rest ? rest.then(() => end(recording)) : end(recording)
  }
}

function compileBegin(
  { device, places, plan }: Build,
  textures: TextureBindings,
  command: Attachments,
): (recording: Recording) => void {
  const colorLayouts = command.color.map(({ slice, resolve }) => ({
    imageLayout: textures.layoutOf(slice),
    resolveImageLayout: resolve ? textures.layoutOf(resolve) : VK_IMAGE_LAYOUT_UNDEFINED,
  }))
  const depthLayout = command.depth ? textures.layoutOf(command.depth.slice) : VK_IMAGE_LAYOUT_UNDEFINED
  const area = command.color[0]?.slice ?? command.depth?.slice
  const view = (slice: TextureSlice, at: RunPlace): VkImageView => textures.view(at, slice, attachmentShape(slice))
  const storeOps = storesAttachments(device) ? allStored : stores
  return ({ commands, arena, at }) => {
    const { depth } = command
    const depthInfo = depth && depthAttachment(depth, view(depth.slice, at), depthLayout, storeOps)
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
            storeOps,
          ),
        }
      }),
      pDepthAttachment: planes?.depth ? depthInfo! : null,
      pStencilAttachment: planes?.stencil ? depthInfo! : null,
    })
    device.vk.vkCmdBeginRendering(commands, info)
  }
}

function recordParts(start: number, recording: Recording, parts: readonly RecordCommand[]): MaybePromise<void> {
  for (let i = start; i < parts.length; i++) {
    const rest = parts[i]!(recording)
    if (rest) return rest.then(() => recordParts(i + 1, recording, parts))
  }
}

const loads = {
  clear: VK_ATTACHMENT_LOAD_OP_CLEAR,
  load: VK_ATTACHMENT_LOAD_OP_LOAD,
  discard: VK_ATTACHMENT_LOAD_OP_DONT_CARE,
} as const
const stores = {
  store: VK_ATTACHMENT_STORE_OP_STORE,
  discard: VK_ATTACHMENT_STORE_OP_DONT_CARE,
  // A pass of its own clears it afterwards: a clear inside this one would be before the resolve.
  zero: VK_ATTACHMENT_STORE_OP_DONT_CARE,
} as const
const allStored = {
  store: VK_ATTACHMENT_STORE_OP_STORE,
  discard: VK_ATTACHMENT_STORE_OP_STORE,
  zero: VK_ATTACHMENT_STORE_OP_STORE,
} as const
type StoreOps = typeof stores | typeof allStored

const attached = maskOf(['color-attachment', 'depth-write'], ['graphics'])
const betweenPasses = {
  srcStageMask: attached.stages,
  srcAccessMask: attached.access,
  dstStageMask: attached.stages,
  dstAccessMask: attached.access,
}

type Color = CommandOf<'render'>['color'][number]
type Depth = NonNullable<CommandOf<'render'>['depth']>

function colorAttachment(
  { load, store, clearValue }: Color,
  format: TextureFormat,
  imageView: VkImageView,
  resolve: VkImageView | undefined,
  storeOps: StoreOps,
): Omit<VkRenderingAttachmentInfo, 'imageLayout' | 'resolveImageLayout'> {
  const isWhole = /[us]int$/.test(format)
  const mode = isWhole ? VK_RESOLVE_MODE_SAMPLE_ZERO_BIT : VK_RESOLVE_MODE_AVERAGE_BIT
  return {
    imageView,
    resolveMode: resolve === undefined ? VK_RESOLVE_MODE_NONE : mode,
    ...(resolve === undefined ? {} : { resolveImageView: resolve }),
    loadOp: loads[load],
    storeOp: storeOps[store],
    clearValue: { color: clearColor(format, clearValue) },
  }
}

/** The clear value in the format's range: drivers differ in how they convert integers outside it. */
function clearColor(format: TextureFormat, value: Color['clearValue']): VkClearColorValue {
  if (format.endsWith('uint')) return { uint32: clearedColor(format, value) }
  return format.endsWith('sint') ? { int32: clearedColor(format, value) } : { float32: value }
}

function depthAttachment(
  { load, store, readOnly, clearValue, stencilClearValue }: Depth,
  imageView: VkImageView,
  imageLayout: number,
  storeOps: StoreOps,
): VkRenderingAttachmentInfo {
  return {
    imageView,
    imageLayout,
    resolveImageLayout: VK_IMAGE_LAYOUT_UNDEFINED,
    loadOp: readOnly ? VK_ATTACHMENT_LOAD_OP_LOAD : loads[load],
    // A store operation is a write access even where nothing was drawn.
    storeOp: readOnly ? VK_ATTACHMENT_STORE_OP_NONE : storeOps[store],
    clearValue: { depthStencil: { depth: clearValue, stencil: stencilClearValue } },
  }
}
