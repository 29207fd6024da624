/**
 * Phase 10, lowering, between host and device: the uploads and readbacks of one step become as few commands and regions as
 * possible. Buffers and textures take the same path: they are collected by heap or texture, staged by their geometry
 * (`stage-bytes.ts`, `stage-texels.ts`), and emitted as one command for each pair of staging heap and target.
 */
import { asInteger } from '../../support/as-integer.ts'
import { push } from '../../../graph/lists.ts'
import { READS, WRITES, accessCode } from '../../../graph/access.ts'
import type { PassOf } from '../../../graph/document.ts'
import type { CommandOf, TextureCopyRegion } from '../../../plan/document.ts'
import type { Region } from './fuse.ts'
import { SharedStaging } from '../../staging/shared-staging.ts'
import { inputOf } from '../../staging/staged-bytes.ts'
import {
  idsOf,
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
import { ByteStaging } from './stage-bytes.ts'
import { stageTexels } from './stage-texels.ts'
import type { Direction, StagedCopy, StagedTransfer } from './staged-copy.ts'

/** Emission of the uploads and readbacks of one step after another. */
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
    const { inputs } = this.context.graph
    // Allocated at its length: most steps have one node, and a list that grows would have far too much room.
    const always = new Array<StagedTransfer>(nodes.length)
    let count = 0
    // A run may leave out each of these inputs, so each has commands of its own.
    let byName: Map<string, StagedTransfer[]> | undefined
    for (const node of nodes) {
      const { name, offset: nameOffset } = inputOf(passOf(this.context, node) as PassOf<'upload'>)
      const { optional, isShared, producer } = inputs.get(name)!
      const arena = this.context.uploadArena(producer)
      arena.usedBy(submission)
      const side = sideOf(this.context, node)
      if (!side) continue
      const transfer = {
        node,
        side,
        name,
        nameOffset,
        begin: asInteger(partBegin[node]!),
        end: asInteger(partEnd[node]!),
        arena,
        isShared,
      }
      if (optional) push((byName ??= new Map<string, StagedTransfer[]>()), name, transfer)
      else always[count++] = transfer
    }
    if (count < always.length) always.length = count
    this.move(always, 'upload', submission, time)
    if (byName) for (const [name, list] of byName) this.move(list, 'upload', submission, time, name)
    this.shared.note(this.context.decisions)
  }

  readbacks(nodes: readonly number[], submission: number, time: number): void {
    const transfers = new Array<StagedTransfer>(nodes.length)
    let count = 0
    for (const node of nodes) {
      const arena = this.context.readbackArena(node)
      arena.usedBy(submission)
      const side = sideOf(this.context, node)
      if (!side) continue
      const { output: name } = passOf(this.context, node) as PassOf<'readback'>
      const end = isTexels(side) ? Infinity : side.end - side.begin
      transfers[count++] = { node, side, name, nameOffset: 0, begin: 0, end, arena, isShared: false }
    }
    if (count < transfers.length) transfers.length = count
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
    // Most steps have one transfer, or several of one texture or heap.
    const [first] = transfers
    if (!first) return
    if (transfers.every(({ side }) => isSamePlace(side, first.side))) {
      if (isOfTexels(first))
        this.moveTexels(transfers as readonly StagedTransfer<TexelSide>[], direction, submission, optional)
      else this.moveBytes(transfers as readonly StagedTransfer<ByteSide>[], direction, submission, time, optional)
      return
    }
    const byTexture = new Map<number, StagedTransfer<TexelSide>[]>()
    const byHeap = new Map<number, StagedTransfer<ByteSide>[]>()
    for (const transfer of transfers) {
      if (isOfTexels(transfer)) push(byTexture, transfer.side.texture, transfer)
      else push(byHeap, (transfer.side as ByteSide).heap, transfer as StagedTransfer<ByteSide>)
    }
    for (const list of byTexture.values()) this.moveTexels(list, direction, submission, optional)
    for (const list of byHeap.values()) this.moveBytes(list, direction, submission, time, optional)
  }

  private moveTexels(
    transfers: readonly StagedTransfer<TexelSide>[],
    direction: Direction,
    submission: number,
    optional: string | undefined,
  ): void {
    const { texture } = transfers[0]!.side
    for (const copy of stageTexels(this.context, transfers, direction, this.shared))
      this.emitTexels(texture, copy, direction, submission, optional)
  }

  private moveBytes(
    transfers: readonly StagedTransfer<ByteSide>[],
    direction: Direction,
    submission: number,
    time: number,
    optional: string | undefined,
  ): void {
    const { heap } = transfers[0]!.side
    for (const copy of this.bytes.stage(transfers, direction, this.shared, time))
      this.emitBytes(heap, copy, direction, submission, optional)
  }

  private emitTexels(
    texture: number,
    copy: StagedCopy<TextureCopyRegion>,
    direction: Direction,
    submission: number,
    optional: string | undefined,
  ): void {
    const { nodes } = copy
    const passes = idsOf(this.context, nodes)
    for (const node of nodes) touchPass(this.context, node)
    this.emit(texelCommand(texture, copy, direction, optional, passes), direction, submission)
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
    const passes = idsOf(this.context, nodes)
    const command: CommandOf<'copy'> =
      optional === undefined
        ? { op: 'copy', from, to, regions, passes }
        : { op: 'copy', from, to, regions, optional, passes }
    this.emit(command, direction, submission)
  }

  private emit(
    command: CommandOf<'copy' | 'copy-to-texture' | 'copy-from-texture'>,
    direction: Direction,
    submission: number,
  ): void {
    this.context.commands.add(command, submission)
    noteMerge(this.context, command.passes, command.regions.length, `${direction}s`)
  }
}

/** Literals for each kind: a spread of what is optional makes a larger object. */
function texelCommand(
  texture: number,
  { staging, regions }: StagedCopy<TextureCopyRegion>,
  direction: Direction,
  optional: string | undefined,
  passes: string[],
): CommandOf<'copy-to-texture' | 'copy-from-texture'> {
  if (direction === 'readback') return { op: 'copy-from-texture', texture, to: staging, regions, passes }
  return optional === undefined
    ? { op: 'copy-to-texture', from: staging, texture, regions, passes }
    : { op: 'copy-to-texture', from: staging, texture, regions, optional, passes }
}

const isOfTexels = (transfer: StagedTransfer): transfer is StagedTransfer<TexelSide> => isTexels(transfer.side)

const isSamePlace = (one: Side, other: Side): boolean =>
  isTexels(one) ? isTexels(other) && one.texture === other.texture : !isTexels(other) && one.heap === other.heap
