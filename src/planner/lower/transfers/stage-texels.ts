/** Geometry of textures in staging: boxes of texels with rows padded to the device's pitch, and one region per box. */
import { fitted } from '../../../graph/lists.ts'
import type { TextureCopyRegion } from '../../../plan/document.ts'
import type { SharedStaging } from '../../staging/shared-staging.ts'
import { placeKey, StagedRegion } from '../../staging/staged-bytes.ts'
import { passOf, type TexelSide, type TransferContext } from './context.ts'
import { texelRegion } from './copy-regions.ts'
import { StagedCopies, type Direction, type StagedCopy, type StagedTransfer } from './staged-copy.ts'

/**
 * Assigns staging to the boxes that one texture sends or receives, with the host's copies to or from it.
 *
 * @param shared the input bytes that are staged already; readbacks share none
 * @returns one copy per staging heap
 */
export function stageTexels(
  context: TransferContext,
  transfers: readonly StagedTransfer<TexelSide>[],
  direction: Direction,
  shared: SharedStaging,
): StagedCopy<TextureCopyRegion>[] {
  const { graph, schedule } = context
  const copies = new StagedCopies<TextureCopyRegion>()
  for (const { node, name, nameOffset, begin, end, arena, isShared } of transfers) {
    const staged = new StagedRegion(graph, schedule.nodePass[node]!, direction)
    for (const box of staged.boxes(begin, Math.min(end, staged.sizeBytes))) {
      const { rows: count, tightBytes, pitchBytes, spanBytes } = box
      const at = nameOffset + box.begin
      const size = tightBytes * count
      const key = isShared ? placeKey(at, box) : undefined
      const before = key === undefined ? undefined : shared.find(name, key)
      const { heap: staging, offset } = before ?? arena.take(spanBytes)
      if (before) shared.use(passOf(context, node).id, size)
      else {
        arena.add(
          pitchBytes === tightBytes
            ? { name, nameOffset: at, heap: staging, offset, size }
            : { name, nameOffset: at, heap: staging, offset, size, rows: { count, tightBytes, pitchBytes } },
        )
        if (key !== undefined) shared.add(name, key, { heap: staging, offset })
      }
      copies.addRegion(staging, texelRegion(box, offset, pitchBytes, staged.region.aspect))
      copies.addNode(staging, node)
    }
  }
  // They stay in the plan.
  for (const copy of copies.list) if (copy.regions.length > 1) copy.regions = fitted(copy.regions)
  return copies.list
}
