/**
 * Geometry of buffers in staging.
 *
 * A region costs about as much as 100 KB of bandwidth, whatever its size. Staging is therefore laid out in the order of the
 * destinations, with the free gaps between them, so that adjacent destinations become one region.
 */
import { roundUp } from '../../../plan/multiples.ts'
import { placeKey, stagingAlignment, stagingHeapBytes } from '../../staging/staged-bytes.ts'
import type { SharedStaging, StagedPlace } from '../../staging/shared-staging.ts'
import { endsValue, passOf, type ByteSide, type TransferContext } from './context.ts'
import { ordered } from '../../support/ordered.ts'
import { fuseRegions, type Region } from './fuse.ts'
import { StagedCopies, type Direction, type StagedCopy, type StagedTransfer } from './staged-copy.ts'

/** Bytes of a transfer that are staged together. */
interface BytePiece {
  readonly transfer: StagedTransfer<ByteSide>
  /** Offset of the bytes on the device. */
  readonly at: number
  readonly size: number
  readonly nameOffset: number
  /** Its place in staging, whose heap is −1 before it is known; pieces of the same bytes share one, which the first of them has. */
  place: StagedPlace | undefined
}

/** Adjacent pieces in one arena, with the gaps between them. */
interface Run {
  readonly pieces: BytePiece[]
  end: number
}

/** Layout of the bytes of buffers in staging, heap by heap. */
export class ByteStaging {
  private readonly context: TransferContext
  /** Largest gap that costs less to copy than another region. */
  private readonly maxGap: number
  /** Staging that uploads do not need, and gaps may use. */
  private spareBytes: number

  constructor(context: TransferContext) {
    this.context = context
    const { costs } = context.graph.profile
    this.maxGap = Math.floor(costs.copyRegionNs * costs.hostToDeviceBytesPerNs)
    this.spareBytes = context.schedule.reusesStaging ? 0 : spareStaging(context)
  }

  /**
   * Assigns staging to the bytes that one heap sends or receives.
   *
   * @returns one copy per staging heap, in the order of these. O(n log n)
   */
  stage(
    transfers: readonly StagedTransfer<ByteSide>[],
    direction: Direction,
    shared: SharedStaging,
    time: number,
  ): StagedCopy<Region>[] {
    if (direction === 'readback') return byStaging(this.readbacks(piecesOf(transfers), time))
    const copies = byStaging(this.uploads(piecesOf(transfers, Infinity), shared, time))
    for (const copy of copies) copy.regions = fuseRegions(copy.regions)
    return copies
  }

  /** Regions of uploads, run by run, in the order of the destinations. */
  private uploads(pieces: readonly BytePiece[], shared: SharedStaging, time: number): StagedCopies<Region> {
    const sorted = ordered(pieces, (a, b) => a.at - b.at || a.transfer.node - b.transfer.node)
    const copies = new StagedCopies<Region>()
    // A staging heap ends with a whole word, and the bytes between these and its end belong to nothing.
    const arePadded = 4 % this.context.graph.profile.alignments.copyBytes === 0
    let run: Run | undefined
    const flush = () => {
      if (!run) return
      const begin = run.pieces[0]!.at
      const start = this.lay(run)
      copies.addRegion(start.heap, [start.offset, begin, run.end - begin])
      run = undefined
    }
    for (const piece of sorted) {
      const { size, at, nameOffset } = piece
      const { name, node, isShared } = piece.transfer
      const key = isShared ? placeKey(nameOffset, { rows: 1, tightBytes: size, pitchBytes: size }) : undefined
      const before = key === undefined ? undefined : shared.find(name, key)
      if (before) {
        // The place may belong to this run, which is then assigned at once.
        if (before.heap < 0) flush()
        copies.addRegion(before.heap, [before.offset, at, arePadded ? this.paddedEnd(piece) - at : size])
        piece.place = before
        shared.use(passOf(this.context, node).id, size)
        continue
      }
      if (run) {
        const gap = at - run.end
        if (gap < 0 || gap > this.spareBytes || !this.goesOn(run, piece, time)) flush()
        else this.spareBytes -= gap
      }
      const end = this.paddedEnd(piece)
      if (run) {
        run.pieces.push(piece)
        run.end = end
      } else run = { pieces: [piece], end }
      piece.place = { heap: -1, offset: 0 }
      if (key !== undefined) shared.add(name, key, piece.place)
    }
    flush()
    addNodes(copies, pieces)
    return copies
  }

