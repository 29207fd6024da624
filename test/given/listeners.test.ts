/** Listeners that are asynchronous: nobody waits for what they return, so it is refused before it can fail unseen. */
import { MessageChannel } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { createExecutor, createPlanner, frameGraph, planFrontier, planGraph, profiles } from '../../src/index.ts'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createWorkerPlanner, servePlans } from '../../src/worker/index.ts'
import { failOnUnhandledRejections } from '../support/unhandled.ts'

const graph = frameGraph('listened')
  .buffer('a', { size: 64 })
  .upload('a', { input: 'in' })
  .readback('a', { output: 'out' })
  .build()
const inputs = { in: new Uint8Array(64) }
const listener = async () => {
  await Promise.resolve()
  throw new Error('the listener failed')
}
/** What awaits it calls it back. */
const thenable = () => ({
  // oxlint-disable-next-line unicorn/no-thenable -- the point
  then: (_: unknown, reject: (error: Error) => void) => reject(new Error('the listener failed')),
})

const calls: Readonly<Record<string, (listen: () => unknown) => Promise<unknown>>> = {
  'onProgress of planGraph': async (onProgress) => planGraph(graph, profiles.dummy, { onProgress }),
  'onPhase of planGraph': async (onPhase) => planGraph(graph, profiles.dummy, { onPhase }),
  'both of planGraph': async (listen) => planGraph(graph, profiles.dummy, { onProgress: () => {}, onPhase: listen }),
  'onProgress of a planner': async (onProgress) => createPlanner(profiles.dummy).plan(graph, { onProgress }),
  'onProgress of planFrontier': async (onProgress) => planFrontier(graph, profiles.dummy, { onProgress }),
  'onProgress of a planner in a worker': async (onProgress) => {
    const { port1, port2 } = new MessageChannel()
    servePlans(port2)
    try {
      return await createWorkerPlanner(port1, profiles.dummy).plan(graph, { onProgress })
    } finally {
      port1.close()
    }
  },
  'onProgress of a run': (onProgress) => run({ onProgress }),
  'onInspect of a run': (onInspect) => run({ onInspect }),
}

async function run(options: object) {
  await using executor = await createExecutor(planGraph(graph, profiles.dummy), createDummyBackend())
  try {
    return await executor.run({ inputs, ...options })
  } finally {
    // The executor goes on.
    await executor.run({ inputs })
  }
}

failOnUnhandledRejections()

it.each(Object.entries(calls))('%s may return anything but a promise', async (name, call) => {
  const refused = { code: 'CALLBACK_FAILED', details: { name: name.includes('both') ? 'onPhase' : name.split(' ')[0] } }
  await expect(call(listener)).rejects.toMatchObject(refused)
  await expect(call(thenable)).rejects.toMatchObject(refused)
  await expect(call(() => 1)).resolves.toBeDefined()
})
