/**
 * Phase 9, merge transfers: what one level uploads, copies, fills and reads back becomes as few commands and regions as
 * there can be.
 *
 * A region costs about as much as 100 KB of bandwidth whatever its size, so staging is laid out in the order of the
 * destinations: neighbours on the device are neighbours in staging, gaps that nobody owns included, and fuse to one region.
 */
import { READS, WRITES, accessCode } from '../graph/access.ts'
import type { PassOf } from '../graph/document.ts'
import type { CommandList } from './commands.ts'
import type { DecisionLog } from './decisions.ts'
import type { Values } from './forward-copies.ts'
import { fuseRegions, type Piece, type Region } from './fuse.ts'
import type { NormalGraph } from './normalise.ts'
import type { Occupancy } from './occupancy.ts'
import type { Layout } from './place-values.ts'
import type { Schedule } from './schedule-passes.ts'
import type { StagingArena } from './staging.ts'
import { TextureTransfers } from './texture-transfers.ts'

export interface TransferContext {
  readonly graph: NormalGraph
  readonly values: Values
  readonly schedule: Schedule
  readonly layout: Layout
  readonly occupancy: Occupancy
  readonly commands: CommandList
  readonly decisions: DecisionLog
  /** The arena an upload is staged in, and the one a readback lands in. */
  uploadArena(node: number): StagingArena
  readbackArena(node: number): StagingArena
}

interface BufferPiece extends Piece {
  readonly node: number
  readonly value: number
  readonly heap: number
  /** Uploads and readbacks: name and offset on the host's side. */
  readonly name: string
  readonly nameOffset: number
}

export class TransferMerger {
  private readonly context: TransferContext
  private readonly textures: TextureTransfers
  private readonly maxGap: number
  /** Input bytes staged in the current submission: one crossing feeds every upload of the same bytes. */
  private readonly staged = new Map<string, { heap: number; offset: number }>()
  private stagedIn = -1

  constructor(context: TransferContext) {
    this.context = context
    this.textures = new TextureTransfers(context)
    const { costs } = context.graph.profile
    this.maxGap = Math.floor(costs.copyRegionNs * costs.hostToDeviceBytesPerNs)
  }

  uploads(nodes: readonly number[], submission: number, time: number): void {
    const { graph, layout } = this.context
    if (submission !== this.stagedIn) {
      this.staged.clear()
      this.stagedIn = submission
    }
    const byTarget = new Map<string, { arena: StagingArena; pieces: BufferPiece[] }>()
    for (const node of nodes) {
      const pass = this.pass(node) as PassOf<'upload'>
      const a = this.access(node)
      const name = typeof pass.input === 'string' ? pass.input : pass.input.name
      const inputOffset = typeof pass.input === 'string' ? 0 : (pass.input.offset ?? 0)
      const arena = this.context.uploadArena(node)
      arena.submissions.add(submission)
      const value = this.context.values.accessValue[a]!
      if (layout.heap[value]! < 0 || layout.texture[value]! >= 0) {
        this.textures.upload(node, submission, name, inputOffset, arena)
        continue
      }
      const begin = this.context.schedule.partBegin[node]!
      const heap = layout.heap[value]!
      const size = this.context.schedule.partEnd[node]! - begin
      const to = layout.offset[value]! + graph.accessBegin[a]! + begin
      const piece = { node, value, heap, from: -1, to, size, name, nameOffset: inputOffset + begin }
      const key = `${heap}`
      const target = byTarget.get(key) ?? { arena, pieces: [] }
      byTarget.set(key, target)
      target.pieces.push(piece)
    }
    for (const { pieces } of byTarget.values()) this.uploadTo(pieces, submission, time)
  }

