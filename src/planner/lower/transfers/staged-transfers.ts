/**
 * Phase 9, lowering, between host and device: what one level uploads or reads back becomes as few regions as there can be.
 *
 * A region costs about as much as 100 KB of bandwidth whatever its size, so staging is laid out in the order of the
 * destinations: neighbours on the device are neighbours in staging, gaps that nobody owns included, and fuse to one region.
 */
import { READS, WRITES, accessCode } from '../../../graph/access.ts'
import type { PassOf } from '../../../graph/document.ts'
import { roundUp } from '../../../plan/multiples.ts'
import { fuseRegions, type Piece, type Region } from './fuse.ts'
import { SharedStaging, type StagedPlace } from '../../staging/shared-staging.ts'
import { inputOf, stagedKey, stagingAlignment, stagingHeapBytes } from '../../staging/staged-bytes.ts'
import type { StagingArena } from '../../staging/staging-heap.ts'
import { TextureTransfers, type StagedTexels } from './texture-transfers.ts'
import { accessOf, endsValue, noteMerge, passOf, type TransferContext } from './context.ts'

interface BufferPiece extends Piece {
  readonly node: number
  readonly value: number
  readonly heap: number
  /** Uploads and readbacks: name and offset on the host's side. */
  readonly name: string
  readonly nameOffset: number
}

export class StagedTransfers {
  private readonly context: TransferContext
  private readonly textures: TextureTransfers
  /** Gaps that cost less to copy over than another region. */
  private readonly maxGap: number
  /** Staging that no upload needs, and gaps may take. */
  private spareBytes: number
  /** What the current submission has staged. */
  private shared = new SharedStaging()
  private stagedIn = -1

  constructor(context: TransferContext) {
    this.context = context
    this.textures = new TextureTransfers(context)
    const { costs } = context.graph.profile
    this.maxGap = Math.floor(costs.copyRegionNs * costs.hostToDeviceBytesPerNs)
    this.spareBytes = context.schedule.reusesStaging ? 0 : spareStaging(context)
  }

  uploads(nodes: readonly number[], submission: number, time: number): void {
    const { graph, layout } = this.context
    if (submission !== this.stagedIn) {
      this.shared = new SharedStaging()
      this.stagedIn = submission
    }
    const byHeap = new Map<number, BufferPiece[]>()
    const byTexture = new Map<number, StagedTexels[]>()
    for (const node of nodes) {
      const pass = passOf(this.context, node) as PassOf<'upload'>
      const a = accessOf(this.context, node)
      const { name, offset: inputOffset } = inputOf(pass)
      const arena = this.context.uploadArena(node)
      arena.submissions.add(submission)
      const value = this.context.values.accessValue[a]!
      const texture = layout.texture[value]!
      if (texture >= 0) {
        push(byTexture, texture, { node, name, nameOffset: inputOffset, arena })
        continue
      }
      const begin = this.context.schedule.partBegin[node]!
      const heap = layout.heap[value]!
      const size = this.context.schedule.partEnd[node]! - begin
      const to = layout.offset[value]! + graph.accessBegin[a]! + begin
      push(byHeap, heap, { node, value, heap, from: -1, to, size, name, nameOffset: inputOffset + begin })
    }
    for (const list of byTexture.values()) this.textures.upload(list, submission, this.shared)
    for (const pieces of byHeap.values()) this.uploadTo(pieces, submission, time)
    this.shared.note(this.context.decisions)
  }

