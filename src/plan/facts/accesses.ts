/**
 * Accesses of a plan's commands: the bytes of heaps and the texels, the access kind, and whether they are written. All general
 * questions about commands (hazards, layouts, touched memory, use of staging) are answered from here, so a new op is added in
 * one place.
 */
import { accessCode } from '../../graph/access.ts'
import { formatInfo } from '../../graph/formats.ts'
import type { Command, CommandOf, Plan, PlannedTexture, PlanUse, Slice, TextureSlice } from '../document.ts'
import { roundUp } from '../multiples.ts'
import { copySpan } from './copy-rows.ts'
import { levelSize } from './level-boxes.ts'

/** A part of a texture: whole levels and layers, or a box of one level. */
export type TexelPart = Pick<TextureSlice, 'mipLevel' | 'mipLevelCount' | 'origin' | 'size' | 'aspect' | 'format'>
export type Transition = NonNullable<CommandOf<'barrier'>['transitions']>[number]

export interface AccessVisitor {
  /** Bytes [begin, end) of a heap. @param kind a code of `graph/access.ts` */
  bytes(heap: number, begin: number, end: number, kind: number, writes: boolean): void
  /** @param kind a code of `graph/access.ts` */
  texels(texture: number, part: TexelPart, kind: number, writes: boolean): void
  /** A barrier brings levels and layers into another layout. */
  transition(transition: Transition): void
}

/** Visits in the order of the command's fields. O(regions and slices). */
export function visitAccesses(plan: Plan, command: Command, visitor: AccessVisitor): void {
  const { textures } = plan
  switch (command.op) {
    case 'copy':
    case 'scatter': {
      const [read, write] = command.op === 'copy' ? copying : storing
      for (const [from, to, size] of command.regions) {
        visitor.bytes(command.from, from, from + size, read, false)
        visitor.bytes(command.to, to, to + size, write, true)
      }
      return
    }
    case 'fill':
      return visitor.bytes(command.heap, command.offset, command.offset + command.size, copyWrite, true)
    case 'copy-to-texture':
      for (const region of command.regions) {
        const end = region.offset + copySpan(textures[command.texture]!.format, region)
        visitor.bytes(command.from, region.offset, end, copyRead, false)
        visitor.texels(command.texture, boxOf(region), copyWrite, true)
      }
      return
    case 'copy-from-texture':
      for (const region of command.regions) {
        const end = region.offset + copySpan(textures[command.texture]!.format, region)
        visitor.bytes(command.to, region.offset, end, copyWrite, true)
        visitor.texels(command.texture, boxOf(region), copyRead, false)
      }
      return
    case 'copy-texture':
      for (const { fromLevel, fromOrigin, toLevel, toOrigin, size, aspect, fromAspect = aspect } of command.regions) {
        const from = { mipLevel: fromLevel, mipLevelCount: 1, origin: fromOrigin, size, aspect: fromAspect }
        visitor.texels(command.from, from, copyRead, false)
        const to = { mipLevel: toLevel, mipLevelCount: 1, origin: toOrigin, size, aspect }
        visitor.texels(command.to, to, copyWrite, true)
      }
      return
    case 'clear-texture':
      return visitSlice(visitor, command.slice, copyWrite, true)
    case 'mipmap':
      for (let level = 0; level < command.mipLevelCount; level++) {
        const size = levelSize(textures[command.texture]!, level)
        const whole: TexelPart = { mipLevel: level, mipLevelCount: 1, origin: [0, 0, 0], size, aspect: 'all' }
        visitor.texels(command.texture, whole, level === 0 ? sampledRead : colorAttachment, level > 0)
      }
      return
    case 'dispatch':
      for (const binding of command.bindings) if ('slice' in binding) visitUse(plan, binding, visitor)
      if ('heap' in command.workgroups) visitSlice(visitor, command.workgroups, readAs.indirect, false)
      return
    case 'render':
      return visitRender(plan, command, visitor)
    case 'custom':
    case 'external':
      for (const use of command.uses) visitUse(plan, use, visitor)
      return
    case 'barrier':
      command.transitions?.forEach((transition) => visitor.transition(transition))
      return
    default:
      command satisfies never
  }
}

function visitRender(plan: Plan, { color, depth, parts }: CommandOf<'render'>, visitor: AccessVisitor): void {
  for (const { slice, resolve } of color) {
    visitSlice(visitor, slice, colorAttachment, true)
    if (resolve) visitSlice(visitor, resolve, colorAttachment, true)
  }
  if (depth) visitSlice(visitor, depth.slice, depth.readOnly ? depthRead : depthWrite, !depth.readOnly)
  for (const { uses } of parts) for (const use of uses) visitUse(plan, use, visitor)
}

function visitSlice(visitor: AccessVisitor, slice: Slice, kind: number, writes: boolean): void {
  if ('heap' in slice) visitor.bytes(slice.heap, slice.offset, slice.offset + slice.size, kind, writes)
  else visitor.texels(slice.texture, slice, kind, writes)
}

function visitUse({ heaps, textures }: Plan, { slice, as, access }: PlanUse, visitor: AccessVisitor): void {
  const writes = access !== 'read'
  if (!('heap' in slice)) {
    const kind = as === 'attachment' ? attached(textures[slice.texture]!, writes) : usedAs(as, writes)
    return visitor.texels(slice.texture, slice, kind, writes)
  }
  const { heap, offset, size } = slice
  const end = offset + size
  const isWhole = wholeWords.has(as) && size > 0
  visitor.bytes(
    heap,
    offset,
    isWhole ? Math.min(roundUp(end, 4), heaps[heap]!.sizeBytes) : end,
    usedAs(as, writes),
    writes,
  )
}

const {
  'copy-read': copyRead,
  'copy-write': copyWrite,
  'storage-read': storageRead,
  'storage-write': storageWrite,
  'sampled-read': sampledRead,
  'color-attachment': colorAttachment,
  'depth-read': depthRead,
  'depth-write': depthWrite,
} = accessCode

const copying = [copyRead, copyWrite] as const
const storing = [storageRead, storageWrite] as const

const readAs = {
  vertex: accessCode['vertex-read'],
  index: accessCode['index-read'],
  indirect: accessCode['indirect-read'],
  uniform: accessCode['uniform-read'],
  'storage-read': storageRead,
  storage: storageRead,
  sampled: sampledRead,
  'storage-texture': storageRead,
  'copy-src': copyRead,
  'copy-dst': copyWrite,
  // The format says which kind it is: `attached`.
  attachment: colorAttachment,
} as const satisfies Record<PlanUse['as'], number>

const usedAs = (as: PlanUse['as'], writes: boolean): number =>
  !writes ? readAs[as] : as === 'copy-dst' ? copyWrite : storageWrite

function attached(texture: PlannedTexture, writes: boolean): number {
  const { depth, stencil } = formatInfo(texture.format)
  return depth || stencil ? (writes ? depthWrite : depthRead) : colorAttachment
}

/** Shaders read and write whole words of these. */
const wholeWords: ReadonlySet<PlanUse['as']> = new Set(['storage', 'storage-read', 'uniform'])

const boxOf = ({
  mipLevel,
  origin,
  size,
  aspect,
}: Pick<TexelPart, 'mipLevel' | 'origin' | 'size' | 'aspect'>): TexelPart => ({
  mipLevel,
  mipLevelCount: 1,
  origin,
  size,
  aspect,
})
