/**
 * What a transfer stages: the one model that cutting, scheduling, the timeline and heaps ask.
 *
 * A buffer's bytes lie in staging as they do in the buffer. A texture's lie in boxes, rows padded to the device's pitch but for the
 * last one, each box on 16 bytes. The same bytes of one input, laid out alike, are staged once a submission.
 */
import { passCode } from '../../graph/access.ts'
import type { PassOf } from '../../graph/document.ts'
import type { TextureRegion } from '../../graph/endpoint.ts'
import { aspectSpan } from '../../graph/formats.ts'
import { passRegions } from '../../graph/resolve.ts'
import type { TextureLayout } from '../../graph/texture-layout.ts'
import { commonMultiple, roundUp } from '../../plan/multiples.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { DeviceProfile } from '../../plan/profile.ts'
import { boxAt, regionRows, type TexelRows } from './texel-rows.ts'

/** Boxes of texels in staging begin at multiples of this: it suits every block and every copy. */
export const stagingAlignment = 16

/** Bytes that one heap of staging may have: whole words and, where one fits, whole units of the device's copies. */
export function stagingHeapBytes({ limits, alignments }: DeviceProfile, memory: 'upload' | 'readback'): number {
  const most = memory === 'upload' ? Math.min(limits.stagingBytes, limits.maxBufferBytes) : limits.maxBufferBytes
  const unit = commonMultiple(4, alignments.copyBytes)
  return most - (most % (unit <= most ? unit : 4))
}

/** A box of texels, its rows in staging, and which tight bytes of the region it is. */
export interface StagedBox extends TexelRows {
  readonly begin: number
  readonly pitchBytes: number
  readonly spanBytes: number
}

/** The texture region of an upload or a readback, and the boxes it is staged in. */
export class StagedRegion {
  readonly region: TextureRegion
  /** Tight bytes of all of it. */
  readonly sizeBytes: number
  private readonly layout: TextureLayout
  /** Rows that are apart begin at multiples of this from the first: what the device asks for, and whole blocks. */
  private readonly pitchUnit: number
  private readonly levels: readonly TexelRows[]
  private readonly boxBytes: number

  constructor(graph: NormalGraph, p: number, memory: 'upload' | 'readback') {
    this.region = passRegions(graph, p)[0] as TextureRegion
    this.layout = graph.resources[this.region.resource]!.layout!
    const { tightBytes: blockBytes } = aspectSpan(this.layout.format, this.region.aspect)
    this.pitchUnit = commonMultiple(graph.profile.alignments.rowPitchBytes, blockBytes)
    this.levels = regionRows(this.region, this.layout)
    this.sizeBytes = this.levels.reduce((sum, { tightBytes, rows }) => sum + tightBytes * rows, 0)
    this.boxBytes = stagingHeapBytes(graph.profile, memory)
  }

  /** The boxes of tight bytes begin … end, cut so that each fits a heap. */
  boxes(begin: number, end: number): StagedBox[] {
    const boxes: StagedBox[] = []
    for (let at = begin; at < end;) {
      const box = this.next(at, end, this.boxBytes)
      if (!box) throw new Error('Staging is smaller than a texel block')
      boxes.push(box)
      at = box.end
    }
    return boxes
  }

  /**
   * Where a part that begins at a tight byte must end to stage at most `capacity` bytes: as far as whole layers, and rows of one
   * more, go. A row is cut only where no part has room for it.
   */
  partEnd(begin: number, capacity: number): number {
    let reached = begin
    for (let used = 0; reached < this.sizeBytes;) {
      const start = roundUp(used, stagingAlignment)
      const box = this.next(reached, this.sizeBytes, Math.min(capacity - start, this.boxBytes))
      if (!box || (box.cutsRow && reached > begin && box.wholeRowBytes <= Math.min(capacity, this.boxBytes))) break
      // Boxes are found anew for each part, and fewer may be larger: padding between rows is saved where one ends.
      if (spanOfBoxes(this.boxes(begin, box.end)) > capacity) break
      used = start + box.spanBytes
      const { end: farthest } = this.next(reached, this.sizeBytes, this.boxBytes)!
      reached = box.end
      if (reached < farthest && !box.endsImage) break
    }
    if (reached === begin) throw new Error('Staging is smaller than a texel block')
    return reached
  }

