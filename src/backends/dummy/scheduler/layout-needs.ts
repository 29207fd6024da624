/** Which layouts a command needs its textures in. */
import type { TextureLayout } from '../../../graph/texture-layout.ts'
import type { Command, ImageLayout, PlanUse, TextureSlice } from '../../../plan/document.ts'
import { subresource } from './accesses.ts'

/** A command needs a texture's levels and layers in one layout. */
export interface LayoutNeed {
  readonly slice: TextureSlice
  readonly layout: ImageLayout
}

const useLayout = {
  sampled: 'sampled',
  'storage-texture': 'storage',
  'storage-read': 'storage',
  storage: 'storage',
  'copy-src': 'copy-src',
  'copy-dst': 'copy-dst',
} as const

/** The layouts that a command needs its textures in. */
export function layoutNeeds(command: Command, layouts: readonly TextureLayout[]): LayoutNeed[] {
  const needs: LayoutNeed[] = []
  const need = (texture: number, slice: Omit<TextureSlice, 'texture'>, layout: ImageLayout): void => {
    needs.push({ slice: { ...slice, texture }, layout })
  }
  const needUse = ({ slice, as }: PlanUse): void => {
    if ('texture' in slice) need(slice.texture, slice, useLayout[as as keyof typeof useLayout])
  }
  switch (command.op) {
    case 'copy-to-texture':
      for (const region of command.regions) need(command.texture, { ...region, mipLevelCount: 1 }, 'copy-dst')
      break
    case 'copy-from-texture':
      for (const region of command.regions) need(command.texture, { ...region, mipLevelCount: 1 }, 'copy-src')
      break
    case 'copy-texture':
      for (const region of command.regions) {
        const { size, aspect } = region
        need(
          command.from,
          { mipLevel: region.fromLevel, mipLevelCount: 1, origin: region.fromOrigin, size, aspect },
          'copy-src',
        )
        need(
          command.to,
          { mipLevel: region.toLevel, mipLevelCount: 1, origin: region.toOrigin, size, aspect },
          'copy-dst',
        )
      }
      break
    case 'clear-texture':
      need(command.slice.texture, command.slice, 'copy-dst')
      break
    case 'mipmap': {
      const layout = layouts[command.texture]!
      for (let level = 0; level < command.mipLevelCount; level++)
        need(
          command.texture,
          subresource(level, 0, layout.levels[level]!.slices, layout),
          level === 0 ? 'sampled' : 'color',
        )
      break
    }
    case 'dispatch':
      for (const binding of command.bindings) if ('slice' in binding) needUse(binding)
      break
    case 'render':
      for (const { slice, resolve } of command.color) {
        need(slice.texture, slice, 'color')
        if (resolve) need(resolve.texture, resolve, 'color')
      }
      if (command.depth)
        need(command.depth.slice.texture, command.depth.slice, command.depth.readOnly ? 'depth-read' : 'depth')
      for (const part of command.parts) part.uses.forEach(needUse)
      break
    case 'custom':
      command.uses.forEach(needUse)
  }
  return needs
}
