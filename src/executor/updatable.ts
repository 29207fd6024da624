/**
 * An executor whose plan can be exchanged: each run uses the plan of its turn, and contents that both plans keep are carried
 * over.
 */
import { CallOrder } from './call-order.ts'
import type { Executor, RunOptions, RunResult } from './executor.ts'
import type { Runner } from './runner.ts'
import type { Opening } from './succession.ts'
import { copyPart } from '../graph/part.ts'
import { copyData, copyRunOptions } from './waiting-arguments.ts'

export function createUpdatable(first: Runner, opening: Opening): Executor {
  const order = new CallOrder(first, opening)
  const runLater = async (options: RunOptions | undefined): Promise<RunResult> => {
    const given = order.isChanging ? copyRunOptions(options) : options
    return order.call((runner) => runner.run(given), 'run()')
  }
  return {
    get plan() {
      return order.succession.given
    },
    run(options) {
      // Nearly every call: no function is made for it, nor memory for one.
      return order.isSettled ? order.succession.current.run(options) : runLater(options)
    },
    async write(resource, data, part) {
      if (!order.isChanging) return order.call((runner) => runner.write(resource, data, part), 'write()')
      const [bytes, region] = [copyData(resource, data), copyPart(part)]
      return order.call((runner) => runner.write(resource, bytes, region), 'write()')
    },
    read: ((resource, part) => {
      const region = order.isChanging ? copyPart(part) : part
      return order.call((runner) => runner.read(resource, region), 'read()')
    }) as Executor['read'],
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
