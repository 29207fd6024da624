/**
 * Transfer of persistent contents from one plan to another: one submission that copies from old buffers and images to new ones.
 */
import { push } from '../../../graph/lists.ts'
import type { KeptBuffer, KeptContents, KeptRange } from '../../backend.ts'
import { VkCopyImageInfo2 } from '../bindings/index.ts'
import type { RecordCommand, Recording } from '../memory/build.ts'
import { recordBufferCopy } from '../memory/buffers.ts'
import { Constants } from '../memory/constants.ts'
import type { Device } from '../device/device.ts'
import type { Image } from '../memory/image.ts'
import { restLayout } from '../../../plan/facts/image-layouts.ts'
import { runOnce, type Own } from './once.ts'
import type { Places } from '../memory/places.ts'
import { sharingOf } from '../memory/sharing.ts'
import { recordFullBarrier, recordHostBarrier } from '../record/barrier.ts'
import { compileFill } from '../record/buffers.ts'
import { layoutOf } from '../device/image-layouts.ts'
import { layersOf, levelSize } from '../../../plan/facts/level-boxes.ts'

export interface Kept {
  readonly from: Places
  readonly to: Places
  readonly contents: KeptContents
  /** By queue of the device: the last submission of the old plan. */
  readonly after: readonly number[]
}

/**
 * Copies the contents; textures of both plans are in the general layout. Resolves to the semaphore value of the first queue
 * that later submissions wait for.
 */
export function adoptContents(device: Device, { from, to, contents, after }: Kept): Promise<number> {
  const { buffers, textures } = contents
  const copyBuffers: RecordCommand[] = byHeaps(buffers).map((group) => (recording) => {
    const { from: source, to: target } = group[0]!
    const regions = group.map(({ from, to, sizeBytes }) => {
      return { srcOffset: from.offset, dstOffset: to.offset, size: sizeBytes }
    })
    const [old, made] = [from.heaps[source.heap]![0]!, to.heaps[target.heap]![0]!]
    recordBufferCopy(device, recording, old.buffer, made.buffer, regions)
  })
  const copyImages: RecordCommand[] = textures.map(({ from: source, to: target }) => ({ commands, arena }) => {
    const [old, made] = [from.images[source]!, to.images[target]!]
    const layout = layoutOf[restLayout]
    const info = arena.struct(VkCopyImageInfo2, {
      srcImage: old.image,
      srcImageLayout: layout,
      dstImage: made.image,
      dstImageLayout: layout,
      pRegions: wholeLevels(made),
    })
    device.vk.vkCmdCopyImage2(commands, info)
  })
  return runOnce(device, {
    what: 'the copies of what is kept',
    after,
    compile: (own) => [
      (recording) => recordFullBarrier(device, recording),
      ...copyBuffers,
      ...copyImages,
      ...compileZeros(device, own, to, contents.zeros),
      ...(to.isSeenByHost ? [(recording: Recording) => recordHostBarrier(device, recording)] : []),
    ],
  })
}

/** Fills of ranges of bytes, of which some begin or end inside a word. */
function compileZeros(device: Device, own: Own, places: Places, zeros: readonly KeptRange[]): RecordCommand[] {
  const build = { device, places, ...own, sharing: sharingOf(device.queues.slice(0, 1)) }
  const constants = new Constants()
  const fills = zeros.map(({ heap, offset, sizeBytes }) =>
    compileFill(build, constants, { heap, offset, size: sizeBytes, value: 0 }),
  )
  constants.create(build)
  const uploaded = constants.compileUpload(build)
  return uploaded ? [uploaded, (recording) => recordFullBarrier(device, recording), ...fills] : fills
}

/** Persistent buffers grouped by the heap they are in, so that copies of one heap are regions of one command. */
function byHeaps(buffers: readonly KeptBuffer[]): KeptBuffer[][] {
  const groups = new Map<string, KeptBuffer[]>()
  for (const kept of buffers) {
    const key = `${kept.from.heap} ${kept.to.heap}`
    push(groups, key, kept)
  }
  return [...groups.values()]
}

const origin = { x: 0, y: 0, z: 0 }

function wholeLevels({ texture, aspects }: Image) {
  const is3d = texture.dimension === '3d'
  return Array.from({ length: texture.mipLevelCount }, (_, mipLevel) => {
    const [width, height, depth] = levelSize(texture, mipLevel)
    const subresource = { aspectMask: aspects, mipLevel, baseArrayLayer: 0, layerCount: layersOf(texture) }
    return {
      srcSubresource: subresource,
      srcOffset: origin,
      dstSubresource: subresource,
      dstOffset: origin,
      extent: { width, height, depth: is3d ? depth : 1 },
    }
  })
}
