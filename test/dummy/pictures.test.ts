/** The small pictures, drawn by the reference and, planned, by the Dummy. */
import { expect, it } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph, profiles } from '../../src/planner/index.ts'
import { referenceRun } from '../../src/reference/index.ts'
import { expectTexels, smallPictures } from '../support/pictures/index.ts'

it.each(smallPictures)('$name: the reference draws what is known of it, and the Dummy the same', async (picture) => {
  const graph = parseGraph(picture.document)
  const { outputs } = await referenceRun(graph, picture.inputs)
  expectTexels(picture, outputs)
  const backend = createDummyBackend()
  const executor = await createExecutor(planGraph(graph, profiles.dummy), backend)
  const drawn = await executor.run({ inputs: picture.inputs })
  await executor.destroy()
  expect(drawn.outputs).toEqual(outputs)
})
