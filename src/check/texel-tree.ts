/**
 * Symbolic texels of one level, as an immutable tree of three nested axes: slices, then rows, then the bytes of a row.
 *
 * A node covers a range of slices. Its `over` is content that covers all of them, a tree of rows (whose nodes have trees of
 * bytes); below it are two halves. A box costs O(log³ n) nodes, whatever it crosses: the content over a node moves down to its
 * halves only where newer content replaces a part of it.
 */
import { UNDEFINED, type ValueTable } from './values.ts'

export type Triple = readonly [number, number, number]

/**
 * A value on a box: byte x of row y of slice z is byte base + x + y · row + z · slice of it. What has no index
 * repeats and has no base.
 */
export class Piece {
  readonly value: number
  readonly base: number
  readonly row: number
  readonly slice: number

  constructor(value: number, base: number, row: number, slice: number) {
    this.value = value
    this.base = base
    this.row = row
    this.slice = slice
  }

  // Pieces are very many: what all of them are takes no room in each.
  get isFull(): true {
    return true
  }
}

/** A piece whose bytes lie by so much farther along each axis. */
export function movedPiece({ value, base, row, slice }: Piece, by: Triple, values: ValueTable): Piece {
  const distance = by[2] + by[1] * row + by[0] * slice
  return values.isPlain(value)
    ? new Piece(value, base - distance, row, slice)
    : new Piece(values.moved(value, distance), base, row, slice)
}

/** A node over some slices, rows, or bytes of a row. */
export class TexelNode {
  readonly over: Part | undefined
  readonly left: TexelNode | undefined
  readonly right: TexelNode | undefined
  /** Whether every texel of the node has content, so that nothing shows through it. */
  readonly isFull: boolean
  readonly mayHaveHoles: boolean
  /** A node that was found to match this one. */
  provenBy: TexelNode | undefined
  /** The node that this one was last laid over, and the result. */
  private laidOn: TexelNode | undefined
  private laid: TexelNode | undefined

  constructor(over: Part | undefined, left?: TexelNode, right?: TexelNode) {
    const isCovered = over?.isFull === true
    this.over = over
    this.left = isCovered ? undefined : left
    this.right = isCovered ? undefined : right
    this.isFull = isCovered || (left?.isFull === true && right?.isFull === true)
    this.mayHaveHoles =
      (over !== undefined && mayHaveHoles(over)) ||
      this.left?.mayHaveHoles === true ||
      this.right?.mayHaveHoles === true
    this.provenBy = undefined
    this.laidOn = undefined
    this.laid = undefined
  }

  /** This node laid over `below`. */
  on(below: TexelNode | undefined): TexelNode {
    if (!below || this.isFull) return this
    if (this.laidOn === below) return this.laid!
    let laid: TexelNode
    if (!this.left && !this.right) laid = new TexelNode(partOn(this.over, below.over), below.left, below.right)
    else {
      const left = partOf(this.left, half(below, 'left'))
      const right = partOf(this.right, half(below, 'right'))
      laid = new TexelNode(this.over, left, right)
    }
    this.laidOn = below
    this.laid = laid
    return laid
  }
}

type Part = TexelNode | Piece

const mayHaveHoles = (part: Part): boolean => (part instanceof Piece ? part.value === UNDEFINED : part.mayHaveHoles)

const partOf = (above: TexelNode | undefined, below: TexelNode | undefined) => (above ? above.on(below) : below)

function partOn(above: Part | undefined, below: Part | undefined): Part | undefined {
  if (!above) return below
  return above instanceof Piece ? above : above.on(below as TexelNode | undefined)
}

const asNode = new WeakMap<Part, TexelNode>()

/** One half of a node, with the content over the whole node. */
function half(node: TexelNode, side: 'left' | 'right'): TexelNode | undefined {
  const below = node[side]
  const { over } = node
  if (!over) return below
  if (!node.left && !node.right) return node
  let above = asNode.get(over)
  if (!above) asNode.set(over, (above = new TexelNode(over)))
  return above.on(below)
}

export interface Grid {
  /** Slices, rows, and bytes of a row. */
  readonly sizes: Triple
}

/** A level that is one piece. */
export const uniform = (piece: Piece): TexelNode => new TexelNode(new TexelNode(new TexelNode(piece)))

/** A piece on a box, with nothing elsewhere. */
export function pieceOn(piece: Piece, low: Triple, high: Triple, { sizes }: Grid): TexelNode {
  let part: Part = piece
  for (let axis = 2; axis >= 0; axis--) part = along(part, low[axis]!, high[axis]!, 0, sizes[axis]!)!
  return part as TexelNode
}

function along(part: Part, low: number, high: number, begin: number, end: number): TexelNode | undefined {
  if (low >= end || high <= begin) return undefined
  if (low <= begin && end <= high) return new TexelNode(part)
  const middle = (begin + end) >> 1
  return new TexelNode(undefined, along(part, low, high, begin, middle), along(part, low, high, middle, end))
}

/** The part of `node` inside a box. */
export function cutTo(node: TexelNode, low: Triple, high: Triple, { sizes }: Grid): TexelNode {
  const isWhole = [0, 1, 2].map((axis) => low.every((n, a) => a < axis || (n === 0 && high[a] === sizes[a])))
  const cut = (axis: number, part: Part | undefined, begin: number, end: number): Part | undefined => {
    if (!part || part instanceof Piece) return part
    if (low[axis]! >= end || high[axis]! <= begin) return undefined
    const covers = low[axis]! <= begin && end <= high[axis]!
    if (covers && (axis === 2 || isWhole[axis + 1])) return part
    if (covers && !part.left && !part.right) {
      const over = cut(axis + 1, part.over, 0, sizes[axis + 1]!)
      return over && new TexelNode(over)
    }
    const middle = (begin + end) >> 1
    const left = cut(axis, half(part, 'left'), begin, middle) as TexelNode | undefined
    const right = cut(axis, half(part, 'right'), middle, end) as TexelNode | undefined
    return left || right ? new TexelNode(undefined, left, right) : undefined
  }
  return cut(0, node, 0, sizes[0]) as TexelNode
}

