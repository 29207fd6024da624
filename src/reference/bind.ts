/** Regions of a pass as shaders are given them. */
import type { KernelBinding } from '../cpu/kernel.ts'
import { viewFormat } from '../graph/attachment-rules.ts'
import type { Use } from '../graph/document.ts'
import type { Region } from '../graph/endpoint.ts'
import type { ReferenceMemory } from './memory.ts'

/** The region of a use at a place of a bind group. */
export function bindRegion(
  { group, binding }: { readonly group: number; readonly binding: number },
  { use, as, access }: Use,
  region: Region,
  memory: ReferenceMemory,
): KernelBinding {
  const writes = as === 'storage' || as === 'storage-texture'
  const bound = {
    group,
    binding,
    bytes: memory.view(region),
    access: writes ? (access ?? 'read-write') : 'read',
  } as const
  if (region.kind === 'buffer') return bound
  const layout = memory.info(region).layout!
  const { mipLevel, mipLevelCount, origin, size, aspect } = region
  const format = viewFormat(use, layout.formatName)
  return {
    ...bound,
    texture: { format, layout, mipLevel, mipLevelCount, baseLayer: origin[2], layerCount: size[2], aspect },
  }
}
