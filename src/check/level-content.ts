/**
 * Contents of one level of a texture: a chain of writes, which becomes a tree of texels (texel-tree.ts) only where texels are
 * looked at. What follows a write is known to it, so a plan that writes what its graph says, in the same order, walks the same
 * chain: its contents are the same object, and no tree is made.
 */
import type { BoxTree } from './latest-boxes.ts'
import { cutTo, pieceOn, uniform, type Grid, type Piece, type TexelNode } from './texel-tree.ts'
import { UNDEFINED, type ValueTable } from './values.ts'

type Triple = readonly [number, number, number]

/** The last writes of a chain. */
export interface WriteBlock {
  /** The newest first. */
  readonly writes: readonly LevelContent[]
  readonly tree: BoxTree
  readonly under: LevelContent
}

/** Contents of a level after its last write. */
export class LevelContent {
  readonly grid: Grid
  readonly mayHaveHoles: boolean
  private tree: TexelNode | undefined
  /** The content that this is written on; undefined of a level that is one piece. */
  readonly below: LevelContent | undefined
  /** The number of writes on a level that is one piece. */
  readonly depth: number
  /** Contents that these were found to match throughout (level-comparison.ts). */
  matched: LevelContent | undefined
  /** The last write: a piece, or the same box of other contents, on a box. */
  readonly content: Piece | LevelContent
  readonly low: Triple
  readonly high: Triple
  /** The content that the first write on this made, or that others made which wrote pieces. */
  private next: LevelContent | undefined
  private others: Map<string, LevelContent> | undefined
  /** Whether a snapshot was taken of this: its tree is likely to be asked for. */
  private isRead = false
  /** The number that the last write has among all that were told apart (write-names.ts); 0 before that. */
  name = 0
  /** The last writes as a hierarchy, or how often they were walked over (chain-writes.ts). */
  block: WriteBlock | number = 0

  private constructor(
    below: LevelContent | undefined,
    grid: Grid,
    content: Piece | LevelContent,
    low: Triple,
    high: Triple,
  ) {
    this.grid = grid
    this.mayHaveHoles =
      below?.mayHaveHoles === true || ('texels' in content ? content.mayHaveHoles : content.value === UNDEFINED)
    this.tree = undefined
    this.below = below
    this.depth = below ? below.depth + 1 : 0
    this.matched = undefined
    this.content = content
    this.low = low
    this.high = high
    this.next = undefined
    this.others = undefined
  }

  /** A level that is one piece: one object for all such levels. */
  static of(piece: Piece, grid: Grid, values: ValueTable): LevelContent {
    let known = uniforms.get(values)
    if (!known) uniforms.set(values, (known = new Uniforms()))
    return known.of(piece, grid, () => new LevelContent(undefined, grid, piece, grid.sizes, grid.sizes))
  }

  /** Whether this is one piece, equal to the given one, of such a level. */
  isUniform(piece: Piece, { sizes }: Grid): boolean {
    return sizes.every((n, axis) => n === this.grid.sizes[axis]) && isSameContent(this.content, piece)
  }

  /**
   * These contents with a box of others over them. What was found to hold what the graph has throughout goes on as that, so that the next
   * comparison has no more to look at than what was written since.
   */
  with(content: Piece | LevelContent, low: Triple, high: Triple): LevelContent {
    if (this.matched && !this.matched.mayHaveHoles) return this.matched.with(content, low, high)
    if (this.next?.isWrite(content, low, high)) return this.next
    const isPiece = !('texels' in content)
    const key = this.next && isPiece ? keyOf(content, low, high) : ''
    const known = this.others?.get(key)
    if (known) return known
    const made = new LevelContent(this, this.grid, content, low, high)
    if (!this.next) this.next = made
    else if (isPiece) (this.others ??= new Map<string, LevelContent>()).set(key, made)
    return made
  }

  /** Whether the last write is seen to be the same as that of others. */
  isSameWrite(other: LevelContent): boolean {
    return (
      this === other ||
      (this.name !== 0 && this.name === other.name) ||
      this.isWrite(other.content, other.low, other.high)
    )
  }

  /** Notes that these were found to match others throughout. */
  match(wanted: LevelContent): void {
    if (!wanted.matched) this.matched = wanted
  }

  /** Whether the last write is this one. */
  private isWrite(content: Piece | LevelContent, low: Triple, high: Triple): boolean {
    return (
      isSameContent(this.content, content) &&
      low.every((n, axis) => n === this.low[axis] && high[axis] === this.high[axis])
    )
  }

  /** The same contents, of which a snapshot is taken. */
  snapshot(): LevelContent {
    this.isRead = true
    return this
  }

  /** The texels. */
  texels(): TexelNode {
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
      const { grid, content, low, high } = (at = chain.pop()!)
      const above = 'texels' in content ? cutTo(content.texels(), low, high, grid) : pieceOn(content, low, high, grid)
      tree = above.on(tree)
      if (at === this || at.isRead) at.tree = tree
    }
    return tree
  }
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
