/**
 * Accesses of a plan's commands: the bytes of heaps and the texels, the access kind, and whether they are written. All general
 * questions about commands (hazards, layouts, touched memory, use of staging) are answered from here, so a new op is added in
 * one place.
 */
import { accessCode } from '../../graph/access.ts'
import { formatInfo } from '../../graph/formats.ts'
import type { Command, CommandOf, Plan, PlanUse, Slice, TextureSlice } from '../document.ts'
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
export function visitAccesses({ heaps, textures }: Plan, command: Command, visitor: AccessVisitor): void {
  const slice = (at: Slice, kind: number, writes: boolean): void => {
    if ('heap' in at) visitor.bytes(at.heap, at.offset, at.offset + at.size, kind, writes)
    else visitor.texels(at.texture, at, kind, writes)
  }
  const attached = (at: TextureSlice, writes: boolean): number => {
    const { depth, stencil } = formatInfo(textures[at.texture]!.format)
    return depth || stencil ? (writes ? depthWrite : depthRead) : colorAttachment
  }
  const use = ({ slice: at, as, access }: PlanUse): void => {
    const writes = access !== 'read'
    const kind = as === 'attachment' ? attached(at as TextureSlice, writes) : writes ? written(as) : readAs[as]
    if ('heap' in at && wholeWords.has(as) && at.size > 0)
      visitor.bytes(
        at.heap,
        at.offset,
        Math.min(roundUp(at.offset + at.size, 4), heaps[at.heap]!.sizeBytes),
        kind,
        writes,
      )
    else slice(at, kind, writes)
  }
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
      return slice(command.slice, copyWrite, true)
    case 'mipmap':
      for (let level = 0; level < command.mipLevelCount; level++) {
        const size = levelSize(textures[command.texture]!, level)
        const whole: TexelPart = { mipLevel: level, mipLevelCount: 1, origin: [0, 0, 0], size, aspect: 'all' }
        visitor.texels(command.texture, whole, level === 0 ? sampledRead : colorAttachment, level > 0)
      }
      return
    case 'dispatch':
      for (const binding of command.bindings) if ('slice' in binding) use(binding)
      if ('heap' in command.workgroups) slice(command.workgroups, readAs.indirect, false)
      return
    case 'render':
      for (const attachment of command.color) {
        slice(attachment.slice, colorAttachment, true)
        if (attachment.resolve) slice(attachment.resolve, colorAttachment, true)
      }
      if (command.depth)
        slice(command.depth.slice, command.depth.readOnly ? depthRead : depthWrite, !command.depth.readOnly)
      for (const part of command.parts) part.uses.forEach(use)
      return
    case 'custom':
    case 'external':
      return command.uses.forEach(use)
    case 'barrier':
      command.transitions?.forEach((transition) => visitor.transition(transition))
      return
    default:
      command satisfies never
  }
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
} as const satisfies Record<Exclude<PlanUse['as'], 'attachment'>, number>

const written = (as: PlanUse['as']): number => (as === 'copy-dst' ? copyWrite : storageWrite)

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
