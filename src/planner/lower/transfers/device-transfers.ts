/**
 * Phase 10, lowering, on the device: the copies and fills of one step become as few commands and regions as possible. Buffers
 * and textures take the same path: they are collected by their two ends and emitted as one command; `copy-regions.ts` is their
 * geometry.
 */
import { push } from '../../../graph/lists.ts'
import { READS, WRITES, accessCode } from '../../../graph/access.ts'
import type { PassOf } from '../../../graph/document.ts'
import { roundUp } from '../../../plan/multiples.ts'
import { canRun } from '../../../plan/facts/queue-abilities.ts'
import {
  endsValue,
  isTexels,
  noteMerge,
  passOf,
  sideOf,
  touchPass,
  type ByteSide,
  type Side,
  type TexelSide,
  type TransferContext,
} from './context.ts'
import { byteRegion, endsOf, texelCopy, textureSlice } from './copy-regions.ts'
import { fuseRegions, type Region } from './fuse.ts'

interface Copy<From = Side, To = Side> {
  readonly node: number
  readonly from: From
  readonly to: To
}

interface Fill {
  readonly node: number
  readonly side: ByteSide
  readonly size: number
  readonly value: number
}

const hasSameHeaps = ({ from, to }: Copy<ByteSide, ByteSide>, other: Copy): boolean =>
  !isTexels(other.from) && !isTexels(other.to) && from.heap === other.from.heap && to.heap === other.to.heap

const isOfBytes = (copy: Copy): copy is Copy<ByteSide, ByteSide> => !isTexels(copy.from) && !isTexels(copy.to)

/** Emission of the copies and fills of one step after another. */
export class DeviceTransfers {
  private readonly context: TransferContext

  constructor(context: TransferContext) {
    this.context = context
  }

  copies(nodes: readonly number[], submission: number): void {
    // Most steps have one.
    if (nodes.length === 1) {
      const copy = this.copyOf(nodes[0]!)
      if (isOfBytes(copy)) this.copyBytes([copy], submission)
      else this.copyTexels([copy], submission)
      return
    }
    const copies = nodes.map((node) => this.copyOf(node))
    const [first] = copies
    if (copies.every((copy): copy is Copy<ByteSide, ByteSide> => isOfBytes(copy) && hasSameHeaps(copy, first!))) {
      this.copyBytes(copies, submission)
      return
    }
    const texels = new Map<string, Copy[]>()
    const bytes = new Map<string, Copy<ByteSide, ByteSide>[]>()
    for (const copy of copies) {
      if (isOfBytes(copy)) push(bytes, endsOf(copy.from, copy.to), copy)
      else push(texels, endsOf(copy.from, copy.to), copy)
    }
    for (const list of texels.values()) this.copyTexels(list, submission)
    for (const list of bytes.values()) this.copyBytes(list, submission)
  }

  private copyOf(node: number): Copy {
    return { node, from: sideOf(this.context, node, 0)!, to: sideOf(this.context, node, 1)! }
  }

  private idsOf(moves: readonly { readonly node: number }[]): string[] {
    return moves.map(({ node }) => passOf(this.context, node).id)
  }

  private copyTexels(copies: readonly Copy[], submission: number): void {
    const passes = this.idsOf(copies)
    const command = texelCopy(this.context, copies[0]!.from, copies[0]!.to, passes)
    // Equal ends mean the same kind of command and region.
    for (let i = 1; i < copies.length; i++)
      for (const region of texelCopy(this.context, copies[i]!.from, copies[i]!.to, passes).regions)
        (command.regions as unknown[]).push(region)
    for (const { node } of copies) touchPass(this.context, node)
    this.context.commands.add(command, submission)
    noteMerge(this.context, passes, command.regions.length, 'copies')
  }

