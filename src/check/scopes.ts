/**
 * Usage scopes of WebGPU: within one scope a buffer is either written or only read, and so is each mip level of each layer; a
 * level of a 3D texture counts as a whole. Attachments have no other use in their scope.
 */
import type { BufferSlice, PlanUse, Slice, TextureSlice } from '../plan/document.ts'
import type { Machine } from './machine.ts'

type Way = 'read' | 'written' | 'drawn to'

export interface Drawn {
  readonly slice: TextureSlice
  readonly readOnly: boolean
}

interface Claim {
  readonly slice: TextureSlice
  readonly way: Way
}

/** A use, or what is bound without memory, such as a sampler. */
type Bound = { readonly slice: Slice; readonly access: PlanUse['access'] } | { readonly sampler: unknown }

/** @param indirect what is read for the counts of a dispatch */
export function checkScope(
  machine: Machine,
  uses: readonly Bound[],
  drawn: readonly Drawn[],
  indirect?: BufferSlice,
): void {
  if (!machine.profile.rules.exclusiveUsagePerScope) return
  const heaps = new Map<number, boolean>()
  let textures: Claim[] | undefined
  for (const { slice, readOnly } of drawn) (textures ??= []).push({ slice, way: readOnly ? 'read' : 'drawn to' })
  const useHeap = (heap: number, isWritten: boolean) => {
    if ((heaps.get(heap) ?? isWritten) !== isWritten)
      machine.reject('DEVICE_RULE', `One pass uses ${machine.words.heap(heap)} both writable and read-only`)
    heaps.set(heap, isWritten)
  }
  for (const use of uses) {
    if (!('slice' in use)) continue
    const { slice, access } = use
    const isWritten = access !== 'read'
    if (!('heap' in slice)) (textures ??= []).push({ slice, way: isWritten ? 'written' : 'read' })
    else useHeap(slice.heap, isWritten)
  }
  if (indirect) useHeap(indirect.heap, false)
  if (textures) checkTextures(machine, textures)
}

function checkTextures(machine: Machine, textures: readonly Claim[]): void {
  // Textures that are used in one way only need no comparison by level and layer.
  const mixed = new Set<number>()
  const ways = new Map<number, Way>()
  for (const { slice, way } of textures) {
    const before = ways.get(slice.texture)
    if (before === undefined) ways.set(slice.texture, way)
    else if (before !== way) mixed.add(slice.texture)
  }
  if (mixed.size === 0) return
  const claimed = new Map<string, Way>()
  for (const { slice, way } of textures) if (mixed.has(slice.texture)) claim(machine, claimed, slice, way)
}

function claim(machine: Machine, ways: Map<string, Way>, slice: TextureSlice, way: Way): void {
  const texture = machine.plan.textures.find(slice.texture)
  if (!texture) return
  const is3d = texture.dimension === '3d'
  const aspects = slice.aspect === 'all' ? (['depth-only', 'stencil-only'] as const) : [slice.aspect]
  for (let level = slice.mipLevel; level < slice.mipLevel + slice.mipLevelCount; level++)
    for (let at = 0; at < (is3d ? 1 : slice.size[2]); at++)
      for (const aspect of aspects) {
        const layer = is3d ? 0 : slice.origin[2] + at
        const key = `${slice.texture} ${level} ${layer} ${aspect}`
        const before = ways.get(key)
        if (before !== undefined && before !== way)
          machine.reject(
            'DEVICE_RULE',
            `One pass uses mip level ${level}${is3d ? '' : `, layer ${layer}`} of ${machine.words.texture(slice.texture)} both ${before} and ${way}`,
          )
        ways.set(key, way)
      }
}
