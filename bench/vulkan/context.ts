/** The context that the cases of this bench share. */
import type { VulkanBackend, VulkanOptions } from '../../src/backends/vulkan/index.ts'
import { createExecutor, type Executor } from '../../src/executor/index.ts'
import type { GraphDocument } from '../../src/graph/document.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph } from '../../src/planner/index.ts'

export interface Row {
  readonly case: string
  readonly way: string
  readonly medianMs: number
  readonly bestMs: number
  /** Bytes moved per nanosecond, by the median. */
  readonly gbPerSecond?: number
}

export interface Context {
  readonly backend: VulkanBackend
  readonly scale: number
  readonly threads: readonly number[]
  readonly rounds: number
  readonly rows: readonly Row[]
  openBackend(options: VulkanOptions): Promise<VulkanBackend>
  /** Makes a row of times in milliseconds. */
  note(name: string, way: string, bytes: number, times: number[]): Row
  /** @param before runs that come first and are not timed; default 3 */
  time(name: string, way: string, bytes: number, run: () => unknown, count?: number, before?: number): Promise<void>
}

/** Milliseconds. */
export async function elapsed(run: () => unknown): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}

export const open = (
  backend: VulkanBackend,
  document: Omit<GraphDocument, 'version' | 'name'>,
  framesInFlight = 1,
): Promise<Executor> =>
  createExecutor(planGraph(parseGraph({ version: 1, name: 'bench', ...document }), backend.profile), backend, {
    framesInFlight,
  })
