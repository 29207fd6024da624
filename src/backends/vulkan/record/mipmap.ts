/** Mipmaps: each level is drawn from the level above, each texel from the box of texels it covers, as in the CPU reference. */
import { unsupported } from '../../../errors.ts'
import type { CommandOf, ImageLayout, TextureSlice } from '../../../plan/document.ts'
import {
  VK_ACCESS_2_COLOR_ATTACHMENT_READ_BIT,
  VK_ACCESS_2_COLOR_ATTACHMENT_WRITE_BIT,
  VK_ACCESS_2_SHADER_SAMPLED_READ_BIT,
  VK_ATTACHMENT_LOAD_OP_DONT_CARE,
  VK_ATTACHMENT_STORE_OP_STORE,
  VK_DESCRIPTOR_TYPE_SAMPLED_IMAGE,
  VK_IMAGE_LAYOUT_UNDEFINED,
  VK_PIPELINE_BIND_POINT_GRAPHICS,
  VK_PIPELINE_STAGE_2_COLOR_ATTACHMENT_OUTPUT_BIT,
  VK_RESOLVE_MODE_NONE,
  VK_SHADER_STAGE_FRAGMENT_BIT,
  VkDependencyInfo,
  VkRect2D,
  VkRenderingInfo,
  VkViewport,
} from '../bindings/index.ts'
import { maskOf } from '../device/access-masks.ts'
import type { Build, RecordCommand, Recording } from '../memory/build.ts'
import type { DescriptorPool, DescriptorSets } from '../shaders/descriptors.ts'
import { averagedAsFloats, averagedIntegers } from '../../../plan/facts/averaged-integers.ts'
import { layersOf, levelSize } from '../../../plan/facts/level-boxes.ts'
import type { Layouts } from '../../../plan/facts/image-layouts.ts'
import type { Pipelines } from '../shaders/pipelines.ts'
import type { DeviceQueue } from '../device/queue.ts'
import type { TextureBindings } from '../shaders/texture-bindings.ts'
import { dependenceOf } from '../memory/variants.ts'
import type { Transition } from '../../../plan/facts/accesses.ts'
import { imageChange } from './barrier.ts'
import { layoutOf } from '../device/image-layouts.ts'
import { levelBytes, mipmapPipeline } from './mipmap-pipeline.ts'

export interface MipmapParts {
  readonly pipelines: Pipelines
  readonly descriptors: DescriptorPool
  readonly textures: TextureBindings
  readonly mipmaps: MipmapLevels
}

/** The levels that commands of a plan draw, by texture, level and layouts: many commands may make the mipmaps of one texture, each of hundreds of draws. */
export type MipmapLevels = Map<string, Level>

/** One level, drawn from the level above. */
interface Level {
  /** Layout of the level that is drawn to. */
  readonly layout: ImageLayout
  readonly width: number
  readonly height: number
  /** One for each layer or depth slice. */
  readonly draws: readonly Draw[]
}

interface Draw {
  readonly sets: DescriptorSets
  readonly target: TextureSlice
  /** Bytes of the push constants. */
  readonly constants: Uint8Array
}

/**
 * Compiles a mipmap pass. The plan provides level 0 in the sampled layout and the others as attachments, or all in the general
 * layout, and expects them unchanged afterwards.
 */
export function compileMipmap(
  build: Build,
  parts: MipmapParts,
  layouts: Layouts,
  { texture: index, mipLevelCount }: CommandOf<'mipmap'>,
  queue: DeviceQueue,
): RecordCommand {
  const { plan } = build
  const texture = plan.textures[index]!
  if (texture.sampleCount > 1) throw unsupported('A multisampled texture has no mipmaps')
  const pipeline = mipmapPipeline(build, parts.pipelines, texture)
  const first = layouts.at(index, 0, 0)
  const lower = mipLevelCount > 1 ? layouts.at(index, 1, 0) : first
  // Levels are sampled one after another: each goes from its attachment layout to the sampled one, and back.
  const between = lower === 'color' ? 'sampled' : lower
  const levels = Array.from({ length: mipLevelCount - 1 }, (_, i) =>
    compileLevel(build, parts, pipeline, index, i + 1, { above: i === 0 ? first : between, target: lower }),
  )
  const change = compileChange(build, index, queue)
  const { vk } = build.device
  return (recording) => {
    if (levels.length === 0) return
    vk.vkCmdBindPipeline(recording.commands, VK_PIPELINE_BIND_POINT_GRAPHICS, pipeline.handle)
    levels.forEach((level, i) => {
      drawLevel(build, parts, pipeline, recording, level)
      // A level that was drawn is sampled for the next one; at the end all are in their attachment layout again.
      if (i < levels.length - 1) change(recording, true, i + 1, 1, lower, between)
    })
    if (levels.length > 1) change(recording, false, 1, levels.length - 1, between, lower)
  }
}

type PipelineOf = ReturnType<typeof mipmapPipeline>

interface LevelLayouts {
  readonly above: ImageLayout
  readonly target: ImageLayout
}

function compileLevel(
  build: Build,
  parts: MipmapParts,
  pipeline: PipelineOf,
  index: number,
  level: number,
  layouts: LevelLayouts,
): Level {
  const key = `${index} ${level} ${layouts.above} ${layouts.target}`
  let made = parts.mipmaps.get(key)
  if (!made) parts.mipmaps.set(key, (made = makeLevel(build, parts, pipeline, index, level, layouts)))
  return made
}

