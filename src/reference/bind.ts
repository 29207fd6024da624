/** Regions of a pass as shaders are given them. */
import type { KernelBinding } from '../cpu/kernel.ts'
import type { Use } from '../graph/document.ts'
import type { Region } from '../graph/endpoint.ts'
import type { TextureFormat } from '../graph/formats.ts'
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

/** The format that an endpoint asks for, or else the texture's own. */
export const viewFormat = (endpoint: unknown, own: TextureFormat): TextureFormat =>
  typeof endpoint === 'object' && endpoint !== null && 'format' in endpoint
    ? ((endpoint.format as TextureFormat | undefined) ?? own)
    : own
