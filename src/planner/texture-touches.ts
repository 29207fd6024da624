/** Touches of texture accesses: the texture's own linear bytes, and the memory it is placed in. */
import { accessCode } from '../graph/access.ts'
import { textureLayout } from '../graph/texture-layout.ts'
import { layoutCode, type CommandList } from './commands.ts'
import type { Layout } from './layout.ts'
import type { PlannedTexture } from './plan.ts'

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

/** Records that a command touches [begin, end) of value's bytes, buffer or texture. */
export function touchValue(
  commands: CommandList,
  layout: Layout,
  value: number,
  begin: number,
  end: number,
  flags: number,
  kind: number,
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
  const [from, to] = planned.dimension === '3d' ? wholeLevels(planned, begin, end) : [begin, end]
  commands.touch(
    ~texture,
    from,
    to,
    flags,
    kind,
    general ? layoutCode.storage : (layoutOfAccess[kind] ?? layoutCode.storage),
  )
}

const levelsOf = ({ format, dimension, size, mipLevelCount, sampleCount }: PlannedTexture) =>
  textureLayout({
    id: '',
    kind: 'texture',
    format,
    dimension,
    size,
    mipLevelCount,
    sampleCount: sampleCount === 4 ? 4 : 1,
  }).levels

/** A level of a 3D texture has one layout, however few of its slices are touched. */
function wholeLevels(texture: PlannedTexture, begin: number, end: number): [number, number] {
  let from = begin
  let to = end
  for (const { offset, sliceBytes, slices } of levelsOf(texture)) {
    const stop = offset + sliceBytes * slices
    if (offset <= begin && begin < stop) from = offset
    if (offset < end && end <= stop) to = stop
  }
  return [from, to]
}
