import { expect, test } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createExecutor, execute } from '../../src/executor/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph } from '../../src/planner/index.ts'
import { nothingLive, pattern } from '../support/executor-plans.ts'

const graph = parseGraph({
  version: 1,
  name: 'execute',
  resources: [
    { id: 'kept', kind: 'buffer', size: 64, lifetime: 'persistent' },
    { id: 'tmp', kind: 'buffer', size: 128 },
    { id: 'picture', kind: 'texture', format: 'r8unorm', size: [8, 8] },
  ],
  shaders: [{ id: 'mix', wgsl: '' }],
  passes: [
    { id: 'up', kind: 'upload', to: 'kept', input: 'in' },
    { id: 'zero', kind: 'fill', to: { resource: 'tmp', offset: 64, size: 64 }, value: 0x01020304 },
    { id: 'dup', kind: 'copy', from: 'kept', to: { resource: 'tmp', offset: 0 } },
    {
      id: 'mix',
      kind: 'compute',
      shader: 'mix',
      entryPoint: 'main',
      workgroups: [1, 1, 1],
      queue: 'compute',
      bindings: [{ group: 0, binding: 0, use: 'tmp', as: 'storage' }],
    },
    { id: 'paint', kind: 'copy', from: { resource: 'tmp', offset: 32, size: 64 }, to: 'picture' },
    { id: 'get', kind: 'readback', from: 'picture', output: 'out' },
  ],
})
const kernels = {
  mix: ({ bytes }: { bytes(group: number, binding: number): Uint8Array }) =>
    void bytes(0, 0).forEach((byte, i, all) => (all[i] = byte ^ 0xff)),
}
const right = Uint8Array.from({ length: 64 }, (_, i) => (i < 32 ? pattern(64)[i + 32]! : 4 - (i % 4)) ^ 0xff)

test('execute plans, runs and frees', async () => {
  for (let seed = 0; seed < 10; seed++) {
    const backend = createDummyBackend({ seed, kernels })
    const { outputs, timings } = await execute(graph, backend, { inputs: { in: pattern(64) } })
    expect(outputs).toEqual({ out: right })
    expect(timings.deviceNs).toBeGreaterThan(0)
    expect(backend.liveObjects()).toEqual(nothingLive)
  }
})

test('execute frees when the run fails, and says why', async () => {
  const backend = createDummyBackend({ kernels })
  await expect(execute(graph, backend, {})).rejects.toMatchObject({ code: 'MISSING_INPUT' })
  expect(backend.liveObjects()).toEqual(nothingLive)
  const failing = createDummyBackend({ kernels, faults: [{ call: 'wait', at: 0 }] })
  await expect(execute(graph, failing, { inputs: { in: pattern(64) } })).rejects.toMatchObject({
    code: 'BACKEND_FAILED',
  })
  expect(failing.liveObjects()).toEqual(nothingLive)
})

test('an executor runs a plan that went through JSON', async () => {
  const backend = createDummyBackend({ kernels })
  const plan = JSON.parse(JSON.stringify(planGraph(graph, backend.profile)))
  const executor = await createExecutor(plan, backend)
  for (let i = 0; i < 3; i++) expect((await executor.run({ inputs: { in: pattern(64) } })).outputs.out).toEqual(right)
  expect(backend.sessions[0]!.peek('kept').subarray(0, 64)).toEqual(pattern(64))
  await executor.destroy()
})
