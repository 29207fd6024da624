/**
 * An executor whose plan can be exchanged: each run uses the plan of its turn, and contents that both plans keep are carried
 * over.
 */
import type { Backend, Predecessor, Session } from '../backends/backend.ts'
import { destroyed, reentrantRun, unsupported } from '../errors.ts'
import type { Plan } from '../plan/document.ts'
import type { KeptPlaces } from '../plan/rewrites/keep-places.ts'
import type { Executor, Runner, UpdateOptions } from './executor.ts'
import { keptContents } from './kept.ts'
import { ParkedRunners } from './parked.ts'
import { givenBytes } from '../cpu/given-bytes.ts'
import { Waiter } from './waiter.ts'

/** A plan that was found valid for the device, and what opens it. */
export interface Opening {
  readonly backend: Backend
  /**
   * Checks a plan and copies it, so that later changes to it have no effect. @throws MemkitError INVALID_PLAN, PLAN_MISMATCH
   */
  check(plan: Plan): Plan
  /** Whether only this very object, of all that were found valid, can be this plan. */
  isOne(plan: Plan): boolean
  open(plan: Plan, previous?: Predecessor): Promise<Session>
  /** @param run the number of its first run */
  start(plan: Plan, session: Session, run: number): Runner
  /** The plan with its memory where the session of `previous` has it. */
  keep(plan: Plan, previous: Runner): KeptPlaces
}

export function createUpdatable(first: Runner, opening: Opening): Executor {
  let current = first
  /** As it was given: the runner's own may lie elsewhere in memory. */
  let { plan: given } = first
  /** Settles when the plan was exchanged or the old one stays; never rejects. Runs that are called meanwhile wait for it. */
  let changing: Promise<void> | undefined
  let isClosing = false
  /** Of the latest call; one that was rejected is over, and another may wait again. */
  let closing: Promise<void> | undefined
  /** Old plans that are still being closed. */
  const retired = new Set<Runner>()
  /** What fails here cannot undo an update; whoever destroys the executor is told. */
  const retire = (runner: Runner): Promise<void> => {
    retired.add(runner)
    return runner.destroy().then(
      () => void retired.delete(runner),
      () => undefined,
    )
  }
  const parked = new ParkedRunners(opening.backend, retire)

  const exchange = async (plan: Plan, waiter: Waiter): Promise<void> => {
    waiter.check()
    if (opening.backend.lost) throw opening.backend.lost
    if (plan === given) return
    await waiter.wait(current.finished(), 'Work in flight')
    waiter.check()
    const old = current
    const before = given
    const seen = parked.take(plan, opening.isOne(plan))
    if (seen) {
      seen.resume(old, old.nextRun())
      parked.putBack(before, old)
      current = seen
      given = plan
      return
    }
    current = await parked.makingRoom(() => follow(old, plan, opening, waiter))
    given = plan
    if (!parked.follow(before, old, current)) await retire(old)
    await parked.closed()
  }
  const update = (plan: Plan, { signal }: UpdateOptions): Promise<void> => {
    if (isClosing) throw destroyed('executor')
    if (current.guard.isInside()) throw reentrantRun('update()')
    const valid = opening.check(plan)
    const waiter = new Waiter(signal, undefined, 'update')
    const before = changing
    const change = (
      before
        ? Promise.resolve(waiter.wait(before, 'An earlier update')).then(() => exchange(valid, waiter))
        : exchange(valid, waiter)
    ).finally(() => waiter.close())
    // Later calls wait for those before this one too, even if it is given up.
    const settled: Promise<void> = Promise.allSettled([before, change]).then(() => {
      if (changing === settled) changing = undefined
    })
    changing = settled
    return change
  }
  const close = async (): Promise<void> => {
    // Changes that were asked for earlier come first.
    if (changing) await changing
    parked.release()
    await Promise.all([current, ...retired].map((runner) => runner.destroy()))
  }
  const destroy = (): Promise<void> => {
    if (current.guard.isInside()) return Promise.reject(reentrantRun('destroy()'))
    isClosing = true
    closing ??= close().catch((error: unknown) => {
      closing = undefined
      throw error
    })
    return closing
  }
  const opened = (): Runner => {
    if (isClosing) throw destroyed('executor')
    return current
  }
  /** Calls the runner of the plan that the call is for: during a change, the next one. */
  const ordered = <T>(call: (runner: Runner) => Promise<T>, name: string): Promise<T> => {
    if (isClosing) return Promise.reject(destroyed('executor'))
    if (!changing) return call(current)
    if (current.guard.isInside()) return Promise.reject(reentrantRun(name))
    return changing.then(() => call(current))
  }
  return {
    get plan() {
      return given
    },
    run: (options) => ordered((runner) => runner.run(options), 'run()'),
    async write(resource, data, part) {
      // Bytes are those of the time of the call, also where the plan that takes them is still to come.
      const kept = changing && typeof data !== 'function' ? givenBytes('write()', resource, data).slice() : data
      return ordered((runner) => runner.write(resource, kept, part), 'write()')
    },
    read: (resource, part) => ordered((runner) => runner.read(resource, part), 'read()'),
    allocateInput: (name) => opened().allocateInput(name),
    invalidate: (pass) => opened().invalidate(pass),
    inspect: () => ({ ...opened().inspect(), plan: given.hash, parked: parked.state(current) }),
    // An async function, so that whatever is thrown becomes a rejection.
    update: async (plan, options = {}) => update(plan, options),
    destroy,
    [Symbol.dispose]() {
      destroy().catch(() => {})
    },
    [Symbol.asyncDispose]: destroy,
  }
}

/** A runner of the plan, with the contents that it keeps from the old one, which stays as it is. */
async function follow(old: Runner, plan: Plan, opening: Opening, waiter: Waiter): Promise<Runner> {
  const run = old.nextRun()
  const { plan: placed, heaps, textures } = opening.keep(plan, old)
  const kept = keptContents(old.plan, run, placed, (heap) => heaps[heap]! >= 0)
  if (kept.buffers.length + kept.textures.length > 0 && !old.session.adopt)
    throw unsupported(
      'This backend cannot carry persistent resources over to another plan; make a new executor, and load them again',
    )
  const session = await opening.open(placed, { session: old.session, run, heaps, textures })
  try {
    waiter.check()
    await session.adopt?.(old.session, kept)
    waiter.check()
  } catch (error) {
    // The first error is the one that the caller has to know.
    await session.destroy().catch(() => {})
    throw error
  }
  return opening.start(placed, session, run)
}
