/** Slices of a plan as shaders are given them. */
import type { KernelBinding } from '../../../cpu/kernel.ts'
import type { TextureLayout } from '../../../graph/texture-layout.ts'
import type { Plan, PlanUse, Slice } from '../../../plan/document.ts'
import type { RunMemory } from '../device/memory.ts'

export interface BindContext {
  readonly plan: Plan
  readonly layouts: readonly TextureLayout[]
  readonly memory: RunMemory
}

export const viewOf = (slice: Slice, memory: RunMemory): Uint8Array =>
  'heap' in slice
    ? memory.bytes(slice.heap).subarray(slice.offset, slice.offset + slice.size)
    : memory.texture(slice.texture)

/** The slice of a use at a place of a bind group. */
export function bindSlice(
  { group, binding }: { readonly group: number; readonly binding: number },
  { slice, access }: Pick<PlanUse, 'slice' | 'access'>,
  { plan, layouts, memory }: BindContext,
): KernelBinding {
  const bound = { group, binding, bytes: viewOf(slice, memory), access }
  if ('heap' in slice) return bound
  const { format = plan.textures[slice.texture]!.format, mipLevel, mipLevelCount, origin, size, aspect } = slice
  const layout = layouts[slice.texture]!
  return {
    ...bound,
    texture: { format, layout, mipLevel, mipLevelCount, baseLayer: origin[2], layerCount: size[2], aspect },
  }
}
