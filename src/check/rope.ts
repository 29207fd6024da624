/**
 * Symbolic bytes with shared parts: a sequence of pieces of values, as an immutable balanced tree.
 *
 * A part of a rope is a rope, and inserting one into another makes O(log n) nodes and shares the others, so the contents that
 * each pass reads can be recorded. Nodes hold no address: equal bytes at two places are one node.
 */
import { UNDEFINED, type ValueTable } from './values.ts'

/**
 * Room is scarce, because a proof makes very many of these: what a leaf has and what a node has share two fields, told apart by the
 * second, which is a number in a leaf. They are read as they are, because small plans are proven by code that is not compiled yet.
 */
export class Rope {
  readonly size: number
  /** Twice the height of the node, which is 0 for a leaf, even once its pieces have been read; one more where some bytes are, or may be, undefined. */
  shape: number
  /** The left child of a node; of a leaf its value, or the source of pieces that have not been read yet. */
  first: Rope | Unread | number
  /**
   * The right child of a node. Byte k of a leaf is byte `second` + k of its value, or byte k mod 4 of a pattern, which has 0 here;
   * −1 as long as its pieces have not been read.
   */
  second: Rope | number
  /** A rope whose bytes from `provenAt` on have been found equal to these. */
  provenBy: Rope | undefined
  provenAt: number

  constructor(size: number, shape: number, first: Rope | Unread | number, second: Rope | number) {
    this.size = size
    this.shape = shape
    this.first = first
    this.second = second
    this.provenBy = undefined
    this.provenAt = 0
  }
}

/** Source of bytes that are computed when first read. */
export interface Unread {
  read(): Rope
  /** Whether these bytes equal those of another such source; false where that cannot be decided without reading them. */
  isMetBy(found: Unread): boolean
}

/** A leaf whose pieces are computed only when a part of it is read. */
export function unreadLeaf(size: number, unread: Unread): Rope {
  return size === 0 ? empty : new Rope(size, 1, unread, unreadIndex)
}

const unreadIndex = -1

/** The rope with its pieces computed. */
export function read(rope: Rope): Rope {
  if (rope.second !== unreadIndex) return rope
  const { shape, first, second } = read((rope.first as Unread).read())
  rope.shape = shape & 1
  rope.first = first
  rope.second = second
  return rope
}

const leafOf = (size: number, value: number, index: number): Rope =>
  new Rope(size, value === UNDEFINED && size > 0 ? 1 : 0, value, index)

const empty = leafOf(0, UNDEFINED, 0)

/** Bytes index … index + size of one value. */
export const leaf = (value: number, size: number, index: number, values: ValueTable): Rope =>
  size === 0 ? empty : leafOf(size, value, values.isPlain(value) ? index : 0)

function node(left: Rope, right: Rope): Rope {
  const [a, b] = [left.shape, right.shape]
  // The greater height and one, with the holes of both.
  return new Rope(left.size + right.size, (((a > b ? a : b) + 2) & ~1) | ((a | b) & 1), left, right)
}

/** The value and index of a rope of one piece, which has been read; undefined where it has several. */
export function onlyPiece(rope: Rope): { readonly value: number; readonly index: number } | undefined {
  const { first, second } = rope
  return typeof second === 'number' && second !== unreadIndex ? { value: first as number, index: second } : undefined
}

/** The value of a leaf whose first `by` bytes are cut off: patterns rotate, others stay. */
const valueAt = (value: number, by: number, values: ValueTable): number => values.moved(value, -by)
const indexAt = (value: number, index: number, by: number, values: ValueTable): number =>
  values.isPlain(value) ? index + by : 0

/** Bytes begin … end of a rope. O(log n). */
export function slice(rope: Rope, begin: number, end: number, values: ValueTable): Rope {
  if (begin >= end) return empty
  if (begin === 0 && end === rope.size) return rope
  const { first, second } = read(rope)
  if (typeof second === 'number')
    return leafOf(end - begin, valueAt(first as number, begin, values), indexAt(first as number, second, begin, values))
  const left = first as Rope
  if (end <= left.size) return slice(left, begin, end, values)
  if (begin >= left.size) return slice(second, begin - left.size, end - left.size, values)
  return join(slice(left, begin, left.size, values), slice(second, 0, end - left.size, values))
}

