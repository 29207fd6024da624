/** One heap or texture of a plan during its execution. Classes, because there may be very many: their names are made when said. */
import type { Heap as PlannedHeap, PlannedTexture, Position } from '../plan/document.ts'
import { History } from './accesses.ts'
import type { ByteContents, Contents, TexelContents } from './contents.ts'
import { IntervalMap } from './interval-map.ts'
import { textureLayout, type TextureLayout } from './texture-layout.ts'
import type { Words } from './words.ts'

export interface Memory {
  readonly name: string
  readonly size: number
  /** The number of a heap. */
  readonly heap?: number
  readonly values: Contents
  hazards: History
  /** Owner of each byte: the index of a tenancy, −1 for none, −2 for memory that outlives the run. */
  readonly owners: IntervalMap
  /** Whether bytes without an owner are undefined. */
  readonly owned: boolean
}

export interface HeapMemory extends Memory {
  readonly values: ByteContents
}

export interface TextureMemory extends Memory {
  readonly values: TexelContents
  readonly texture: PlannedTexture
  readonly layout: TextureLayout
  /** First and last command of a texture that outlives the run, as its placement states them. */
  readonly window: readonly [Position, Position] | undefined
  /**
   * Whether a placed texture has taken its range of the heap: at the first use of its tenancy, or at the transition before it.
   */
  claimed: boolean
}

/** Owners of bytes that no tenancy has: nobody's are undefined, those of always outlive the run. */
export const nobody = -1
export const always = -2

export class Heap implements HeapMemory {
  readonly heap: number
  readonly size: number
  readonly owned: boolean
  readonly values: ByteContents
  readonly owners: IntervalMap
  hazards: History
  private readonly words: Words

  constructor({ memory, sizeBytes }: PlannedHeap, h: number, values: ByteContents, words: Words) {
    this.heap = h
    this.size = sizeBytes
    this.owned = memory === 'device'
    this.values = values
    this.owners = new IntervalMap(sizeBytes, nobody, 0)
    this.hazards = new History(sizeBytes)
    this.words = words
  }

  get name(): string {
    return this.words.heap(this.heap)
  }
}

interface OfTexture {
  readonly layout: TextureLayout
  readonly window: readonly [Position, Position] | undefined
  readonly words: Words
}

export class Texture implements TextureMemory {
  readonly texture: PlannedTexture
  readonly layout: TextureLayout
  readonly values: TexelContents
  readonly window: readonly [Position, Position] | undefined
  readonly size: number
  readonly owned: boolean
  readonly owners: IntervalMap
  hazards: History
  claimed = false
  private readonly t: number
  private readonly words: Words

  constructor(texture: PlannedTexture, t: number, values: TexelContents, { layout, window, words }: OfTexture) {
    this.t = t
    this.texture = texture
    this.layout = layout
    this.values = values
    this.window = window
    this.size = layout.sizeBytes
    this.owned = texture.lifetime === 'transient'
    this.owners = new IntervalMap(this.size, this.owned ? nobody : always, 0)
    this.hazards = new History(this.size, layout)
    this.words = words
  }

  get name(): string {
    return this.words.texture(this.t)
  }
}

export const layoutOf = (texture: PlannedTexture): TextureLayout => textureLayout(texture)
