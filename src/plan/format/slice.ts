/** Parts of heaps and textures as text, named by the resource whose memory they are; what is whole is a name only. */
import { levelSize } from '../facts/level-boxes.ts'
import { named } from './words.ts'
import { momentOf, type Places } from './places.ts'
import type { Names } from './names.ts'
import type { Staging } from './staging.ts'
import type { BufferSlice, Plan, PlanUse, Position, Slice, TextureSlice } from '../document.ts'

/** The names that the text of a command is made with, and the place of the command. */
export interface Here {
  readonly plan: Plan
  readonly names: Names
  readonly places: Places
  readonly staging: Staging
  readonly position: Position
}

/** A byte of a heap: `mesh`, `mesh+256`, `in:positions`, or `device@4096` where it has no name. */
export function byteText({ names, places, staging, position }: Here, heap: number, offset: number): string {
  const place = places.ofByte(heap, offset, momentOf(position))
  if (!place) return staging.nameOf(heap, offset) ?? `${names.heap(heap)}@${offset}`
  const from = offset - (place.placement.offset ?? 0)
  return from === 0 ? place.name : `${place.name}+${from}`
}

/** `mesh+256 512 B`. */
export const bufferText = (here: Here, { heap, offset, size }: BufferSlice): string =>
  `${byteText(here, heap, offset)} ${size} B`

/** A texture at a command: the resource that is alive in it, or `tex:NAME`. */
export const textureName = ({ names, places, position }: Here, texture: number): string =>
  places.ofTexture(texture, momentOf(position))?.name ?? `tex:${names.texture(texture)}`

/** `albedo`, `albedo mips 1..3`, `albedo mip 2 (0,0,1) 64×64×1 depth-only`. */
export const textureText = (here: Here, value: TextureSlice): string =>
  textureName(here, value.texture) + partText(here.plan, value)

/** Levels, box, aspect and format of a part of a texture, where they are not all there is; each with a space in front. */
export function partText(plan: Plan, value: TextureSlice): string {
  const texture = plan.textures[value.texture]
  const { mipLevel, mipLevelCount, origin, size } = value
  const hasAllMips = mipLevel === 0 && mipLevelCount === texture?.mipLevelCount
  const mips = hasAllMips ? '' : ` ${mipsText(mipLevel, mipLevelCount)}`
  const extents = texture && levelSize(texture, mipLevel)
  const isWhole = origin.every((start) => start === 0) && size.every((extent, axis) => extent === extents?.[axis])
  const box = isWhole ? '' : ` (${origin.join(',')}) ${size.join('×')}`
  const aspect = value.aspect === 'all' ? '' : ` ${value.aspect}`
  const view = value.format === undefined ? '' : ` as ${value.format}`
  return `${mips}${box}${aspect}${view}`
}

/** `mip 2`, `mips 1..3`. */
export const mipsText = (first: number, count: number): string =>
  count === 1 ? `mip ${first}` : `mips ${first}..${first + count - 1}`

const accessMark = { read: 'r', write: 'w', 'read-write': 'rw', update: 'u' } as const

/** `mesh:r storage-read`, followed by the part where it is not all of the resource: `+256 512 B`. */
export function useText(here: Here, { resource, access, as, slice }: PlanUse): string {
  const place = here.places.ofResource(resource, momentOf(here.position), (placement) =>
    'texture' in slice
      ? placement.texture === slice.texture
      : placement.texture === undefined &&
        placement.heap === slice.heap &&
        slice.offset >= (placement.offset ?? 0) &&
        slice.offset + slice.size <= (placement.offset ?? 0) + placement.sizeBytes,
  )
  const kind = `:${accessMark[access]} ${as}`
  if (!place) return `${named(resource)}${kind} at ${sliceText(here, slice)}`
  return `${place.name}${kind}${'texture' in slice ? partText(here.plan, slice) : rangeText(slice, place.placement)}`
}

function rangeText(
  { offset, size }: BufferSlice,
  placement: { offset?: number | undefined; sizeBytes: number },
): string {
  const from = offset - (placement.offset ?? 0)
  return from === 0 && size === placement.sizeBytes ? '' : ` +${from} ${size} B`
}

/** A slice by address and number of the plan's own: for uses of what is placed nowhere. */
const sliceText = ({ plan, names }: Here, value: Slice): string =>
  'texture' in value
    ? `tex:${names.texture(value.texture)}${partText(plan, value)}`
    : `${names.heap(value.heap)}@${value.offset} ${value.size} B`
