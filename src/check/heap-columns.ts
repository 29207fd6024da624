/** The heaps of a plan, in columns: staging of host passes has very many. */
import type { Heap } from '../plan/document.ts'
import type { Copy } from '../schema/copies.ts'
import { Column, IdColumn, readRows, Rows, WordColumn } from './columns.ts'
import { RotationColumns, type Rotation } from './rotation-columns.ts'

/** A heap as it is read here. */
export interface ReadHeap {
  readonly memory: Heap['memory']
  readonly sizeBytes: number
  readonly resource: string | undefined
  readonly rotation: Rotation | undefined
}

/** Heaps by number. */
export class Heaps extends Rows<ReadHeap> {
  private readonly memory: WordColumn<Heap['memory']>
  private readonly sizeBytes: Column
  private readonly resource: IdColumn
  private readonly rotation: RotationColumns

  private constructor(length: number) {
    super(length)
    this.memory = new WordColumn(length)
    this.sizeBytes = new Column(length)
    this.resource = new IdColumn(length)
    this.rotation = new RotationColumns(length)
  }

  /** Undefined where one of the list does not have the shape of a heap. Each is read once. */
  static read(list: readonly unknown[], copy: Copy): Heaps | undefined {
    const made = new Heaps(list.length)
    return readRows<Heap>(list, copy, (i, one) => made.set(i, one)) ? made : undefined
  }

  private set(i: number, { memory, sizeBytes, resource, rotation }: Heap): void {
    this.memory.set(i, memory)
    this.sizeBytes.set(i, sizeBytes)
    this.resource.set(i, resource)
    this.rotation.set(i, rotation)
  }

  at(i: number): ReadHeap {
    return {
      memory: this.memory.at(i),
      sizeBytes: this.sizeBytes.at(i)!,
      resource: this.resource.at(i),
      rotation: this.rotation.at(i),
    }
  }

  /** Undefined where the plan has no such heap. */
  memoryOf(h: number): Heap['memory'] | undefined {
    return h < this.length ? this.memory.at(h) : undefined
  }
}
