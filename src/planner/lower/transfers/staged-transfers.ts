/**
 * Phase 9, lowering, between host and device: the uploads and readbacks of one step become as few commands and regions as
 * possible. Buffers and textures take the same path: they are collected by heap or texture, staged by their geometry
 * (`stage-bytes.ts`, `stage-texels.ts`), and emitted as one command for each pair of staging heap and target.
 */
import { READS, WRITES, accessCode } from '../../../graph/access.ts'
import type { PassOf } from '../../../graph/document.ts'
import type { Command, TextureCopyRegion } from '../../../plan/document.ts'
import type { Region } from './fuse.ts'
import { SharedStaging } from '../../staging/shared-staging.ts'
import { inputOf } from '../../staging/staged-bytes.ts'
import {
  idsOf,
  isTexels,
  noteMerge,
  passOf,
  push,
  sideOf,
  touchPass,
  type ByteSide,
  type TexelSide,
  type TransferContext,
} from './context.ts'
import { ByteStaging } from './stage-bytes.ts'
import { stageTexels } from './stage-texels.ts'
import type { Direction, StagedCopy, StagedTransfer } from './staged-copy.ts'

export class StagedTransfers {
  private readonly context: TransferContext
  private readonly bytes: ByteStaging
  /** Input bytes that the current submission has staged. */
  private shared = new SharedStaging()
  private stagedIn = -1

  constructor(context: TransferContext) {
    this.context = context
    this.bytes = new ByteStaging(context)
  }

  uploads(nodes: readonly number[], submission: number, time: number): void {
    const { partBegin, partEnd } = this.context.schedule
    if (submission !== this.stagedIn) {
      this.shared = new SharedStaging()
      this.stagedIn = submission
    }
    const transfers = nodes.flatMap((node): StagedTransfer[] => {
      const arena = this.context.uploadArena(node)
      arena.submissions.add(submission)
      const side = sideOf(this.context, node)
      if (!side) return []
      const { name, offset: nameOffset } = inputOf(passOf(this.context, node) as PassOf<'upload'>)
      return [{ node, side, name, nameOffset, begin: partBegin[node]!, end: partEnd[node]!, arena }]
    })
    const { inputs } = this.context.graph
    const always = transfers.filter(({ name }) => !inputs.get(name)!.optional)
    this.move(always, 'upload', submission, time)
    // A run may leave out each of these inputs, so each has commands of its own.
    const byName = new Map<string, StagedTransfer[]>()
    if (always.length < transfers.length)
      for (const transfer of transfers) if (inputs.get(transfer.name)!.optional) push(byName, transfer.name, transfer)
    for (const [name, list] of byName) this.move(list, 'upload', submission, time, name)
    this.shared.note(this.context.decisions)
  }

  readbacks(nodes: readonly number[], submission: number, time: number): void {
    const transfers = nodes.flatMap((node): StagedTransfer[] => {
      const arena = this.context.readbackArena(node)
      arena.submissions.add(submission)
      const side = sideOf(this.context, node)
      if (!side) return []
      const { output: name } = passOf(this.context, node) as PassOf<'readback'>
      const end = isTexels(side) ? Infinity : side.end - side.begin
      return [{ node, side, name, nameOffset: 0, begin: 0, end, arena }]
    })
    this.move(transfers, 'readback', submission, time)
  }

  /** @param optional the optional input that is moved */
  private move(
    transfers: readonly StagedTransfer[],
    direction: Direction,
    submission: number,
    time: number,
    optional?: string,
  ): void {
    const byTexture = new Map<number, StagedTransfer<TexelSide>[]>()
    const byHeap = new Map<number, StagedTransfer<ByteSide>[]>()
    for (const transfer of transfers) {
      const { side } = transfer
      if (isTexels(side)) push(byTexture, side.texture, { ...transfer, side })
      else push(byHeap, side.heap, { ...transfer, side })
    }
    for (const [texture, list] of byTexture)
      for (const copy of stageTexels(this.context, list, direction, this.shared))
        this.emitTexels(texture, copy, direction, submission, optional)
    for (const [heap, list] of byHeap)
      for (const copy of this.bytes.stage(list, direction, this.shared, time))
        this.emitBytes(heap, copy, direction, submission, optional)
  }

  private emitTexels(
    texture: number,
    copy: StagedCopy<TextureCopyRegion>,
    direction: Direction,
    submission: number,
    optional: string | undefined,
  ): void {
    const { staging, regions, nodes } = copy
    const passes = idsOf(this.context, nodes)
    const leftOut = optional === undefined ? {} : { optional }
    for (const node of nodes) touchPass(this.context, node)
    this.emit(
      direction === 'upload'
        ? { op: 'copy-to-texture', from: staging, texture, regions, ...leftOut, passes }
        : { op: 'copy-from-texture', texture, to: staging, regions, passes },
      direction,
      submission,
    )
  }

  private emitBytes(
    heap: number,
    { staging, regions, nodes }: StagedCopy<Region>,
    direction: Direction,
    submission: number,
    optional: string | undefined,
  ): void {
    const { commands, values, graph, schedule } = this.context
    const isUpload = direction === 'upload'
    // Touches follow the regions and not the passes, because regions may extend into the padding of a value.
    for (const [from, to, size] of regions) {
      if (isUpload) commands.touch(heap, to, to + size, WRITES, accessCode['copy-write'])
      else commands.touch(heap, from, from + size, READS, accessCode['copy-read'])
    }
    for (const node of nodes) commands.use(values.accessValue[graph.accessStart[schedule.nodePass[node]!]!]!)
    const [from, to] = isUpload ? [staging, heap] : [heap, staging]
    const leftOut = optional === undefined ? {} : { optional }
    const passes = idsOf(this.context, nodes)
    this.emit({ op: 'copy', from, to, regions, ...leftOut, passes }, direction, submission)
  }

  private emit(
    command: Extract<Command, { op: 'copy' | 'copy-to-texture' | 'copy-from-texture' }>,
    direction: Direction,
    submission: number,
  ): void {
    this.context.commands.add(command, submission)
    noteMerge(this.context, command.passes, command.regions.length, `${direction}s`)
  }
}
