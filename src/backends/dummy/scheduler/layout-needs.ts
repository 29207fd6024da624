/** The image layouts that a command needs its textures in. */
import { accessKinds, type AccessKind } from '../../../graph/access.ts'
import type { Command, ImageLayout, Plan } from '../../../plan/document.ts'
import { visitAccesses, type TexelPart } from '../../../plan/facts/accesses.ts'

/** The image layout in which a command needs some mip levels and layers of a texture. */
export interface LayoutNeed {
  readonly texture: number
  readonly part: TexelPart
  readonly layout: ImageLayout
}

/** The image layout for each kind of access to textures. */
const layoutFor: Readonly<Partial<Record<AccessKind, ImageLayout>>> = {
  'copy-read': 'copy-src',
  'copy-write': 'copy-dst',
  'sampled-read': 'sampled',
  'storage-read': 'storage',
  'storage-write': 'storage',
  'color-attachment': 'color',
  'depth-read': 'depth-read',
  'depth-write': 'depth',
}

export function layoutNeeds(plan: Plan, command: Command): LayoutNeed[] {
  const needs: LayoutNeed[] = []
  visitAccesses(plan, command, {
    bytes() {},
    texels: (texture, part, kind) => void needs.push({ texture, part, layout: layoutFor[accessKinds[kind]!]! }),
    transition() {},
  })
  return needs
}
