/**
 * An executor whose plan can be exchanged: each run uses the plan of its turn, and contents that both plans keep are carried
 * over.
 */
import { givenBytes } from '../cpu/given-bytes.ts'
import { CallOrder } from './call-order.ts'
import type { Executor, RunOptions, RunResult } from './executor.ts'
import type { Runner } from './runner.ts'
import type { Opening } from './succession.ts'

export function createUpdatable(first: Runner, opening: Opening): Executor {
  const order = new CallOrder(first, opening)
  const runLater = (options: RunOptions | undefined): Promise<RunResult> =>
    order.call((runner) => runner.run(options), 'run()')
  return {
    get plan() {
      return order.succession.given
    },
    run(options) {
      // Nearly every call: no function is made for it, nor memory for one.
      return order.isSettled ? order.succession.current.run(options) : runLater(options)
    },
    async write(resource, data, part) {
      // Bytes are those of the time of the call, also where the plan that takes them is still to come.
      const kept = order.isChanging && typeof data !== 'function' ? givenBytes('write()', resource, data).slice() : data
      return order.call((runner) => runner.write(resource, kept, part), 'write()')
    },
    read: ((resource, part) => order.call((runner) => runner.read(resource, part), 'read()')) as Executor['read'],
    allocateInput: (name) => order.current().allocateInput(name),
    allocateOutput: (name) => order.current().allocateOutput(name),
    invalidate: (pass) => order.current().invalidate(pass),
    inspect: () => order.inspect(),
    // An async function, so that whatever is thrown becomes a rejection.
    update: async (plan, options = {}) => order.update(plan, options),
    destroy: () => order.destroy(),
    [Symbol.dispose]() {
      order.destroy().catch(() => {})
    },
    [Symbol.asyncDispose]: () => order.destroy(),
  }
}
