/**
 * Staging of transfers: the one model that cutting, scheduling, timeline and heaps use.
 *
 * Bytes of a buffer lie in staging as in the buffer. Texels of a texture lie in boxes at multiples of 16 bytes, with all rows
 * but the last padded to the device's pitch. Equal bytes of one input with equal layout are staged once per submission.
 */
import { passCode } from '../../graph/access.ts'
import type { PassOf } from '../../graph/document.ts'
import type { TextureRegion } from '../../graph/endpoint.ts'
import { aspectSpan } from '../../graph/formats.ts'
import { transferRegion } from '../../graph/pass-regions.ts'
import type { TextureLayout } from '../../graph/texture-layout.ts'
import { commonMultiple, roundUp } from '../../plan/multiples.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { DeviceProfile } from '../../plan/profile.ts'
import { boxAt, regionRows, type TexelRows } from './texel-rows.ts'

/** Alignment of boxes of texels in staging, which suits every block and every copy. */
export const stagingAlignment = 16

/** Most bytes of a staging heap: whole words and, where one fits, whole copy units of the device. */
export function stagingHeapBytes({ limits, alignments }: DeviceProfile, memory: 'upload' | 'readback'): number {
  const most = memory === 'upload' ? Math.min(limits.stagingBytes, limits.maxBufferBytes) : limits.maxBufferBytes
  const unit = commonMultiple(4, alignments.copyBytes)
  return most - (most % (unit <= most ? unit : 4))
}

/** A box of texels with its rows in staging, and the range of tight bytes of the region that it holds. */
export interface StagedBox extends TexelRows {
  readonly begin: number
  readonly pitchBytes: number
  readonly spanBytes: number
}

/** The texture region of an upload or readback, and the boxes in which it is staged. */
export class StagedRegion {
  readonly region: TextureRegion
  /** Tight bytes of the whole region. */
  readonly sizeBytes: number
  /** Bytes of staging of the whole region with a box for each level; infinite where one of them does not fit a heap. */
  private readonly wholeSpan: number
  private readonly layout: TextureLayout
  /** Alignment of row starts in a box of several rows: the device's row pitch, in whole blocks. */
  private readonly pitchUnit: number
  private readonly levels: readonly TexelRows[]
  private readonly boxBytes: number

  constructor(graph: NormalGraph, p: number, memory: 'upload' | 'readback') {
    this.region = (graph.accessBox.get(graph.accessStart[p]!) ?? transferRegion(graph, p)) as TextureRegion
    this.layout = graph.resources[this.region.resource]!.layout!
    const { tightBytes: blockBytes } = aspectSpan(this.layout.format, this.region.aspect)
    this.pitchUnit = commonMultiple(graph.profile.alignments.rowPitchBytes, blockBytes)
    this.levels = regionRows(this.region, this.layout)
    this.boxBytes = stagingHeapBytes(graph.profile, memory)
    let [size, span] = [0, 0]
    for (const { tightBytes, rows } of this.levels) {
      const levelSpan = this.spanBytes(rows, tightBytes)
      size += tightBytes * rows
      span = levelSpan <= this.boxBytes ? roundUp(span, stagingAlignment) + levelSpan : Infinity
    }
    this.sizeBytes = size
    this.wholeSpan = span
  }

  /** Bytes of staging that the tight bytes begin … end take, from the start of the first box to the end of the last. */
  span(begin: number, end: number): number {
    return this.isWhole(begin, end) ? this.wholeSpan : spanOfBoxes(this.boxes(begin, end))
  }

  /** Whether the bytes are the whole region, in one box for each level: nearly all transfers are. */
  private isWhole(begin: number, end: number): boolean {
    return begin === 0 && end === this.sizeBytes && this.wholeSpan < Infinity
  }

  /** The boxes of tight bytes begin … end, cut so that each fits a heap. */
  boxes(begin: number, end: number): StagedBox[] {
    if (this.isWhole(begin, end)) return this.wholeBoxes()
    const boxes: StagedBox[] = []
    for (let at = begin; at < end;) {
      const box = this.next(at, end, this.boxBytes)
      if (!box) throw new Error('Staging is smaller than a texel block')
      boxes.push(box)
      at = box.end
    }
    return boxes
  }

  private wholeBoxes(): StagedBox[] {
    let begin = 0
    return this.levels.map(({ mipLevel, origin, size, blockBytes, tightBytes, rowsPerImage, rows }) => {
      const pitchBytes = this.pitchOf(rows, tightBytes)
      const spanBytes = this.spanBytes(rows, tightBytes)
      const box = { mipLevel, origin, size, blockBytes, tightBytes, rowsPerImage, rows, begin, pitchBytes, spanBytes }
      begin += tightBytes * rows
      return box
    })
  }

  /** Bytes from row to row: a single row needs no pitch. */
  private pitchOf(rows: number, tightBytes: number): number {
    return rows > 1 ? roundUp(tightBytes, this.pitchUnit) : tightBytes
  }

  /** Bytes of rows, of which the last has no padding. */
  private spanBytes(rows: number, tightBytes: number): number {
    return (rows - 1) * this.pitchOf(rows, tightBytes) + tightBytes
  }

