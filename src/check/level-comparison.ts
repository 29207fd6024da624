/**
 * Comparison of two contents of a level by their writes, without a tree of texels. Most plans make the writes of their graph, but for some
 * that come in another order, where they touch different texels, and for some that are left out, because others cover them. A tree
 * (texel-tree.ts) has the same bound whatever writes cross, but a box of a volume makes thousands of its nodes.
 */
import { covers, writesIn, writesInBoth, type Common, type Found, type FoundBoth } from './chain-writes.ts'
import { shareTexels, type Corners } from './extents.ts'
import { LevelContent } from './level-content.ts'
import { comparePieces, differs, type Piece, type Triple } from './texel-tree.ts'
import type { ValueTable } from './values.ts'
import { differencesOf, sharedBox } from './write-differences.ts'
import { WriteNames } from './write-names.ts'

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
 * Of the box, the writes that touch it are listed, the newest first, up to one that covers it. Where the lists differ is a part of it
 * (write-differences.ts), which is looked at in the same way, and cut where a box ends if that is all of it. O(boxes in those lists), of
 * which there are at most so many for each pass.
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
  if (result === true && isWhole) found.match(wanted)
  return result
}

class Comparison {
  private readonly values: ValueTable
  private readonly boxesOfPass: number
  private readonly names: WriteNames
  private readonly byWrites = (a: LevelContent, b: LevelContent, low: Triple, high: Triple) =>
    this.compare(a, b, low, high)

  constructor(values: ValueTable, boxesOfPass: number) {
    this.values = values
    this.boxesOfPass = boxesOfPass
    this.names = WriteNames.of(values)
  }

  private mayLookAt(boxes: number): boolean {
    return this.values.mayCompare(boxes, this.boxesOfPass, boxesOfAll)
  }

  compare(a: LevelContent, b: LevelContent, low: Triple, high: Triple): boolean | undefined {
    if (a === b) return true
    if (!this.mayLookAt(1)) return undefined
    return this.part({ low, high, ...writesInBoth(a, b, { low, high }) }, 0)
  }

  /** A part of the one whose lists are given. */
  private inside(given: Part, depth: number): boolean | undefined {
    const isFew = this.mayLookAt(given.wanted.writes.length + given.found.writes.length)
    return isFew && depth <= mostDepth ? this.part(touching(given), depth) : undefined
  }

  /** One part of a box, with the writes that touch it. */
  private part(part: Part, depth: number): boolean | undefined {
    const { common } = part
    const [ours, theirs] = [part.wanted.writes, part.found.writes]
    let same = this.sameWrites(ours, theirs)
    if (same > 0 && covers(ours[same - 1]!, part)) return true
    const isBelowMet = common !== undefined || this.areBasesMet(part)
    if (isBelowMet) {
      if (same === ours.length && same === theirs.length) return true
      const parts = this.differences(part, same)
      if (parts) return this.all(parts, depth)
      same = this.sameWrites(ours, theirs)
    }
    const [first, second] = [ours[same], theirs[same]]
    const isEach = isNoneOrCovers(first, part) && isNoneOrCovers(second, part)
    if (isEach) {
      if (common && !(first && second)) return this.part(withCommon(part, common), depth + 1)
      const result = this.ends(first ?? part.wanted.base!, second ?? part.found.base!, part)
      if (same === 0 || result !== false) return result
    }
    return this.all(halves(part, cutAt(ours, first, second, part)), depth)
  }

  private all(parts: readonly Part[], depth: number): boolean | undefined {
    for (const one of parts) {
      const result = this.inside(one, depth + 1)
      if (result !== true) return result
    }
    return true
  }

  /** How many writes both lists begin with. */
  private sameWrites(ours: readonly Write[], theirs: readonly Write[]): number {
    let i = 0
    while (i < ours.length && i < theirs.length && ours[i]!.isSameWrite(theirs[i]!)) i++
    return i
  }