function makeLevel(
  { plan }: Build,
  { descriptors, textures }: MipmapParts,
  pipeline: PipelineOf,
  index: number,
  level: number,
  layouts: LevelLayouts,
): Level {
  const texture = plan.textures[index]!
  const is3d = texture.dimension === '3d'
  const [width, height, count] = levelSize(texture, level)
  const [resource] = pipeline.resources
  const dimension = is3d ? '3d' : '2d'
  const dependence = dependenceOf(plan, [], [index])
  const draws = Array.from({ length: count }, (_, slice): Draw => {
    const sliceOf = (mipLevel: number): TextureSlice => {
      const [wide, high] = levelSize(texture, mipLevel)
      return { texture: index, mipLevel, mipLevelCount: 1, origin: [0, 0, slice], size: [wide, high, 1], aspect: 'all' }
    }
    const at = textures.bind(sliceOf(level - 1), { ...resource!, dimension, arrayed: false })
    const binding = {
      binding: resource!.binding,
      type: VK_DESCRIPTOR_TYPE_SAMPLED_IMAGE,
      at: inLayout(at, layouts.above),
    }
    const constants = new Uint8Array(levelBytes)
    const view = new DataView(constants.buffer)
    const integers = averagedIntegers[texture.format] ?? averagedAsFloats
    integers.forEach((largest, i) => view.setFloat32(i * 4, largest, true))
    view.setUint32(8, slice, true)
    const sets = descriptors.use(pipeline.setLayouts, [[binding]], dependence)
    return { sets, target: sliceOf(level), constants }
  })
  return { layout: layouts.target, width, height, draws }
}

type Bound = ReturnType<TextureBindings['bind']>

/** Layout of a level while it is sampled, which the plan does not state. */
const inLayout =
  (at: Bound, layout: ImageLayout): Bound =>
  (place) => ({ ...at(place), imageLayout: layoutOf[layout] })

function drawLevel(build: Build, parts: MipmapParts, pipeline: PipelineOf, recording: Recording, level: Level): void {
  const { vk } = build.device
  const { commands, arena } = recording
  const { width, height } = level
  const area = { offset: { x: 0, y: 0 }, extent: { width, height } }
  const viewport = arena.structs(VkViewport, [{ x: 0, y: 0, width, height, minDepth: 0, maxDepth: 1 }])
  vk.vkCmdSetViewport(commands, 0, 1, viewport)
  vk.vkCmdSetScissor(commands, 0, 1, arena.structs(VkRect2D, [area]))
  const into = { area, layout: level.layout }
  for (const one of level.draws) draw(build, parts, pipeline, recording, into, one)
}

function draw(
  { device: { vk } }: Build,
  { textures }: MipmapParts,
  pipeline: PipelineOf,
  { commands, at, arena }: Recording,
  { area, layout }: { readonly area: VkRect2D; readonly layout: ImageLayout },
  { sets, target, constants }: Draw,
): void {
  const info = arena.struct(VkRenderingInfo, {
    renderArea: area,
    layerCount: 1,
    viewMask: 0,
    pColorAttachments: [
      {
        imageView: textures.view(at, target, { dimension: '2d', arrayed: false }),
        imageLayout: layoutOf[layout],
        resolveMode: VK_RESOLVE_MODE_NONE,
        resolveImageLayout: VK_IMAGE_LAYOUT_UNDEFINED,
        loadOp: VK_ATTACHMENT_LOAD_OP_DONT_CARE,
        storeOp: VK_ATTACHMENT_STORE_OP_STORE,
        clearValue: {},
      },
    ],
  })
  const bound = sets.at(at, arena)
  vk.vkCmdBindDescriptorSets(
    commands,
    VK_PIPELINE_BIND_POINT_GRAPHICS,
    pipeline.layout,
    0,
    bound.length,
    bound,
    0,
    null,
  )
  vk.vkCmdPushConstants(commands, pipeline.layout, VK_SHADER_STAGE_FRAGMENT_BIT, 0, levelBytes, constants)
  vk.vkCmdBeginRendering(commands, info)
  vk.vkCmdDraw(commands, 3, 1, 0, 0)
  vk.vkCmdEndRendering(commands)
}

function compileChange({ device, places, plan }: Build, index: number, { kinds }: DeviceQueue) {
  const layerCount = layersOf(plan.textures[index]!)
  const colored = {
    stages: VK_PIPELINE_STAGE_2_COLOR_ATTACHMENT_OUTPUT_BIT,
    access: VK_ACCESS_2_COLOR_ATTACHMENT_READ_BIT | VK_ACCESS_2_COLOR_ATTACHMENT_WRITE_BIT,
  }
  const sampledMask = { stages: maskOf(['sampled-read'], kinds).stages, access: VK_ACCESS_2_SHADER_SAMPLED_READ_BIT }
  return (
    { commands, arena, at }: Recording,
    drawn: boolean,
    mipLevel: number,
    count: number,
    from: Transition['from'],
    to: Transition['to'],
  ): void => {
    const [source, target] = drawn ? [colored, sampledMask] : [sampledMask, colored]
    const barrier = {
      srcStageMask: source.stages,
      srcAccessMask: source.access,
      dstStageMask: target.stages,
      dstAccessMask: target.access,
      ...imageChange(places.image(index, at), { mipLevel, mipLevelCount: count, layer: 0, layerCount, from, to }),
    }
    device.vk.vkCmdPipelineBarrier2(commands, arena.struct(VkDependencyInfo, { pImageMemoryBarriers: [barrier] }))
  }
}
