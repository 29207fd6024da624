/**
 * Clears of texels to zero: by a clear command where the region is whole subresources of a format that supports it, else by
 * copies of zeros.
 */
import { unsupported } from '../../../errors.ts'
import { formatInfo, type Aspect } from '../../../graph/formats.ts'
import { tightRows } from '../../../graph/texel-rows.ts'
import type { CommandOf, PlannedTexture, TextureCopyRegion } from '../../../plan/document.ts'
import { VkClearColorValue, VkClearDepthStencilValue, VkImageSubresourceRange } from '../bindings/index.ts'
import type { Build, RecordCommand } from '../memory/build.ts'
import type { Constants } from '../memory/constants.ts'
import { aspectsOf } from '../device/formats.ts'
import type { DeviceQueue } from '../device/queue.ts'
import { sliceBoxes, levelSize } from '../../../plan/facts/level-boxes.ts'
import { compileCopyToImage } from './copies-to-images.ts'
import { bufferImageCopy } from './texture-regions.ts'

type Region = Omit<CommandOf<'clear-texture'>['slice'], 'texture' | 'format'>

/** Compiles a clear. `layout` is the current VkImageLayout of the slice: the one for copy destinations, or GENERAL. */
export function compileClear(
  build: Build,
  constants: Constants,
  { slice }: Pick<CommandOf<'clear-texture'>, 'slice'>,
  queue: DeviceQueue,
  layout: number,
): RecordCommand {
  const texture = build.plan.textures[slice.texture]!
  if (canClear(texture, slice, queue)) return clearWhole(build, slice.texture, slice, layout)
  if (texture.sampleCount > 1) throw unsupported('A part of a multisampled texture cannot be cleared')
  return copyZeros(build, constants, slice.texture, slice, layout)
}

export const wholeTexture = (texture: PlannedTexture): Region => ({
  mipLevel: 0,
  mipLevelCount: texture.mipLevelCount,
  origin: [0, 0, 0],
  size: texture.size,
  aspect: 'all',
})

function canClear(texture: PlannedTexture, region: Region, { kinds }: DeviceQueue): boolean {
  const { depth, stencil, blockWidth } = formatInfo(texture.format)
  if (blockWidth > 1 || !kinds.includes(depth || stencil ? 'graphics' : 'compute')) return false
  return sliceBoxes(texture, region).every(({ mipLevel, origin, size }) => {
    const [width, height, slices] = levelSize(texture, mipLevel)
    const isPlane = origin[0] === 0 && origin[1] === 0 && size[0] === width && size[1] === height
    return isPlane && (texture.dimension !== '3d' || (origin[2] === 0 && size[2] === slices))
  })
}

function clearWhole({ device, places, plan }: Build, index: number, region: Region, layout: number): RecordCommand {
  const texture = plan.textures[index]!
  const { depth, stencil } = formatInfo(texture.format)
  const is3d = texture.dimension === '3d'
  const range = {
    aspectMask: aspectsOf(texture.format, region.aspect),
    baseMipLevel: region.mipLevel,
    levelCount: region.mipLevelCount,
    baseArrayLayer: is3d ? 0 : region.origin[2],
    layerCount: is3d ? 1 : region.size[2],
  }
  return ({ commands, arena, at }) => {
    const { image } = places.image(index, at)
    const ranges = arena.structs(VkImageSubresourceRange, [range])
    if (depth || stencil) {
      const zero = arena.struct(VkClearDepthStencilValue, { depth: 0, stencil: 0 })
      device.vk.vkCmdClearDepthStencilImage(commands, image, layout, zero, 1, ranges)
    } else {
      const zero = arena.struct(VkClearColorValue, { uint32: [0, 0, 0, 0] })
      device.vk.vkCmdClearColorImage(commands, image, layout, zero, 1, ranges)
    }
  }
}

/** Bytes of zeros that all clears share; a region is copied in as many whole rows at a time as fit. */
const zeroBytes = 64 * 1024

function copyZeros(
  build: Build,
  constants: Constants,
  index: number,
  region: Region,
  dstImageLayout: number,
): RecordCommand {
  const { places, plan } = build
  const texture = plan.textures[index]!
  const info = formatInfo(texture.format)
  const toImage = compileCopyToImage(build, texture)
  const aspects: Aspect[] =
    region.aspect === 'all' && info.depth && info.stencil ? ['depth-only', 'stencil-only'] : [region.aspect]
  const regions = aspects.flatMap((aspect) => slabs(texture, { ...region, aspect }))
  const most = regions.reduce((bytes, { rowBytes, rowsPerImage }) => Math.max(bytes, rowBytes * rowsPerImage), 0)
  constants.wantZeros(most)
  return (recording) =>
    toImage(recording, {
      srcBuffer: constants.buffer,
      dstImage: places.image(index, recording.at).image,
      dstImageLayout,
      pRegions: regions.map((slab) => bufferImageCopy(texture, slab, constants.zerosAt)),
    })
}

function slabs(texture: PlannedTexture, region: Region): TextureCopyRegion[] {
  const info = formatInfo(texture.format)
  const { blockHeight } = info
  const made: TextureCopyRegion[] = []
  for (const { mipLevel, origin, size } of sliceBoxes(texture, region)) {
    const [width, height, slices] = size
    const [x, y, z] = origin
    const { rowBytes } = tightRows(info, size, region.aspect)
    const rowsAtOnce = Math.max(1, Math.floor(zeroBytes / rowBytes)) * blockHeight
    for (let slice = 0; slice < slices; slice++) {
      for (let row = 0; row < height; row += rowsAtOnce) {
        const rows = Math.min(rowsAtOnce, height - row)
        made.push({
          offset: 0,
          rowBytes,
          rowsPerImage: Math.ceil(rows / blockHeight),
          mipLevel,
          origin: [x, y + row, z + slice],
          size: [width, rows, 1],
          aspect: region.aspect,
        })
      }
    }
  }
  return made
}
