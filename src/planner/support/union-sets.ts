/**
 * Sets that are unions of existing sets: a union takes O(1) whatever its size, and sets share common parts. Where n passes come
 * after the same n passes, these are n sets with one union, and not n² pairs.
 *
 * Sets are integers: 0 is empty, 1 … leafCount contain one item each (`leafOf`), and the others are unions.
 */
import { GrowableInt32 } from './growable.ts'

/** Number of recent unions to remember, because a tree asks for the same union at many of its nodes. */
const remembered = 1024

export const emptySet = 0
export const leafOf = (item: number): number => item + 1
export const itemOf = (leaf: number): number => leaf - 1

/** A table of recent unions that nobody uses, all zeros. */
let spareTable: Int32Array | undefined

/** All sets over the same items. */
export class UnionSets {
  readonly leafCount: number
  private readonly left = new GrowableInt32()
  private readonly right = new GrowableInt32()
  /** Made at the first union: mostly there is none. */
  private lately: Int32Array | undefined

  constructor(leafCount: number) {
    this.leafCount = leafCount
  }

  /** One more than the largest set. */
  get bound(): number {
    return this.leafCount + 1 + this.left.length
  }

  isLeaf(set: number): boolean {
    return set <= this.leafCount
  }

  /** The two operands of a union. */
  leftOf(union: number): number {
    return this.left.get(union - this.leafCount - 1)
  }

  rightOf(union: number): number {
    return this.right.get(union - this.leafCount - 1)
  }

  /** Ends all sets. */
  handBack(): void {
    this.left.handBack()
    this.right.handBack()
    if (!this.lately) return
    spareTable = this.lately.fill(0)
    this.lately = undefined
  }

  readonly union = (a: number, b: number): number => {
    if (a === b || b === emptySet) return a
    if (a === emptySet) return b
    if (a > this.leafCount && this.rightOf(a) === b) return a
    const slot = ((Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)) >>> 12) & (remembered - 1)
    const lately = (this.lately ??= takeTable())
    const known = lately[slot]!
    if (known !== 0 && this.leftOf(known) === a && this.rightOf(known) === b) return known
    this.left.push(a)
    return (lately[slot] = this.leafCount + 1 + this.right.push(b))
  }
}

function takeTable(): Int32Array {
  const table = spareTable ?? new Int32Array(remembered)
  spareTable = undefined
  return table
}
