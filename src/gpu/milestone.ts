/** All work called for up to a point in time, as one. */
import type { Work } from './operation.ts'

export class Milestone implements Work {
  readonly over: Promise<void>
  private readonly parts: readonly Work[]

  constructor(parts: readonly Work[]) {
    this.parts = parts
    this.over = Promise.all(parts.map(({ over }) => over)).then(() => {})
  }

  get isOver(): boolean {
    return this.parts.every(({ isOver }) => isOver)
  }

  /** The first error, in the order of the calls. */
  get error(): Error | undefined {
    return this.parts.find(({ error }) => error)?.error
  }

  get deviceNs(): number | undefined {
    return this.parts.reduce<number | undefined>(
      (sum, { deviceNs }) => (sum === undefined || deviceNs === undefined ? undefined : sum + deviceNs),
      0,
    )
  }
}
