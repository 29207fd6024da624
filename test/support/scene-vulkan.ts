/** The body of the scene loader's pass `draw` on Vulkan: the same WGSL, the same draws in the same order. */
import type { Body } from '../../src/backends/backend.ts'
import {
  VK_COMPARE_OP_LESS,
  VK_CULL_MODE_NONE,
  VK_FILTER_LINEAR,
  VK_FILTER_NEAREST,
  VK_FORMAT_R8G8B8A8_SRGB,
  VK_FRONT_FACE_COUNTER_CLOCKWISE,
  VK_PIPELINE_BIND_POINT_GRAPHICS,
  VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE,
  VK_SAMPLER_ADDRESS_MODE_MIRRORED_REPEAT,
  VK_SAMPLER_ADDRESS_MODE_REPEAT,
  VK_SAMPLER_MIPMAP_MODE_NEAREST,
  type VkSampler,
} from '../../src/backends/vulkan/bindings/index.ts'
import type {
  VulkanBodyContext,
  VulkanBufferSlice,
  VulkanNative,
  VulkanTextureSlice,
} from '../../src/backends/vulkan/index.ts'
import { defaultOffsets } from '../../examples/scene-loader/draw-data.ts'
import { drawOrder, isMirrored, pipelineKey } from '../../examples/scene-loader/draw-order.ts'
import { samples, type PictureSize } from '../../examples/scene-loader/graph.ts'
import {
  attributeNames,
  attributeSizes,
  type Camera,
  type Draw,
  type Sampling,
  type Scene,
} from '../../examples/scene-loader/scene.ts'
import { mapsOf, sceneShader } from '../../examples/scene-loader/shader.ts'
import { VulkanPipelines } from './vulkan-pipelines.ts'

// Values of the specification that the backend itself has no need of.
const VK_CULL_MODE_BACK_BIT = 2
const VK_FRONT_FACE_CLOCKWISE = 1
const VK_INDEX_TYPE_UINT16 = 0
const VK_INDEX_TYPE_UINT32 = 1
const VK_SAMPLER_MIPMAP_MODE_LINEAR = 1
const VK_LOD_CLAMP_NONE = 1000

const topologies: Readonly<Record<GPUPrimitiveTopology, number>> = {
  'point-list': 0,
  'line-list': 1,
  'line-strip': 2,
  'triangle-list': 3,
  'triangle-strip': 4,
}
const addressModes = {
  'clamp-to-edge': VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE,
  repeat: VK_SAMPLER_ADDRESS_MODE_REPEAT,
  'mirror-repeat': VK_SAMPLER_ADDRESS_MODE_MIRRORED_REPEAT,
} as const
const filters = { linear: VK_FILTER_LINEAR, nearest: VK_FILTER_NEAREST } as const

