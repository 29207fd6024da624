/** Opens a plan on a device. */
import type { Backend } from '../backends/backend.ts'
import type { Plan } from '../planner/plan.ts'
import { createRunner, type Executor, type ExecutorOptions } from './executor.ts'

/**
 * Creates everything that a plan needs on a device: heaps, textures, staging for `framesInFlight` runs, pipelines.
 * Rejects with INVALID_PLAN, OUT_OF_MEMORY, SHADER_FAILED, DEVICE_LOST, …; nothing is left alive then.
 */
export async function createExecutor(plan: Plan, backend: Backend, options: ExecutorOptions = {}): Promise<Executor> {
  if (backend.lost) throw backend.lost
  const { framesInFlight = 2 } = options
  const session = await backend.open(plan, { framesInFlight })
  return createRunner(plan, backend, session, { ...options, framesInFlight })
}
