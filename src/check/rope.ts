/**
 * Symbolic bytes with shared parts: a sequence of pieces of values, as an immutable balanced tree.
 *
 * A part of a rope is a rope, and inserting one into another makes O(log n) nodes and shares the others, so the contents that
 * each pass reads can be recorded. Nodes hold no address: equal bytes at two places are one node.
 */
import { UNDEFINED, type ValueTable } from './values.ts'

/**
 * A piece of one value. Ropes are most of what a check holds, so nodes of the two kinds have a class each, with no field more than they
 * need: a leaf takes 56 bytes, a branch 72.
 */
class Leaf {
  readonly size: number
  /** Byte k of the leaf is byte index + k of the value, or byte k mod 4 of a pattern, which has no index. */
  readonly value: number
  readonly index: number
  /** What the pieces are read from, or the pieces once they have been; undefined of a leaf that is one piece. */
  source: Unread | Rope | undefined

  constructor(size: number, value: number, index: number, source?: Unread) {
    this.size = size
    this.value = value
    this.index = index
    this.source = source
  }

  /** 0, even once its pieces have been read. */
  get height(): number {
    return 0
  }

  /** Whether some bytes are, or may be, undefined. */
  get hasHoles(): boolean {
    return isRope(this.source) ? this.source.hasHoles : this.value === UNDEFINED && this.size > 0
  }
}

class Branch {
  readonly size: number
  readonly left: Rope
  readonly right: Rope
  /** Twice the height, and 1 where some bytes are, or may be, undefined. */
  private readonly kind: number
  /** A rope whose bytes from `provenAt` on have been found equal to these. */
  provenBy: Rope | undefined
  provenAt: number

  constructor(left: Rope, right: Rope) {
    this.size = left.size + right.size
    this.left = left
    this.right = right
    this.kind = 2 * (Math.max(left.height, right.height) + 1) + (left.hasHoles || right.hasHoles ? 1 : 0)
    this.provenBy = undefined
    this.provenAt = 0
  }

  get height(): number {
    return this.kind >> 1
  }

  get hasHoles(): boolean {
    return (this.kind & 1) === 1
  }
}

export type Rope = Leaf | Branch

const isRope = (source: Unread | Rope | undefined): source is Rope => source instanceof Leaf || source instanceof Branch

/** Source of bytes that are computed when first read. */
export interface Unread {
  read(): Rope
  /** Whether these bytes equal those of another such source; false where that cannot be decided without reading them. */
  isMetBy(found: Unread): boolean
}

/** A leaf whose pieces are computed only when a part of it is read. */
export const unreadLeaf = (size: number, unread: Unread): Rope =>
  size === 0 ? empty : new Leaf(size, UNDEFINED, 0, unread)

/** The rope with its pieces computed: one piece, or a branch. */
function read(rope: Rope): Rope {
  if (rope instanceof Branch || rope.source === undefined) return rope
  if (!isRope(rope.source)) rope.source = read(rope.source.read())
  return rope.source
}

/** The piece that a rope is, once its pieces are computed; undefined where it is several. */
export function onePiece(rope: Rope): Leaf | undefined {
  const pieces = read(rope)
  return pieces instanceof Leaf ? pieces : undefined
}

/** What the bytes of a rope are computed from; undefined where they have been. */
export const unreadOf = (rope: Rope): Unread | undefined =>
  rope instanceof Branch || isRope(rope.source) ? undefined : rope.source

const empty = new Leaf(0, UNDEFINED, 0)

/** Bytes index … index + size of one value. */
export const leaf = (value: number, size: number, index: number, values: ValueTable): Rope =>
  size === 0 ? empty : new Leaf(size, value, values.isPlain(value) ? index : 0)

/** The value of a leaf whose first `by` bytes are cut off: patterns rotate, others stay. */
const valueAt = (value: number, by: number, values: ValueTable): number => values.moved(value, -by)
const indexAt = (value: number, index: number, by: number, values: ValueTable): number =>
  values.isPlain(value) ? index + by : 0

