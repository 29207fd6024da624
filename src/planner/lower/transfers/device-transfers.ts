/** Phase 9, lowering, on the device: what one level copies and fills becomes as few commands and regions as there can be. */
import { READS, WRITES, accessCode } from '../../../graph/access.ts'
import type { PassOf } from '../../../graph/document.ts'
import { fuseRegions, type Piece, type Region } from './fuse.ts'
import { canRun } from '../../../plan/facts/queue-abilities.ts'
import { TextureTransfers } from './texture-transfers.ts'
import { accessOf, endsValue, noteMerge, passOf, type TransferContext } from './context.ts'

export class DeviceTransfers {
  private readonly context: TransferContext
  private readonly textures: TextureTransfers

  constructor(context: TransferContext) {
    this.context = context
    this.textures = new TextureTransfers(context)
  }

  copies(nodes: readonly number[], submission: number): void {
    const { graph, layout, values } = this.context
    const byHeaps = new Map<
      string,
      {
        from: number
        to: number
        pieces: (Piece & { node: number; value: number })[]
        nodes: number[]
        values: number[]
      }
    >()
    const texels: number[] = []
    for (const node of nodes) {
      const a = accessOf(this.context, node)
      const b = a + 1
      const from = values.accessValue[a]!
      const to = values.accessValue[b]!
      if (layout.texture[from]! >= 0 || layout.texture[to]! >= 0) {
        texels.push(node)
        continue
      }
      const key = `${layout.heap[from]}>${layout.heap[to]}`
      const group = byHeaps.get(key) ?? {
        from: layout.heap[from]!,
        to: layout.heap[to]!,
        pieces: [],
        nodes: [],
        values: [],
      }
      byHeaps.set(key, group)
      let size = graph.accessEnd[a]! - graph.accessBegin[a]!
      const fromOffset = layout.offset[from]! + graph.accessBegin[a]!
      const toOffset = layout.offset[to]! + graph.accessBegin[b]!
      const unit = graph.profile.alignments.copyBytes
      // Both sides end with their value: the padding behind them may travel too.
      if (
        size % unit !== 0 &&
        fromOffset % unit === 0 &&
        toOffset % unit === 0 &&
        endsValue(this.context, from, graph.accessEnd[a]!) &&
        endsValue(this.context, to, graph.accessEnd[b]!)
      )
        size = Math.ceil(size / unit) * unit
      group.pieces.push({ from: fromOffset, to: toOffset, size, node, value: from })
      group.nodes.push(node)
      group.values.push(from, to)
    }
    this.textures.copies(texels, submission)
    for (const group of byHeaps.values()) {
      const regions = fuseRegions(group.pieces, 0, () => false)
      const { commands } = this.context
      const { rules } = graph.profile
      // Inside one buffer, a device without such copies moves the bytes with a dispatch.
      const dispatch =
        (group.from === group.to && !rules.sameBufferCopy) || this.asDispatch(regions, submission, group.nodes)
      const [readKind, writeKind] = dispatch
        ? (['storage-read', 'storage-write'] as const)
        : (['copy-read', 'copy-write'] as const)
      for (const [from, to, size] of regions) {
        commands.touch(group.from, from, from + size, READS, accessCode[readKind])
        commands.touch(group.to, to, to + size, WRITES, accessCode[writeKind])
      }
      const passes = group.nodes.map((node) => passOf(this.context, node).id)
      commands.add(
        { op: dispatch ? 'scatter' : 'copy', from: group.from, to: group.to, regions, passes },
        submission,
        group.values,
      )
      noteMerge(this.context, passes, regions.length, 'copies')
    }
  }

  fills(nodes: readonly number[], submission: number): void {
    const { graph, layout, values, commands } = this.context
    interface Fill {
      heap: number
      offset: number
      size: number
      value: number
      node: number
      memory: number
    }
    const fills: Fill[] = []
    for (const node of nodes) {
      const pass = passOf(this.context, node) as PassOf<'fill'>
      const a = accessOf(this.context, node)
      const memory = values.accessValue[a]!
      if (layout.texture[memory]! >= 0) {
        this.textures.clear(node, submission)
        continue
      }
      let size = graph.accessEnd[a]! - graph.accessBegin[a]!
      const offset = layout.offset[memory]! + graph.accessBegin[a]!
      const unit = graph.profile.alignments.copyBytes
      if (size % unit !== 0 && offset % unit === 0 && endsValue(this.context, memory, graph.accessEnd[a]!))
        size = Math.ceil(size / unit) * unit
      fills.push({ heap: layout.heap[memory]!, offset, size, value: pass.value, node, memory })
    }
    fills.sort((a, b) => a.heap - b.heap || a.offset - b.offset)
    for (let i = 0; i < fills.length;) {
      const first = fills[i]!
      let end = first.offset + first.size
      let j = i + 1
      // The pattern must go on in step: neighbours that start on a whole word of the first.
      while (
        j < fills.length &&
        fills[j]!.heap === first.heap &&
        fills[j]!.offset === end &&
        fills[j]!.value === first.value &&
        (end - first.offset) % 4 === 0
      )
        end += fills[j++]!.size
      const merged = fills.slice(i, j)
      const passes = merged.map((fill) => passOf(this.context, fill.node).id)
      commands.touch(first.heap, first.offset, end, WRITES, accessCode['copy-write'])
      commands.add(
        { op: 'fill', heap: first.heap, offset: first.offset, size: end - first.offset, value: first.value, passes },
        submission,
        merged.map((fill) => fill.memory),
      )
      if (merged.length > 1) noteMerge(this.context, passes, 1, 'fills')
      i = j
    }
  }

  /** Many scattered regions are cheaper as one dispatch with a table, where the queue computes and regions cost. */
  private asDispatch(regions: Region[], submission: number, nodes: readonly number[]): boolean {
    const { graph, schedule, decisions } = this.context
    const { costs, queues } = graph.profile
    if (!canRun(queues[schedule.submissionQueue[submission]!]!.kinds, 'compute')) return false
    const bytes = regions.reduce((sum, region) => sum + region[2], 0)
    const copyNs = regions.length * costs.copyRegionNs
    // The table is read once, 16 bytes a region; the dispatch itself moves bytes at a quarter of the device's speed.
    const dispatchNs = costs.dispatchNs * 4 + (4 * (bytes + regions.length * 16)) / costs.deviceToDeviceBytesPerNs
    if (regions.length < 16 || dispatchNs >= copyNs) return false
    decisions.add(
      'SCATTERED',
      nodes.map((node) => passOf(this.context, node).id),
      [],
      `${regions.length} scattered regions go as one dispatch`,
      { commands: regions.length - 1 },
    )
    return true
  }
}
