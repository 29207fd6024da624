/**
 * A texture that holds one value throughout. Most textures of most plans do at any time, and a document may have very many of many
 * levels: contents of a level are made only where somebody asks for one.
 */
import { LevelContent } from './level-content.ts'
import { Piece } from './texel-tree.ts'
import type { TextureLayout } from './texture-layout.ts'
import type { ValueTable } from './values.ts'

/** One value on all levels of a layout. */
export class WholeTexture {
  readonly layout: TextureLayout
  readonly value: number
  /** The byte of the value that the linear layout begins with. */
  readonly index: number
  private levels: LevelContent[] | undefined

  constructor(value: number, index: number, layout: TextureLayout) {
    this.layout = layout
    this.value = value
    this.index = index
    this.levels = undefined
  }

  /** Whether another holds the same bytes of the same value, as is seen at once. */
  isLike(other: WholeTexture): boolean {
    return this.value === other.value && this.index === other.index && this.layout === other.layout
  }

  level(level: number, values: ValueTable): LevelContent {
    const { levels } = this.layout
    this.levels ??= new Array<LevelContent>(levels.length)
    const { offset, rowBytes, sliceBytes } = levels[level]!
    return (this.levels[level] ??= LevelContent.of(
      pieceOf(this.value, this.index + offset, rowBytes, sliceBytes, values),
      levels[level]!,
      values,
    ))
  }
}

/** A piece with the given strides between rows and slices, whose base is −`base`. */
export function pieceOf(value: number, base: number, row: number, slice: number, values: ValueTable): Piece {
  if (values.isPlain(value)) return new Piece(value, base, row, slice)
  if (values.isEven(value)) return new Piece(value, 0, 0, 0)
  const period = values.periodOf(value)
  return new Piece(values.moved(value, -base), 0, row % period, slice % period)
}
