/** Touches of textures: the linear bytes of the texture, and the memory in which it is placed. */
import { accessCode } from '../../../graph/access.ts'
import type { TextureRegion } from '../../../graph/endpoint.ts'
import { layoutCode, type CommandList } from '../command-list.ts'
import type { Placements } from '../../place/placements.ts'

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

/** Records that a command touches bytes [begin, end) of a value, or only a box of texels in that range. */
export function touchValue(
  commands: CommandList,
  placements: Placements,
  value: number,
  begin: number,
  end: number,
  flags: number,
  kind: number,
  box?: TextureRegion,
): void {
  const texture = placements.texture[value]!
  if (texture < 0) {
    const base = placements.offset[value]!
    commands.touch(placements.heap[value]!, base + begin, base + end, flags, kind)
    return
  }
  // Memory before texels: a barrier against the previous owner of the memory must precede the change of layout.
  if (placements.heap[value]! >= 0)
    commands.touch(
      placements.heap[value]!,
      placements.offset[value]!,
      placements.offset[value]! + placements.sizeBytes[value]!,
      flags,
      kind,
      0,
      value,
    )
  const planned = placements.textures[texture]!
  const isGeneral = placements.generalLayouts || planned.lifetime !== 'transient'
  const wanted = isGeneral ? layoutCode.storage : (layoutOfAccess[kind] ?? layoutCode.storage)
  commands.touch(~texture, begin, end, flags, kind, wanted, -1, box)
}
