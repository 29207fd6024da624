/** The rotations of heaps or textures, in columns: a history has one for each of its memories. */
import type { Heap } from '../plan/document.ts'
import { Column } from './columns.ts'

export type Rotation = NonNullable<Heap['rotation']>

/** Rotations by the number of a heap or texture; undefined for one that does not rotate. */
export class RotationColumns {
  private readonly group: Column
  private readonly slot: Column
  private readonly count: Column

  constructor(length: number) {
    this.group = new Column(length)
    this.slot = new Column(length)
    this.count = new Column(length)
  }

  set(i: number, rotation: Rotation | undefined): void {
    if (!rotation) return
    this.group.set(i, rotation.group)
    this.slot.set(i, rotation.slot)
    this.count.set(i, rotation.count)
  }

  at(i: number): Rotation | undefined {
    const group = this.group.at(i)
    return group === undefined ? undefined : { group, slot: this.slot.at(i)!, count: this.count.at(i)! }
  }
}