export function slice(rope: Rope, begin: number, end: number, values: ValueTable): Rope {
  if (begin >= end) return empty
  if (begin === 0 && end === rope.size) return rope
  const pieces = read(rope)
  if (pieces instanceof Leaf) {
    const { value, index } = pieces
    return new Leaf(end - begin, valueAt(value, begin, values), indexAt(value, index, begin, values))
  }
  const { left, right } = pieces
  if (end <= left.size) return slice(left, begin, end, values)
  if (begin >= left.size) return slice(right, begin - left.size, end - left.size, values)
  return join(slice(left, begin, left.size, values), slice(right, 0, end - left.size, values))
}

/** The concatenation of two ropes; pieces that continue each other are joined. */
export function concat(a: Rope, b: Rope, values: ValueTable): Rope {
  if (a.size === 0) return b
  if (b.size === 0) return a
  let last = a
  while (last instanceof Branch) last = last.right
  let first = b
  while (first instanceof Branch) first = first.left
  if (!goesOn(last, first, values)) return join(a, b)
  let all: Rope = new Leaf(last.size + first.size, last.value, last.index)
  if (last !== a) all = join(slice(a, 0, a.size - last.size, values), all)
  return first === b ? all : join(all, slice(b, first.size, b.size, values))
}

const goesOn = (last: Leaf, first: Leaf, values: ValueTable): boolean =>
  last.source === undefined &&
  first.source === undefined &&
  first.value === valueAt(last.value, last.size, values) &&
  first.index === indexAt(last.value, last.index, last.size, values)

/**
 * `rope` with the bytes from `begin` on replaced by `content`. Where all of them, and a byte on either side, lie on one side of a
 * node, what is on the other side stays, so most writes make one node a level.
 */
export function replace(rope: Rope, begin: number, content: Rope, values: ValueTable): Rope {
  if (content.size === 0) return rope
  if (content.size === rope.size) return content
  const end = begin + content.size
  const pieces = read(rope)
  if (pieces instanceof Branch) {
    const { left, right } = pieces
    if (end < left.size) return join(replace(left, begin, content, values), right)
    if (begin > left.size) return join(left, replace(right, begin - left.size, content, values))
  }
  const before = concat(slice(rope, 0, begin, values), content, values)
  return concat(before, slice(rope, end, rope.size, values), values)
}

/** Leaves, in order, as one rope. */
export function fromLeaves(leaves: readonly Rope[], values: ValueTable): Rope {
  const merged: Rope[] = []
  for (const next of leaves) {
    if (next.size === 0) continue
    const last = merged.at(-1)
    if (last instanceof Leaf && next instanceof Leaf && goesOn(last, next, values))
      merged[merged.length - 1] = new Leaf(last.size + next.size, last.value, last.index)
    else merged.push(next)
  }
  const build = (from: number, to: number): Rope => {
    if (to - from === 1) return merged[from]!
    const middle = (from + to) >> 1
    return new Branch(build(from, middle), build(middle, to))
  }
  return merged.length === 0 ? empty : build(0, merged.length)
}

export type VisitPiece = (begin: number, end: number, value: number, index: number) => void

/** Calls `visit` for every piece of begin … end, clipped to it, in order. */
export function visitPieces(rope: Rope, begin: number, end: number, values: ValueTable, visit: VisitPiece): void {
  const go = (at: Rope, start: number): void => {
    const [from, to] = [Math.max(begin, start), Math.min(end, start + at.size)]
    if (from >= to) return
    const pieces = read(at)
    if (pieces instanceof Branch) {
      go(pieces.left, start)
      go(pieces.right, start + pieces.left.size)
    } else {
      const by = from - start
      visit(from, to, valueAt(pieces.value, by, values), indexAt(pieces.value, pieces.index, by, values))
    }
  }
  go(rope, 0)
}

/** [begin, end] of the first undefined bytes in begin … end. */
export function firstHole(rope: Rope, begin: number, end: number): readonly [number, number] | undefined {
  const go = (at: Rope, start: number): readonly [number, number] | undefined => {
    const [from, to] = [Math.max(begin, start), Math.min(end, start + at.size)]
    if (from >= to || !at.hasHoles) return undefined
    const pieces = read(at)
    if (pieces instanceof Branch) return go(pieces.left, start) ?? go(pieces.right, start + pieces.left.size)
    return pieces.hasHoles ? [from, to] : undefined
  }
  return go(rope, 0)
}

/**
 * Whether bytes begin … end of `wanted` equal those of `found` from `at` on, where undefined bytes of `wanted` match anything.
 * Nodes that were found equal once are skipped: of two versions that share most of their nodes, only the others are compared.
 */
