/** Plans, runs and frees in one call. */
import type { Backend } from '../backends/backend.ts'
import type { FrameGraph } from '../graph/document.ts'
import { planGraph, type PlanOptions } from '../planner/index.ts'
import { createExecutor } from './create-executor.ts'
import type { ExecutorOptions, RunOptions, RunResult } from './executor.ts'
import { refuseInPlace, type OutputMemory } from './outputs.ts'

export interface ExecuteOptions extends Omit<RunOptions, 'outputs'>, Omit<ExecutorOptions, 'framesInFlight'> {
  /** Memory for outputs by name, as in `RunOptions`; none is in place, because everything is freed. */
  readonly outputs?: Readonly<Record<string, OutputMemory>>
  /** Options of planning. */
  readonly plan?: PlanOptions
}

/** Runs a graph once: plans it for the device, runs the plan, frees everything. Rejects as `planGraph` and `run` do. */
export async function execute(graph: FrameGraph, backend: Backend, options: ExecuteOptions = {}): Promise<RunResult> {
  const { plan, timeoutMs, ...run } = options
  refuseInPlace(run.outputs)
  const limits = timeoutMs === undefined ? {} : { timeoutMs }
  const executor = await createExecutor(planGraph(graph, backend.profile, plan), backend, {
    framesInFlight: 1,
    ...limits,
  })
  try {
    return await executor.run(run)
  } finally {
    await executor.destroy()
  }
}
