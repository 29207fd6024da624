/** Golden cases on a backend of any kind. */
import { createHash } from 'node:crypto'
import type { Backend } from '../../src/backends/backend.ts'
import { createExecutor, type RunOptions } from '../../src/executor/index.ts'
import type { FrameGraph } from '../../src/graph/document.ts'
import type { Plan } from '../../src/planner/index.ts'
import { generateBytes, inputBytes } from '../golden/support/inputs.ts'

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Bytes of the imported buffers by id. */
export const importedBytes = (graph: FrameGraph) =>
  Object.fromEntries(
    graph.resources.flatMap((resource) =>
      resource.lifetime === 'imported' && resource.kind === 'buffer'
        ? [[resource.id, generateBytes(resource.id, resource.size)] as const]
        : [],
    ),
  )

/** SHA-256 of every output by name, run after run on one executor. */
export async function outputHashes(
  plan: Plan,
  backend: Backend,
  runs: number,
  options: Omit<RunOptions, 'inputs'>,
): Promise<Record<string, string>[]> {
  const executor = await createExecutor(plan, backend)
  const results: Record<string, string>[] = []
  for (let r = 0; r < runs; r++) {
    const inputs = Object.fromEntries(
      plan.inputs
        .filter(({ producer }) => producer === undefined)
        .map((input) => [input.name, inputBytes(input.name, input.sizeBytes, r)]),
    )
    const { outputs } = await executor.run({ inputs, ...options })
    results.push(Object.fromEntries(Object.entries(outputs).map(([output, bytes]) => [output, sha256(bytes)])))
  }
  await executor.destroy()
  return results
}