/** Everything is destroyed by `destroy`, once the device is done with it. */
export function createVulkanScene(native: VulkanNative, { draws }: Scene, { width, height }: PictureSize) {
  const { commands: vk } = native
  const make = new VulkanPipelines(native, 50 * (draws.length + 1))
  const frameLayout = make.setLayout(['uniform', 'storage'])
  const mapLayouts = [0, 1, 2, 3, 4, 5].map((count) =>
    make.setLayout(Array.from({ length: 2 * count }, (_, i) => (i % 2 === 0 ? 'sampler' : 'texture'))),
  )
  const pipelines = new Map<string, ReturnType<typeof make.pipeline>>()
  const pipelineOf = (draw: Draw) => {
    const key = pipelineKey(draw)
    const { surface, topology, world, attributes } = draw
    const made =
      pipelines.get(key) ??
      make.pipeline({
        code: sceneShader(surface),
        fragmentEntry: 'fragmentMain',
        setLayouts: [frameLayout, mapLayouts[mapsOf(surface).length]!],
        size: [width, height],
        vertexBuffers: attributeNames.map((name, location) => ({
          stride: name in attributes ? 4 * attributeSizes[name] : 0,
          attributes: [[location, attributeSizes[name], 0]],
        })),
        topology: topologies[topology],
        colors: [VK_FORMAT_R8G8B8A8_SRGB],
        blends: surface.alpha === 'blend',
        samples,
        depth: { writes: surface.alpha !== 'blend', compare: VK_COMPARE_OP_LESS },
        cullMode: topology.startsWith('triangle') && !surface.doubleSided ? VK_CULL_MODE_BACK_BIT : VK_CULL_MODE_NONE,
        frontFace: isMirrored(world) ? VK_FRONT_FACE_CLOCKWISE : VK_FRONT_FACE_COUNTER_CLOCKWISE,
      })
    pipelines.set(key, made)
    return made
  }
  const samplers = new Map<string, VkSampler>()
  const samplerOf = (sampling: Sampling): VkSampler => {
    const key = JSON.stringify(sampling)
    const made =
      samplers.get(key) ??
      make.sampler({
        magFilter: filters[sampling.magFilter],
        minFilter: filters[sampling.minFilter],
        mipmapMode: sampling.mipmapFilter === 'linear' ? VK_SAMPLER_MIPMAP_MODE_LINEAR : VK_SAMPLER_MIPMAP_MODE_NEAREST,
        addressModeU: addressModes[sampling.addressModeU],
        addressModeV: addressModes[sampling.addressModeV],
        addressModeW: VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE,
        maxLod: VK_LOD_CLAMP_NONE,
      })
    samplers.set(key, made)
    return made
  }

  const drawIn = (order: readonly number[], { native: commands, slices }: VulkanBodyContext): void => {
    const buffer = (id: string) => slices[id]![0] as VulkanBufferSlice
    const texture = (id: string) => slices[id]![0] as VulkanTextureSlice
    const frameSet = make.set(frameLayout, [{ uniform: buffer('camera') }, { storage: buffer('draws') }])
    for (const i of order) {
      const { attributes, count, index, surface } = draws[i]!
      const { layout, pipeline } = pipelineOf(draws[i]!)
      const maps = mapsOf(surface)
      const mapSet = make.set(
        mapLayouts[maps.length]!,
        maps.flatMap((name) => {
          const { id, sampling } = surface.maps[name]!
          return [{ sampler: samplerOf(sampling) }, { texture: texture(id) }]
        }),
      )
      vk.vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, pipeline)
      const sets = BigUint64Array.of(frameSet, mapSet)
      vk.vkCmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, layout, 0, 2, sets, 0, null)
      const places = attributeNames.map((name) => {
        const id = attributes[name]
        const from = buffer(id ?? 'defaults')
        const inside = id === undefined ? defaultOffsets[name] : 0
        return { buffer: from.buffer, offset: BigInt(from.offset + inside), size: BigInt(from.size - inside) }
      })
      const buffers = BigUint64Array.from(places, (place) => place.buffer)
      const offsets = BigUint64Array.from(places, (place) => place.offset)
      // Without sizes they would reach to the end of the heap, where other memory is written.
      const sizes = BigUint64Array.from(places, (place) => place.size)
      vk.vkCmdBindVertexBuffers2(commands, 0, places.length, buffers, offsets, sizes, null)
      if (index) {
        const { buffer: native, offset } = buffer(index.id)
        const type = index.format === 'uint32' ? VK_INDEX_TYPE_UINT32 : VK_INDEX_TYPE_UINT16
        vk.vkCmdBindIndexBuffer(commands, native, BigInt(offset), type)
        vk.vkCmdDrawIndexed(commands, count, 1, 0, 0, i)
      } else vk.vkCmdDraw(commands, count, 1, 0, i)
    }
  }
  return {
    bodyFor({ eye }: Camera): Body {
      const order = drawOrder(draws, eye)
      return (context: VulkanBodyContext) => drawIn(order, context)
    },
    destroy: () => make.destroy(),
  }
}
