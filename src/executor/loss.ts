/** Tells what depends on a device that it was lost. */
import type { Backend } from '../backends/backend.ts'

/** Something that ends with its device: a run under way, plans that are kept open. */
export interface Interruptible {
  /** Its index among those that are told; −1 while it is not. */
  place: number
  interrupt(error: Error): void
}

/** Those that are told of a loss. Every run enters and leaves, so nothing is made for it: a Set would make a table. */
export class UnderWay {
  private readonly all: (Interruptible | undefined)[] = []
  private count = 0

  add(one: Interruptible): void {
    if (one.place >= 0) return
    one.place = this.count
    this.all[this.count++] = one
  }

  /** Again has no effect. */
  delete(one: Interruptible): void {
    if (one.place < 0) return
    const last = this.all[--this.count]!
    this.all[this.count] = undefined
    if (last !== one) {
      this.all[one.place] = last
      last.place = one.place
    }
    one.place = -1
  }

  interrupt(error: Error): void {
    for (const one of this.all.slice(0, this.count)) one!.interrupt(error)
  }
}

/**
 * The waits to be told of a loss, by backend. One subscription for each backend, because a promise never lets go of its
 * listeners: a subscription for each executor would keep alive every executor that a long-lived device ever had.
 */
const told = new WeakMap<Backend, UnderWay>()

export function interruptible(backend: Backend): UnderWay {
  const known = told.get(backend)
  if (known) return known
  const all = new UnderWay()
  told.set(backend, all)
  void backend.whenLost.then((error) => all.interrupt(error))
  return all
}