/** The concatenation of two ropes; pieces that continue each other are joined. */
export function concat(a: Rope, b: Rope, values: ValueTable): Rope {
  if (a.size === 0) return b
  if (b.size === 0) return a
  let last = a
  while (typeof last.second !== 'number') last = last.second
  let next = b
  while (typeof next.second !== 'number') next = next.first as Rope
  if (!goesOn(last, next, values)) return join(a, b)
  let all = leafOf(last.size + next.size, last.first as number, last.second)
  if (last !== a) all = join(slice(a, 0, a.size - last.size, values), all)
  return next === b ? all : join(all, slice(b, next.size, b.size, values))
}

/** Whether a leaf is the rest of the value that another begins. */
function goesOn(last: Rope, next: Rope, values: ValueTable): boolean {
  if (last.second === unreadIndex || next.second === unreadIndex) return false
  const value = last.first as number
  return (
    next.first === valueAt(value, last.size, values) &&
    next.second === indexAt(value, last.second as number, last.size, values)
  )
}

/**
 * `rope` with the bytes from `begin` on replaced by `content`. Where all of them, and a byte on either side, lie on one side of a
 * node, what is on the other side stays, so most writes make one node a level.
 */
export function replace(rope: Rope, begin: number, content: Rope, values: ValueTable): Rope {
  if (content.size === 0) return rope
  if (content.size === rope.size) return content
  const end = begin + content.size
  const { first, second } = read(rope)
  if (typeof second !== 'number') {
    const left = first as Rope
    if (end < left.size) return join(replace(left, begin, content, values), second)
    if (begin > left.size) return join(left, replace(second, begin - left.size, content, values))
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
    // Leaves of unread pieces go on nothing, and nothing goes on a node.
    if (last && typeof last.second === 'number' && typeof next.second === 'number' && goesOn(last, next, values))
      merged[merged.length - 1] = leafOf(last.size + next.size, last.first as number, last.second)
    else merged.push(next)
  }
  const build = (from: number, to: number): Rope => {
    if (to - from === 1) return merged[from]!
    const middle = (from + to) >> 1
    return node(build(from, middle), build(middle, to))
  }
  return merged.length === 0 ? empty : build(0, merged.length)
}

export type VisitPiece = (begin: number, end: number, value: number, index: number) => void

/** Calls `visit` for every piece of begin … end, clipped to it, in order. */
export function visitPieces(rope: Rope, begin: number, end: number, values: ValueTable, visit: VisitPiece): void {
  const go = (at: Rope, start: number): void => {
    const [from, to] = [Math.max(begin, start), Math.min(end, start + at.size)]
    if (from >= to) return
    const { first, second } = read(at)
    if (typeof second === 'number') {
      const by = from - start
      visit(from, to, valueAt(first as number, by, values), indexAt(first as number, second, by, values))
    } else {
      go(first as Rope, start)
      go(second, start + (first as Rope).size)
    }
  }
  go(rope, 0)
}

const mayHaveHoles = ({ shape }: Rope): boolean => (shape & 1) === 1

