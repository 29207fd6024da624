/** Plans, runs and frees in one call. */
import type { Backend } from '../backends/backend.ts'
import type { FrameGraph } from '../graph/document.ts'
import { planGraph, type PlanOptions } from '../planner/index.ts'
import { givenOptions, givenRecord, givenTimeout } from '../given.ts'
import { createExecutor } from './create-executor.ts'
import { runOptions } from './plan-run.ts'
import { checkBackend } from './given-backend.ts'
import type { ExecutorOptions, RunOptions, RunResult } from './executor.ts'
import { refuseInPlace, type OutputMemory } from './outputs.ts'

/** Options of `execute`: those of the executor and of its one run. */
export interface ExecuteOptions extends Omit<RunOptions, 'outputs'>, Omit<ExecutorOptions, 'framesInFlight'> {
  /** Memory for outputs by name, as in `RunOptions`; none is in place, because everything is freed. */
  readonly outputs?: Readonly<Record<string, OutputMemory>>
  /** Options of planning. */
  readonly plan?: PlanOptions
}

const optionNames = ['plan', 'timeoutMs', 'timings', ...runOptions] as const

/** Runs a graph once: plans it for the device, runs the plan, frees everything. Rejects as `planGraph` and `run` do. */
export async function execute(graph: FrameGraph, backend: Backend, options?: ExecuteOptions): Promise<RunResult> {
  checkBackend(backend)
  const { plan, timeoutMs, timings, ...run } = givenOptions<ExecuteOptions, (typeof optionNames)[number]>(
    options,
    optionNames,
  )
  givenTimeout(timeoutMs)
  const outputs = run.outputs && givenRecord(run.outputs, 'outputs', 'memory by name of output')
  refuseInPlace(outputs)
  const executor = await createExecutor(planGraph(graph, backend.profile, plan), backend, {
    framesInFlight: 1,
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(timings !== undefined && { timings }),
  })
  try {
    return await executor.run({ ...run, ...(outputs && { outputs }) })
  } finally {
    await executor.destroy()
  }
}