  /** Lays staging out in the order of the destinations, run by run, and emits one copy per pair of heaps. */
  private uploadTo(pieces: BufferPiece[], submission: number, time: number): void {
    const { occupancy } = this.context
    const heap = pieces[0]!.heap
    const sorted = pieces.slice().sort((a, b) => a.to - b.to || a.node - b.node)
    const regions = new Map<number, Piece[]>()
    const shared: string[] = []
    let sharedBytes = 0
    const add = (stagingHeap: number, piece: Piece) => {
      const list = regions.get(stagingHeap) ?? []
      regions.set(stagingHeap, list)
      list.push(piece)
    }
    let run: BufferPiece[] = []
    let runArena: StagingArena | undefined
    const flush = () => {
      if (run.length === 0) return
      const first = run[0]!
      const last = run[run.length - 1]!
      const end = this.paddedEnd(last)
      const at = runArena!.take(end - first.to)
      for (const piece of run) {
        const offset = at.offset + (piece.to - first.to)
        runArena!.copies.push({
          name: piece.name,
          nameOffset: piece.nameOffset,
          heap: at.heap,
          offset,
          size: piece.size,
        })
        this.staged.set(`${piece.name}\n${piece.nameOffset}\n${piece.size}`, { heap: at.heap, offset })
      }
      add(at.heap, { from: at.offset, to: first.to, size: end - first.to })
      run = []
    }
    for (const piece of sorted) {
      const before = this.staged.get(`${piece.name}\n${piece.nameOffset}\n${piece.size}`)
      if (before) {
        add(before.heap, { from: before.offset, to: piece.to, size: this.paddedEnd(piece) - piece.to })
        shared.push(this.pass(piece.node).id)
        sharedBytes += piece.size
        continue
      }
      const arena = this.context.uploadArena(piece.node)
      const last = run[run.length - 1]
      if (last) {
        const gap = piece.to - this.paddedEnd(last)
        const twin =
          run.length < 64 &&
          run.some(
            (other) => other.name === piece.name && other.nameOffset === piece.nameOffset && other.size === piece.size,
          )
        if (
          twin ||
          arena !== runArena ||
          gap < 0 ||
          gap > this.maxGap ||
          !occupancy.gapIsFree(heap, this.paddedEnd(last), piece.to, time)
        )
          flush()
        if (twin) {
          const at = this.staged.get(`${piece.name}\n${piece.nameOffset}\n${piece.size}`)!
          add(at.heap, { from: at.offset, to: piece.to, size: this.paddedEnd(piece) - piece.to })
          shared.push(this.pass(piece.node).id)
          sharedBytes += piece.size
          continue
        }
      }
      runArena = arena
      run.push(piece)
    }
    flush()
    if (shared.length > 0)
      this.context.decisions.add(
        'SHARED_INPUT',
        shared,
        [],
        'The same input bytes go to several places and cross the bus once',
        { bytes: sharedBytes },
      )
    for (const [stagingHeap, list] of [...regions].sort((a, b) => a[0] - b[0]))
      this.emitCopy(
        stagingHeap,
        heap,
        fuseRegions(list, 0, () => false),
        pieces,
        submission,
        'to',
      )
  }