  /** Lays staging out in the order of the destinations, run by run, and emits one copy per pair of heaps. */
  private uploadTo(pieces: BufferPiece[], submission: number, time: number): void {
    const { occupancy } = this.context
    const heap = pieces[0]!.heap
    const sorted = pieces.slice().sort((a, b) => a.to - b.to || a.node - b.node)
    const regions = new Map<number, Piece[]>()
    const add = (stagingHeap: number, piece: Piece) => {
      const list = regions.get(stagingHeap) ?? []
      regions.set(stagingHeap, list)
      list.push(piece)
    }
    let run: BufferPiece[] = []
    /** By piece of `run`. */
    let runStaged: StagedPlace[] = []
    let runArena: StagingArena | undefined
    const flush = () => {
      if (run.length === 0) return
      const first = run[0]!
      const last = run[run.length - 1]!
      const end = this.paddedEnd(last)
      const at = runArena!.take(end - first.to)
      run.forEach(({ name, nameOffset, size, to }, i) => {
        const staged = runStaged[i]!
        staged.heap = at.heap
        staged.offset = at.offset + (to - first.to)
        runArena!.add({ name, nameOffset, heap: at.heap, offset: staged.offset, size })
      })
      add(at.heap, { from: at.offset, to: first.to, size: end - first.to })
      run = []
      runStaged = []
    }
    for (const piece of sorted) {
      const { size } = piece
      const key = stagedKey(piece.name, piece.nameOffset, { rows: 1, tightBytes: size, pitchBytes: size })
      const before = this.shared.find(key)
      if (before) {
        // It may be one of this run, which is then laid out at once.
        if (before.heap < 0) flush()
        // A heap of staging ends with a whole word, and what lies behind these bytes in it is nobody's to that end.
        const unpadded = 4 % this.context.graph.profile.alignments.copyBytes !== 0
        add(before.heap, {
          from: before.offset,
          to: piece.to,
          size: unpadded ? size : this.paddedEnd(piece) - piece.to,
        })
        this.shared.use(passOf(this.context, piece.node).id, size)
        continue
      }
      const arena = this.context.uploadArena(piece.node)
      const last = run[run.length - 1]
      if (last) {
        const gap = piece.to - this.paddedEnd(last)
        if (
          arena !== runArena ||
          gap < 0 ||
          gap > Math.min(this.maxGap, this.spareBytes) ||
          this.paddedEnd(piece) - run[0]!.to > arena.limit ||
          !occupancy.gapIsFree(heap, this.paddedEnd(last), piece.to, time)
        )
          flush()
        else this.spareBytes -= gap
      }
      runArena = arena
      run.push(piece)
      const staged = { heap: -1, offset: 0 }
      runStaged.push(staged)
      this.shared.add(key, staged)
    }
    flush()
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
    const byTexture = new Map<number, StagedTexels[]>()
    for (const node of nodes) {
      const pass = passOf(this.context, node) as PassOf<'readback'>
      const arena = this.context.readbackArena(node)
      arena.submissions.add(submission)
      const a = accessOf(this.context, node)
      if (a < 0) continue
      const value = values.accessValue[a]!
      const texture = layout.texture[value]!
      if (texture >= 0) {
        push(byTexture, texture, { node, name: pass.output, nameOffset: 0, arena })
        continue
      }
      const heap = layout.heap[value]!
      const size = graph.accessEnd[a]! - graph.accessBegin[a]!
      for (let at = 0; at < size; at += arena.limit)
        push(byHeap, heap, {
          node,
          value,
          heap,
          from: -1,
          // The device side here, so that one sort serves both directions.
          to: layout.offset[value]! + graph.accessBegin[a]! + at,
          size: Math.min(arena.limit, size - at),
          name: pass.output,
          nameOffset: at,
        })
    }
    for (const list of byTexture.values()) this.textures.readback(list, submission)
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
          arena!.add({
            name: piece.name,
            nameOffset: piece.nameOffset,
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
            this.paddedEnd(piece) - run[0]!.to > own.limit ||
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
    const passes = pieces.map((piece) => passOf(this.context, piece.node).id)
    commands.add(
      { op: 'copy', from, to, regions, passes },
      submission,
      pieces.map((piece) => piece.value),
    )
    noteMerge(this.context, passes, regions.length, device === 'to' ? 'uploads' : 'readbacks')
  }

  /** Where the copy of a piece may end: past its last byte, into its value's own padding, so that it is whole words. */
  private paddedEnd(piece: BufferPiece): number {
    const { graph, layout } = this.context
    const end = piece.to + piece.size
    const unit = graph.profile.alignments.copyBytes
    if (piece.to % unit !== 0 || !endsValue(this.context, piece.value, end - layout.offset[piece.value]!)) return end
    const padded = roundUp(end, unit)
    return padded - piece.to > stagingHeapBytes(graph.profile, 'upload') ? end : padded
  }
}

/** What one submission may stage beyond what all uploads together do. */
function spareStaging({ graph, schedule }: TransferContext): number {
  const { limits, alignments } = graph.profile
  let spare = limits.stagingBytes
  for (let n = 0; n < schedule.nodeCount; n++)
    spare -= Math.max(
      roundUp(schedule.stagedBytes[n]!, stagingAlignment),
      roundUp(schedule.stagedBytes[n]!, alignments.copyBytes),
    )
  return Math.max(0, spare)
}

function push<Key, Entry>(lists: Map<Key, Entry[]>, key: Key, entry: Entry): void {
  const list = lists.get(key)
  if (list) list.push(entry)
  else lists.set(key, [entry])
}
