/** Parts of heaps and textures as text; a whole texture is its name only. */
import { cappedList, named } from './words.ts'
import type { Plan, PlanUse, Slice, TextureSlice } from '../document.ts'

export const sliceText = (plan: Plan, value: Slice): string =>
  'texture' in value ? textureText(plan, value) : `heap${value.heap}@${value.offset} +${value.size}`

/** `tex4`, `tex4 mips 1..3`, `tex4 mip 2 (0,0,1) 64×64×1 depth-only`: levels, box and aspect where they are not all there is. */
export function textureText(plan: Plan, value: TextureSlice): string {
  const texture = plan.textures[value.texture]
  const { mipLevel, mipLevelCount, origin, size } = value
  const last = mipLevel + mipLevelCount - 1
  const hasAllMips = mipLevelCount === texture?.mipLevelCount
  const mips = hasAllMips ? '' : mipLevelCount === 1 ? ` mip ${mipLevel}` : ` mips ${mipLevel}..${last}`
  const extents = texture?.size.map((extent, axis) =>
    axis === 2 && texture.dimension !== '3d' ? extent : Math.max(1, extent >> mipLevel),
  )
  const isWhole = origin.every((start) => start === 0) && size.every((extent, axis) => extent === extents?.[axis])
  const box = isWhole ? '' : ` (${origin.join(',')}) ${size.join('×')}`
  const aspect = value.aspect === 'all' ? '' : ` ${value.aspect}`
  const view = value.format === undefined ? '' : ` as ${value.format}`
  return `tex${value.texture}${mips}${box}${aspect}${view}`
}

const accessMark = { read: 'r', write: 'w', 'read-write': 'rw', update: 'u' } as const

export const useText = (plan: Plan, value: PlanUse): string =>
  `${named(value.resource)}:${accessMark[value.access]} ${value.as} ${sliceText(plan, value.slice)}`

export const uses = (plan: Plan, values: readonly PlanUse[], most: number): string[] =>
  cappedList(
    values.map((value) => useText(plan, value)),
    most,
  )
