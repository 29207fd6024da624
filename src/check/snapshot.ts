/**
 * Symbolic contents of a region at the time it was read: the contents of its memory, and the position of the region in it. No
 * contents are copied, because they are immutable trees (rope.ts, texel-tree.ts).
 */
import { boxBytes, isSameBoxes, type Box } from './extents.ts'
import { fromLeaves, isMet, leaf, slice, unreadLeaf, visitPieces, type Rope, type Unread } from './rope.ts'
import { areWritesMet } from './level-comparison.ts'
import type { LevelContent } from './level-content.ts'
import { indexAt, isBoxMet, valueAt, visitCells, type Piece } from './texel-tree.ts'
import type { ValueTable } from './values.ts'
import { WholeTexture } from './whole-texture.ts'

/** Bytes at … at + size of a rope. */
export interface ByteSnapshot {
  readonly rope: Rope
  readonly at: number
  readonly size: number
  readonly texels?: undefined
}

export interface TexelSnapshot {
  /** By box: the contents of its level; or the whole texture that the boxes are of. */
  readonly texels: readonly LevelContent[] | WholeTexture
  readonly boxes: readonly Box[]
  readonly size: number
  readonly rope?: undefined
}

export type Snapshot = ByteSnapshot | TexelSnapshot

/** The contents of the level of box `i`. */
export const levelOf = ({ texels, boxes }: TexelSnapshot, i: number, values: ValueTable): LevelContent =>
  texels instanceof WholeTexture ? texels.level(boxes[i]!.level, values) : texels[i]!

/** The texels of a box inside box `i`. */
export const texelsInside = ({ texels }: TexelSnapshot, i: number, box: Box): TexelSnapshot =>
  snapshotOfBoxes(texels instanceof WholeTexture ? texels : [texels[i]!], [box])

/** A snapshot of bytes index … index + size of one value. */
export const whole = (value: number, size: number, values: ValueTable, index = 0): ByteSnapshot =>
  ofRope(leaf(value, size, index, values))

export const ofRope = (rope: Rope): ByteSnapshot => ({ rope, at: 0, size: rope.size })

/** The bytes of a snapshot in tight order. */
export function ropeOf(snapshot: Snapshot, values: ValueTable): Rope {
  if (snapshot.rope) return slice(snapshot.rope, snapshot.at, snapshot.at + snapshot.size, values)
  return unreadLeaf(snapshot.size, new UnreadTexels(snapshot, values))
}

/** Texels in tight order, computed when read: many copies of whole textures are never looked at piece by piece. */
class UnreadTexels implements Unread {
  private readonly texels: TexelSnapshot
  private readonly values: ValueTable

  constructor(texels: TexelSnapshot, values: ValueTable) {
    this.texels = texels
    this.values = values
  }

  read(): Rope {
    const { boxes } = this.texels
    const leaves: Rope[] = []
    boxes.forEach((box, i) => addBox(leaves, levelOf(this.texels, i, this.values), box, this.values))
    return fromLeaves(leaves, this.values)
  }

  isMetBy(found: Unread): boolean {
    return found instanceof UnreadTexels && areTexelsMet(this.texels, found.texels, this.values) === true
  }
}

/** Whether found texels match the expected ones; undefined where the two are not texels of the same boxes. */
function areTexelsMet(expected: TexelSnapshot, found: TexelSnapshot, values: ValueTable): boolean | undefined {
  if (!isSameBoxes(expected.boxes, found.boxes)) return undefined
  if (areSeenEqual(expected.texels, found.texels)) return true
  return expected.boxes.every(({ low, high }, i) => {
    const [wanted, got] = [levelOf(expected, i, values), levelOf(found, i, values)]
    if (wanted === got) return true
    return (
      areWritesMet(wanted, got, low, high, values) ??
      isBoxMet(wanted.texels(values), got.texels(values), low, high, wanted.grid, values)
    )
  })
}

const areSeenEqual = (a: TexelSnapshot['texels'], b: TexelSnapshot['texels']): boolean =>
  a === b || (a instanceof WholeTexture && b instanceof WholeTexture && a.isLike(b))

