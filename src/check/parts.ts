/**
 * The plan as the checker reads it. Most of a plan are its commands and the steps of its timeline, and a copy of all of them would take
 * as much room as the proof: they are copied one by one, when they are asked for. What says something else each time it is read is
 * proven as it is executed.
 */
import type { Command, Plan as WholePlan, Step } from '../plan/document.ts'
import { refused, type Copy } from '../schema/copies.ts'
import type { Heaps } from './heap-columns.ts'
import type { Placements } from './placement-columns.ts'
import type { Textures } from './texture-columns.ts'
import { reject, unreadable, unsteady } from './rejection.ts'

/** A plan whose long lists are read part by part. */
export interface Plan extends Omit<WholePlan, 'heaps' | 'textures' | 'placements' | 'submissions' | 'timeline'> {
  readonly heaps: Heaps
  readonly textures: Textures
  readonly placements: Placements
  readonly submissions: readonly Submission[]
  readonly timeline: Parts<Step>
}

export interface Submission extends Omit<WholePlan['submissions'][number], 'commands'> {
  readonly commands: Parts<Command>
}

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