export function isMet(wanted: Rope, begin: number, end: number, found: Rope, at: number, values: ValueTable): boolean {
  if (begin >= end) return true
  if (begin === 0 && end === wanted.size) return isWholeMet(wanted, found, at, values)
  const pieces = read(wanted)
  if (pieces instanceof Leaf)
    return isUniform(
      valueAt(pieces.value, begin, values),
      indexAt(pieces.value, pieces.index, begin, values),
      end - begin,
      found,
      at,
      values,
    )
  const { left, right } = pieces
  if (end <= left.size) return isMet(left, begin, end, found, at, values)
  if (begin >= left.size) return isMet(right, begin - left.size, end - left.size, found, at, values)
  return (
    isMet(left, begin, left.size, found, at, values) &&
    isMet(right, 0, end - left.size, found, at + left.size - begin, values)
  )
}

function isWholeMet(wanted: Rope, within: Rope, offset: number, values: ValueTable): boolean {
  let found = within
  let at = offset
  // Go down to the smallest node that contains all of them.
  for (;;) {
    if (wanted === found && at === 0) return true
    if (wanted instanceof Branch) {
      if (wanted.provenBy === found && wanted.provenAt === at) return true
    } else if (wanted.source !== undefined && wanted.size === found.size) {
      const [a, b] = [unreadOf(wanted), unreadOf(found)]
      if (a && b && a.isMetBy(b)) return true
    }
    const pieces: Rope = found instanceof Branch ? found : read(found)
    if (pieces instanceof Leaf) break
    const { left, right } = pieces
    const leftSize = left.size
    if (at >= leftSize) {
      at -= leftSize
      found = right
    } else if (at + wanted.size <= leftSize) found = left
    else break
  }
  const pieces = read(wanted)
  if (pieces instanceof Leaf) return isUniform(pieces.value, pieces.index, pieces.size, found, at, values)
  if (pieces.provenBy === found && pieces.provenAt === at) return true
  const { left, right } = pieces
  const met = isWholeMet(left, found, at, values) && isWholeMet(right, found, at + left.size, values)
  if (met) {
    pieces.provenBy = found
    pieces.provenAt = at
  }
  return met
}

/** Whether `size` bytes of `found` from `at` on are those of one value from `index` on. */
function isUniform(value: number, index: number, size: number, found: Rope, at: number, values: ValueTable): boolean {
  if (value === UNDEFINED) return true
  const pieces = read(found)
  if (pieces instanceof Branch) {
    const { left, right } = pieces
    if (at >= left.size) return isUniform(value, index, size, right, at - left.size, values)
    const here = Math.min(size, left.size - at)
    return (
      isUniform(value, index, here, left, at, values) &&
      (here === size ||
        isUniform(valueAt(value, here, values), indexAt(value, index, here, values), size - here, right, 0, values))
    )
  }
  const got = valueAt(pieces.value, at, values)
  if (got === value && indexAt(pieces.value, pieces.index, at, values) === index) return true
  return values.samePatternBytes(value, got, 0, size)
}

/** The concatenation of two ropes, in which the heights of the two children of every node differ by at most one. */
function join(a: Rope, b: Rope): Rope {
  if (a.size === 0) return b
  if (b.size === 0) return a
  if (a instanceof Branch && a.height > b.height + 1) return balanced(a.left, join(a.right, b))
  if (b instanceof Branch && b.height > a.height + 1) return balanced(join(a, b.left), b.right)
  return new Branch(a, b)
}

/** A node of two sides whose heights differ by at most two, rotated so that the heights of its children differ by at most one. */
function balanced(a: Rope, b: Rope): Rope {
  if (b instanceof Branch && b.height > a.height + 1) {
    const { left, right } = b
    return left instanceof Branch && left.height > right.height
      ? new Branch(new Branch(a, left.left), new Branch(left.right, right))
      : new Branch(new Branch(a, left), right)
  }
  if (a instanceof Branch && a.height > b.height + 1) {
    const { left, right } = a
    return right instanceof Branch && right.height > left.height
      ? new Branch(new Branch(left, right.left), new Branch(right.right, b))
      : new Branch(left, new Branch(right, b))
  }
  return new Branch(a, b)
}