  /**
   * End of the part that begins at a tight byte and stages at most `capacity` bytes: after as many whole layers as fit, and
   * then as many rows of one more. A row is cut only where it does not fit into any part.
   */
  partEnd(begin: number, capacity: number): number {
    if (begin === 0 && this.wholeSpan <= capacity) return this.sizeBytes
    let reached = begin
    // Until a box ends for want of capacity, the boxes are those of `boxes`, which are not asked for again with each box.
    let isCut = false
    for (let used = 0; reached < this.sizeBytes;) {
      const start = roundUp(used, stagingAlignment)
      const box = this.next(reached, this.sizeBytes, Math.min(capacity - start, this.boxBytes))
      if (!box || (box.cutsRow && reached > begin && box.wholeRowBytes <= Math.min(capacity, this.boxBytes))) break
      // Boxes depend on where the part begins, and fewer of them may be larger in all: a box that ends saves padding.
      if (isCut && this.span(begin, box.end) > capacity) break
      used = start + box.spanBytes
      const isFarthest = capacity - start >= this.boxBytes || box.end === this.farthest(reached)
      reached = box.end
      if (!isFarthest && !box.endsImage) break
      isCut ||= !isFarthest
    }
    if (reached === begin) throw new Error('Staging is smaller than a texel block')
    return reached
  }

  /** End of the largest box that a heap can hold from there on. */
  private farthest(at: number): number {
    return this.next(at, this.sizeBytes, this.boxBytes)!.end
  }

  private next(at: number, end: number, boxBytes: number): NextBox | undefined {
    const spanBytes = (rows: number, tightBytes: number) => this.spanBytes(rows, tightBytes)
    const box = boxAt(this.layout.format, this.levels, at, end, { boxBytes, spanBytes })
    if (!box) return undefined
    const { rows, tightBytes, mipLevel, origin, size } = box
    const level = this.levels[mipLevel - this.region.mipLevel]!
    return {
      ...box,
      pitchBytes: this.pitchOf(rows, tightBytes),
      spanBytes: this.spanBytes(rows, tightBytes),
      cutsRow: tightBytes < level.tightBytes,
      wholeRowBytes: level.tightBytes,
      endsImage: origin[1] + size[1] === level.origin[1] + level.size[1],
    }
  }
}

interface NextBox extends StagedBox {
  /** One past the last tight byte of the box. */
  readonly end: number
  readonly cutsRow: boolean
  readonly wholeRowBytes: number
  /** Whether the box ends with the last row of a layer or slice. */
  readonly endsImage: boolean
}

/** Bytes from the start of the first box to the end of the last, with each box aligned. */
const spanOfBoxes = (boxes: readonly StagedBox[]): number =>
  boxes.reduce((used, { spanBytes }) => roundUp(used, stagingAlignment) + spanBytes, 0)

/** Key of bytes of one input and their layout in staging: a number for what is without padding and of usual size. */
export type PlaceKey = number | string

/** Bounds of the size and the offset in a key that is a number, which has 53 bits. */
const [sizesInKey, offsetsInKey] = [2 ** 27, 2 ** 26]

/** The key of bytes of one input: one of several equal ones is enough. A graph may have 10^5 uploads, of which each would make a string. */
export const placeKey = (offset: number, { rows, tightBytes, pitchBytes }: RowsInStaging): PlaceKey => {
  if (pitchBytes !== tightBytes) return `${offset}\n${rows}\n${tightBytes}\n${pitchBytes}`
  const size = rows * tightBytes
  return offset < offsetsInKey && size < sizesInKey ? offset * sizesInKey + size : `${offset}\n${size}`
}

/** The same, of any input. */
export const stagedKey = (name: string, nameOffset: number, rows: RowsInStaging): string =>
  `${name}\n${placeKey(nameOffset, rows)}`

/** Rows of input bytes, and the distance at which they are staged. */
export interface RowsInStaging {
  readonly rows: number
  readonly tightBytes: number
  readonly pitchBytes: number
}

/** Input of an upload: its name, and the offset at which the bytes begin. */
export const inputOf = ({ input }: PassOf<'upload'>): { readonly name: string; readonly offset: number } =>
  typeof input === 'string' ? { name: input, offset: 0 } : { name: input.name, offset: input.offset ?? 0 }

/** Bytes that a whole upload stages. */
function uploadBytes(graph: NormalGraph, p: number): number {
  const a = graph.accessStart[p]!
  if (a === graph.accessStart[p + 1]) return 0
  if (graph.instanceTexture[graph.accessInstance[a]!] === 0) return graph.accessEnd[a]! - graph.accessBegin[a]!
  const staged = new StagedRegion(graph, p, 'upload')
  return staged.span(0, staged.sizeBytes)
}

/**
 * Bytes of a submission's staging that an upload occupies: whole copy units for a buffer, boxes at their alignment for a
 * texture. At most all of staging, because a single upload needs no space after it.
 */
export function takenBytes(graph: NormalGraph, p: number, stagedBytes: number): number {
  if (stagedBytes === 0) return 0
  const isTexture = graph.instanceTexture[graph.accessInstance[graph.accessStart[p]!]!] === 1
  const unit = isTexture ? stagingAlignment : graph.profile.alignments.copyBytes
  const { stagingBytes } = graph.profile.limits
  return stagedBytes > stagingBytes ? stagedBytes : Math.min(roundUp(stagedBytes, unit), stagingBytes)
}

/** Whether one submission can stage all live uploads of the graph. */
export function stagesAtOnce(graph: NormalGraph, live: Uint8Array): boolean {
  let taken = 0
  for (let p = 0; p < live.length; p++)
    if (live[p] && graph.passKind[p] === passCode.upload) taken += takenBytes(graph, p, uploadBytes(graph, p))
  return taken <= graph.profile.limits.stagingBytes
}
