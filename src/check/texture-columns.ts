/** The textures of a plan, in columns: a history has one for each of its runs, and a document may have very many sizes. */
import type { PlannedTexture } from '../plan/document.ts'
import type { Copy } from '../schema/copies.ts'
import { Column, IdColumn, readRows, Rows, WordColumn } from './columns.ts'
import { RotationColumns, type Rotation } from './rotation-columns.ts'

type Usage = PlannedTexture['usage'][number]

/** A texture as it is read here. */
export interface ReadTexture {
  readonly format: PlannedTexture['format']
  readonly dimension: PlannedTexture['dimension']
  readonly size: PlannedTexture['size']
  readonly mipLevelCount: number
  readonly sampleCount: PlannedTexture['sampleCount']
  /** Each once, in no order. */
  readonly usage: readonly Usage[]
  readonly lifetime: PlannedTexture['lifetime']
  readonly resource: string | undefined
  readonly heap: number | undefined
  readonly offset: number | undefined
  readonly sizeBytes: number
  readonly rotation: Rotation | undefined
}

/** Textures by number. */
export class Textures extends Rows<ReadTexture> {
  private readonly format: WordColumn<PlannedTexture['format']>
  private readonly dimension: WordColumn<PlannedTexture['dimension']>
  private readonly lifetime: WordColumn<PlannedTexture['lifetime']>
  private readonly width: Column
  private readonly height: Column
  private readonly depth: Column
  private readonly mipLevelCount: Column
  private readonly sampleCount: Column
  private readonly usage: UsageColumn
  private readonly resource: IdColumn
  private readonly heap: Column
  private readonly offset: Column
  private readonly sizeBytes: Column
  private readonly rotation: RotationColumns

  private constructor(length: number) {
    super(length)
    const column = () => new Column(length)
    this.format = new WordColumn(length)
    this.dimension = new WordColumn(length)
    this.lifetime = new WordColumn(length)
    this.width = column()
    this.height = column()
    this.depth = column()
    this.mipLevelCount = column()
    this.sampleCount = column()
    this.usage = new UsageColumn(length)
    this.resource = new IdColumn(length)
    this.heap = column()
    this.offset = column()
    this.sizeBytes = column()
    this.rotation = new RotationColumns(length)
  }

  /** Undefined where one of the list does not have the shape of a texture. Each is read once. */
  static read(list: readonly unknown[], copy: Copy): Textures | undefined {
    const made = new Textures(list.length)
    return readRows<PlannedTexture>(list, copy, (i, one) => made.set(i, one)) ? made : undefined
  }

  private set(i: number, one: PlannedTexture): void {
    this.format.set(i, one.format)
    this.dimension.set(i, one.dimension)
    this.lifetime.set(i, one.lifetime)
    this.width.set(i, one.size[0])
    this.height.set(i, one.size[1])
    this.depth.set(i, one.size[2])
    this.mipLevelCount.set(i, one.mipLevelCount)
    this.sampleCount.set(i, one.sampleCount)
    this.usage.set(i, one.usage)
    this.resource.set(i, one.resource)
    this.heap.set(i, one.heap)
    this.offset.set(i, one.offset)
    this.sizeBytes.set(i, one.sizeBytes)
    this.rotation.set(i, one.rotation)
  }

  at(i: number): ReadTexture {
    return {
      format: this.format.at(i),
      dimension: this.dimension.at(i),
      size: [this.width.at(i)!, this.height.at(i)!, this.depth.at(i)!],
      mipLevelCount: this.mipLevelCount.at(i)!,
      sampleCount: this.sampleCount.at(i) as PlannedTexture['sampleCount'],
      usage: this.usage.at(i),
      lifetime: this.lifetime.at(i),
      resource: this.resource.at(i),
      heap: this.heap.at(i),
      offset: this.offset.at(i),
      sizeBytes: this.sizeBytes.at(i)!,
      rotation: this.rotation.at(i),
    }
  }

  lifetimeOf(t: number): PlannedTexture['lifetime'] {
    return this.lifetime.at(t)
  }

  /** The heap that a texture is placed in; undefined for one with memory of its own. */
  heapOf(t: number): number | undefined {
    return this.heap.at(t)
  }
}

/** Sets of usages. */
class UsageColumn {
  private readonly masks: Uint8Array
  /** By bit. */
  private readonly usages: Usage[] = []
  private readonly lists: Usage[][] = []

  constructor(length: number) {
    this.masks = new Uint8Array(length)
  }

  set(i: number, usages: readonly Usage[]): void {
    let mask = 0
    for (const usage of usages) {
      const known = this.usages.indexOf(usage)
      mask |= 1 << (known < 0 ? this.usages.push(usage) - 1 : known)
    }
    this.masks[i] = mask
  }

  at(i: number): readonly Usage[] {
    const mask = this.masks[i]!
    return (this.lists[mask] ??= this.usages.filter((_, bit) => ((mask >> bit) & 1) === 1))
  }
}
