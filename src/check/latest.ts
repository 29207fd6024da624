/**
 * The highest number that was assigned to each byte. Numbers never decrease from one call of `raise` to the next, so the last
 * assignment of a byte is its highest. The highest of an extent costs O(log n) for bytes and O(log² n) for boxes of one slice,
 * whatever the extent crosses; boxes of several slices are latest-boxes.ts.
 */
import type { Box, Extent } from './extents.ts'
import { IntervalMap } from './interval-map.ts'
import { LatestBoxes } from './latest-boxes.ts'
import type { TextureLayout } from './texture-layout.ts'

/** The highest numbers of one memory. */
export interface Latest {
  /** The highest number of all bytes; −1 before the first. */
  readonly newest: number
  set(extent: Extent, n: number): void
  /** Assigns `n` to every byte of `extent`. */
  raise(extent: Extent, n: number): void
  highest(extent: Extent): number
}

/** The highest numbers of the bytes of a heap. Heaps of staging are very many, and most are touched as a whole: so is a map of parts. */
export class LatestBytes implements Latest {
  newest = -1
  private readonly size: number
  /** The number of all bytes, as long as there is no map. */
  private all = -1
  private parts: IntervalMap | undefined

  constructor(size: number) {
    this.size = size
    this.parts = undefined
  }

  set({ runs }: Extent, n: number): void {
    this.newest = Math.max(this.newest, n)
    for (let i = 0; i < runs!.length; i += 2) this.assign(runs![i]!, runs![i]! + runs![i + 1]!, n)
  }

  raise({ runs }: Extent, n: number): void {
    this.newest = Math.max(this.newest, n)
    const lower: number[] = []
    for (let i = 0; i < runs!.length; i += 2) {
      const [from, to] = [runs![i]!, runs![i]! + runs![i + 1]!]
      const see = (begin: number, end: number, old: number) => {
        if (old < n) lower.push(begin, end)
      }
      if (this.parts) this.parts.visit(from, to, see)
      else see(from, to, this.all)
    }
    for (let i = 0; i < lower.length; i += 2) this.assign(lower[i]!, lower[i + 1]!, n)
  }

  highest({ runs }: Extent): number {
    if (!this.parts) return runs!.length > 0 ? this.all : -1
    let most = -1
    for (let i = 0; i < runs!.length && most < this.newest; i += 2)
      most = Math.max(most, this.parts.highest(runs![i]!, runs![i]! + runs![i + 1]!))
    return most
  }

  private assign(begin: number, end: number, n: number): void {
    if (begin === 0 && end === this.size) {
      this.all = n
      this.parts = undefined
    } else (this.parts ??= new IntervalMap(this.size, this.all)).assign(begin, end, n)
  }
}

/** Textures are very many, and most are touched as a whole: what tells their parts apart is made where parts are touched. */
export class LatestTexels implements Latest {
  newest = -1
  private readonly layout: TextureLayout
  /** The number of all texels, and by level that of all of it since, and what was assigned to its parts since. */
  private all = -1
  private whole: number[] | undefined
  private parts: (Inner | undefined)[] | undefined

  constructor(layout: TextureLayout) {
    this.layout = layout
    this.whole = undefined
    this.parts = undefined
  }

  set({ boxes }: Extent, n: number): void {
    this.newest = Math.max(this.newest, n)
    const { levels } = this.layout
    if (boxes!.length === levels.length && boxes!.every((box, level) => box.level === level && this.isWhole(box))) {
      this.all = n
      this.whole = undefined
      this.parts = undefined
      return
    }
    for (const box of boxes!) {
      if (this.isWhole(box)) {
        ;(this.whole ??= new Array<number>(levels.length).fill(-1))[box.level] = n
        if (this.parts) this.parts[box.level] = undefined
        continue
      }
      this.parts ??= new Array<undefined>(levels.length).fill(undefined)
      ;(this.parts[box.level] ??= boxesOf(levels[box.level]!.sizes)).set(box, n)
    }
  }

  /** Assigns `n` to the whole of a new texture. */
  raise(extent: Extent, n: number): void {
    this.set(extent, Math.max(n, this.newest))
  }

  highest({ boxes }: Extent): number {
    const { whole, parts } = this
    let most = this.all
    if (whole || parts)
      for (const box of boxes!) most = Math.max(most, whole?.[box.level] ?? -1, parts?.[box.level]?.highest(box) ?? -1)
    return most
  }

  private isWhole({ level, low, high }: Box): boolean {
    const { sizes } = this.layout.levels[level]!
    return low.every((n, axis) => n === 0 && high[axis] === sizes[axis])
  }
}

/** Boxes of a level: those of slices that are one above the other cross in three dimensions. */
const boxesOf = (sizes: readonly number[]): Inner => (sizes[0]! > 1 ? new LatestBoxes() : new Ranges(sizes, 0))

interface Inner {
  set(box: Box, n: number): void
  highest(box: Box): number
}

interface RangeNode {
  /** The numbers of boxes that cover all of the range, and of those that touch only a part of it. */
  all: Inner | undefined
  some: Inner | undefined
  left: RangeNode | undefined
  right: RangeNode | undefined
}

const rangeNode = (): RangeNode => ({ all: undefined, some: undefined, left: undefined, right: undefined })

/** Ranges of slices or rows, split where boxes end; each range holds the numbers of its rows or bytes. */
class Ranges implements Inner {
  private readonly sizes: readonly number[]
  private readonly axis: number
  private readonly root = rangeNode()

  constructor(sizes: readonly number[], axis: number) {
    this.sizes = sizes
    this.axis = axis
  }

  set(box: Box, n: number): void {
    this.setIn(this.root, 0, this.sizes[this.axis]!, box, n)
  }

  highest(box: Box): number {
    return this.highestIn(this.root, 0, this.sizes[this.axis]!, box)
  }

  private inner(): Inner {
    return this.axis === 1 ? new RowBytes(this.sizes[2]!) : new Ranges(this.sizes, this.axis + 1)
  }

  private setIn(node: RangeNode, begin: number, end: number, box: Box, n: number): void {
    const [low, high] = [box.low[this.axis]!, box.high[this.axis]!]
    if (low >= end || high <= begin) return
    if (low <= begin && end <= high) return (node.all ??= this.inner()).set(box, n)
    ;(node.some ??= this.inner()).set(box, n)
    const middle = (begin + end) >> 1
    if (low < middle) this.setIn((node.left ??= rangeNode()), begin, middle, box, n)
    if (high > middle) this.setIn((node.right ??= rangeNode()), middle, end, box, n)
  }

  private highestIn(node: RangeNode | undefined, begin: number, end: number, box: Box): number {
    const [low, high] = [box.low[this.axis]!, box.high[this.axis]!]
    if (!node || low >= end || high <= begin) return -1
    const all = node.all?.highest(box) ?? -1
    if (low <= begin && end <= high) return Math.max(all, node.some?.highest(box) ?? -1)
    const middle = (begin + end) >> 1
    return Math.max(
      all,
      low < middle ? this.highestIn(node.left, begin, middle, box) : -1,
      high > middle ? this.highestIn(node.right, middle, end, box) : -1,
    )
  }
}

class RowBytes implements Inner {
  private readonly map: IntervalMap

  constructor(size: number) {
    this.map = new IntervalMap(size, -1)
  }

  set({ low, high }: Box, n: number): void {
    this.map.assign(low[2], high[2], n)
  }

  highest({ low, high }: Box): number {
    return this.map.highest(low[2], high[2])
  }
}
