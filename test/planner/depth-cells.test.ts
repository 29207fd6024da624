/** Uploads, readbacks and copies of depth and stencil: every plan is proven, and the Dummy gives the reference's bytes. */
import { describe, expect, it } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { checkPlan } from '../../src/check/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { planGraph, profiles } from '../../src/planner/index.ts'
import { referenceRun } from '../../src/reference/index.ts'
import { cellsByFormat, inputOf, parseCell } from '../support/depth-cells.ts'

const bodies = { nothing: () => undefined }

describe.each(cellsByFormat)('%s', (_, cells) => {
  it('goes in, comes out and is copied, by aspect, with the bytes of the reference', async () => {
    const backend = createDummyBackend()
    for (const cell of cells) {
      const graph = parseCell(cell)
      const plan = planGraph(graph, profiles.dummy)
      expect({ cell: cell.name, ...checkPlan(graph, plan, profiles.dummy) }).toEqual({ cell: cell.name, ok: true })
      const inputs = Object.fromEntries(plan.inputs.map(({ name, sizeBytes }) => [name, inputOf(name, sizeBytes)]))
      const { outputs: wanted } = await referenceRun(graph, inputs, { bodies })
      const executor = await createExecutor(plan, backend)
      const { outputs } = await executor.run({ inputs, bodies })
      await executor.destroy()
      expect({ cell: cell.name, ...outputs }).toEqual({ cell: cell.name, ...wanted })
    }
    await backend.destroy()
  }, 120_000)
})
