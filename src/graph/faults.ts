/**
 * The faults of one document. A check that finds one goes on with the next entry, so that all are reported at once; entries that
 * are themselves at fault are left out of the checks of others.
 */
import { isMemkitError, issueOf, mostIssues, withIssues, type MemkitError } from '../errors.ts'
import { named } from './named-places.ts'

/** Thrown where a check needs an entry that is itself at fault. */
export const skipped = Symbol('skipped')

/** Entries that do not have the shape of their kind, by index; something stands in for each of them. */
export interface BrokenEntries {
  readonly passes: ReadonlySet<number>
  readonly resources: ReadonlySet<number>
  readonly pipelines: ReadonlySet<number>
  /** Whether one of them has no id: then nobody knows which references are dangling. */
  readonly unnamed: boolean
}

export class Faults {
  readonly broken: BrokenEntries | undefined
  private readonly document: unknown
  private readonly found: MemkitError[] = []
  private count = 0

  constructor(document: unknown, broken?: BrokenEntries) {
    this.document = document
    this.broken = broken
  }

  get any(): boolean {
    return this.count > 0
  }

  /** Whether there are more than are listed: then looking for others is of no use. */
  get full(): boolean {
    return this.count > mostIssues
  }

  /** Runs a check, and keeps the fault that it throws. */
  attempt(check: () => void): void {
    try {
      check()
    } catch (error) {
      this.add(error)
    }
  }

  /** Keeps a fault. What is no fault of the document is thrown. */
  add(error: unknown): void {
    if (error === skipped) return
    if (!isMemkitError(error)) throw error
    if (this.broken?.unnamed && error.code === 'UNKNOWN_REFERENCE') return
    if (this.full) return
    const fault = named(error, this.document)
    if (!this.found.some(({ message }) => message === fault.message)) this.addNamed([fault])
  }

  /** Keeps faults that name their ids. @param count the number of them all, if not all are given */
  addNamed(errors: readonly MemkitError[], count = errors.length): void {
    for (const error of errors) this.found.push(error)
    this.count += count
  }

  /** @throws MemkitError the first fault, with the others in `details.issues` */
  throwFirst(): void {
    const [first] = this.found
    if (first) throw withIssues(first, this.found.map(issueOf), this.count)
  }
}