/** [begin, end] of the first undefined bytes in begin … end. */
export function firstHole(rope: Rope, begin: number, end: number): readonly [number, number] | undefined {
  const go = (at: Rope, start: number): readonly [number, number] | undefined => {
    const [from, to] = [Math.max(begin, start), Math.min(end, start + at.size)]
    if (from >= to || !mayHaveHoles(at)) return undefined
    const { first, second } = read(at)
    if (typeof second !== 'number') return go(first as Rope, start) ?? go(second, start + (first as Rope).size)
    return mayHaveHoles(at) ? [from, to] : undefined
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
  const { first, second } = read(wanted)
  if (typeof second === 'number')
    return isUniform(
      valueAt(first as number, begin, values),
      indexAt(first as number, second, begin, values),
      end - begin,
      found,
      at,
      values,
    )
  const left = first as Rope
  if (end <= left.size) return isMet(left, begin, end, found, at, values)
  if (begin >= left.size) return isMet(second, begin - left.size, end - left.size, found, at, values)
  return (
    isMet(left, begin, left.size, found, at, values) &&
    isMet(second, 0, end - left.size, found, at + left.size - begin, values)
  )
}

function isWholeMet(wanted: Rope, within: Rope, offset: number, values: ValueTable): boolean {
  let found = within
  let at = offset
  // Go down to the smallest node that contains all of them.
  for (;;) {
    if (wanted === found && at === 0) return true
    if (wanted.provenBy === found && wanted.provenAt === at) return true
    const isUnread = wanted.second === unreadIndex && found.second === unreadIndex && wanted.size === found.size
    if (isUnread && (wanted.first as Unread).isMetBy(found.first as Unread)) {
      wanted.provenBy = found
      wanted.provenAt = 0
      return true
    }
    const { first, second } = read(found)
    if (typeof second === 'number') break
    const left = first as Rope
    if (at >= left.size) {
      at -= left.size
      found = second
    } else if (at + wanted.size <= left.size) found = left
    else break
  }
  const { first, second } = read(wanted)
  const met =
    typeof second === 'number'
      ? isUniform(first as number, second, wanted.size, found, at, values)
      : isWholeMet(first as Rope, found, at, values) && isWholeMet(second, found, at + (first as Rope).size, values)
  if (met) {
    wanted.provenBy = found
    wanted.provenAt = at
  }
  return met
}

/** Whether `size` bytes of `found` from `at` on are those of one value from `index` on. */
function isUniform(value: number, index: number, size: number, found: Rope, at: number, values: ValueTable): boolean {
  if (value === UNDEFINED) return true
  const { first, second } = read(found)
  if (typeof second !== 'number') {
    const left = first as Rope
    if (at >= left.size) return isUniform(value, index, size, second, at - left.size, values)
    const here = Math.min(size, left.size - at)
    return (
      isUniform(value, index, here, left, at, values) &&
      (here === size ||
        isUniform(valueAt(value, here, values), indexAt(value, index, here, values), size - here, second, 0, values))
    )
  }
  const got = valueAt(first as number, at, values)
  if (got === value && indexAt(first as number, second, at, values) === index) return true
  return values.samePatternBytes(value, got, size)
}

const heightOf = ({ shape }: Rope): number => shape >> 1
/** Children of a node. */
const leftOf = ({ first }: Rope): Rope => first as Rope
const rightOf = ({ second }: Rope): Rope => second as Rope

/** The concatenation of two ropes, in which the heights of the two children of every node differ by at most one. */
function join(a: Rope, b: Rope): Rope {
  if (a.size === 0) return b
  if (b.size === 0) return a
  const more = heightOf(a) - heightOf(b)
  if (more > 1) return balanced(leftOf(a), join(rightOf(a), b))
  if (more < -1) return balanced(join(a, leftOf(b)), rightOf(b))
  return node(a, b)
}

/** A node of two sides whose heights differ by at most two, rotated so that the heights of its children differ by at most one. */
function balanced(a: Rope, b: Rope): Rope {
  const more = heightOf(a) - heightOf(b)
  if (more < -1) {
    const [left, right] = [leftOf(b), rightOf(b)]
    return heightOf(left) > heightOf(right)
      ? node(node(a, leftOf(left)), node(rightOf(left), right))
      : node(node(a, left), right)
  }
  if (more > 1) {
    const [left, right] = [leftOf(a), rightOf(a)]
    return heightOf(right) > heightOf(left)
      ? node(node(left, leftOf(right)), node(rightOf(right), b))
      : node(left, node(right, b))
  }
  return node(a, b)
}
