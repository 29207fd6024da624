/** One heap or texture of a plan during its execution. Classes, because there may be very many: their names are made when said. */
import { History } from './accesses.ts'
import { ByteContents } from './byte-contents.ts'
import type { Contents } from './contents.ts'
import type { ReadHeap } from './heap-columns.ts'
import { TexelContents } from './texel-contents.ts'
import type { ReadTexture, Textures } from './texture-columns.ts'
import { IntervalMap } from './interval-map.ts'
import { textureLayout, type TextureLayout, type TextureShape } from './texture-layout.ts'
import { UNDEFINED, type ValueTable } from './values.ts'
import type { Words } from './words.ts'

export interface Memory {
  readonly name: string
  readonly size: number
  /** The number of a heap. */
  readonly heap?: number
  readonly values: Contents
  readonly hazards: History
  /** Visits the owners of its bytes: the index of a tenancy, −1 for none, −2 for memory that outlives the run. */
  ownersOf(begin: number, end: number, visit: (begin: number, end: number, owner: number) => void): void
  /** The owner of all its bytes begin … end; undefined where they may have several. */
  ownerOf(begin: number, end: number): number | undefined
  giveTo(owner: number, begin: number, end: number): void
  /** Whether bytes without an owner are undefined. */
  readonly isOwned: boolean
}

export interface HeapMemory extends Memory {
  readonly values: ByteContents
}

export interface TextureMemory extends Memory {
  /** Whether something has read or written it. */
  readonly isTouched: boolean
  readonly values: TexelContents
  readonly texture: ReadTexture
  readonly layout: TextureLayout
  /** The number of the placement that says between which commands a texture is used that outlives the run; −1 for none. */
  readonly placement: number
  /**
   * Whether a placed texture has taken its range of the heap: at the first use of its tenancy, or at the transition before it.
   */
  isClaimed: boolean
  /** The origin of the transition that claimed the range for a tenancy that has not begun, or −1. */
  preparedBy: number
  readonly hasOwner: boolean
  /** Makes all texels undefined. */
  forgetContents(): void
}

/** Owners of bytes that no tenancy has: nobody's are undefined, those of always outlive the run. */
export const nobody = -1
export const always = -2

/** A heap, whose bytes have owners of their own. */
export class Heap implements HeapMemory {
  readonly heap: number
  readonly size: number
  readonly isOwned: boolean
  /** The owner of all bytes, as long as there is no map: heaps of staging are very many, and have none. */
  private owner = nobody
  private owners: IntervalMap | undefined
  private contents: ByteContents | number
  private history: History | undefined
  private readonly table: ValueTable
  private readonly words: Words

  /** @param value of all its bytes */
  constructor(h: number, { memory, sizeBytes }: ReadHeap, value: number, { values, words }: OfHeap) {
    this.heap = h
    this.size = sizeBytes
    this.isOwned = memory === 'device'
    this.contents = value
    this.table = values
    this.owners = undefined
    this.history = undefined
    this.words = words
  }

  get name(): string {
    return this.words.heap(this.heap)
  }

  get values(): ByteContents {
    if (typeof this.contents === 'number') this.contents = new ByteContents(this.size, this.contents, this.table)
    return this.contents
  }

  get hazards(): History {
    return (this.history ??= new History(this.size))
  }

  ownersOf(begin: number, end: number, visit: (begin: number, end: number, owner: number) => void): void {
    if (this.owners) this.owners.visit(begin, end, visit)
    else if (begin < end) visit(begin, end, this.owner)
  }

  ownerOf(begin: number, end: number): number | undefined {
    return this.owners ? this.owners.only(begin, end) : this.owner
  }

  giveTo(owner: number, begin: number, end: number): void {
    if (begin === 0 && end === this.size) {
      this.owner = owner
      this.owners = undefined
    } else (this.owners ??= new IntervalMap(this.size, this.owner)).assign(begin, end, owner)
  }
}

interface OfHeap {
  readonly values: ValueTable
  readonly words: Words
}

interface OfTexture {
  readonly textures: Textures
  readonly layout: TextureLayout
  readonly placement: number
  readonly words: Words
  readonly values: ValueTable
}

/** A texture, whose texels have one owner. */
export class Texture implements TextureMemory {
  readonly layout: TextureLayout
  readonly placement: number
  readonly isOwned: boolean
  isClaimed = false
  preparedBy = -1
  /** All texels have the same owner. */
  private owner: number
  /** Made when first asked for: of a history, most textures are touched by nothing. */
  private history: History | undefined
  /** Contents, or the one value that they are until they are first asked for. */
  private contents: TexelContents | number
  private readonly table: ValueTable
  private readonly textures: Textures
  private readonly t: number
  private readonly words: Words

  /** @param value of all its texels */
  constructor(t: number, value: number, { textures, layout, placement, words, values }: OfTexture) {
    this.t = t
    this.textures = textures
    this.isOwned = textures.lifetimeOf(t) === 'transient'
    this.layout = layout
    this.contents = value
    this.table = values
    this.placement = placement
    this.owner = this.isOwned ? nobody : always
    this.history = undefined
    this.words = words
  }

  get size(): number {
    return this.layout.sizeBytes
  }

  get values(): TexelContents {
    if (typeof this.contents === 'number') this.contents = new TexelContents(this.layout, this.contents, this.table)
    return this.contents
  }

  get isTouched(): boolean {
    return typeof this.contents !== 'number'
  }

  get texture(): ReadTexture {
    return this.textures.at(this.t)
  }

  get hazards(): History {
    return (this.history ??= new History(this.size, this.layout))
  }

  /** Whether somebody has the texture now. */
  get hasOwner(): boolean {
    return this.owner !== nobody
  }

  forgetContents(): void {
    this.contents = UNDEFINED
  }

  ownersOf(begin: number, end: number, visit: (begin: number, end: number, owner: number) => void): void {
    visit(begin, end, this.owner)
  }

  ownerOf(): number {
    return this.owner
  }

  giveTo(owner: number): void {
    this.owner = owner
  }

  get name(): string {
    return this.words.texture(this.t)
  }
}

export const layoutOf = (texture: TextureShape): TextureLayout => textureLayout(texture)
