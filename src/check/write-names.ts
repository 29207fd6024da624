/**
 * Names of writes on levels (level-content.ts): writes of one name leave the same texels on the same box, whatever was written between
 * them and in whatever order.
 */
import { isSameWrite, type LevelContent, type Write } from './level-content.ts'
import type { ValueTable } from './values.ts'

/** Writes of different contents on one box, of which the latest so many are compared with the next. */
const mostAlike = 4

/** Whether the second write leaves what matches the first, on the box of both; undefined where that is not known. */
export type Compare = (a: Write, b: Write) => boolean | undefined

export class WriteNames {
  private readonly pieces = new Map<string, number>()
  private readonly copies = new Map<string, Write[]>()
  private last = 0

  static of(values: ValueTable): WriteNames {
    let names = namesOf.get(values)
    if (!names) namesOf.set(values, (names = new WriteNames()))
    return names
  }

  /** The name of a write. A box of other contents has the name of an earlier one that it was found to equal. */
  name(write: Write, compare: Compare): number {
    return (write.name ||= this.find(write, compare))
  }

  private find(write: Write, compare: Compare): number {
    const { content, low, high } = write
    const box = `${low.join(' ')} ${high.join(' ')}`
    if ('texels' in content) return this.copyOf(write, content, box, compare)
    const { value, base, row, slice } = content
    const key = `${box} ${value} ${base} ${row} ${slice}`
    const known = this.pieces.get(key)
    if (known !== undefined) return known
    this.pieces.set(key, ++this.last)
    return this.last
  }

  private copyOf(write: Write, content: LevelContent, box: string, compare: Compare): number {
    let list = this.copies.get(box)
    if (!list) this.copies.set(box, (list = []))
    for (const one of list) {
      const isSame = isSameWrite(one, write)
      // Undefined texels match anything, so they are compared both ways.
      const mayHaveHoles = (one.content as LevelContent).mayHaveHoles || content.mayHaveHoles
      if (isSame || (compare(one, write) && (!mayHaveHoles || compare(write, one)))) return one.name
    }
    if (list.length === mostAlike) list.shift()
    list.push(write)
    return ++this.last
  }
}

const namesOf = new WeakMap<ValueTable, WriteNames>()
