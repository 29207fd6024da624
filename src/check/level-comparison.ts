/**
 * Comparison of two contents of a level by their writes, without a tree of texels. Most plans make the writes of their graph, but for some
 * that come in another order, where they touch different texels, and for some that are left out, because others cover them. A tree
 * (texel-tree.ts) has the same bound whatever writes cross, but a box of a volume makes thousands of its nodes.
 */
import { writesIn, writesInBoth, type Common, type Found, type FoundBoth } from './chain-writes.ts'
import { covers, movedBy, shareTexels, type Corners } from './extents.ts'
import { isSameWrite, LevelContent, type Write } from './level-content.ts'
import { comparePieces, differs, movedPiece, type Grid, type Piece, type Triple } from './texel-tree.ts'
import type { ValueTable } from './values.ts'
import { differencesOf, sharedBox } from './write-differences.ts'
import { WriteNames } from './write-names.ts'

/**
 * Boxes that a proof may look at here: for each pass so many, and as many more as small proofs need. In a volume a tree is hundreds of times
 * as much work.
 */
const [boxesOfSlice, boxesOfVolume, boxesOfAll] = [1024, 4096, 2 ** 16]

/** Nesting of parts, and of copies of copies: what is still not decided there is left to the tree. */
const mostDepth = 300

/** Copies of copies up to which writes are held against others to be told apart: what is not is looked at part by part. */
const mostNestingOfNames = 2

/**
 * Whether `found` matches `wanted` inside a box, where undefined texels of `wanted` match anything; undefined where that takes a tree.
 *
 * Lists the writes that touch the box, newest first, up to one that covers it. Where the two lists differ only in a part of the box
 * (write-differences.ts), that part is compared in the same way; where they differ all over it, the box is cut where a write ends.
 * O(boxes in those lists), of which there are at most so many for each pass.
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
  /** How deep in copies of copies the comparison is. */
  private nesting = 0
  private depth = 0
  private readonly compareWrites = (a: Write, b: Write) =>
    this.nesting < mostNestingOfNames ? this.ends(a, b, a) : undefined

  constructor(values: ValueTable, boxesOfPass: number) {
    this.values = values
    this.boxesOfPass = boxesOfPass
    this.names = WriteNames.of(values)
  }

  private mayLookAt(boxes: number): boolean {
    return this.values.mayCompare(boxes, this.boxesOfPass, boxesOfAll)
  }

  /** Whether the texels of a box of the first contents are met by those of the second that lie by so much farther along each axis. */
  compare(a: LevelContent, b: LevelContent, low: Triple, high: Triple, by?: Triple): boolean | undefined {
    if (a === b && !by) return true
    if (!this.mayLookAt(1)) return undefined
    const box = { low, high }
    if (!by) return this.part({ ...box, ...writesInBoth(a, b, box) })
    const found = moved(writesIn(b, { low: movedBy(low, by), high: movedBy(high, by) }), by, this.values)
    return this.part({ ...box, wanted: writesIn(a, box), found, common: undefined })
  }

  /** A part of the one whose lists are given. */
  private inside(given: Part): boolean | undefined {
    const isFew = this.mayLookAt(given.wanted.writes.length + given.found.writes.length)
    if (!isFew || this.depth === mostDepth) return undefined
    this.depth++
    const result = this.part(touching(given))
    this.depth--
    return result
  }

  /** One part of a box, with the writes that touch it. */
  private part(part: Part): boolean | undefined {
    const { common } = part
    const [ours, theirs] = [part.wanted.writes, part.found.writes]
    let same = this.sameWrites(ours, theirs)
    if (same > 0 && covers(ours[same - 1]!, part)) return true
    const isBelowMet = common !== undefined || this.areBasesMet(part)
    if (isBelowMet) {
      if (same === ours.length && same === theirs.length) return true
      const parts = this.differences(part, same)
      if (parts) return this.all(parts)
      same = this.sameWrites(ours, theirs)
    }
    const [first, second] = [ours[same], theirs[same]]
    const isEach = isNoneOrCovers(first, part) && isNoneOrCovers(second, part)
    if (isEach) {
      if (common && !(first && second)) return this.part(withCommon(part, common))
      const result = this.ends(first ?? part.wanted.base!, second ?? part.found.base!, part)
      if (same === 0 || result !== false) return result
    }
    return this.all(halves(part, cutAt(ours, first, second, part)))
  }

  private all(parts: readonly Part[]): boolean | undefined {
    for (const one of parts) {
      const result = this.inside(one)
      if (result !== true) return result
    }
    return true
  }

  /** How many writes both lists begin with. */
  private sameWrites(ours: readonly Write[], theirs: readonly Write[]): number {
    let i = 0
    while (i < ours.length && i < theirs.length && isSameWrite(ours[i]!, theirs[i]!)) i++
    return i
  }

  /** The parts of a part in which its lists may differ, from a place in them on; undefined where that is all of it. */
  private differences(part: Part, from: number): Part[] | undefined {
    const lists = [part.wanted.writes.slice(from), part.found.writes.slice(from)] as const
    const [ours, theirs] = lists
    // Copies are compared the oldest first: what newer ones copy is mostly known by then.
    for (const list of lists) for (let i = list.length - 1; i >= 0; i--) this.names.name(list[i]!, this.compareWrites)
    const names = lists.map((list) => Int32Array.from(list, ({ name }) => name))
    const boxes = differencesOf(ours, theirs, names as [Int32Array, Int32Array])
    return boxes?.some((box) => covers(box, part))
      ? undefined
      : boxes?.map((box) => ({ ...part, ...sharedBox(box, part) }))
  }

  private areBasesMet({ wanted, found, low, high }: Part): boolean {
    if (!wanted.base || !found.base) return true
    return this.ends(wanted.base, found.base, { low, high }) === true
  }

  /** Whether two writes that cover a part leave the same there, or two levels of one piece. */
  private ends(a: Write, b: Write, { low, high }: Corners): boolean | undefined {
    const [ours, theirs] = [a.content, b.content]
    const isSameShift = difference(a.shift, b.shift).every((n) => n === 0)
    if (ours === theirs && isSameShift) return true
    if (!('texels' in ours) && !('texels' in theirs))
      return comparePieces(ours, theirs, low, high, this.values) !== differs
    if (this.depth === mostDepth) return undefined
    this.depth++
    this.nesting++
    const by = isSameShift ? undefined : difference(a.shift, b.shift)
    const [from, to] = [difference(low, a.shift), difference(high, a.shift)]
    const grid = 'texels' in ours ? ours.grid : (theirs as LevelContent).grid
    const result = this.compare(this.levelOf(ours, grid), this.levelOf(theirs, grid), from, to, by)
    this.nesting--
    this.depth--
    return result
  }

  private levelOf(content: Piece | LevelContent, grid: Grid): LevelContent {
    return 'texels' in content ? content : LevelContent.of(content, grid, this.values)
  }
}

const nowhere: Triple = [0, 0, 0]

const difference = (a: Triple = nowhere, b: Triple = nowhere): Triple => [a[0] - b[0], a[1] - b[1], a[2] - b[2]]

/** Writes as they are seen by so much before their place. */
function moved({ writes, base }: Found, by: Triple, values: ValueTable): Found {
  const back = difference(nowhere, by)
  const move = ({ content, shift, low, high }: Write): Write => ({
    content: 'texels' in content ? content : movedPiece(content, back, values),
    shift: 'texels' in content ? difference(shift, by) : undefined,
    low: movedBy(low, back),
    high: movedBy(high, back),
    name: 0,
  })
  return { writes: writes.map(move), base: base && move(base) }
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
