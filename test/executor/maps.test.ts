/** Records by name are objects. A Map has no fields, so all of it would be left out without a word. */
import { expect, it } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createExecutor, execute, frameGraph, planGraph, referenceRun, type ExecuteOptions } from '../../src/index.ts'

const graph = frameGraph('through')
  .buffer('a', { size: 4 })
  .upload('a', { input: 'in' })
  .readback('a', { output: 'out' })
  .build()
const inputs = { in: Uint8Array.of(1, 2, 3, 4) }
const backend = createDummyBackend()

/** As a program without types may write it. */
const map = (name: string, value: unknown) => new Map([[name, value]]) as never

it.each(['outputs', 'bodies', 'imports'])('run refuses a Map as its %s, and says what to give', async (name) => {
  const executor = await createExecutor(planGraph(graph, backend.profile), backend)
  const options: ExecuteOptions = { inputs, [name]: map('out', new Uint8Array(4)) }
  const refused = { code: 'INVALID_OPTION', path: name, message: expect.stringContaining('Object.fromEntries') }
  await expect(executor.run(options)).rejects.toMatchObject(refused)
  await expect(execute(graph, backend, options)).rejects.toMatchObject(refused)
  await executor.destroy()
})

it('run takes a Map of inputs', async () => {
  const { outputs } = await execute(graph, backend, { inputs: new Map(Object.entries(inputs)) })
  expect(outputs['out']).toEqual(inputs.in)
})

it('so do planGraph, with costs, and referenceRun', async () => {
  const costs = map('load', 5)
  expect(() => planGraph(graph, backend.profile, { costs })).toThrow(expect.objectContaining({ path: 'costs' }))
  await expect(referenceRun(graph, map('in', inputs.in))).rejects.toMatchObject({ path: 'inputs' })
  await expect(referenceRun(graph, inputs, { imports: map('a', inputs.in) })).rejects.toMatchObject({ path: 'imports' })
})
