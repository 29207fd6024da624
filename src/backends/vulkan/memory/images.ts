/**
 * Images and the memory they are bound to. Transient textures of one plan heap share memory as the plan places them, with
 * offsets adapted to the sizes and alignments that the driver requires; all other images are placed side by side.
 */
import { isSameList, push } from '../../../graph/lists.ts'
import { counted } from '../../../errors.ts'
import type { Plan } from '../../../plan/document.ts'
import {
  VK_IMAGE_CREATE_MUTABLE_FORMAT_BIT,
  VkBindImageMemoryInfo,
  VkMemoryDedicatedAllocateInfo,
} from '../bindings/index.ts'
import type { Build } from './build.ts'
import { imageOf, type Image, type ImageMaking, type MadeImage } from './image.ts'
import { createImage, makingOf, type NewImage } from './make-image.ts'
import { allocateMemory, type MemoryNeed } from './memory.ts'
import { memoryWords, Residents } from '../../../plan/facts/plan-words.ts'
import { onChipTextures } from '../../../plan/facts/on-chip.ts'
import { oncePerPlan } from '../../../plan/facts/once.ts'
import { rotationsOf } from '../../../plan/facts/rotations.ts'
import { textureSharing, type Sharing } from './sharing.ts'
import { stretchTextures } from '../../../plan/rewrites/stretch-textures.ts'
import { visitAccesses, type TexelPart } from '../../../plan/facts/accesses.ts'
import { isCopy } from '../../../plan/facts/touched.ts'
import type { TextureFormat } from '../../../graph/formats.ts'

/** Creates all images of the plan except imported ones. @throws MemkitError UNSUPPORTED, OUT_OF_MEMORY */
export function createImages(build: Build, otherFormats: ReadonlyMap<number, ReadonlySet<TextureFormat>>): void {
  const { plan, places, queues, device } = build
  const onChip = onChipTextures(plan)
  const residents = new Residents(plan)
  const sharing = textureSharing(plan, queues, device.queues[0]!)
  const made: NewImage[] = []
  for (let index = 0; index < plan.textures.length; index++) {
    const texture = plan.textures[index]!
    if (texture.lifetime === 'imported') continue
    const mutable = otherFormats.has(index)
    const isOnChip = onChip.has(index)
    const shared = sharing(index)
    if (shareLike(build, index, mutable, isOnChip, shared)) continue
    const how = makingOf(texture, { mutable, onChip: isOnChip, sharing: shared })
    if (shareImage(build, index, how)) continue
    const name = memoryWords('the texture', residents.of('texture', index), `textures[${index}]`)
    made.push(createImage(build, texture, index, name, how))
  }
  bindMemory(build, made)
  for (const { index, image, texture, how, shared, allocations } of made) {
    places.images[index] = imageOf(texture, image, { how, shared, allocations, views: new Map() })
    places.newTextures.push(index)
  }
}

/** The image of the session before that a texture can be. */
function imageBefore({ previous }: Build, index: number): (Image & { readonly made: MadeImage }) | undefined {
  const other = previous === undefined ? -1 : previous.textures[index]!
  const known = other < 0 ? undefined : previous!.places.images[other]
  return known?.made && (known as Image & { readonly made: MadeImage })
}

/** Takes over an image of the session before that is used as there: how it would be made is not worked out, for there may be 10^4. */
function shareLike(build: Build, index: number, mutable: boolean, onChip: boolean, sharing: Sharing): boolean {
  const known = imageBefore(build, index)
  if (!known) return false
  const { how } = known.made
  const texture = build.plan.textures[index]!
  const isMutable = (how.flags & VK_IMAGE_CREATE_MUTABLE_FORMAT_BIT) !== 0
  if (isMutable !== mutable || how.onChip !== onChip || how.sharing !== sharing) return false
  if (known.texture.lifetime !== texture.lifetime || !isSameList(known.texture.usage, texture.usage)) return false
  take(build, index, known)
  return true
}

