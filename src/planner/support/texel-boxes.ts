/**
 * Boxes of texels as intervals, for what must stay in order: two transfers that touch different parts of one layer need no
 * barrier between them.
 *
 * In the linear layout of a texture a box is as many intervals as it has rows. Here the rows between two ends of boxes are
 * one row, so that the pictures of an atlas, which stand in shelves, are mostly one interval each. Where there would be too many,
 * layers count as a whole. O(n log n + intervals).
 */
import type { TextureRegion } from '../../graph/endpoint.ts'
import type { TextureLayout } from '../../graph/texture-layout.ts'
import { GrowableFloat64, GrowableInt32 } from './growable.ts'
import { lowerBound } from './intervals.ts'

/** Intervals of items, one or several each. */
export interface ItemIntervals {
  /** Intervals of item i are `start[i] … start[i + 1]`. */
  readonly start: Int32Array
  readonly item: Int32Array
  readonly group: Int32Array
  readonly begin: Float64Array
  readonly end: Float64Array
}

/** On average, in one group. */
const mostIntervalsOfBox = 64

/**
 * Items are ranges of bytes; those in `boxes` are only the box inside their range. Groups with boxes are given a space of their
 * own, in which intervals overlap where texels do.
 * @returns undefined where there are no boxes
 */
export function separateBoxes(
  group: Int32Array,
  begin: Float64Array,
  end: Float64Array,
  boxes: ReadonlyMap<number, TextureRegion>,
  layoutOf: (group: number) => TextureLayout,
): ItemIntervals | undefined {
  if (boxes.size === 0) return undefined
  const byGroup = new Map<number, TextureRegion[]>()
  for (const [item, box] of boxes) {
    const list = byGroup.get(group[item]!)
    if (list) list.push(box)
    else byGroup.set(group[item]!, [box])
  }
  const spaces = new Map<number, TexelSpace>()
  for (const [g, list] of byGroup) {
    if (g < 0) continue
    const space = new TexelSpace(layoutOf(g), list)
    if (list.reduce((sum, box) => sum + space.intervalCount(box), 0) <= list.length * mostIntervalsOfBox)
      spaces.set(g, space)
  }
  const count = group.length
  const start = new Int32Array(count + 1)
  const item = new GrowableInt32(count + 1)
  const ends: [GrowableFloat64, GrowableFloat64] = [new GrowableFloat64(count + 1), new GrowableFloat64(count + 1)]
  const add = (i: number, from: number, to: number) => {
    item.push(i)
    ends[0].push(from)
    ends[1].push(to)
  }
  for (let i = 0; i < count; i++) {
    const space = spaces.size > 0 ? spaces.get(group[i]!) : undefined
    const box = space && boxes.get(i)
    if (box) space.eachInterval(box, (from, to) => add(i, from, to))
    else if (space) add(i, space.at(begin[i]!), space.at(end[i]!))
    else add(i, begin[i]!, end[i]!)
    start[i + 1] = item.length
  }
  const items = item.toArray()
  return { start, item: items, group: items.map((i) => group[i]!), begin: ends[0].toArray(), end: ends[1].toArray() }
}

interface Level {
  readonly offset: number
  readonly sliceBytes: number
  readonly slices: number
  readonly width: number
  /** Where rows start in texels, in order, and where the last one ends. */
  readonly rows: Float64Array
  /** Where the level begins in this space. */
  readonly base: number
}

/** The texels of one texture in a line: level by level, layer by layer, rows between ends of boxes as one row. */
class TexelSpace {
  private readonly levels: Level[] = []

  constructor(layout: TextureLayout, boxes: readonly TextureRegion[]) {
    const rows = layout.levels.map(({ height }) => [0, height])
    for (const { mipLevel, origin, size } of boxes) rows[mipLevel]!.push(origin[1], origin[1] + size[1])
    let base = 0
    layout.levels.forEach(({ offset, sliceBytes, slices, width }, l) => {
      const distinct = Float64Array.from(new Set(rows[l])).sort()
      this.levels.push({ offset, sliceBytes, slices, width, rows: distinct, base })
      base += slices * (distinct.length - 1) * width
    })
  }

  /** Of the start of a layer in the linear layout, or the end of the texture. */
  at(position: number): number {
    let level = this.levels[0]!
    for (const other of this.levels) if (other.offset <= position) level = other
    return level.base + Math.round((position - level.offset) / level.sliceBytes) * (level.rows.length - 1) * level.width
  }

  intervalCount({ mipLevel, origin, size }: TextureRegion): number {
    const { rows } = this.levels[mipLevel]!
    return size[2] * (rowOf(rows, origin[1] + size[1]) - rowOf(rows, origin[1]))
  }

  eachInterval({ mipLevel, origin, size }: TextureRegion, visit: (from: number, to: number) => void): void {
    const { rows, width, base } = this.levels[mipLevel]!
    const [first, stop] = [rowOf(rows, origin[1]), rowOf(rows, origin[1] + size[1])]
    for (let z = origin[2]; z < origin[2] + size[2]; z++) {
      const slice = base + z * (rows.length - 1) * width
      if (size[0] === width) visit(slice + first * width, slice + stop * width)
      else
        for (let row = first; row < stop; row++) {
          const from = slice + row * width + origin[0]
          visit(from, from + size[0])
        }
    }
  }
}

const rowOf = (rows: Float64Array, y: number): number => lowerBound(rows, 0, rows.length, y)