interface Cell {
  readonly piece: Piece
  readonly low: readonly [number, number, number]
  readonly high: readonly [number, number, number]
}

function addBox(leaves: Rope[], level: LevelContent, box: Box, values: ValueTable): void {
  const cells: Cell[] = []
  visitCells(level.texels(values), box.low, box.high, level.grid, (piece, low, high) =>
    cells.push({ piece, low, high }),
  )
  const [, y0, x0] = box.low
  const rowBytes = box.high[2] - x0
  const sliceBytes = rowBytes * (box.high[1] - y0)
  const add = ({ piece }: Cell, z: number, y: number, x: number, size: number) =>
    leaves.push(leaf(valueAt(piece, [z, y, x], values), size, indexAt(piece, [z, y, x], values), values))
  const isTight = (stride: number, tight: number, piece: Piece) =>
    values.isPlain(piece.value)
      ? stride === tight
      : (stride - tight) % values.periodOf(piece.value) === 0 || values.isEven(piece.value)
  // Cells of the same slices are consecutive, and among them, cells of the same rows.
  for (let i = 0; i < cells.length;) {
    const { low, high, piece } = cells[i]!
    let end = i
    while (end < cells.length && cells[end]!.low[0] === low[0]) end++
    const isOne = end === i + 1
    if (
      isOne &&
      isTight(piece.row, rowBytes, piece) &&
      (high[0] - low[0] === 1 || isTight(piece.slice, sliceBytes, piece))
    )
      add(cells[i]!, low[0], y0, x0, sliceBytes * (high[0] - low[0]))
    else for (let z = low[0]; z < high[0]; z++) addSlice(cells, i, end, z)
    i = end
  }

  function addSlice(list: readonly Cell[], begin: number, stop: number, z: number): void {
    for (let i = begin; i < stop;) {
      const { low, high, piece } = list[i]!
      let end = i
      while (end < stop && list[end]!.low[1] === low[1]) end++
      const rows = high[1] - low[1]
      if (end === i + 1 && (rows === 1 || isTight(piece.row, rowBytes, piece)))
        add(list[i]!, z, low[1], x0, rowBytes * rows)
      else
        for (let y = low[1]; y < high[1]; y++)
          for (let k = i; k < end; k++) add(list[k]!, z, y, list[k]!.low[2], list[k]!.high[2] - list[k]!.low[2])
      i = end
    }
  }
}

/** The first difference between two contents, with the value on either side. */
export interface Difference {
  readonly begin: number
  readonly end: number
  readonly expected: string
  readonly found: string
}

/** The first byte in which `found` differs from `expected`, where undefined expected bytes match anything. */
export function firstDifference(expected: Snapshot, found: Snapshot, values: ValueTable): Difference | undefined {
  if (isSnapshotMet(expected, found, values)) return undefined
  const [wanted, got] = [ropeOf(expected, values), ropeOf(found, values)]
  let difference: Difference | undefined
  visitPieces(wanted, 0, wanted.size, values, (begin, end, value, index) => {
    if (difference) return
    visitPieces(got, begin, end, values, (from, to, gotValue, gotIndex) => {
      const by = from - begin
      if (difference || isMet(wanted, from, to, got, from, values)) return
      difference = {
        begin: from,
        end: to,
        expected: values.describe(values.moved(value, -by), index + by, to - from),
        found: values.describe(gotValue, gotIndex, to - from),
      }
    })
  })
  return difference
}

function isSnapshotMet(expected: Snapshot, found: Snapshot, values: ValueTable): boolean {
  const met = expected.texels && found.texels ? areTexelsMet(expected, found, values) : undefined
  if (met !== undefined) return met
  const left = expected.rope ? expected : ofRope(ropeOf(expected, values))
  const right = found.rope ? found : ofRope(ropeOf(found, values))
  return isMet(left.rope, left.at, left.at + left.size, right.rope, right.at, values)
}

export const snapshotOfBoxes = (texels: TexelSnapshot['texels'], boxes: readonly Box[]): TexelSnapshot => ({
  texels,
  boxes,
  size: boxes.reduce((sum, box) => sum + boxBytes(box), 0),
})
