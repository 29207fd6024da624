/** The bodies of the deferred example on Vulkan: the same WGSL, the same tables. */
import type { Body } from '../../src/backends/backend.ts'
import {
  VK_COMPARE_OP_LESS,
  VK_COMPARE_OP_LESS_OR_EQUAL,
  VK_CULL_MODE_NONE,
  VK_FILTER_LINEAR,
  VK_FORMAT_D32_SFLOAT,
  VK_FORMAT_R16_SFLOAT,
  VK_FORMAT_R16G16B16A16_SFLOAT,
  VK_FORMAT_R8_UNORM,
  VK_FORMAT_R8G8B8A8_UNORM,
  VK_FRONT_FACE_COUNTER_CLOCKWISE,
  VK_PIPELINE_BIND_POINT_GRAPHICS,
  VK_PRIMITIVE_TOPOLOGY_TRIANGLE_LIST,
  VK_SAMPLE_COUNT_1_BIT,
  VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE,
  VK_SAMPLER_MIPMAP_MODE_NEAREST,
} from '../../src/backends/vulkan/bindings/index.ts'
import type {
  VulkanBodyContext,
  VulkanBufferSlice,
  VulkanNative,
  VulkanTextureSlice,
} from '../../src/backends/vulkan/index.ts'
import { vertexFloats, type Geometry } from '../../examples/deferred/geometry.ts'
import { describeTargets, screenPasses, type Size, type Target } from '../../examples/deferred/passes.ts'
import { geometryShader, screenShader, shadowShader } from '../../examples/deferred/shaders.ts'
import { VulkanPipelines, type PipelineWishes, type VertexBuffer } from './vulkan-pipelines.ts'

const VK_CULL_MODE_BACK_BIT = 2

const formats: Readonly<Record<Target['format'], number>> = {
  rgba8unorm: VK_FORMAT_R8G8B8A8_UNORM,
  rgba16float: VK_FORMAT_R16G16B16A16_SFLOAT,
  r16float: VK_FORMAT_R16_SFLOAT,
  r8unorm: VK_FORMAT_R8_UNORM,
  depth32float: VK_FORMAT_D32_SFLOAT,
}
const usual = {
  topology: VK_PRIMITIVE_TOPOLOGY_TRIANGLE_LIST,
  samples: VK_SAMPLE_COUNT_1_BIT,
  frontFace: VK_FRONT_FACE_COUNTER_CLOCKWISE,
  cullMode: VK_CULL_MODE_NONE,
} as const
/** Position, normal and colour. */
const attributes: VertexBuffer['attributes'] = [
  [0, 3, 0],
  [1, 3, 12],
  [2, 4, 24],
]

/** Everything is destroyed by `destroy`, once the device is done with it. */
export function createVulkanBodies(native: VulkanNative, size: Size, geometry: Geometry) {
  const { commands: vk } = native
  const targets = describeTargets(size)
  // Command buffers are recorded once for each frame in flight and turn of the history.
  const make = new VulkanPipelines(native, 1000)
  const sampler = make.sampler({
    magFilter: VK_FILTER_LINEAR,
    minFilter: VK_FILTER_LINEAR,
    mipmapMode: VK_SAMPLER_MIPMAP_MODE_NEAREST,
    addressModeU: VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE,
    addressModeV: VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE,
    addressModeW: VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE,
  })
  const frameLayout = make.setLayout(['uniform'])

  type Triangles = Omit<PipelineWishes, 'setLayouts' | 'vertexBuffers' | 'topology' | 'samples' | 'frontFace'>
  const drawTriangles = (wishes: Triangles, count: number, ...ranges: [first: number, count: number][]): Body[] => {
    const vertexBuffers = [{ stride: 4 * vertexFloats, attributes: attributes.slice(0, count) }]
    const { layout, pipeline } = make.pipeline({ ...usual, ...wishes, setLayouts: [frameLayout], vertexBuffers })
    return ranges.map(([first, count]) => ({ native: commands, slices }: VulkanBodyContext) => {
      const set = make.set(frameLayout, [{ uniform: slices['frame']![0] as VulkanBufferSlice }])
      const { buffer, offset } = slices['vertices']![0] as VulkanBufferSlice
      vk.vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, pipeline)
      const sets = BigUint64Array.of(set)
      vk.vkCmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, layout, 0, 1, sets, 0, null)
      const [buffers, offsets] = [BigUint64Array.of(buffer), BigUint64Array.of(BigInt(offset))]
      vk.vkCmdBindVertexBuffers2(commands, 0, 1, buffers, offsets, null, null)
      vk.vkCmdDraw(commands, count, 1, first, 0)
    })
  }

  const all = geometry.vertices.length / vertexFloats
  const { floorVertices } = geometry
  const depth = { writes: true, compare: VK_COMPARE_OP_LESS }
  const [shadow] = drawTriangles(
    {
      code: shadowShader,
      size: targets['shadow']!.size,
      colors: [],
      depth,
      cullMode: VK_CULL_MODE_NONE,
      bias: { constant: 2, slope: 2.5 },
    },
    1,
    [0, all],
  )
  const [floor, things] = drawTriangles(
    {
      code: geometryShader,
      fragmentEntry: 'fragmentMain',
      size: targets['depth']!.size,
      colors: [formats.rgba8unorm, formats.rgba16float],
      depth,
      cullMode: VK_CULL_MODE_BACK_BIT,
    },
    3,
    [0, floorVertices],
    [floorVertices, all - floorVertices],
  )
  const bodies: Record<string, Body> = { shadow: shadow!, 'g-buffer-floor': floor!, 'g-buffer-things': things! }

  for (const { id, fragment, reads, writes, behind } of screenPasses) {
    const { format, size } = targets[writes]!
    const textures = reads.map((read) => (typeof read === 'string' ? read : read.before))
    const setLayout = make.setLayout(['uniform', 'sampler', ...textures.map(() => 'texture' as const)])
    const { layout, pipeline } = make.pipeline({
      ...usual,
      code: screenShader(fragment, size),
      fragmentEntry: 'fragmentMain',
      setLayouts: [setLayout],
      size,
      vertexBuffers: [],
      colors: [formats[format]],
      ...(behind === undefined ? {} : { depth: { writes: false, compare: VK_COMPARE_OP_LESS_OR_EQUAL } }),
    })
    bodies[id] = ({ native: commands, slices }: VulkanBodyContext) => {
      const set = make.set(setLayout, [
        { uniform: slices['frame']![0] as VulkanBufferSlice },
        { sampler },
        ...textures.map((name) => ({ texture: slices[name]![0] as VulkanTextureSlice })),
      ])
      vk.vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, pipeline)
      const sets = BigUint64Array.of(set)
      vk.vkCmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, layout, 0, 1, sets, 0, null)
      vk.vkCmdDraw(commands, 3, 1, 0, 0)
    }
  }
  return { bodies, destroy: () => make.destroy() }
}
