/**
 * Contents of one level of a texture: a chain of writes, which becomes a tree of texels (texel-tree.ts) only where texels are
 * looked at. What follows a write is known to it, so a plan that writes what its graph says, in the same order, walks the same
 * chain: its contents are the same object, and no tree is made.
 */
import type { BoxTree } from './latest-boxes.ts'
import { covers, isSamePlace, movedBy, type Corners } from './extents.ts'
import {
  cutTo,
  movedPiece,
  pieceOn,
  uniform,
  visitCells,
  type Grid,
  type Piece,
  type TexelNode,
  type Triple,
} from './texel-tree.ts'
import { UNDEFINED, type ValueTable } from './values.ts'

/** Something that was written on a box of a level: a piece, or what lies on a box of other contents, `shift` before it along each axis. */
export interface Write extends Corners {
  readonly content: Piece | LevelContent
  /** How far contents of a level were moved; undefined for contents at their own place, and for pieces. */
  readonly shift: Triple | undefined
  /** The number that it has among all writes that were told apart (write-names.ts); 0 before that. */
  name: number
}

/** Whether two writes are seen to be the same. */
export const isSameWrite = (a: Write, b: Write): boolean =>
  a === b ||
  (a.name !== 0 && a.name === b.name) ||
  (isSameContent(a.content, b.content) && isSamePlace(a, b) && isSameShift(a.shift, b.shift))

/** The last writes of a chain. */
export interface WriteBlock {
  /** The newest first. */
  readonly writes: readonly LevelContent[]
  readonly tree: BoxTree
  readonly under: LevelContent
}

/** Contents of a level after its last write. */
export class LevelContent implements Write {
  readonly grid: Grid
  readonly mayHaveHoles: boolean
  private tree: TexelNode | undefined
  /** The content that this is written on; undefined of a level that is one piece. */
  readonly below: LevelContent | undefined
  /** The number of writes on a level that is one piece. */
  readonly depth: number
  /** Contents that these were found to match throughout (level-comparison.ts). */
  matched: LevelContent | undefined
  readonly content: Piece | LevelContent
  readonly shift: Triple | undefined
  readonly low: Triple
  readonly high: Triple
  /** The content that the first write on this made, or that others made which wrote pieces. */
  private next: LevelContent | undefined
  private others: Map<string, LevelContent> | undefined
  /** Whether a snapshot was taken of this: its tree is likely to be asked for. */
  private isRead = false
  name = 0
  /** The last writes as a hierarchy, or how often they were walked over (chain-writes.ts). */
  block: WriteBlock | number = 0

  private constructor(below: LevelContent | undefined, grid: Grid, { content, shift, low, high }: Omit<Write, 'name'>) {
    this.grid = grid
    this.mayHaveHoles =
      below?.mayHaveHoles === true || ('texels' in content ? content.mayHaveHoles : content.value === UNDEFINED)
    this.tree = undefined
    this.below = below
    this.depth = below ? below.depth + 1 : 0
    this.matched = undefined
    this.content = content
    this.shift = shift
    this.low = low
    this.high = high
    this.next = undefined
    this.others = undefined
  }

  /** A level that is one piece: one object for all such levels. */
  static of(piece: Piece, grid: Grid, values: ValueTable): LevelContent {
    let known = uniforms.get(values)
    if (!known) uniforms.set(values, (known = new Uniforms()))
    return known.of(piece, grid, () => {
      const write = { content: piece, shift: undefined, low: grid.sizes, high: grid.sizes }
      return new LevelContent(undefined, grid, write)
    })
  }

  /** Whether this is one piece, equal to the given one, of such a level. */
  isUniform(piece: Piece, { sizes }: Grid): boolean {
    return sizes.every((n, axis) => n === this.grid.sizes[axis]) && isSameContent(this.content, piece)
  }

  /** These contents with a piece on a box over them. */
  with(content: Piece, low: Triple, high: Triple): LevelContent {
    return this.withWrite({ content, shift: undefined, low, high })
  }

  /** These contents with a box of others over them. Of a box that one write of the others covers, that is written. */
  withBox(content: LevelContent, from: Corners, { low, high }: Corners, values: ValueTable): LevelContent {
    let shift = difference(low, from.low)
    let [source, box]: [Piece | LevelContent, Corners] = [content, from]
    while ('texels' in source && (!source.below || covers(source, box))) {
      const { content: inner, shift: by }: Write = source
      if (!('texels' in inner)) source = movedPiece(inner, shift, values)
      else {
        source = inner
        if (by) {
          shift = movedBy(shift, by)
          box = { low: difference(box.low, by), high: difference(box.high, by) }
        }
      }
    }
    const isMoved = 'texels' in source && shift.some((n) => n !== 0)
    return this.withWrite({ content: source, shift: isMoved ? shift : undefined, low, high })
  }

