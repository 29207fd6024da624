/** What an executor still holds of the plans that it had. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { setTimeout as wait } from 'node:timers/promises'
import type { Backend } from '../../src/backends/backend.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph, type DeviceProfile } from '../../src/planner/index.ts'

/** Each size is another persistent resource, so that no plan can be taken again. */
const planOf = (profile: DeviceProfile, size: number) =>
  planGraph(
    parseGraph({
      version: 1,
      resources: [
        { id: 'stays', kind: 'buffer', size: 256, lifetime: 'persistent' },
        { id: `kept of ${size}`, kind: 'buffer', size, lifetime: 'persistent' },
        { id: 'picture', kind: 'texture', format: 'rgba8unorm', size: [4, 4], lifetime: 'persistent' },
      ],
      passes: [
        { id: 'fill', kind: 'fill', to: 'stays', value: 7 },
        { id: 'up', kind: 'upload', to: `kept of ${size}`, input: 'in' },
        { id: 'show', kind: 'upload', to: 'picture', input: 'picture' },
        { id: 'down', kind: 'readback', from: `kept of ${size}`, output: 'out' },
      ],
    }),
    profile,
  )

/** Updates one executor some times, and counts the sessions that are still there after a collection, its own among them. */
export async function sessionsAfterUpdates(backend: Backend, updates: number): Promise<number> {
  const opened: WeakRef<object>[] = []
  const watched: Backend = Object.create(backend, {
    open: {
      value: async (...args: Parameters<Backend['open']>) => {
        const session = await backend.open(...args)
        opened.push(new WeakRef(session))
        return session
      },
    },
  })
  const run = (executor: Awaited<ReturnType<typeof createExecutor>>, size: number) =>
    executor.run({ inputs: { in: new Uint8Array(size), picture: new Uint8Array(64) } })
  const executor = await createExecutor(planOf(backend.profile, 256), watched)
  await run(executor, 256)
  for (let i = 1; i <= updates; i++) {
    await executor.update(planOf(backend.profile, 256 * (i + 1)))
    await run(executor, 256 * (i + 1))
  }
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  for (let i = 0; i < 5; i++) {
    await wait(1)
    collect()
  }
  const alive = opened.filter((one) => one.deref() !== undefined).length
  await executor.destroy()
  return alive
}
