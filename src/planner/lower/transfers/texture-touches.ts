/** Touches of texture accesses: the texture's own linear bytes, and the memory it is placed in. */
import { accessCode } from '../../../graph/access.ts'
import type { TextureRegion } from '../../../graph/endpoint.ts'
import { layoutCode, type CommandList } from '../command-list.ts'
import type { Layout } from '../../place/placements.ts'

const layoutOfAccess: Record<number, number> = {
  [accessCode['copy-read']]: layoutCode['copy-src'],
  [accessCode['copy-write']]: layoutCode['copy-dst'],
  [accessCode['sampled-read']]: layoutCode.sampled,
  [accessCode['storage-read']]: layoutCode.storage,
  [accessCode['storage-write']]: layoutCode.storage,
  [accessCode['color-attachment']]: layoutCode.color,
  [accessCode['depth-write']]: layoutCode.depth,
  [accessCode['depth-read']]: layoutCode['depth-read'],
}

/** Records that a command touches [begin, end) of value's bytes, buffer or texture; of a texture's, perhaps only a box. */
export function touchValue(
  commands: CommandList,
  layout: Layout,
  value: number,
  begin: number,
  end: number,
  flags: number,
  kind: number,
  box?: TextureRegion,
): void {
  const texture = layout.texture[value]!
  if (texture < 0) {
    const base = layout.offset[value]!
    commands.touch(layout.heap[value]!, base + begin, base + end, flags, kind)
    return
  }
  // The memory first: a barrier against its previous owner must stand before the layout is changed.
  if (layout.heap[value]! >= 0)
    commands.touch(
      layout.heap[value]!,
      layout.offset[value]!,
      layout.offset[value]! + layout.sizeBytes[value]!,
      flags,
      kind,
      0,
      value,
    )
  const planned = layout.textures[texture]!
  const general = layout.generalLayouts || planned.lifetime !== 'transient'
  const wanted = general ? layoutCode.storage : (layoutOfAccess[kind] ?? layoutCode.storage)
  commands.touch(~texture, begin, end, flags, kind, wanted, -1, box)
}
