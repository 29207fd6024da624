/**
 * Written blocks of texels of one layer, as a list of boxes that may overlap.
 *
 * A write appends its box. A read that no single box contains asks whether all boxes that intersect it cover it together
 * (texel-sweep.ts), and then becomes a box itself. Boxes that cross are never cut into pieces, whose number would be quadratic.
 * Boxes are found by the cells of a grid, once there are many.
 */
import { push } from '../../graph/lists.ts'
import { firstUncovered, type Rectangle } from './texel-sweep.ts'

/** Number of boxes from which the grid is used. */
const gridFrom = 32
/** Cells of the grid along each axis. */
const cells = 64
/** Number of cells from which a box is on a separate list instead: few boxes of that size do not overlap. */
const largeFrom = 256

/** The written blocks of one layer. */
export class TexelCover {
  readonly width: number
  readonly height: number
  private whole: boolean
  /** All boxes, while there is no grid. */
  private few: Rectangle[] = []
  /** Boxes that later ones contain. */
  private readonly obsolete = new Set<Rectangle>()
  private readonly large: Rectangle[] = []
  private grid: Map<number, Rectangle[]> | undefined
  private readonly cellWidth: number
  private readonly cellHeight: number

  /** @param width and height of the layer, in blocks */
  constructor(width: number, height: number, whole: boolean) {
    this.whole = whole
    this.width = width
    this.height = height
    this.cellWidth = Math.ceil(width / cells)
    this.cellHeight = Math.ceil(height / cells)
  }

  get isWhole(): boolean {
    return this.whole
  }

  add(box: Rectangle): void {
    if (this.holds(box)) return
    if (box.x0 === 0 && box.y0 === 0 && box.x1 === this.width && box.y1 === this.height) {
      this.clear()
      this.whole = true
      return
    }
    if (this.grid) this.enter(box, this.grid)
    else if (this.few.push(box) === gridFrom) {
      this.grid = new Map()
      for (const one of this.few) this.enter(one, this.grid)
    }
  }

  clear(): void {
    this.whole = false
    this.few = []
    this.obsolete.clear()
    this.large.length = 0
    this.grid = undefined
  }

  /** The first part of `box`, row by row, that is not covered; undefined where all of it is. */
  firstMissing(box: Rectangle): Rectangle | undefined {
    if (this.holds(box)) return undefined
    const met = this.meeting(box)
    const missing = firstUncovered(box, met)
    if (missing) return missing
    for (const one of met) if (contains(box, one)) this.obsolete.add(one)
    this.add(box)
    return undefined
  }

  /** Whether one box contains all of `box`. Such a box is in the cell of its first block. */
  private holds(box: Rectangle): boolean {
    if (this.whole) return true
    const near = this.grid ? this.grid.get(this.cellOf(box.x0, box.y0)) : this.few
    return (near?.some((one) => contains(one, box)) ?? false) || this.large.some((one) => contains(one, box))
  }

  private meeting(box: Rectangle): Rectangle[] {
    const met = new Set<Rectangle>()
    const look = (one: Rectangle) => {
      if (one.x0 < box.x1 && one.x1 > box.x0 && one.y0 < box.y1 && one.y1 > box.y0) met.add(one)
    }
    if (this.grid) {
      const { grid } = this
      this.forEachCell(box, (cell) => grid.get(cell)?.forEach(look))
      this.large.forEach(look)
    } else this.few.forEach(look)
    return [...met].filter((one) => !this.obsolete.has(one))
  }

  private enter(box: Rectangle, grid: Map<number, Rectangle[]>): void {
    const across = this.columnOf(box.x1 - 1) - this.columnOf(box.x0) + 1
    const down = this.rowOf(box.y1 - 1) - this.rowOf(box.y0) + 1
    if (across * down > largeFrom) {
      this.large.push(box)
      return
    }
    this.forEachCell(box, (cell) => {
      push(grid, cell, box)
    })
  }

  private forEachCell(box: Rectangle, visit: (cell: number) => void): void {
    const [left, right] = [this.columnOf(box.x0), this.columnOf(box.x1 - 1)]
    const [top, bottom] = [this.rowOf(box.y0), this.rowOf(box.y1 - 1)]
    for (let row = top; row <= bottom; row++)
      for (let column = left; column <= right; column++) visit(row * cells + column)
  }

  private cellOf(x: number, y: number): number {
    return this.rowOf(y) * cells + this.columnOf(x)
  }

  private columnOf(x: number): number {
    return Math.floor(x / this.cellWidth)
  }

  private rowOf(y: number): number {
    return Math.floor(y / this.cellHeight)
  }
}

const contains = (outer: Rectangle, inner: Rectangle): boolean =>
  outer.x0 <= inner.x0 && outer.y0 <= inner.y0 && outer.x1 >= inner.x1 && outer.y1 >= inner.y1
