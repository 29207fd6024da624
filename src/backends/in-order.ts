/** The order of a session's submissions, some of which are recorded asynchronously. */

export class InOrder {
  /** Settles when the latest asynchronous work is over, for which later submissions wait; undefined where there is none. Never rejects. */
  pending: Promise<void> | undefined

  /** Has what comes next wait for this work. @returns the work */
  follow(work: Promise<void>): Promise<void> {
    const over = (): void => {
      if (this.pending === pending) this.pending = undefined
    }
    const pending = work.then(over, over)
    this.pending = pending
    return work
  }
}
