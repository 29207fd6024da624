/**
 * Attachments that need no memory of the device. A tile-based device keeps an attachment on the chip while a render pass runs;
 * where every pass clears it first and throws it away after, it never has to leave. WebGPU and Vulkan have a usage that says so.
 */
import type { Plan, PlannedTexture, TextureSlice } from '../document.ts'
import { oncePerPlan } from './once.ts'

/** The textures of a plan that only render passes touch, each clearing and discarding them. O(commands). */
export const onChipTextures = oncePerPlan(({ textures, submissions }: Plan): ReadonlySet<number> => {
  const onChip = new Set<number>()
  textures.forEach((texture, index) => isPlain(texture) && onChip.add(index))
  const keep = (slice: TextureSlice | undefined): void => void (slice && onChip.delete(slice.texture))
  if (onChip.size === 0) return onChip
  for (const { commands } of submissions)
    for (const command of commands) {
      if (command.op === 'clear-texture') keep(command.slice)
      // Bodies draw in passes of their own.
      if (command.op === 'custom' || command.op === 'external')
        for (const { slice } of command.uses) if ('texture' in slice) keep(slice)
      // Textures that other commands touch have other usages too, so `isPlain` has left them out.
      if (command.op !== 'render') continue
      for (const { slice, load, store, resolve } of command.color) {
        if (load === 'load' || store === 'store') keep(slice)
        keep(resolve)
      }
      const { depth } = command
      if (depth && (depth.readOnly || depth.load === 'load' || depth.store === 'store')) keep(depth.slice)
    }
  return onChip
})

/** Whether a texture is what the APIs allow as a transient attachment. */
const isPlain = ({ lifetime, usage, dimension, size, mipLevelCount }: PlannedTexture): boolean =>
  lifetime === 'transient' &&
  usage.every((name) => name === 'attachment') &&
  dimension === '2d' &&
  size[2] === 1 &&
  mipLevelCount === 1
