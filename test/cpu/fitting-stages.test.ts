import { expect, it } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { execute } from '../../src/executor/index.ts'
import { referenceRun } from '../../src/reference/index.ts'
import { misfits, passing, pictureBy } from '../support/stage-faults.ts'

it.each(misfits)('a pipeline that %s is refused on the CPU', async (what, graph) => {
  const refused = { code: 'SHADER_FAILED', message: expect.stringContaining(what) as string }
  await expect(referenceRun(graph)).rejects.toMatchObject(refused)
  const backend = createDummyBackend()
  await expect(execute(graph, backend)).rejects.toMatchObject(refused)
  await backend.destroy()
})

it('stages that fit draw', async () => {
  const { outputs } = await referenceRun(pictureBy(passing(15)))
  expect([...outputs['out']!.subarray(0, 4)]).toEqual([105, 105, 105, 105])
})