/** Takes over an image of the session before that has all that this one needs. */
function shareImage(build: Build, index: number, how: ImageMaking): boolean {
  const known = imageBefore(build, index)
  if (!known) return false
  const made = known.made.how
  const serves =
    (made.usage & how.usage) === how.usage &&
    made.flags === how.flags &&
    made.onChip === how.onChip &&
    made.sharing === how.sharing
  if (serves) take(build, index, known)
  return serves
}

function take({ plan, places, scope }: Build, index: number, known: Image & { readonly made: MadeImage }): void {
  known.made.shared.hold(scope)
  const { lifetime, resource } = known.texture
  const texture = plan.textures[index]!
  const isAlike = lifetime === texture.lifetime && resource === texture.resource
  places.images[index] = isAlike ? known : imageOf(texture, known.image, known.made)
}

/** By texture: the formats besides its own in which it, or one whose role it takes in another run, is viewed. */
export const otherFormats = oncePerPlan((plan: Plan): ReadonlyMap<number, ReadonlySet<TextureFormat>> => {
  const others = new Map<number, Set<TextureFormat>>()
  const texels = (texture: number, { format }: TexelPart): void => {
    if (format === undefined || format === plan.textures[texture]!.format) return
    others.set(texture, (others.get(texture) ?? new Set()).add(format))
  }
  const visitor = { bytes() {}, texels, transition() {} }
  for (const { commands } of plan.submissions)
    for (const command of commands) if (!isCopy(command)) visitAccesses(plan, command, visitor)
  for (const members of rotationsOf(plan).textures.all()) {
    const all = new Set(members.flatMap((texture) => [...(others.get(texture) ?? [])]))
    if (all.size > 0) for (const texture of members) others.set(texture, all)
  }
  return others
})

function bindMemory({ plan, device, arena, scope }: Build, made: readonly NewImage[]): void {
  if (made.length === 0) return
  const isShared = ({ texture, dedicated, onChip }: NewImage): boolean =>
    texture.heap !== undefined && dedicated !== 'required' && !onChip
  const sharing = made.filter(isShared)
  const stretched =
    sharing.length === 0
      ? plan
      : stretchTextures(
          plan,
          new Map(
            sharing.map(({ index, sizeBytes, alignment, typeBits }) => [
              index,
              { sizeBytes, alignment, memoryKind: typeBits },
            ]),
          ),
        )
  const apart = made.filter((image) => !isShared(image))
  const needs = apart.map((image): MemoryNeed => {
    const own =
      image.dedicated === 'no' ? undefined : arena.struct(VkMemoryDedicatedAllocateInfo, { image: image.image })
    return { ...needOf([image], image.sizeBytes), ...(own ? { dedicated: own } : {}) }
  })
  const bindings = apart.map((image, need) => ({ image, need, offset: 0 }))
  const byHeap = new Map<number, NewImage[]>()
  for (const image of sharing) {
    const heap = stretched.textures[image.index]!.heap!
    push(byHeap, heap, image)
  }
  for (const [heap, images] of byHeap) {
    for (const image of images)
      bindings.push({ image, need: needs.length, offset: stretched.textures[image.index]!.offset! })
    needs.push(needOf(images, stretched.heaps[heap]!.sizeBytes))
  }
  const memory = allocateMemory(device, scope, arena, needs)
  for (const { image, need } of bindings) {
    memory[need]!.allocation.hold(image.shared.scope)
    image.allocations.push(memory[need]!.allocation)
  }
  const infos = bindings.map(({ image, need, offset }) => ({
    image: image.image,
    memory: memory[need]!.memory,
    memoryOffset: memory[need]!.offset + offset,
  }))
  const result = device.vk.vkBindImageMemory2(device.handle, infos.length, arena.structs(VkBindImageMemoryInfo, infos))
  device.check(result, 'vkBindImageMemory2', 'textures')
}

const needOf = (images: readonly NewImage[], sizeBytes: number): MemoryNeed => ({
  what: images.length === 1 ? images[0]!.name : `${images[0]!.name} and ${counted(images.length - 1, 'more texture')}`,
  use: images.every(({ onChip }) => onChip) ? 'on-chip' : 'device',
  sizeBytes,
  alignment: images.reduce((most, { alignment }) => Math.max(most, alignment), 1),
  typeBits: images[0]!.typeBits,
})
