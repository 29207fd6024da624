/** The net has no holes: whichever planned barrier is taken away, synchronization validation complains. */
import { describe, expect, it } from 'vitest'
import { createExecutor } from '../../src/executor/index.ts'
import { parseGraphText } from '../../src/graph/parse.ts'
import { planGraph, type Plan } from '../../src/planner/index.ts'
import type { Command } from '../../src/plan/document.ts'
import { goldenCases } from '../golden/support/cases.ts'
import { generateBytes, inputBytes } from '../golden/support/inputs.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { goldenVulkanBodies } from '../support/gpu/golden-bodies.ts'
import { importMapped } from '../support/gpu/vulkan-buffer.ts'
import { vulkanSuite } from '../support/gpu/vulkan-suite.ts'

const nothing: Command = { op: 'barrier', before: [], after: [] }

/** Barriers that the layer (1.3.239) can judge: it looks at one submission alone, and not at attachments of dynamic rendering. */
function judged(plan: Plan): [submission: number, command: number][] {
  return plan.submissions.flatMap(({ commands }, s) =>
    commands.flatMap((command, i): [number, number][] => {
      if (command.op !== 'barrier') return []
      const around = [commands[i - 1]?.op, commands[i + 1]?.op]
      const isFirst = i === 0 && !command.transitions
      const isDrawing = around.every((op) => op === 'render') && !command.transitions
      // Bodies of the tests bring full barriers of their own, and so does the kernel of a scatter.
      const isGuarded = around.includes('custom') || around.includes('scatter')
      return isFirst || isDrawing || isGuarded ? [] : [[s, i]]
    }),
  )
}

await describeGpu('vulkan', 'synchronization validation', (driver) => {
  // With direct writes there is nothing left for some barriers to order.
  const suite = vulkanSuite(driver, { directWrites: false })

  describe.skipIf(!driver.validationLayers)('with any one barrier taken out of the plan', () => {
    let count = 0
    it.each(goldenCases().map((one) => [one.name, one] as const))('complains about %s', async (_, { graphText }) => {
      const graph = parseGraphText(graphText)
      const plan = planGraph(graph, suite.backend.profile)
      const inputs = Object.fromEntries(
        plan.inputs.flatMap(({ name, sizeBytes, producer }) =>
          producer === undefined ? [[name, inputBytes(name, sizeBytes, 0)] as const] : [],
        ),
      )
      const imported = Object.fromEntries(
        graph.resources.flatMap((resource) =>
          resource.lifetime === 'imported' && resource.kind === 'buffer'
            ? [[resource.id, generateBytes(resource.id, resource.size)] as const]
            : [],
        ),
      )
      const complaints = async (of: Plan): Promise<string[]> => {
        const cleanUp: (() => void)[] = []
        const bodies = goldenVulkanBodies(suite.backend.native, graph, cleanUp)
        const { handles, buffers } = importMapped(suite.backend.native, imported)
        const executor = await createExecutor(of, suite.backend, { framesInFlight: 1, ignoreHash: true })
        await executor.run({ inputs, bodies, imports: handles })
        await executor.destroy()
        for (const { destroy } of Object.values(buffers)) destroy()
        for (const clean of cleanUp) clean()
        return suite.messages.splice(0).map(({ id }) => id)
      }
      expect(await complaints(plan)).toEqual([])
      for (const [s, i] of judged(plan)) {
        const broken = structuredClone(plan)
        broken.submissions[s]!.commands[i] = nothing
        const ids = await complaints(broken)
        // Where a layout is missing too, that is said first.
        expect({ submission: s, barrier: i, found: ids.length > 0 }).toEqual({ submission: s, barrier: i, found: true })
        count++
      }
    })

    it('and there were barriers of every kind', () => {
      expect(count).toBeGreaterThan(60)
    })
  })
})