  /** Regions of readbacks: overlapping ones share their bytes, and near ones share the gap between them. */
  private readbacks(pieces: readonly BytePiece[], time: number): StagedCopies<Region> {
    const sorted =
      pieces.length === 1
        ? pieces
        : pieces.toSorted((a, b) => a.at - b.at || b.size - a.size || a.transfer.node - b.transfer.node)
    const copies = new StagedCopies<Region>()
    let run: Run | undefined
    const flush = () => {
      if (!run) return
      const begin = run.pieces[0]!.at
      const start = this.lay(run)
      copies.addRegion(start.heap, [begin, start.offset, run.end - begin])
      run = undefined
    }
    for (const piece of sorted) {
      if (run && !this.goesOn(run, piece, time)) flush()
      const end = this.paddedEnd(piece)
      if (run) {
        run.pieces.push(piece)
        run.end = Math.max(run.end, end)
      } else run = { pieces: [piece], end }
    }
    flush()
    addNodes(copies, pieces)
    return copies
  }

  /** Whether a piece may extend a run: in the same arena, with room in one heap, and after a small gap that is free. */
  private goesOn(run: Run, piece: BytePiece, time: number): boolean {
    const first = run.pieces[0]!
    const { arena, side } = piece.transfer
    return (
      arena === first.transfer.arena &&
      piece.at - run.end <= this.maxGap &&
      this.paddedEnd(piece) - first.at <= arena.limit &&
      (piece.at <= run.end || this.context.occupancy.gapIsFree(side.heap, run.end, piece.at, time))
    )
  }

  /** Assigns staging to a run, and records the copies of the host. */
  private lay({ pieces, end }: Run): { heap: number; offset: number } {
    const { at: begin, transfer } = pieces[0]!
    const start = transfer.arena.take(end - begin)
    for (const piece of pieces) {
      const { at, size, nameOffset, transfer: own } = piece
      const place = (piece.place ??= { heap: -1, offset: 0 })
      place.heap = start.heap
      place.offset = start.offset + (at - begin)
      transfer.arena.add({ name: own.name, nameOffset, heap: place.heap, offset: place.offset, size })
    }
    return start
  }

  /** End of the copy of a piece, which may include padding of its value, so that whole words are copied. */
  private paddedEnd({ at, size, transfer }: BytePiece): number {
    const { graph, placements } = this.context
    const { value } = transfer.side
    const end = at + size
    const unit = graph.profile.alignments.copyBytes
    if (at % unit !== 0 || !endsValue(this.context, value, end - placements.offset[value]!)) return end
    const padded = roundUp(end, unit)
    return padded - at > stagingHeapBytes(graph.profile, 'upload') ? end : padded
  }
}

/** Transfers, cut into pieces of at most `limit` bytes, by default those that fit a staging heap. Uploads were cut before scheduling. */
function piecesOf(transfers: readonly StagedTransfer<ByteSide>[], limit?: number): BytePiece[] {
  // Nearly always each is one piece, and the list has its length at once.
  const pieces = new Array<BytePiece>(transfers.length)
  let count = 0
  for (const transfer of transfers) {
    const { begin, end, nameOffset, side, arena } = transfer
    const most = limit ?? arena.limit
    for (let from = begin; from < end; from += most)
      pieces[count++] = {
        transfer,
        at: side.offset + from,
        size: Math.min(most, end - from),
        nameOffset: nameOffset + from,
        place: undefined,
      }
  }
  if (count < pieces.length) pieces.length = count
  return pieces
}

function addNodes(copies: StagedCopies<Region>, pieces: readonly BytePiece[]): void {
  for (const { place, transfer } of pieces) copies.addNode(place!.heap, transfer.node)
}

const byStaging = <CopyRegion>({ list }: StagedCopies<CopyRegion>): StagedCopy<CopyRegion>[] =>
  list.length < 2 ? list : list.sort((a, b) => a.staging - b.staging)

/** Bytes that one submission may stage beyond those of all uploads together. */
function spareStaging({ graph, schedule }: TransferContext): number {
  const { limits, alignments } = graph.profile
  let spare = limits.stagingBytes
  for (let n = 0; n < schedule.nodeCount; n++) {
    const staged = schedule.stagedBytes[n]!
    if (staged > 0) spare -= Math.max(roundUp(staged, stagingAlignment), roundUp(staged, alignments.copyBytes))
  }
  return Math.max(0, spare)
}
