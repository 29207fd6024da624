/**
 * Boxes of texels as intervals for ordering: two transfers that touch different parts of one layer need no barrier between
 * them.
 *
 * In the linear layout of a texture, a box has as many intervals as rows. Here, the rows between two ends of boxes count as one
 * row, so that the images of an atlas, which are arranged in shelves, mostly have one interval each. Where there would be too
 * many intervals, layers count as a whole. O(n log n + intervals).
 */
import { push } from '../../graph/lists.ts'
import type { TextureRegion } from '../../graph/endpoint.ts'
import type { TextureLayout } from '../../graph/texture-layout.ts'
import { GrowableFloat64, GrowableInt32 } from './growable.ts'
import { lowerBound } from './intervals.ts'
import { float64From, int32Array } from '../../graph/typed-arrays.ts'
import { handBack } from './reused-memory.ts'

/** Intervals of items, one or more each. */
export interface ItemIntervals {
  /** The intervals of item i are `start[i] … start[i + 1]`. */
  readonly start: Int32Array
  readonly item: Int32Array
  readonly group: Int32Array
  readonly begin: Float64Array
  readonly end: Float64Array
}

/** Gives back the memory of intervals that nothing reads any more. */
export function handBackItems({ start, item, group, begin, end }: ItemIntervals): void {
  handBack(start, item, group, begin, end)
}

/** Most intervals of a box, on average over one group. */
const mostIntervalsOfBox = 64

/**
 * Gives the boxes of texels intervals that overlap exactly where their texels do. Items are ranges of bytes; an item in `boxes`
 * covers only the box inside its range. Groups with boxes get positions of their own.
 *
 * @returns undefined where there are no boxes
 */
export function separateBoxes(
  group: Int32Array,
  begin: Float64Array,
  end: Float64Array,
  boxes: ReadonlyMap<number, TextureRegion> | undefined,
  layoutOf: (group: number) => TextureLayout,
): ItemIntervals | undefined {
  if (!boxes || boxes.size === 0) return undefined
  const byGroup = new Map<number, TextureRegion[]>()
  // An iterator would make two objects for each.
  boxes.forEach((box, item) => push(byGroup, group[item]!, box))
  const spaces = new Map<number, TexelSpace>()
  for (const [g, list] of byGroup) {
    if (g < 0) continue
    const space = new TexelSpace(layoutOf(g), list)
    if (list.reduce((sum, box) => sum + space.intervalCount(box), 0) <= list.length * mostIntervalsOfBox)
      spaces.set(g, space)
  }
  const count = group.length
  const start = int32Array(count + 1)
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
  const groups = int32Array(items.length)
  for (let k = 0; k < groups.length; k++) groups[k] = group[items[k]!]!
  return { start, item: items, group: groups, begin: ends[0].toArray(), end: ends[1].toArray() }
}

interface Level {
  readonly offset: number
  readonly sliceBytes: number
  readonly width: number
  /** Row boundaries in texels, in ascending order, including the end of the last row. */
  readonly rows: Float64Array
  /** Position at which the level begins. */
  readonly base: number
}

/** Positions of the texels of one texture: level by level, layer by layer, where rows between ends of boxes are one row. */
class TexelSpace {
  private readonly levels: Level[] = []

  constructor(layout: TextureLayout, boxes: readonly TextureRegion[]) {
    const rows = layout.levels.map(({ height }) => [0, height])
    for (const { mipLevel, origin, size } of boxes) rows[mipLevel]!.push(origin[1], origin[1] + size[1])
    let base = 0
    layout.levels.forEach(({ offset, sliceBytes, slices, width }, l) => {
      const distinct = distinctAscending(rows[l]!)
      this.levels.push({ offset, sliceBytes, width, rows: distinct, base })
      base += slices * (distinct.length - 1) * width
    })
  }

  /** Position of the start of a layer in the linear layout, or of the end of the texture. */
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

function distinctAscending(numbers: readonly number[]): Float64Array {
  const sorted = float64From(numbers).sort()
  let count = 0
  for (let k = 0; k < sorted.length; k++) if (k === 0 || sorted[k] !== sorted[k - 1]) sorted[count++] = sorted[k]!
  return sorted.subarray(0, count)
}

const rowOf = (rows: Float64Array, y: number): number => lowerBound(rows, 0, rows.length, y)
