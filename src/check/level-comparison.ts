/**
 * Comparison of two contents of a level by their writes, without a tree of texels. Most plans make the writes of their graph, but for some
 * that come in another order, where they touch different texels, and for some that are left out, because others cover them. A tree
 * (texel-tree.ts) has the same bound whatever writes cross, but a box of a volume makes thousands of its nodes.
 */
import { shareTexels } from './extents.ts'
import type { LevelContent } from './level-content.ts'
import { comparePieces, differs, type Triple } from './texel-tree.ts'
import type { ValueTable } from './values.ts'

/**
 * Boxes that a proof may look at here: for each pass so many, and as many more as small proofs need. In a volume a tree is hundreds of times
 * as much work.
 */
const [boxesOfSlice, boxesOfVolume, boxesOfAll] = [256, 4096, 2 ** 16]

/** Nesting of parts: parts of parts that are still not decided are left to the tree. */
const mostDepth = 200

/** Something that is on a box: the last write of these contents. */
type Write = LevelContent

/**
 * Whether `found` matches `wanted` inside a box, where undefined texels of `wanted` match anything; undefined where that takes a tree.
 *
 * Of each part of the box, the writes that touch it are listed, the newest first, up to one that covers it. Where both lists are the same,
 * the part is, and where they differ, it is cut where a box ends. O(boxes in those lists), of which there are at most so many for each pass.
 */
export function areWritesMet(
  wanted: LevelContent,
  found: LevelContent,
  low: Triple,
  high: Triple,
  values: ValueTable,
): boolean | undefined {
  const isWhole = low.every((n, axis) => n === 0 && high[axis] === wanted.grid.sizes[axis])
  const result = new Comparison(values, wanted.grid.sizes[0] > 1 ? boxesOfVolume : boxesOfSlice).compare(
    wanted,
    found,
    low,
    high,
  )
  if (result === true && isWhole) found.matched = wanted
  return result
}

class Comparison {
  private readonly values: ValueTable
  private readonly boxesOfPass: number

  constructor(values: ValueTable, boxesOfPass: number) {
    this.values = values
    this.boxesOfPass = boxesOfPass
  }

  private mayLookAt(boxes: number): boolean {
    return this.values.mayCompare(boxes, this.boxesOfPass, boxesOfAll)
  }

  compare(wanted: LevelContent, found: LevelContent, low: Triple, high: Triple): boolean | undefined {
    const ours = new Map<LevelContent, number>()
    let all: Write[] = []
    let base = wanted
    for (; base.below; base = base.below) {
      ours.set(base, all.length)
      all.push(base)
    }
    ours.set(base, all.length)
    const others: Write[] = []
    let at = found
    let common = ours.get(at.matched ?? at)
    for (; common === undefined && at.below; common = ours.get(at.matched ?? at)) {
      others.push(at)
      at = at.below
    }
    if (common !== undefined) {
      all = all.slice(0, common)
      at = base
    }
    if (!this.mayLookAt(all.length + others.length)) return undefined
    return this.part({ low, high, wanted: all, found: others, bases: [base, at] }, 0)
  }

  /** One part of a box; the lists are of what contains it. */
  private part({ low, high, wanted, found, bases }: Part, depth: number): boolean | undefined {
    const ours = touching(wanted, low, high)
    const theirs = touching(found, low, high)
    if (depth > mostDepth || !this.mayLookAt(wanted.length + found.length + 1)) return undefined
    let i = 0
    while (i < ours.length && i < theirs.length && ours[i]!.isSameWrite(theirs[i]!)) i++
    if (i > 0 && covers(ours[i - 1]!, low, high)) return true
    const [first, second] = [ours[i], theirs[i]]
    if (!(first && !covers(first, low, high)) && !(second && !covers(second, low, high))) {
      const result = this.ends(first ?? bases[0], second ?? bases[1], low, high)
      if (i === 0 || result !== false) return result
    }
    const [axis, where] = cutAt(ours, first, second, low, high)
    const parts = { wanted: ours, found: theirs, bases }
    const left = this.part({ ...parts, low, high: withAxis(high, axis, where) }, depth + 1)
    return left && this.part({ ...parts, low: withAxis(low, axis, where), high }, depth + 1)
  }

  /** What two writes that cover a part leave there, or two contents below all writes. */
  private ends(a: LevelContent, b: LevelContent, low: Triple, high: Triple): boolean | undefined {
    if (a === b) return true
    const [ours, theirs] = [a.ofPart, b.ofPart]
    if (ours === undefined || theirs === undefined) return undefined
    if (ours === theirs) return true
    if ('texels' in ours || 'texels' in theirs)
      return 'texels' in ours && 'texels' in theirs ? this.compare(ours, theirs, low, high) : undefined
    return comparePieces(ours, theirs, low, high, this.values) !== differs
  }
}

interface Part {
  readonly low: Triple
  readonly high: Triple
  /** Writes that may touch it, the newest first. */
  readonly wanted: readonly Write[]
  readonly found: readonly Write[]
  /** The contents below the writes. */
  readonly bases: readonly [LevelContent, LevelContent]
}

const covers = (write: Write, low: Triple, high: Triple): boolean =>
  write.low[0] <= low[0] &&
  write.low[1] <= low[1] &&
  write.low[2] <= low[2] &&
  high[0] <= write.high[0] &&
  high[1] <= write.high[1] &&
  high[2] <= write.high[2]

/** The writes that touch a part, up to the first that covers it. */
function touching(writes: readonly Write[], low: Triple, high: Triple): Write[] {
  const list: Write[] = []
  const part = { low, high }
  for (const write of writes) {
    if (!shareTexels(write, part)) continue
    list.push(write)
    if (covers(write, low, high)) break
  }
  return list
}

/**
 * Where a part is cut: between two writes that are apart; else where the first that differs ends inside, or the newest of all, as near to
 * the middle as can be.
 */
function cutAt(
  ours: readonly Write[],
  first: Write | undefined,
  second: Write | undefined,
  low: Triple,
  high: Triple,
): readonly [number, number] {
  if (first && second)
    for (let axis = 0; axis < 3; axis++) {
      if (first.low[axis]! >= second.high[axis]!) return [axis, first.low[axis]!]
      if (second.low[axis]! >= first.high[axis]!) return [axis, second.low[axis]!]
    }
  for (const write of [first, second, ours[0]])
    if (write && !covers(write, low, high)) return endInside(write, low, high)
  throw new Error('Two lists of writes that cover a part differ in one that does not')
}

/** Where a write that does not cover a part ends inside it, along which axis, nearest to the middle. */
function endInside(write: Write, low: Triple, high: Triple): readonly [number, number] {
  let best: readonly [number, number] = [0, 0]
  let nearest = Infinity
  for (let axis = 0; axis < 3; axis++)
    for (const end of [write.low[axis]!, write.high[axis]!]) {
      const [from, to] = [low[axis]!, high[axis]!]
      if (end <= from || end >= to) continue
      const distance = Math.abs(2 * end - from - to) / (to - from)
      if (distance < nearest) [best, nearest] = [[axis, end], distance]
    }
  return best
}

const withAxis = (triple: Triple, axis: number, n: number): Triple => [
  axis === 0 ? n : triple[0],
  axis === 1 ? n : triple[1],
  axis === 2 ? n : triple[2],
]
