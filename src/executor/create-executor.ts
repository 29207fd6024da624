/** Opens a plan on a device. */
import type { Backend } from '../backends/backend.ts'
import type { Plan } from '../planner/plan.ts'
import { invalidOption, planMismatch } from '../errors.ts'
import { createRunner, type Executor, type ExecutorOptions } from './executor.ts'
import { createUpdatable, type Opening } from './updatable.ts'
import { validatePlan } from './validate-plan.ts'

/**
 * Creates everything that a plan needs on a device: heaps, textures, staging for `framesInFlight` runs, pipelines.
 * Rejects with INVALID_PLAN, OUT_OF_MEMORY, SHADER_FAILED, DEVICE_LOST, …; nothing is left alive then.
 */
export async function createExecutor(plan: Plan, backend: Backend, options: ExecutorOptions = {}): Promise<Executor> {
  if (backend.lost) throw backend.lost
  const { framesInFlight = 2 } = options
  if (!Number.isInteger(framesInFlight) || framesInFlight < 1)
    throw invalidOption('framesInFlight', framesInFlight, 'a whole number of at least 1')
  const opening: Opening = {
    check(candidate) {
      const valid = validatePlan(candidate)
      checkQueues(valid, backend)
      return valid
    },
    open: (valid) => backend.open(valid, { framesInFlight }),
    start: (valid, session) => createRunner(valid, backend, session, { ...options, framesInFlight }),
  }
  const valid = opening.check(plan)
  return createUpdatable(opening.start(valid, await opening.open(valid)), opening)
}

/** A plan runs where each of its queues is: the same index, able to do at least the same. */
function checkQueues(plan: Plan, { profile }: Backend): void {
  plan.queues.forEach(({ kinds }, queue) => {
    const there = profile.queues[queue]
    if (!there || kinds.some((kind) => !there.kinds.includes(kind)))
      throw planMismatch(
        `Queue ${queue} of the plan (${kinds.join(', ')}) is not a queue of this device; plan for its own profile (backend.profile)`,
        { queue, wanted: kinds, available: profile.queues.map((available) => available.kinds) },
      )
  })
}
