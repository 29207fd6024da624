/**
 * Bodies that draw to attachments as another engine does, on WebGPU and Vulkan: what they write is white, with depths of 1; what they
 * write and read is loaded and stored. On the CPU: golden/support/bodies.ts.
 */
import type { Body, BodyContext } from '../../../src/backends/backend.ts'
import {
  Arena,
  VK_ATTACHMENT_LOAD_OP_CLEAR,
  VK_ATTACHMENT_LOAD_OP_LOAD,
  VK_ATTACHMENT_STORE_OP_NONE,
  VK_ATTACHMENT_STORE_OP_STORE,
  VK_IMAGE_LAYOUT_UNDEFINED,
  VkRenderingInfo,
  type VkClearColorValue,
} from '../../../src/backends/vulkan/bindings/index.ts'
import type { VulkanBodyContext, VulkanNative, VulkanTextureSlice } from '../../../src/backends/vulkan/index.ts'
import type { WebGpuTextureSlice } from '../../../src/backends/webgpu/index.ts'
import type { PassOf, FrameGraph } from '../../../src/graph/document.ts'
import { formatInfo, type TextureFormat } from '../../../src/graph/formats.ts'

type Drawing = PassOf<'custom' | 'external'>
type Loads = 'clear' | 'load' | 'test'

interface Attached<Slice> {
  readonly slice: Slice
  readonly format: TextureFormat
  readonly loads: Loads
}

export const drawsToAttachments = ({ uses = [] }: Drawing): boolean => uses.some(({ as }) => as === 'attachment')

/** The attachments of a pass that uses each texture once. */
function attachedOf<Slice>(graph: FrameGraph, { uses = [] }: Drawing, slices: BodyContext<unknown, Slice>['slices']) {
  return uses.flatMap(({ use, as, access = 'write' }): Attached<Slice>[] => {
    const id = typeof use === 'string' ? use : use.resource
    const resource = graph.resources.find((one) => one.id === id)
    if (as !== 'attachment' || resource?.kind !== 'texture') return []
    const loads = access === 'write' ? 'clear' : access === 'read' ? 'test' : 'load'
    return [{ slice: slices[id]![0]!, format: resource.format, loads }]
  })
}

/** The value whose bytes are all 255. */
function whiteOf(format: TextureFormat): number[] {
  const bits = Number(/\d+/.exec(format))
  return Array<number>(4).fill(format.endsWith('uint') ? 2 ** bits - 1 : format.endsWith('sint') ? -1 : 1)
}

export function webGpuEngine(graph: FrameGraph, pass: Drawing): Body {
  return ({ native, slices }: BodyContext<GPUCommandEncoder, WebGpuTextureSlice>) => {
    const colorAttachments: GPURenderPassColorAttachment[] = []
    let depthStencilAttachment: GPURenderPassDepthStencilAttachment | undefined
    for (const { slice, format, loads } of attachedOf(graph, pass, slices)) {
      const view = slice.view as GPUTextureView
      const loadOp = loads === 'clear' ? 'clear' : 'load'
      if (!formatInfo(format).depth)
        colorAttachments.push({ view, loadOp, storeOp: 'store', clearValue: whiteOf(format) })
      else if (loads === 'test') depthStencilAttachment = { view, depthReadOnly: true }
      else depthStencilAttachment = { view, depthLoadOp: loadOp, depthStoreOp: 'store', depthClearValue: 1 }
    }
    native.beginRenderPass({ colorAttachments, ...(depthStencilAttachment && { depthStencilAttachment }) }).end()
  }
}

const white = (format: TextureFormat): VkClearColorValue => {
  const value = whiteOf(format)
  return format.endsWith('uint') ? { uint32: value } : format.endsWith('sint') ? { int32: value } : { float32: value }
}
const depthOne = { depthStencil: { depth: 1, stencil: 0 } }

export function vulkanEngine({ commands: vk }: VulkanNative, graph: FrameGraph, pass: Drawing): Body {
  return ({ native, slices }: VulkanBodyContext) => {
    const attached = attachedOf(graph, pass, slices as BodyContext<unknown, VulkanTextureSlice>['slices'])
    const described = attached.map(({ slice, format, loads }) => {
      const isDepth = formatInfo(format).depth
      return {
        isDepth,
        imageView: slice.view,
        imageLayout: slice.layout,
        loadOp: loads === 'clear' ? VK_ATTACHMENT_LOAD_OP_CLEAR : VK_ATTACHMENT_LOAD_OP_LOAD,
        storeOp: loads === 'test' ? VK_ATTACHMENT_STORE_OP_NONE : VK_ATTACHMENT_STORE_OP_STORE,
        clearValue: isDepth ? depthOne : { color: white(format) },
        resolveImageLayout: VK_IMAGE_LAYOUT_UNDEFINED,
        resolveMode: 0,
      }
    })
    const [width, height] = attached[0]!.slice.slice.size
    const colours = described.filter(({ isDepth }) => !isDepth)
    const arena = new Arena()
    const info = arena.struct(VkRenderingInfo, {
      renderArea: { offset: { x: 0, y: 0 }, extent: { width, height } },
      layerCount: 1,
      viewMask: 0,
      colorAttachmentCount: colours.length,
      pColorAttachments: colours,
      pDepthAttachment: described.find(({ isDepth }) => isDepth) ?? null,
    })
    vk.vkCmdBeginRendering(native, info)
    vk.vkCmdEndRendering(native)
  }
}
