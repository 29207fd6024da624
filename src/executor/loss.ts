/** Tells what depends on a device that it was lost. */
import type { Backend } from '../backends/backend.ts'
import { PlacedList, type Placed } from '../placed-list.ts'

/** Something that ends with its device: a run under way, plans that are kept open. */
export interface Interruptible extends Placed {
  interrupt(error: Error): void
}

/** Those that are told of a loss. */
export class UnderWay extends PlacedList<Interruptible> {
  interrupt(error: Error): void {
    for (const one of this.all()) one.interrupt(error)
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