  /** The parts of a part in which its lists may differ, from a place in them on; undefined where that is all of it. */
  private differences(part: Part, from: number): Part[] | undefined {
    const lists = [part.wanted.writes.slice(from), part.found.writes.slice(from)] as const
    const [ours, theirs] = lists
    const names = lists.map((list) => Int32Array.from(list, (write) => this.names.name(write, this.byWrites)))
    const boxes = differencesOf(ours, theirs, names as [Int32Array, Int32Array])
    return boxes?.some((box) => covers(box, part))
      ? undefined
      : boxes?.map((box) => ({ ...part, ...sharedBox(box, part) }))
  }

  private areBasesMet({ wanted, found, low, high }: Part): boolean {
    if (!wanted.base || !found.base) return true
    return this.ends(wanted.base, found.base, { low, high }) === true
  }

  /** What two writes that cover a part leave there, or two contents below all writes. */
  private ends(a: LevelContent, b: LevelContent, { low, high }: Corners): boolean | undefined {
    const [ours, theirs] = [a.content, b.content]
    if (ours === theirs) return true
    if (!('texels' in ours) && !('texels' in theirs))
      return comparePieces(ours, theirs, low, high, this.values) !== differs
    return this.compare(this.levelOf(ours, a), this.levelOf(theirs, b), low, high)
  }

  private levelOf(content: Piece | LevelContent, { grid }: LevelContent): LevelContent {
    return 'texels' in content ? content : LevelContent.of(content, grid, this.values)
  }
}

interface Part extends Corners, FoundBoth {}

const isNoneOrCovers = (write: Write | undefined, part: Corners): boolean => !write || covers(write, part)

/** A part with those of its writes that touch it, up to the first that covers it. */
function touching(part: Part): Part {
  const { wanted, found } = part
  return { ...part, wanted: touchingIn(wanted, part), found: touchingIn(found, part) }
}

function touchingIn({ writes, base }: Found, part: Corners): Found {
  const list: Write[] = []
  for (const write of writes) {
    if (!shareTexels(write, part)) continue
    list.push(write)
    if (covers(write, part)) return { writes: list, base: undefined }
  }
  return { writes: list, base }
}

/** A part with the writes of what both contents are written on. */
function withCommon(part: Part, common: Common): Part {
  const below = (list: Found, content: LevelContent): Found => {
    const { writes, base } = writesIn(content, part)
    return { writes: list.writes.concat(writes), base }
  }
  return {
    ...part,
    wanted: below(part.wanted, common.wanted),
    found: below(part.found, common.found),
    common: undefined,
  }
}

/**
 * Where a part is cut: between two writes that are apart; else where the first that differs ends inside, or the newest of all, as near to
 * the middle as can be.
 */
function cutAt(
  ours: readonly Write[],
  first: Write | undefined,
  second: Write | undefined,
  part: Corners,
): readonly [number, number] {
  if (first && second)
    for (let axis = 0; axis < 3; axis++) {
      if (first.low[axis]! >= second.high[axis]!) return [axis, first.low[axis]!]
      if (second.low[axis]! >= first.high[axis]!) return [axis, second.low[axis]!]
    }
  for (const write of [first, second, ours[0]]) if (write && !covers(write, part)) return endInside(write, part)
  throw new Error('Two lists of writes that cover a part differ in one that does not')
}

/** Where a write that does not cover a part ends inside it, along which axis, nearest to the middle. */
function endInside(write: Write, { low, high }: Corners): readonly [number, number] {
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

const halves = (part: Part, [axis, where]: readonly [number, number]): readonly Part[] => [
  { ...part, high: withAxis(part.high, axis, where) },
  { ...part, low: withAxis(part.low, axis, where) },
]

const withAxis = (triple: Triple, axis: number, n: number): Triple => [
  axis === 0 ? n : triple[0],
  axis === 1 ? n : triple[1],
  axis === 2 ? n : triple[2],
]