  private next(at: number, end: number, boxBytes: number): NextBox | undefined {
    // A single row needs no pitch, and nothing lies behind the last.
    const pitchOf = (rows: number, tightBytes: number) => (rows > 1 ? roundUp(tightBytes, this.pitchUnit) : tightBytes)
    const spanBytes = (rows: number, tightBytes: number) => (rows - 1) * pitchOf(rows, tightBytes) + tightBytes
    const box = boxAt(this.region, this.layout, this.levels, at, end, { boxBytes, spanBytes })
    if (!box) return undefined
    const { rows, tightBytes, mipLevel, origin, size } = box
    const level = this.levels[mipLevel - this.region.mipLevel]!
    return {
      ...box,
      pitchBytes: pitchOf(rows, tightBytes),
      spanBytes: spanBytes(rows, tightBytes),
      cutsRow: tightBytes < level.tightBytes,
      wholeRowBytes: level.tightBytes,
      endsImage: origin[1] + size[1] === level.origin[1] + level.size[1],
    }
  }
}

interface NextBox extends StagedBox {
  /** One past its last tight byte. */
  readonly end: number
  readonly cutsRow: boolean
  readonly wholeRowBytes: number
  /** It ends with the last row of a layer or slice. */
  readonly endsImage: boolean
}

/** Bytes from the front of the first box to the end of the last, each at its alignment. */
export const spanOfBoxes = (boxes: readonly StagedBox[]): number =>
  boxes.reduce((used, { spanBytes }) => roundUp(used, stagingAlignment) + spanBytes, 0)

/** Names bytes of an input as they lie in staging: of equal ones one is enough. */
export const stagedKey = (name: string, nameOffset: number, { rows, tightBytes, pitchBytes }: RowsInStaging): string =>
  pitchBytes === tightBytes
    ? `${name}\n${nameOffset}\n${rows * tightBytes}`
    : `${name}\n${nameOffset}\n${rows}\n${tightBytes}\n${pitchBytes}`

export interface RowsInStaging {
  readonly rows: number
  readonly tightBytes: number
  readonly pitchBytes: number
}

/** The input of an upload: its name, and where in it the bytes begin. */
export const inputOf = ({ input }: PassOf<'upload'>): { readonly name: string; readonly offset: number } =>
  typeof input === 'string' ? { name: input, offset: 0 } : { name: input.name, offset: input.offset ?? 0 }

/** Bytes that a whole upload stages. */
function uploadBytes(graph: NormalGraph, p: number): number {
  const a = graph.accessStart[p]!
  if (a === graph.accessStart[p + 1]) return 0
  if (graph.instanceTexture[graph.accessInstance[a]!] === 0) return graph.accessEnd[a]! - graph.accessBegin[a]!
  const staged = new StagedRegion(graph, p, 'upload')
  return spanOfBoxes(staged.boxes(0, staged.sizeBytes))
}

/**
 * What an upload takes of a submission's staging for the bytes that it stages: whole copy units of a buffer, boxes of texels at
 * their alignment; never more than there is, since what is alone needs nothing behind it.
 */
export function takenBytes(graph: NormalGraph, p: number, stagedBytes: number): number {
  if (stagedBytes === 0) return 0
  const isTexture = graph.instanceTexture[graph.accessInstance[graph.accessStart[p]!]!] === 1
  const unit = isTexture ? stagingAlignment : graph.profile.alignments.copyBytes
  const { stagingBytes } = graph.profile.limits
  return stagedBytes > stagingBytes ? stagedBytes : Math.min(roundUp(stagedBytes, unit), stagingBytes)
}

/** Whether one submission may stage all uploads of the graph that are live. */
export function stagesAtOnce(graph: NormalGraph, live: Uint8Array): boolean {
  let taken = 0
  for (let p = 0; p < live.length; p++)
    if (live[p] && graph.passKind[p] === passCode.upload) taken += takenBytes(graph, p, uploadBytes(graph, p))
  return taken <= graph.profile.limits.stagingBytes
}
