/**
 * An executor whose plan can be exchanged: each run uses the plan of its turn, and contents that both plans keep are carried
 * over.
 */
import { destroyed, reentrantRun } from '../errors.ts'
import { givenOptions } from '../given.ts'
import type { Plan } from '../plan/document.ts'
import type { Executor, UpdateOptions } from './executor.ts'
import type { Runner } from './runner.ts'
import { Succession, type Opening } from './succession.ts'
import { givenBytes } from '../cpu/given-bytes.ts'
import { Waiter } from './waiter.ts'

export function createUpdatable(first: Runner, opening: Opening): Executor {
  const succession = new Succession(first, opening)
  /** Settles when the plan was exchanged or the old one stays; never rejects. Runs that are called meanwhile wait for it. */
  let changing: Promise<void> | undefined
  let isClosing = false
  /** The promise of the latest call; one that was rejected is over, and another may wait again. */
  let closing: Promise<void> | undefined

  const update = (plan: Plan, options: UpdateOptions): Promise<void> => {
    const { signal } = givenOptions<UpdateOptions, 'signal'>(options, ['signal'])
    if (isClosing) throw destroyed('executor')
    if (succession.current.guard.isInside()) throw reentrantRun('update()')
    const valid = opening.check(plan)
    const waiter = new Waiter(signal, undefined, 'update')
    const before = changing
    const change = (
      before
        ? Promise.resolve(waiter.wait(before, 'An earlier update')).then(() => succession.exchange(valid, waiter))
        : succession.exchange(valid, waiter)
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
    await succession.close()
  }
  const destroy = (): Promise<void> => {
    if (succession.current.guard.isInside()) return Promise.reject(reentrantRun('destroy()'))
    isClosing = true
    closing ??= close().catch((error: unknown) => {
      closing = undefined
      throw error
    })
    return closing
  }
  const opened = (): Runner => {
    if (isClosing) throw destroyed('executor')
    return succession.current
  }
  /** Calls the runner of the plan that the call is for: during a change, the next one. */
  const ordered = <T>(call: (runner: Runner) => Promise<T>, name: string): Promise<T> => {
    if (isClosing) return Promise.reject(destroyed('executor'))
    if (!changing) return call(succession.current)
    if (succession.current.guard.isInside()) return Promise.reject(reentrantRun(name))
    return changing.then(() => call(succession.current))
  }
  return {
    get plan() {
      return succession.given
    },
    run(options) {
      // Nearly every call: no function is made for it.
      if (!changing && !isClosing) return succession.current.run(options)
      return ordered((runner) => runner.run(options), 'run()')
    },
    async write(resource, data, part) {
      // Bytes are those of the time of the call, also where the plan that takes them is still to come.
      const kept = changing && typeof data !== 'function' ? givenBytes('write()', resource, data).slice() : data
      return ordered((runner) => runner.write(resource, kept, part), 'write()')
    },
    read: ((resource, part) => ordered((runner) => runner.read(resource, part), 'read()')) as Executor['read'],
    allocateInput: (name) => opened().allocateInput(name),
    allocateOutput: (name) => opened().allocateOutput(name),
    invalidate: (pass) => opened().invalidate(pass),
    inspect() {
      if (isClosing) throw destroyed('executor')
      return succession.inspect()
    },
    // An async function, so that whatever is thrown becomes a rejection.
    update: async (plan, options = {}) => update(plan, options),
    destroy,
    [Symbol.dispose]() {
      destroy().catch(() => {})
    },
    [Symbol.asyncDispose]: destroy,
  }
}
