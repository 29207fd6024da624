/** Symbolic contents of a texture. */
import type { Contents } from './contents.ts'
import { boxBytes, linearRuns, type Box, type Extent } from './extents.ts'
import { LevelContent } from './level-content.ts'
import { onlyPiece, type VisitPiece } from './rope.ts'
import { visitRows, type EqualRows } from './rows-of-boxes.ts'
import { levelOf, ropeOf, snapshotOfBoxes, type Snapshot } from './snapshot.ts'
import { Piece, visitCells } from './texel-tree.ts'
import type { TextureLayout } from './texture-layout.ts'
import { UNDEFINED, type ValueTable } from './values.ts'
import { pieceOf, WholeTexture } from './whole-texture.ts'

/** Contents of texels: one value, or contents level by level. */
export class TexelContents implements Contents {
  private readonly layout: TextureLayout
  private readonly values: ValueTable
  /** The one value of all levels without contents of their own. */
  private whole: WholeTexture
  /**
   * By level: its contents, or the value that it holds throughout: most levels that passes write as a whole are never looked at. Undefined
   * for a level of `whole`.
   */
  private levels: (LevelContent | number | undefined)[] | undefined
  /** By level that holds a value throughout: the byte of it that the level begins with; undefined where all begin with the first. */
  private indices: number[] | undefined

  constructor(layout: TextureLayout, value: number, values: ValueTable) {
    this.layout = layout
    this.values = values
    this.whole = new WholeTexture(value, 0, layout)
    this.levels = undefined
    this.indices = undefined
  }

  read({ boxes }: Extent): Snapshot {
    this.putTogether()
    const { levels } = this
    if (!levels || boxes!.every(({ level }) => levels[level] === undefined)) return snapshotOfBoxes(this.whole, boxes!)
    return snapshotOfBoxes(
      boxes!.map(({ level }) => this.level(level).snapshot()),
      boxes!,
    )
  }

  write({ boxes }: Extent, content: Snapshot): void {
    const whole = this.isAll(boxes!) ? this.asWhole(content) : undefined
    if (whole) {
      this.whole = whole
      this.levels = undefined
      this.indices = undefined
      return
    }
    if (content.texels && isSameShape(boxes!, content.boxes)) {
      boxes!.forEach((box, i) =>
        this.setLevel(
          box.level,
          this.level(box.level).withBox(levelOf(content, i, this.values), content.boxes[i]!, box, this.values),
        ),
      )
      return
    }
    const rope = ropeOf(content, this.values)
    let at = 0
    for (const box of boxes!) {
      const put: VisitPiece = (begin, end, value, index) => this.put(box, begin, end, value, index)
      visitRows(rope, at, box, this.values, put, (rows) => this.putRows(box, rows))
      at += boxBytes(box)
    }
  }

  firstHole({ boxes }: Extent): readonly [number, number] | undefined {
    if (!this.levels && this.whole.value !== UNDEFINED) return undefined
    for (const { level, low, high } of boxes!) {
      const own = this.levels?.[level]
      if (typeof own === 'number' && own !== UNDEFINED) continue
      const content = this.level(level)
      if (!content.mayHaveHoles) continue
      let hole: readonly [number, number] | undefined
      visitCells(content.texels(this.values), low, high, content.grid, (piece, from, to) => {
        if (hole || piece.value !== UNDEFINED) return
        const [begin, length] = linearRuns(this.layout, { level, low: from, high: to }) as [number, number]
        hole = [begin, begin + length]
      })
      if (hole) return hole
    }
    return undefined
  }

  /** Whether other contents are seen to be equal without a look at what no pass has looked at; false where that takes one. */
  isLike(other: Contents): boolean {
    if (!(other instanceof TexelContents) || !other.whole.isLike(this.whole)) return false
    const { length } = this.layout.levels
    if (!this.levels && !other.levels) return true
    for (let level = 0; level < length; level++)
      if (
        this.levels?.[level] !== other.levels?.[level] ||
        (this.indices?.[level] ?? 0) !== (other.indices?.[level] ?? 0)
      )
        return false
    return true
  }

  private level(level: number): LevelContent {
    const own = this.levels?.[level]
    if (own === undefined) return this.whole.level(level, this.values)
    if (typeof own !== 'number') return own
    const grid = this.layout.levels[level]!
    const piece = pieceOf(own, this.indices?.[level] ?? 0, grid.rowBytes, grid.sliceBytes, this.values)
    const made = LevelContent.of(piece, grid, this.values)
    this.setLevel(level, made)
    return made
  }

