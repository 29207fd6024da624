/**
 * The highest number of boxes in three dimensions. Trees nested by axis (latest.ts) have a bound for whatever boxes cross, but each box of a
 * volume is thousands of their nodes; here it is one entry.
 *
 * Entries are kept in bounding volume hierarchies of twice the size of the one after, which are built when there are enough newer ones
 * (Bentley and Saxe, Decomposable searching problems, 1980). To set a box costs O(log² n). The highest number is found by branch and
 * bound: hierarchies are asked the newest first, and what has no higher number than was found is not looked at.
 */
import { shareTexels, type Box, type Corners } from './extents.ts'

/** Entries without a hierarchy, and those of one of its leaves. */
const [few, leaf] = [16, 4]

/** Numbers that are set one after the other never get less. */
export class LatestBoxes {
  private readonly recent: { readonly box: Box; readonly n: number }[] = []
  /** The oldest first, each larger than the one after. */
  private readonly trees: BoxTree[] = []

  set(box: Box, n: number): void {
    const { recent, trees } = this
    if (recent.push({ box, n }) < few) return
    let together = new Entries(few)
    recent.forEach((one, i) => together.set(i, one.box, one.n))
    recent.length = 0
    for (let last = trees.at(-1); last && last.entries.length <= together.length; last = trees.at(-1)) {
      together = together.with(last.entries)
      trees.pop()
    }
    trees.push(new BoxTree(together))
  }

  /** −1 where no box that was set touches this one. */
  highest(box: Box): number {
    const { recent, trees } = this
    for (let i = recent.length - 1; i >= 0; i--) if (shareTexels(recent[i]!.box, box)) return recent[i]!.n
    let most = -1
    for (let i = trees.length - 1; i >= 0; i--) most = trees[i]!.highest(box, most)
    return most
  }
}

/** Boxes with their numbers: six bounds each, the lower three first. */
export class Entries {
  readonly length: number
  readonly bounds: Float64Array
  readonly numbers: Float64Array

  constructor(length: number) {
    this.length = length
    this.bounds = new Float64Array(6 * length)
    this.numbers = new Float64Array(length)
  }

  set(i: number, { low, high }: Corners, n: number): void {
    this.bounds.set(low, 6 * i)
    this.bounds.set(high, 6 * i + 3)
    this.numbers[i] = n
  }

  with({ length, bounds, numbers }: Entries): Entries {
    const all = new Entries(this.length + length)
    all.bounds.set(this.bounds)
    all.bounds.set(bounds, this.bounds.length)
    all.numbers.set(this.numbers)
    all.numbers.set(numbers, this.length)
    return all
  }
}

/** A hierarchy whose nodes halve the entries along the axis on which their middles are farthest apart. */
export class BoxTree {
  readonly entries: Entries
  /** Entries in the order of the leaves. */
  private readonly order: Uint32Array
  /** By node, of which the left child is the next: its bounds, its highest number, and its right child; 0 for a leaf. */
  private readonly bounds: Float64Array
  private readonly most: Float64Array
  private readonly right: Uint32Array
  private count = 0

  constructor(entries: Entries) {
    const { length } = entries
    this.entries = entries
    this.order = Uint32Array.from({ length }, (_, i) => i)
    const nodes = Math.max(1, length)
    this.bounds = new Float64Array(6 * nodes)
    this.most = new Float64Array(nodes)
    this.right = new Uint32Array(nodes)
    this.build(0, length)
  }

  highest(box: Corners, most: number): number {
    return this.highestIn(0, 0, this.entries.length, box, most)
  }

  /** The entries that touch a box, in their order. */
  touching(box: Corners): number[] {
    const found: number[] = []
    this.collect(0, 0, this.entries.length, box, found)
    return found.sort((a, b) => a - b)
  }

  private collect(node: number, from: number, to: number, box: Corners, found: number[]): void {
    if (!touchesAt(this.bounds, node, box)) return
    const right = this.right[node]!
    if (right === 0) {
      for (let k = from; k < to; k++)
        if (touchesAt(this.entries.bounds, this.order[k]!, box)) found.push(this.order[k]!)
      return
    }
    const half = (from + to) >> 1
    this.collect(node + 1, from, half, box, found)
    this.collect(right, half, to, box, found)
  }

  private build(from: number, to: number): void {
    const node = this.count++
    const { order, entries } = this
    const low = [Infinity, Infinity, Infinity]
    const high = [-Infinity, -Infinity, -Infinity]
    /** The least and the greatest of twice the middles of the entries. */
    const [first, last] = [[...low], [...high]]
    for (let k = from; k < to; k++) {
      const i = order[k]!
      for (let axis = 0; axis < 3; axis++) {
        const [begin, end] = [entries.bounds[6 * i + axis]!, entries.bounds[6 * i + 3 + axis]!]
        low[axis] = Math.min(low[axis]!, begin)
        high[axis] = Math.max(high[axis]!, end)
        first[axis] = Math.min(first[axis]!, begin + end)
        last[axis] = Math.max(last[axis]!, begin + end)
      }
      this.most[node] = Math.max(k === from ? -1 : this.most[node]!, entries.numbers[i]!)
    }
    this.bounds.set(low, 6 * node)
    this.bounds.set(high, 6 * node + 3)
    if (to - from <= leaf) return
    const spread = first.map((begin, axis) => last[axis]! - begin)
    const along = spread.indexOf(Math.max(...spread))
    const middleOf = (i: number) => entries.bounds[6 * i + along]! + entries.bounds[6 * i + 3 + along]!
    order.subarray(from, to).sort((a, b) => middleOf(a) - middleOf(b) || a - b)
    const half = (from + to) >> 1
    this.build(from, half)
    this.right[node] = this.count
    this.build(half, to)
  }

  private highestIn(node: number, from: number, to: number, box: Corners, found: number): number {
    if (this.most[node]! <= found || !touchesAt(this.bounds, node, box)) return found
    let most = found
    const right = this.right[node]!
    if (right === 0) {
      const { bounds, numbers } = this.entries
      for (let k = from; k < to; k++) {
        const i = this.order[k]!
        if (numbers[i]! > most && touchesAt(bounds, i, box)) most = numbers[i]!
      }
      return most
    }
    const half = (from + to) >> 1
    const left = node + 1
    const isLeftFirst = this.most[left]! >= this.most[right]!
    if (isLeftFirst) most = this.highestIn(left, from, half, box, most)
    most = this.highestIn(right, half, to, box, most)
    return isLeftFirst ? most : this.highestIn(left, from, half, box, most)
  }
}

/** Whether the box whose bounds are the six numbers at `i` touches another. */
const touchesAt = (bounds: Float64Array, i: number, { low, high }: Corners): boolean =>
  bounds[6 * i]! < high[0] &&
  bounds[6 * i + 1]! < high[1] &&
  bounds[6 * i + 2]! < high[2] &&
  low[0] < bounds[6 * i + 3]! &&
  low[1] < bounds[6 * i + 4]! &&
  low[2] < bounds[6 * i + 5]!
