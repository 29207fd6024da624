/** Tells what depends on a device that it was lost. */
import type { Backend } from '../backends/backend.ts'

/** Something that ends with its device: a run under way, plans that are kept open. */
export interface Interruptible {
  interrupt(error: Error): void
}

/**
 * The waits to be told of a loss, by backend. One subscription for each backend, because a promise never lets go of its
 * listeners: a subscription for each executor would keep alive every executor that a long-lived device ever had.
 */
const told = new WeakMap<Backend, Set<Interruptible>>()

export function interruptible(backend: Backend): Set<Interruptible> {
  const known = told.get(backend)
  if (known) return known
  const all = new Set<Interruptible>()
  told.set(backend, all)
  void backend.whenLost.then((error) => {
    for (const one of all) one.interrupt(error)
  })
  return all
}
