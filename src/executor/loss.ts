/** Tells runs under way that their device was lost. */
import type { Backend } from '../backends/backend.ts'
import type { Waiter } from './waiter.ts'

/**
 * Runs under way by backend. One subscription for each backend, because a promise never lets go of its listeners: a
 * subscription for each executor would keep alive every executor that a long-lived device ever had.
 */
const underWay = new WeakMap<Backend, Set<Waiter>>()

export function runsOf(backend: Backend): Set<Waiter> {
  const known = underWay.get(backend)
  if (known) return known
  const runs = new Set<Waiter>()
  underWay.set(backend, runs)
  void backend.whenLost.then((error) => {
    for (const waiter of runs) waiter.interrupt(error)
  })
  return runs
}
