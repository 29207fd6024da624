/** Lists of a plan that are read part by part. */
import { refused, type Copy } from '../schema/copies.ts'
import { reject, unreadable, unsteady } from './rejection.ts'

/** A list whose entries are read, held against their schema and copied each time they are asked for. */
export class Parts<Part> implements Iterable<Part> {
  readonly length: number
  /** The entries as they are given: enough to count what is checked when it is executed. */
  readonly given: readonly Part[]
  private readonly copy: Copy

  constructor(given: readonly unknown[], copy: Copy) {
    this.given = given as readonly Part[]
    this.length = given.length
    this.copy = copy
  }

  at(i: number): Part {
    const part = this.read(i)
    if (part === refused) reject('MALFORMED', unsteady)
    return part as Part
  }

  private read(i: number): unknown {
    try {
      return this.copy(this.given[i])
    } catch (error) {
      unreadable('plan', error)
    }
  }

  *[Symbol.iterator](): Iterator<Part> {
    for (let i = 0; i < this.length; i++) yield this.at(i)
  }
}