export type VisitCell = (piece: Piece, low: Triple, high: Triple) => void

/** Calls `visit` for boxes of one piece each that together make up the box, in order of slices, then rows, then bytes. */
export function visitCells(node: TexelNode, low: Triple, high: Triple, { sizes }: Grid, visit: VisitCell): void {
  const from = [0, 0, 0]
  const to = [0, 0, 0]
  const go = (axis: number, part: Part, begin: number, end: number): void => {
    if (part instanceof Piece) return visit(part, [from[0]!, from[1]!, from[2]!], [to[0]!, to[1]!, to[2]!])
    if (low[axis]! >= end || high[axis]! <= begin) return
    if (!part.left && !part.right) {
      from[axis] = Math.max(low[axis]!, begin)
      to[axis] = Math.min(high[axis]!, end)
      return go(axis + 1, part.over!, 0, sizes[axis + 1] ?? 0)
    }
    const middle = (begin + end) >> 1
    if (low[axis]! < middle) go(axis, half(part, 'left')!, begin, middle)
    if (high[axis]! > middle) go(axis, half(part, 'right')!, middle, end)
  }
  go(0, node, 0, sizes[0])
}

export const differs = 0
/** Equal inside the compared box, but not known to be equal elsewhere. */
const equalHere = 1
const equal = 2

/** Whether `found` matches `wanted` inside a box, where undefined texels of `wanted` match anything. */
export function isBoxMet(
  wanted: TexelNode,
  found: TexelNode,
  low: Triple,
  high: Triple,
  { sizes }: Grid,
  values: ValueTable,
): boolean {
  const isWhole = [0, 1, 2, 3].map((axis) => low.every((n, a) => a < axis || (n === 0 && high[a] === sizes[a])))
  const from = [...low]
  const to = [...high]
  const compare = (axis: number, a: Part | undefined, b: Part | undefined, begin: number, end: number): number => {
    if (a === b) return equal
    if (!a || !b) return differs
    if (a instanceof Piece) return comparePieces(a, b as Piece, from, to, values)
    return compareNodes(axis, a, b as TexelNode, begin, end)
  }
  const compareNodes = (axis: number, a: TexelNode, b: TexelNode, begin: number, end: number): number => {
    if (low[axis]! >= end || high[axis]! <= begin) return equalHere
    const isAll = isWhole[axis + 1]! && low[axis]! <= begin && end <= high[axis]!
    if (isAll && a.provenBy === b) return equal
    from[axis] = Math.max(low[axis]!, begin)
    to[axis] = Math.min(high[axis]!, end)
    const isLeaf = !a.left && !a.right && !b.left && !b.right
    const middle = (begin + end) >> 1
    let result = compare(axis + 1, a.over, b.over, 0, sizes[axis + 1] ?? 0)
    // Both nodes have the same content over them, so they are equal if their halves are.
    if (!isLeaf && result !== differs)
      result = Math.min(
        result,
        compare(axis, a.left, b.left, begin, middle),
        result && compare(axis, a.right, b.right, middle, end),
      )
    if (!isLeaf && result === differs) {
      result = compare(axis, half(a, 'left'), half(b, 'left'), begin, middle)
      if (result !== differs) result = Math.min(result, compare(axis, half(a, 'right'), half(b, 'right'), middle, end))
    }
    if (isAll && result === equal) a.provenBy = b
    return result
  }
  return compare(0, wanted, found, 0, sizes[0]) !== differs
}

export function comparePieces(
  a: Piece,
  b: Piece,
  from: readonly number[],
  to: readonly number[],
  values: ValueTable,
): number {
  if (a.value === UNDEFINED) return equal
  if (a.value === b.value && a.base === b.base && a.row === b.row && a.slice === b.slice) return equal
  const count = [0, 1, 2].map((axis) => to[axis]! - from[axis]!)
  if (values.isPlain(a.value) || values.isPlain(b.value)) {
    const same =
      a.value === b.value &&
      indexAt(a, from, values) === indexAt(b, from, values) &&
      (count[1] === 1 || a.row === b.row) &&
      (count[0] === 1 || a.slice === b.slice)
    return same ? equalHere : differs
  }
  // Both repeat along every axis, so as many places along each are enough.
  const period = Math.max(values.periodOf(a.value), values.periodOf(b.value))
  for (let z = from[0]!; z < Math.min(to[0]!, from[0]! + period); z++)
    for (let y = from[1]!; y < Math.min(to[1]!, from[1]! + period); y++) {
      const [left, right] = [valueAt(a, [z, y, from[2]!], values), valueAt(b, [z, y, from[2]!], values)]
      if (left !== right && !values.samePatternBytes(left, right, count[2]!)) return differs
    }
  return equalHere
}

/** The value of a piece as it stands at a place, where a pattern is rotated; `indexAt` is the byte of it there. */
export const valueAt = (piece: Piece, at: readonly number[], values: ValueTable): number =>
  values.moved(piece.value, -(at[2]! + at[1]! * piece.row + at[0]! * piece.slice))

export const indexAt = (piece: Piece, at: readonly number[], values: ValueTable): number =>
  values.isPlain(piece.value) ? piece.base + at[2]! + at[1]! * piece.row + at[0]! * piece.slice : 0