  private copyBytes(copies: readonly Copy<ByteSide, ByteSide>[], submission: number): void {
    const { commands, graph } = this.context
    const { heap: from } = copies[0]!.from
    const { heap: to } = copies[0]!.to
    const regions = fuseRegions(copies.map((copy) => byteRegion(this.context, copy.from, copy.to)))
    const passes = this.idsOf(copies)
    // Within one buffer, devices that cannot copy use a dispatch.
    const isDispatch =
      (from === to && !graph.profile.rules.sameBufferCopy) || this.paysAsDispatch(regions, submission, passes)
    const [read, write] = isDispatch
      ? [accessCode['storage-read'], accessCode['storage-write']]
      : [accessCode['copy-read'], accessCode['copy-write']]
    for (const [source, target, size] of regions) {
      commands.touch(from, source, source + size, READS, read)
      commands.touch(to, target, target + size, WRITES, write)
    }
    for (const copy of copies) {
      commands.use(copy.from.value)
      commands.use(copy.to.value)
    }
    commands.add({ op: isDispatch ? 'scatter' : 'copy', from, to, regions, passes }, submission)
    noteMerge(this.context, passes, regions.length, 'copies')
  }

  fills(nodes: readonly number[], submission: number): void {
    const fills = new Array<Fill>(nodes.length)
    let count = 0
    for (const node of nodes) {
      const side = sideOf(this.context, node)!
      if (isTexels(side)) this.clear(node, side, submission)
      else
        fills[count++] = {
          node,
          side,
          size: this.filledBytes(side),
          value: (passOf(this.context, node) as PassOf<'fill'>).value,
        }
    }
    if (count < fills.length) fills.length = count
    fills.sort((a, b) => a.side.heap - b.side.heap || a.side.offset - b.side.offset)
    for (let i = 0; i < fills.length;) {
      const { side: first, value } = fills[i]!
      let end = first.offset + fills[i]!.size
      let j = i + 1
      // A fill may be extended where the pattern continues: the next one starts at a whole word after the first.
      for (; j < fills.length; j++) {
        const { side, value: next, size } = fills[j]!
        const follows = side.heap === first.heap && side.offset === end && next === value
        if (!follows || (end - first.offset) % 4 !== 0) break
        end += size
      }
      this.fill(fills.slice(i, j), end, submission)
      i = j
    }
  }

  private clear(node: number, { region, texture }: TexelSide, submission: number): void {
    touchPass(this.context, node)
    const slice = textureSlice(region, texture)
    this.context.commands.add({ op: 'clear-texture', slice, passes: [passOf(this.context, node).id] }, submission)
  }

  private fill(merged: readonly Fill[], end: number, submission: number): void {
    const { commands } = this.context
    const { side, value } = merged[0]!
    const { heap, offset } = side
    const passes = this.idsOf(merged)
    commands.touch(heap, offset, end, WRITES, accessCode['copy-write'])
    for (const fill of merged) commands.use(fill.side.value)
    commands.add({ op: 'fill', heap, offset, size: end - offset, value, passes }, submission)
    noteMerge(this.context, passes, 1, 'fills')
  }

  /** Bytes of a fill, rounded up to whole words where the range ends with its value. */
  private filledBytes({ value, offset, begin, end }: ByteSide): number {
    const size = end - begin
    const unit = this.context.graph.profile.alignments.copyBytes
    if (size % unit === 0 || offset % unit !== 0 || !endsValue(this.context, value, end)) return size
    return roundUp(size, unit)
  }

  /** Whether one dispatch with a table of regions costs less than their copies, on a queue that computes. */
  private paysAsDispatch(regions: Region[], submission: number, passes: string[]): boolean {
    const { graph, schedule, decisions } = this.context
    const { costs, queues } = graph.profile
    if (!canRun(queues[schedule.submissionQueue[submission]!]!.kinds, 'compute')) return false
    const bytes = regions.reduce((sum, region) => sum + region[2], 0)
    const copyNs = regions.length * costs.copyRegionNs
    // The table has 16 bytes per region and is read once; the dispatch copies at a quarter of the device's bandwidth.
    const dispatchNs = costs.dispatchNs * 4 + (4 * (bytes + regions.length * 16)) / costs.deviceToDeviceBytesPerNs
    if (regions.length < 16 || dispatchNs >= copyNs) return false
    decisions.add('SCATTERED', passes, [], `${regions.length} scattered regions go as one dispatch`, {
      commands: regions.length - 1,
    })
    return true
  }
}
