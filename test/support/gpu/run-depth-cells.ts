/** Cells of the table of depth and stencil on a device: each gives the bytes of the reference, or is refused when it is planned. */
import { expect } from 'vitest'
import type { Backend } from '../../../src/backends/backend.ts'
import { checkPlan } from '../../../src/check/index.ts'
import { createExecutor } from '../../../src/executor/index.ts'
import { planGraph } from '../../../src/planner/index.ts'
import { referenceRun } from '../../../src/reference/index.ts'
import { inputOf, isPacked, parseCell, type Cell } from '../depth-cells.ts'

function refusalOf(plan: () => unknown): unknown {
  try {
    return plan()
  } catch (error) {
    return error
  }
}

const bodies = { nothing: () => undefined }

export async function runDepthCells(backend: Backend, cells: readonly Cell[]): Promise<void> {
  for (const cell of cells) {
    const graph = parseCell(cell)
    if (isPacked(cell)) {
      expect(refusalOf(() => planGraph(graph, backend.profile))).toMatchObject({
        code: 'RULE_FORBIDS',
        message: expect.stringMatching(/separateAspectCopies.*"move".*"[tab]"/),
      })
      continue
    }
    const plan = planGraph(graph, backend.profile)
    expect({ cell: cell.name, ...checkPlan(graph, plan, backend.profile) }).toEqual({ cell: cell.name, ok: true })
    const inputs = Object.fromEntries(plan.inputs.map(({ name, sizeBytes }) => [name, inputOf(name, sizeBytes)]))
    const { outputs: wanted } = await referenceRun(graph, inputs, { bodies })
    const executor = await createExecutor(plan, backend).catch((cause: unknown) => {
      throw new Error(`${cell.name}: ${String(cause)}`, { cause })
    })
    try {
      const { outputs } = await executor.run({ inputs, bodies })
      expect({ cell: cell.name, ...outputs }).toEqual({ cell: cell.name, ...wanted })
    } finally {
      await executor.destroy()
    }
  }
}
