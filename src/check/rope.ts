/**
 * Symbolic bytes that many places share: a sequence of pieces of values, as a balanced tree that never changes.
 *
 * A part of one is another, and putting one into another makes O(log n) nodes and keeps the rest; so what a pass reads can be
 * written down for every pass. Nodes know no address: the same bytes at another place are the same node.
 */
import { UNDEFINED, type ValueTable } from './values.ts'

export class Rope {
  readonly size: number
  /** Of a leaf 0, even where it has been found to have parts since. */
  readonly height: number
  left: Rope | undefined
  right: Rope | undefined
  /** Of a leaf: byte k of it is byte index + k of the value; of a pattern, which knows no index, byte k mod 4. */
  value: number
  index: number
  /** Whether some bytes are undefined, or may be. */
  hasHoles: boolean
  /** Of a leaf whose pieces nobody has asked for yet: where they are. */
  unread: Unread | undefined
  /** Bytes of this rope, from `provenAt` on, that have been found to be these already. */
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

/** Bytes that can be told from what they were taken from. */
export interface Unread {
  read(): Rope
  /** Whether these bytes are those of another such leaf; false where that cannot be told as they are. */
  isMetBy(found: Unread): boolean
}

/** Bytes that are gone through only where someone looks at a part of them. */
export function unreadLeaf(size: number, unread: Unread): Rope {
  if (size === 0) return empty
  const rope = new Rope(size, UNDEFINED, 0)
  rope.unread = unread
  return rope
}

/** The same with its pieces. */
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

/** What a leaf's bytes from `by` on begin with. */
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

/** One after the other; where the second goes on with what the first ends with, that is one piece. */
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

/** `rope` with `content` in place of what began at `begin`. */
export function replace(rope: Rope, begin: number, content: Rope, values: ValueTable): Rope {
  if (content.size === 0) return rope
  if (content.size === rope.size) return content
  const end = begin + content.size
  const before = concat(slice(rope, 0, begin, values), content, values)
  return concat(before, slice(rope, end, rope.size, values), values)
}

/** Leaves in order as one rope. */
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

/** Calls `visit` for every piece of begin … end, cut to it, in order. */
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

/** The first bytes of begin … end that are undefined. */
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
 * Whether bytes begin … end of `wanted` are those of `found` from `at` on; undefined bytes that are wanted may be anything. What has
 * been found equal once is not gone through again: of two versions that share most nodes, only the others are.
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
  // The smallest node that has all of them.
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
  return values.samePatternBytes(value, got, 0, size)
}

/** Heights of the two sides of a node differ by one at most. */
function join(a: Rope, b: Rope): Rope {
  if (a.size === 0) return b
  if (b.size === 0) return a
  if (a.height > b.height + 1) return balanced(a.left!, join(a.right!, b))
  if (b.height > a.height + 1) return balanced(join(a, b.left!), b.right!)
  return node(a, b)
}

/** A node of two sides whose heights differ by two at most. */
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