  readbacks(nodes: readonly number[], submission: number, time: number): void {
    const { graph, layout, occupancy, values } = this.context
    const byHeap = new Map<number, BufferPiece[]>()
    for (const node of nodes) {
      const pass = this.pass(node) as PassOf<'readback'>
      const arena = this.context.readbackArena(node)
      arena.submissions.add(submission)
      const a = this.access(node)
      if (a < 0) continue
      const value = values.accessValue[a]!
      if (layout.texture[value]! >= 0) {
        this.textures.readback(node, submission, pass.output, arena)
        continue
      }
      const heap = layout.heap[value]!
      const list = byHeap.get(heap) ?? []
      byHeap.set(heap, list)
      // `to` is the device side here, so that one sort serves both directions.
      list.push({
        node,
        value,
        heap,
        from: -1,
        to: layout.offset[value]! + graph.accessBegin[a]!,
        size: graph.accessEnd[a]! - graph.accessBegin[a]!,
        name: pass.output,
        nameOffset: 0,
      })
    }
    for (const [heap, pieces] of byHeap) {
      const sorted = pieces.slice().sort((a, b) => a.to - b.to || b.size - a.size || a.node - b.node)
      const regions = new Map<number, Region[]>()
      let run: BufferPiece[] = []
      let end = 0
      let arena: StagingArena | undefined
      const flush = () => {
        if (run.length === 0) return
        const begin = run[0]!.to
        const at = arena!.take(end - begin)
        for (const piece of run)
          arena!.copies.push({
            name: piece.name,
            nameOffset: 0,
            heap: at.heap,
            offset: at.offset + (piece.to - begin),
            size: piece.size,
          })
        const list = regions.get(at.heap) ?? []
        regions.set(at.heap, list)
        list.push([begin, at.offset, end - begin])
        run = []
      }
      for (const piece of sorted) {
        const own = this.context.readbackArena(piece.node)
        // Overlapping readbacks share their bytes; near ones share the gap between them.
        if (
          run.length > 0 &&
          (own !== arena ||
            piece.to - end > this.maxGap ||
            (piece.to > end && !occupancy.gapIsFree(heap, end, piece.to, time)))
        )
          flush()
        if (run.length === 0) end = 0
        arena = own
        run.push(piece)
        end = Math.max(end, this.paddedEnd(piece))
      }
      flush()
      for (const [stagingHeap, list] of [...regions].sort((a, b) => a[0] - b[0]))
        this.emitCopy(heap, stagingHeap, list, pieces, submission, 'from')
    }
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
    for (const node of nodes) {
      const a = this.access(node)
      const b = a + 1
      const from = values.accessValue[a]!
      const to = values.accessValue[b]!
      if (layout.texture[from]! >= 0 || layout.texture[to]! >= 0) {
        this.textures.copy(node, submission)
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
        this.endsValue(from, graph.accessEnd[a]!) &&
        this.endsValue(to, graph.accessEnd[b]!)
      )
        size = Math.ceil(size / unit) * unit
      group.pieces.push({ from: fromOffset, to: toOffset, size, node, value: from })
      group.nodes.push(node)
      group.values.push(from, to)
    }
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
      const passes = group.nodes.map((node) => this.pass(node).id)
      commands.add(
        { op: dispatch ? 'scatter' : 'copy', from: group.from, to: group.to, regions, passes },
        submission,
        group.values,
      )
      this.noteMerge(passes, regions.length, 'copies')
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
      const pass = this.pass(node) as PassOf<'fill'>
      const a = this.access(node)
      const memory = values.accessValue[a]!
      if (layout.texture[memory]! >= 0) {
        this.textures.clear(node, submission)
        continue
      }
      let size = graph.accessEnd[a]! - graph.accessBegin[a]!
      const offset = layout.offset[memory]! + graph.accessBegin[a]!
      const unit = graph.profile.alignments.copyBytes
      if (size % unit !== 0 && offset % unit === 0 && this.endsValue(memory, graph.accessEnd[a]!))
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
      const passes = merged.map((fill) => this.pass(fill.node).id)
      commands.touch(first.heap, first.offset, end, WRITES, accessCode['copy-write'])
      commands.add(
        { op: 'fill', heap: first.heap, offset: first.offset, size: end - first.offset, value: first.value, passes },
        submission,
        merged.map((fill) => fill.memory),
      )
      if (merged.length > 1) this.noteMerge(passes, 1, 'fills')
      i = j
    }
  }

  private emitCopy(
    from: number,
    to: number,
    regions: Region[],
    pieces: BufferPiece[],
    submission: number,
    device: 'from' | 'to',
  ): void {
    const { commands } = this.context
    for (const [fromOffset, toOffset, size] of regions) {
      if (device === 'from') commands.touch(from, fromOffset, fromOffset + size, READS, accessCode['copy-read'])
      else commands.touch(to, toOffset, toOffset + size, WRITES, accessCode['copy-write'])
    }
    const passes = pieces.map((piece) => this.pass(piece.node).id)
    commands.add(
      { op: 'copy', from, to, regions, passes },
      submission,
      pieces.map((piece) => piece.value),
    )
    this.noteMerge(passes, regions.length, device === 'to' ? 'uploads' : 'readbacks')
  }

  private noteMerge(passes: string[], regions: number, what: string): void {
    if (passes.length < 2) return
    this.context.decisions.add(
      'MERGED',
      passes,
      [],
      `${passes.length} ${what} are one command of ${regions} region${regions === 1 ? '' : 's'}`,
      { commands: passes.length - 1 },
    )
  }

  /** Many scattered regions are cheaper as one dispatch with a table, where the queue computes and regions cost. */
  private asDispatch(regions: Region[], submission: number, nodes: readonly number[]): boolean {
    const { graph, schedule, decisions } = this.context
    const { costs, queues } = graph.profile
    if (!queues[schedule.submissionQueue[submission]!]!.kinds.includes('compute')) return false
    const bytes = regions.reduce((sum, region) => sum + region[2], 0)
    const copyNs = regions.length * costs.copyRegionNs
    // The table is read once, 16 bytes a region; the dispatch itself moves bytes at a quarter of the device's speed.
    const dispatchNs = costs.dispatchNs * 4 + (4 * (bytes + regions.length * 16)) / costs.deviceToDeviceBytesPerNs
    if (regions.length < 16 || dispatchNs >= copyNs) return false
    decisions.add(
      'SCATTERED',
      nodes.map((node) => this.pass(node).id),
      [],
      `${regions.length} scattered regions go as one dispatch`,
      { commands: regions.length - 1 },
    )
    return true
  }

  private paddedEnd(piece: BufferPiece): number {
    const end = piece.to + piece.size
    const unit = this.context.graph.profile.alignments.copyBytes
    const valueEnd = this.context.layout.offset[piece.value]! + this.context.layout.sizeBytes[piece.value]!
    const padded = Math.ceil(end / unit) * unit
    const declaredEnd = this.context.layout.offset[piece.value]! + this.context.layout.declaredBytes[piece.value]!
    return padded <= valueEnd && end === declaredEnd && piece.to % unit === 0 ? padded : end
  }

  /** The range ends where its value does, and padding of our own follows: imported memory has none. */
  private endsValue(value: number, end: number): boolean {
    const { graph, layout } = this.context
    const unit = graph.profile.alignments.copyBytes
    return end === layout.declaredBytes[value]! && Math.ceil(end / unit) * unit <= layout.sizeBytes[value]!
  }

  private pass(node: number) {
    return this.context.graph.graph.passes[this.context.schedule.nodePass[node]!]!
  }

  /** First access of the node's pass, or −1 for a zero-size transfer. */
  private access(node: number): number {
    const { accessStart } = this.context.graph
    const p = this.context.schedule.nodePass[node]!
    return accessStart[p] === accessStart[p + 1] ? -1 : accessStart[p]!
  }
}