  private setLevel(level: number, content: LevelContent | number, index = 0): void {
    const { length } = this.layout.levels
    this.levels ??= new Array<undefined>(length).fill(undefined)
    this.levels[level] = content
    if (index !== 0) this.indices ??= new Array<number>(length).fill(0)
    if (this.indices) this.indices[level] = index
  }

  /** Levels that were written one by one, with what makes a whole of one value, become that: an upload is a region for each level. */
  private putTogether(): void {
    const { levels, indices, layout } = this
    const value = levels?.[0]
    if (!indices || typeof value !== 'number' || !this.values.isPlain(value)) return
    const index = indices[0]!
    for (let level = 1; level < indices.length; level++)
      if (levels![level] !== value || indices[level] !== index + layout.levels[level]!.offset) return
    this.whole = new WholeTexture(value, index, layout)
    this.levels = undefined
    this.indices = undefined
  }

  private isAll(boxes: readonly Box[]): boolean {
    const { levels } = this.layout
    return (
      boxes.length === levels.length &&
      boxes.every(
        ({ level, low, high }, i) =>
          level === i && low.every((n, axis) => n === 0 && high[axis] === levels[i]!.sizes[axis]),
      )
    )
  }

  /** Content of the whole texture as one value, where it is one. */
  private asWhole(content: Snapshot): WholeTexture | undefined {
    if (content.texels) {
      const isWhole = content.texels instanceof WholeTexture && content.texels.layout === this.layout
      return isWhole && this.isAll(content.boxes) ? (content.texels as WholeTexture) : undefined
    }
    const one = onlyPiece(ropeOf(content, this.values))
    return one && new WholeTexture(one.value, one.index, this.layout)
  }

  private putRows({ level, low, high }: Box, { slice, row, count, value, index, stride }: EqualRows): void {
    const [z, y, x] = [low[0] + slice, low[1] + row, low[2]]
    const piece = new Piece(value, index - x - y * stride, stride, 0)
    this.setLevel(level, this.level(level).with(piece, [z, y, x], [z + 1, y + count, high[2]]))
  }

  /** Sets bytes begin … end of a box, in tight order, to those of a value; whole slices and rows are set at once. */
  private put({ level, low, high }: Box, begin: number, end: number, value: number, index: number): void {
    const grid = this.layout.levels[level]!
    if (begin === 0 && end === grid.sliceBytes * grid.slices) return this.setLevel(level, value, index)
    const [z0, y0, x0] = low
    const rowBytes = high[2] - x0
    const sliceBytes = rowBytes * (high[1] - y0)
    const base = index - begin - z0 * sliceBytes - y0 * rowBytes - x0
    const piece = pieceOf(value, base, rowBytes, sliceBytes, this.values)
    const on = (from: Box['low'], to: Box['high']) => {
      const isWhole = from.every((n, axis) => n === 0 && to[axis] === grid.sizes[axis])
      this.setLevel(
        level,
        isWhole ? LevelContent.of(piece, grid, this.values) : this.level(level).with(piece, from, to),
      )
    }
    for (let at = begin; at < end;) {
      const z = z0 + Math.floor(at / sliceBytes)
      const y = y0 + Math.floor((at % sliceBytes) / rowBytes)
      const x = x0 + (at % rowBytes)
      const slices = at % sliceBytes === 0 ? Math.floor((end - at) / sliceBytes) : 0
      const rows = x === x0 ? Math.min(high[1] - y, Math.floor((end - at) / rowBytes)) : 0
      if (slices === high[0] - z0) {
        // Most writes are of a whole box, whose corners are kept as they are.
        on(low, high)
        at += slices * sliceBytes
      } else if (slices > 0) {
        on([z, y0, x0], [z + slices, high[1], high[2]])
        at += slices * sliceBytes
      } else if (rows > 0) {
        on([z, y, x0], [z + 1, y + rows, high[2]])
        at += rows * rowBytes
      } else {
        const bytes = Math.min(high[2] - x, end - at)
        on([z, y, x], [z + 1, y + 1, x + bytes])
        at += bytes
      }
    }
  }
}

/** Whether boxes have as many slices, rows and bytes as others. */
const isSameShape = (boxes: readonly Box[], others: readonly Box[]): boolean =>
  boxes.length === others.length &&
  boxes.every(({ low, high }, i) =>
    [0, 1, 2].every((axis) => high[axis]! - low[axis]! === others[i]!.high[axis]! - others[i]!.low[axis]!),
  )
