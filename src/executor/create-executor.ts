/** Opens a plan on a device. */
import type { Backend } from '../backends/backend.ts'
import type { Plan } from '../plan/document.ts'
import { invalidOption } from '../errors.ts'
import { checkFlag, checkFrames, givenOptions, givenTimeout } from '../given.ts'
import type { Executor, ExecutorOptions } from './executor.ts'
import { checkBackend } from './given-backend.ts'
import { createRunner } from './runner.ts'
import type { Opening } from './succession.ts'
import { createUpdatable } from './updatable.ts'
import { keepPlaces } from '../plan/rewrites/keep-places.ts'
import { isPlanned } from '../plan/trusted.ts'
import { validatePlan } from '../plan/validate/index.ts'

const optionNames = ['framesInFlight', 'timeoutMs', 'timings', 'ignoreHash'] as const

/**
 * Creates everything that a plan needs on a device: heaps, textures, staging for `framesInFlight` runs, pipelines.
 * Rejects with INVALID_PLAN, INVALID_OPTION, OUT_OF_MEMORY, SHADER_FAILED, DEVICE_LOST, …; nothing is left alive then.
 */
export async function createExecutor(plan: Plan, backend: Backend, options?: ExecutorOptions): Promise<Executor> {
  checkBackend(backend)
  if (backend.lost) throw backend.lost
  const {
    framesInFlight = 2,
    ignoreHash = false,
    timings,
    timeoutMs: longest,
  } = givenOptions<ExecutorOptions, keyof ExecutorOptions>(options, optionNames)
  const timeoutMs = givenTimeout(longest)
  checkFrames(framesInFlight)
  checkFlag(ignoreHash, 'ignoreHash')
  if (timings !== undefined && timings !== 'passes') throw invalidOption('timings', timings, '"passes"')
  const opening: Opening = {
    backend,
    isKnownByObject: (valid) => isPlanned(valid),
    check: (candidate) => validatePlan(candidate, backend.profile, ignoreHash),
    open: (valid, previous) => backend.open(valid, { framesInFlight, timings, ...(previous && { previous }) }),
    start: (valid, session, run) =>
      createRunner(valid, backend, session, { framesInFlight, ...(timeoutMs !== undefined && { timeoutMs }) }, run),
    keep: (valid, { plan, session, loans, nextRun }) =>
      keepPlaces(valid, plan, backend.profile, nextRun(), (heap) => loans.has(heap) || session.isLent?.(heap) === true),
  }
  const valid = opening.check(plan)
  return createUpdatable(opening.start(valid, await opening.open(valid), 0), opening)
}
