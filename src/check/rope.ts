/**
 * Symbolic bytes with shared parts: a sequence of pieces of values, as an immutable balanced tree.
 *
 * A part of a rope is a rope, and inserting one into another makes O(log n) nodes and shares the others, so the contents that
 * each pass reads can be recorded. Nodes hold no address: equal bytes at two places are one node.
 */
import { UNDEFINED, type ValueTable } from './values.ts'

export class Rope {
  readonly size: number
  /** Height of the node: 0 for a leaf, even once its pieces have been read. */
  readonly height: number
  left: Rope | undefined
  right: Rope | undefined
  /** Value of a leaf: byte k of it is byte index + k of the value, or byte k mod 4 of a pattern, which has no index. */
  value: number
  index: number
  /** Whether some bytes are, or may be, undefined. */
  hasHoles: boolean
  /** Source of a leaf whose pieces have not been read yet. */
  unread: Unread | undefined
  /** A rope whose bytes from `provenAt` on have been found equal to these. */
  provenBy: Rope | undefined
  provenAt: number

  constructor(size: number, value: number, index: number, left?: Rope, right?: Rope) {
    this.size = size
    this.height = left ? Math.max(left.height, right!.height) + 1 : 0
    this.left = left
    this.right = right
    this.value = value
    this.index = index
    this.hasHoles = left ? left.hasHoles || right!.hasHoles : value === UNDEFINED && size > 0
    this.unread = undefined
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
  if (size === 0) return empty
  const rope = new Rope(size, UNDEFINED, 0)
  rope.unread = unread
  return rope
}

/** The rope with its pieces computed. */
export function read(rope: Rope): Rope {
  if (!rope.unread) return rope
  const { left, right, value, index, hasHoles } = read(rope.unread.read())
  rope.left = left
  rope.right = right
  rope.value = value
  rope.index = index
  rope.hasHoles = hasHoles
  rope.unread = undefined
  return rope
}

const empty = new Rope(0, UNDEFINED, 0)

/** Bytes index … index + size of one value. */
export const leaf = (value: number, size: number, index: number, values: ValueTable): Rope =>
  size === 0 ? empty : new Rope(size, value, values.isPlain(value) ? index : 0)

const node = (left: Rope, right: Rope): Rope => new Rope(left.size + right.size, UNDEFINED, 0, left, right)

/** The value of a leaf whose first `by` bytes are cut off: patterns rotate, others stay. */
const valueAt = (value: number, by: number, values: ValueTable): number => values.moved(value, -by)
const indexAt = (value: number, index: number, by: number, values: ValueTable): number =>
  values.isPlain(value) ? index + by : 0

export function slice(rope: Rope, begin: number, end: number, values: ValueTable): Rope {
  if (begin >= end) return empty
  if (begin === 0 && end === rope.size) return rope
  const { left, right, value, index } = read(rope)
  if (!left) return new Rope(end - begin, valueAt(value, begin, values), indexAt(value, index, begin, values))
  if (end <= left.size) return slice(left, begin, end, values)
  if (begin >= left.size) return slice(right!, begin - left.size, end - left.size, values)
  return join(slice(left, begin, left.size, values), slice(right!, 0, end - left.size, values))
}

/** The concatenation of two ropes; pieces that continue each other are joined. */
export function concat(a: Rope, b: Rope, values: ValueTable): Rope {
  if (a.size === 0) return b
  if (b.size === 0) return a
  let last = a
  while (last.right) last = last.right
  let first = b
  while (first.left) first = first.left
  if (!goesOn(last, first, values)) return join(a, b)
  let all = new Rope(last.size + first.size, last.value, last.index)
  if (last !== a) all = join(slice(a, 0, a.size - last.size, values), all)
  return first === b ? all : join(all, slice(b, first.size, b.size, values))
}

const goesOn = (last: Rope, first: Rope, values: ValueTable): boolean =>
  !last.unread &&
  !first.unread &&
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
  const { left, right } = read(rope)
  if (left && end < left.size) return join(replace(left, begin, content, values), right!)
  if (left && begin > left.size) return join(left, replace(right!, begin - left.size, content, values))
  const before = concat(slice(rope, 0, begin, values), content, values)
  return concat(before, slice(rope, end, rope.size, values), values)
}

