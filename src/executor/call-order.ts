/** The order of calls to an executor and of the exchanges of its plan. */
import { destroyed, reentrantRun } from '../errors.ts'
import { givenOptions } from '../given.ts'
import type { Plan } from '../plan/document.ts'
import type { UpdateOptions } from './executor.ts'
import type { Runner } from './runner.ts'
import type { ExecutorState } from './state.ts'
import { Succession, type Opening } from './succession.ts'
import { Waiter } from './waiter.ts'

/** An exchange of the plan, under way. */
interface Change {
  /** Settles when the plan was exchanged or the old one stays; never rejects. */
  readonly settled: Promise<void>
  /** Calls made during the exchange: they begin together at its end, so that no later call begins before one of them. */
  readonly calls: (() => void)[]
}

export class CallOrder {
  readonly succession: Succession
  private readonly opening: Opening
  private changing: Change | undefined
  private isClosing = false
  /** The promise of `destroy`; undefined before, and again after it was rejected, so that another call waits again. */
  private closing: Promise<void> | undefined

  constructor(first: Runner, opening: Opening) {
    this.succession = new Succession(first, opening)
    this.opening = opening
  }

  get isChanging(): boolean {
    return this.changing !== undefined
  }

  /** Whether the current runner takes a call at once. */
  get isSettled(): boolean {
    return !this.changing && !this.isClosing
  }

  /** The runner of the current plan, also during a change. */
  current(): Runner {
    if (this.isClosing) throw destroyed('executor')
    return this.succession.current
  }

  /** Calls a method of the runner of the plan that the call is for: during a change, the next one. */
  call<T>(method: (runner: Runner) => Promise<T>, name: string): Promise<T> {
    const { succession, changing } = this
    if (this.isClosing) return Promise.reject(destroyed('executor'))
    if (!changing) return method(succession.current)
    if (succession.current.guard.isInside()) return Promise.reject(reentrantRun(name))
    return new Promise((resolve, reject) =>
      changing.calls.push(() => {
        try {
          resolve(method(succession.current))
        } catch (error) {
          reject(error)
        }
      }),
    )
  }

  inspect(): ExecutorState {
    if (this.isClosing) throw destroyed('executor')
    return this.succession.inspect()
  }

  update(plan: Plan, options: UpdateOptions): Promise<void> {
    const { succession } = this
    const { signal } = givenOptions<UpdateOptions, 'signal'>(options, ['signal'])
    if (this.isClosing) throw destroyed('executor')
    if (succession.current.guard.isInside()) throw reentrantRun('update()')
    const valid = this.opening.check(plan)
    const waiter = new Waiter(signal, undefined, 'update')
    const before = this.changing?.settled
    const exchanged = (
      before
        ? Promise.resolve(waiter.wait(before, 'An earlier update')).then(() => succession.exchange(valid, waiter))
        : succession.exchange(valid, waiter)
    ).finally(() => waiter.close())
    // Later calls wait for those before this one too, even if it is given up.
    const change: Change = {
      settled: Promise.allSettled([before, exchanged]).then(() => {
        if (this.changing === change) this.changing = undefined
        for (const begin of change.calls) begin()
      }),
      calls: [],
    }
    this.changing = change
    return exchanged
  }

  destroy(): Promise<void> {
    if (this.succession.current.guard.isInside()) return Promise.reject(reentrantRun('destroy()'))
    this.isClosing = true
    this.closing ??= this.close().catch((error: unknown) => {
      this.closing = undefined
      throw error
    })
    return this.closing
  }

  private async close(): Promise<void> {
    // Changes that were asked for earlier come first.
    if (this.changing) await this.changing.settled
    await this.succession.close()
  }
}
