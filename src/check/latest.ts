/**
 * Per byte, the highest of the numbers that it was given; numbers only grow from one call of `set` to the next, so the last one is
 * the highest. Over any extent, the highest costs O(log n) for bytes and O(log³) for boxes of texels, whatever they cross.
 */
import type { Box, Extent } from './extents.ts'
import { IntervalMap } from './interval-map.ts'
import type { TextureLayout } from './texture-layout.ts'

export interface Latest {
  /** Highest number anywhere, −1 for none. */
  readonly newest: number
  set(extent: Extent, n: number): void
  /** Where it is lower. */
  raise(extent: Extent, n: number): void
  highest(extent: Extent): number
}

export class LatestBytes implements Latest {
  newest = -1
  private readonly map: IntervalMap

  constructor(size: number) {
    this.map = new IntervalMap(size, -1, 0)
  }

  set({ runs }: Extent, n: number): void {
    this.newest = Math.max(this.newest, n)
    for (let i = 0; i < runs!.length; i += 2) this.map.assign(runs![i]!, runs![i]! + runs![i + 1]!, n, 0)
  }

  raise({ runs }: Extent, n: number): void {
    this.newest = Math.max(this.newest, n)
    const lower: number[] = []
    for (let i = 0; i < runs!.length; i += 2)
      this.map.visit(runs![i]!, runs![i]! + runs![i + 1]!, (begin, end, old) => {
        if (old < n) lower.push(begin, end)
      })
    for (let i = 0; i < lower.length; i += 2) this.map.assign(lower[i]!, lower[i + 1]!, n, 0)
  }

  highest({ runs }: Extent): number {
    let most = -1
    for (let i = 0; i < runs!.length && most < this.newest; i += 2)
      most = Math.max(most, this.map.highest(runs![i]!, runs![i]! + runs![i + 1]!))
    return most
  }
}

export class LatestTexels implements Latest {
  newest = -1
  private readonly layout: TextureLayout
  private readonly levels: (Ranges | undefined)[] = []

  constructor(layout: TextureLayout) {
    this.layout = layout
  }

  set({ boxes }: Extent, n: number): void {
    this.newest = Math.max(this.newest, n)
    for (const box of boxes!) {
      const { slices, rowBytes, sliceBytes } = this.layout.levels[box.level]!
      const ranges = (this.levels[box.level] ??= new Ranges([slices, sliceBytes / rowBytes, rowBytes], 0))
      ranges.set(box, n)
    }
  }

  /** Only of a texture that is new, as a whole. */
  raise(extent: Extent, n: number): void {
    this.set(extent, Math.max(n, this.newest))
  }

  highest({ boxes }: Extent): number {
    let most = -1
    for (const box of boxes!) most = Math.max(most, this.levels[box.level]?.highest(box) ?? -1)
    return most
  }
}

interface Inner {
  set(box: Box, n: number): void
  highest(box: Box): number
}

interface RangeNode {
  /** What reached any part of the range, and what all of it; the same where there is nothing to halve. */
  any: Inner | undefined
  all: Inner | undefined
  left: RangeNode | undefined
  right: RangeNode | undefined
}

const rangeNode = (): RangeNode => ({ any: undefined, all: undefined, left: undefined, right: undefined })

/** Slices or rows, halved where boxes end; each range has its own rows or bytes. */
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
    ;(node.any ??= this.inner()).set(box, n)
    if (end - begin === 1) return
    if (low <= begin && end <= high) return (node.all ??= this.inner()).set(box, n)
    const middle = (begin + end) >> 1
    if (low < middle) this.setIn((node.left ??= rangeNode()), begin, middle, box, n)
    if (high > middle) this.setIn((node.right ??= rangeNode()), middle, end, box, n)
  }

  private highestIn(node: RangeNode | undefined, begin: number, end: number, box: Box): number {
    const [low, high] = [box.low[this.axis]!, box.high[this.axis]!]
    if (!node?.any || low >= end || high <= begin) return -1
    if (low <= begin && end <= high) return node.any.highest(box)
    const middle = (begin + end) >> 1
    return Math.max(
      node.all?.highest(box) ?? -1,
      low < middle ? this.highestIn(node.left, begin, middle, box) : -1,
      high > middle ? this.highestIn(node.right, middle, end, box) : -1,
    )
  }
}

class RowBytes implements Inner {
  private readonly map: IntervalMap

  constructor(size: number) {
    this.map = new IntervalMap(size, -1, 0)
  }

  set({ low, high }: Box, n: number): void {
    this.map.assign(low[2], high[2], n, 0)
  }

  highest({ low, high }: Box): number {
    return this.map.highest(low[2], high[2])
  }
}