/** Leaves, in order, as one rope. */
export function fromLeaves(leaves: readonly Rope[], values: ValueTable): Rope {
  const merged: Rope[] = []
  for (const next of leaves) {
    if (next.size === 0) continue
    const last = merged.at(-1)
    if (last && goesOn(last, next, values))
      merged[merged.length - 1] = new Rope(last.size + next.size, last.value, last.index)
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
    if (read(at).left) {
      go(at.left!, start)
      go(at.right!, start + at.left!.size)
    } else {
      const by = from - start
      visit(from, to, valueAt(at.value, by, values), indexAt(at.value, at.index, by, values))
    }
  }
  go(rope, 0)
}

/** [begin, end] of the first undefined bytes in begin … end. */
export function firstHole(rope: Rope, begin: number, end: number): readonly [number, number] | undefined {
  const go = (at: Rope, start: number): readonly [number, number] | undefined => {
    const [from, to] = [Math.max(begin, start), Math.min(end, start + at.size)]
    if (from >= to || !at.hasHoles) return undefined
    if (read(at).left) return go(at.left!, start) ?? go(at.right!, start + at.left!.size)
    return at.hasHoles ? [from, to] : undefined
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
  const { left, right } = read(wanted)
  if (!left)
    return isUniform(
      valueAt(wanted.value, begin, values),
      indexAt(wanted.value, wanted.index, begin, values),
      end - begin,
      found,
      at,
      values,
    )
  if (end <= left.size) return isMet(left, begin, end, found, at, values)
  if (begin >= left.size) return isMet(right!, begin - left.size, end - left.size, found, at, values)
  return (
    isMet(left, begin, left.size, found, at, values) &&
    isMet(right!, 0, end - left.size, found, at + left.size - begin, values)
  )
}

function isWholeMet(wanted: Rope, within: Rope, offset: number, values: ValueTable): boolean {
  let found = within
  let at = offset
  // Go down to the smallest node that contains all of them.
  for (;;) {
    if (wanted === found && at === 0) return true
    if (wanted.provenBy === found && wanted.provenAt === at) return true
    if (wanted.unread && found.unread && wanted.size === found.size && wanted.unread.isMetBy(found.unread)) {
      wanted.provenBy = found
      wanted.provenAt = 0
      return true
    }
    const { left, right } = read(found)
    if (!left) break
    if (at >= left.size) {
      at -= left.size
      found = right!
    } else if (at + wanted.size <= left.size) found = left
    else break
  }
  const met = read(wanted).left
    ? isWholeMet(wanted.left!, found, at, values) && isWholeMet(wanted.right!, found, at + wanted.left!.size, values)
    : isUniform(wanted.value, wanted.index, wanted.size, found, at, values)
  if (met) {
    wanted.provenBy = found
    wanted.provenAt = at
  }
  return met
}

/** Whether `size` bytes of `found` from `at` on are those of one value from `index` on. */
function isUniform(value: number, index: number, size: number, found: Rope, at: number, values: ValueTable): boolean {
  if (value === UNDEFINED) return true
  const { left, right } = read(found)
  if (left) {
    if (at >= left.size) return isUniform(value, index, size, right!, at - left.size, values)
    const here = Math.min(size, left.size - at)
    return (
      isUniform(value, index, here, left, at, values) &&
      (here === size ||
        isUniform(valueAt(value, here, values), indexAt(value, index, here, values), size - here, right!, 0, values))
    )
  }
  const got = valueAt(found.value, at, values)
  if (got === value && indexAt(found.value, found.index, at, values) === index) return true
  return values.samePatternBytes(value, got, size)
}

/** The concatenation of two ropes, in which the heights of the two children of every node differ by at most one. */
function join(a: Rope, b: Rope): Rope {
  if (a.size === 0) return b
  if (b.size === 0) return a
  if (a.height > b.height + 1) return balanced(a.left!, join(a.right!, b))
  if (b.height > a.height + 1) return balanced(join(a, b.left!), b.right!)
  return node(a, b)
}

/** A node of two sides whose heights differ by at most two, rotated so that the heights of its children differ by at most one. */
function balanced(a: Rope, b: Rope): Rope {
  if (b.height > a.height + 1) {
    const { left, right } = b
    return left!.height > right!.height
      ? node(node(a, left!.left!), node(left!.right!, right!))
      : node(node(a, left!), right!)
  }
  if (a.height > b.height + 1) {
    const { left, right } = a
    return right!.height > left!.height
      ? node(node(left!, right!.left!), node(right!.right!, b))
      : node(left!, node(right!, b))
  }
  return node(a, b)
}