  /**
   * Contents that match the graph's throughout continue as the graph's own object, so that the next comparison sees only what was
   * written since.
   */
  private withWrite(write: Omit<Write, 'name'>): LevelContent {
    if (this.matched && !this.matched.mayHaveHoles) return this.matched.withWrite(write)
    if (this.next && isSameWrite(this.next, { ...write, name: 0 })) return this.next
    const { content, low, high } = write
    const isPiece = !('texels' in content)
    const key = this.next && isPiece ? keyOf(content, low, high) : ''
    const known = this.others?.get(key)
    if (known) return known
    const made = new LevelContent(this, this.grid, write)
    if (!this.next) this.next = made
    else if (isPiece) (this.others ??= new Map<string, LevelContent>()).set(key, made)
    return made
  }

  /** Notes that these were found to match others throughout. */
  match(wanted: LevelContent): void {
    if (!wanted.matched) this.matched = wanted
  }

  /** The same contents, of which a snapshot is taken. */
  snapshot(): LevelContent {
    this.isRead = true
    return this
  }

  /** The texels. */
  texels(values: ValueTable): TexelNode {
    const chain: LevelContent[] = []
    // oxlint-disable-next-line typescript/no-this-alias -- where the walk begins
    let at: LevelContent = this
    while (!at.tree) {
      if (!at.below) at.tree = uniform(at.content as Piece)
      else {
        chain.push(at)
        at = at.below
      }
    }
    let tree = at.tree
    while (chain.length > 0) {
      at = chain.pop()!
      for (const above of at.lastTexels(values)) tree = above.on(tree)
      if (at === this || at.isRead) at.tree = tree
    }
    return tree
  }

  /** The texels of the last write, and nothing elsewhere: trees that have no texels in common. */
  private lastTexels(values: ValueTable): TexelNode[] {
    const { content, shift, low, high, grid } = this
    if (!('texels' in content)) return [pieceOn(content, low, high, grid)]
    const texels = content.texels(values)
    if (!shift && content.grid.sizes.every((n, axis) => n === grid.sizes[axis])) return [cutTo(texels, low, high, grid)]
    const by = shift ?? nowhere
    const trees: TexelNode[] = []
    visitCells(texels, difference(low, by), difference(high, by), content.grid, (piece, from, to) =>
      trees.push(pieceOn(movedPiece(piece, by, values), movedBy(from, by), movedBy(to, by), grid)),
    )
    return trees
  }
}

const nowhere: Triple = [0, 0, 0]

const difference = (a: Triple, b: Triple): Triple => [a[0] - b[0], a[1] - b[1], a[2] - b[2]]

function isSameShift(a: Triple | undefined, b: Triple | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a[0] === b[0] && a[1] === b[1] && a[2] === b[2])
}

/** Levels that are one piece. A value is on few levels, but for those that have no index. */
class Uniforms {
  /** Values are small numbers: a list takes a fifth of the room of a map. */
  private readonly byValue: (LevelContent | LevelContent[] | undefined)[] = []
  private readonly others = new Map<string, LevelContent>()

  of(piece: Piece, grid: Grid, make: () => LevelContent): LevelContent {
    const { value } = piece
    const known = this.byValue[value]
    if (known instanceof LevelContent && known.isUniform(piece, grid)) return known
    const list = known instanceof LevelContent ? [known] : (known ?? [])
    const found = list.find((content) => content.isUniform(piece, grid))
    if (found) return found
    if (list.length >= mostByValue) {
      const key = keyOf(piece, grid.sizes, grid.sizes)
      let other = this.others.get(key)
      if (!other) this.others.set(key, (other = make()))
      return other
    }
    const made = make()
    this.byValue[value] = known ? [...list, made] : made
    return made
  }
}

const mostByValue = 16

const uniforms = new WeakMap<ValueTable, Uniforms>()

const keyOf = ({ value, base, row, slice }: Piece, low: Triple, high: Triple): string =>
  [value, base, row, slice, ...low, ...high].join(' ')

function isSameContent(a: Piece | LevelContent, b: Piece | LevelContent): boolean {
  if (a === b) return true
  if ('texels' in a || 'texels' in b) return false
  return a.value === b.value && a.base === b.base && a.row === b.row && a.slice === b.slice
}
