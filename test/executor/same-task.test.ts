/** A run with nothing to wait for submits in the task that called it. */
import { expect, it } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { pattern, roundTripPlan } from '../support/executor-plans.ts'

const inputs = { in: pattern(64) }

it('has submitted when run returns, for as many runs as may be in flight; the next waits', async () => {
  const backend = createDummyBackend()
  const executor = await createExecutor(roundTripPlan(), backend)
  backend.pause()
  const runs = [1, 2, 2].map((submitted) => {
    const run = executor.run({ inputs })
    expect(backend.calls.submit).toBe(submitted)
    return run
  })
  backend.resume()
  await Promise.all(runs)
  await executor.destroy()
})

it('waits for an update that was called before it', async () => {
  const backend = createDummyBackend()
  const executor = await createExecutor(roundTripPlan(), backend)
  const update = executor.update(roundTripPlan(32))
  const run = executor.run({ inputs: { in: pattern(32) } })
  expect(backend.calls.submit).toBe(0)
  await Promise.all([update, run])
  await executor.destroy()
})

it('an update is given up by its signal: before it begins, or while it waits for runs; the old plan goes on', async () => {
  const backend = createDummyBackend()
  const executor = await createExecutor(roundTripPlan(), backend)
  const aborted = { code: 'ABORTED', message: 'The update was aborted by its signal' }
  await expect(executor.update(roundTripPlan(32), { signal: AbortSignal.abort() })).rejects.toMatchObject(aborted)
  backend.pause()
  const run = executor.run({ inputs })
  const control = new AbortController()
  const update = executor.update(roundTripPlan(32), { signal: control.signal })
  control.abort()
  await expect(update).rejects.toMatchObject(aborted)
  backend.resume()
  await run
  expect((await executor.run({ inputs })).outputs['out']).toEqual(pattern(64))
  await executor.destroy()
})
