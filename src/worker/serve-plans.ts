/** The side of the worker: it plans what it is asked for. */
import { builtinModule } from '../builtin-module.ts'
import { errorToData, invalidOption } from '../errors.ts'
import { parseProfile } from '../plan/parse-profile.ts'
import type { DeviceProfile } from '../plan/profile.ts'
import { createPlanner, type Planner, type PlannerOptions } from '../planner/planner.ts'
import type { ProgressOptions } from '../planner/progress.ts'
import {
  checkEndpoint,
  isMessage,
  listen,
  type MessageEndpoint,
  type PlanAnswer,
  type PlanRequest,
} from './messages.ts'

interface Scope {
  readonly postMessage?: unknown
}

/** The worker's own port: its global scope in browsers, `parentPort` in Node. */
function ownPort(): MessageEndpoint {
  const scope = globalThis as Scope
  const threads = builtinModule<{ readonly parentPort: MessageEndpoint | null }>('node:worker_threads')
  const port = threads?.parentPort ?? (typeof scope.postMessage === 'function' ? (scope as MessageEndpoint) : undefined)
  if (!port) throw invalidOption('port', undefined, 'given outside a worker')
  return port
}

/** Ports that are answered: twice would be twice the work. */
const served = new WeakSet<MessageEndpoint>()

/**
 * Answers the planners of `createWorkerPlanner`, one plan after another, and keeps plans as `createPlanner` does. Call it in the
 * file of the worker; `port` is the worker's own if it is left out.
 */
export function servePlans(port: MessageEndpoint = ownPort()): void {
  checkEndpoint(port, 'port')
  if (served.has(port)) return
  served.add(port)
  const planners = new Map<string, Planner>()
  listen(port, 'message', (data) => {
    if (isMessage(data) && data.memkit === 'plan') port.postMessage(answer(planners, data as PlanRequest, port))
  })
}

/** The planner for a device and these options: of so many that were used last, so that measured costs do not pile up. */
function plannerFor(planners: Map<string, Planner>, profile: DeviceProfile, options: PlannerOptions): Planner {
  const checked = parseProfile(profile)
  const key = JSON.stringify([checked, options])
  const planner = planners.get(key) ?? createPlanner(checked, options)
  planners.delete(key)
  planners.set(key, planner)
  if (planners.size > mostPlanners) planners.delete(planners.keys().next().value!)
  return planner
}
const mostPlanners = 16

function answer(planners: Map<string, Planner>, request: PlanRequest, port: MessageEndpoint): PlanAnswer {
  const { id, profile, options, graph, reportsProgress, cancelled } = request
  try {
    const planner = plannerFor(planners, profile, options)
    const progress: ProgressOptions = {
      ...(cancelled && {
        signal: {
          get aborted() {
            return Atomics.load(cancelled, 0) === 1
          },
        },
      }),
      ...(reportsProgress && {
        onProgress: (one) => port.postMessage({ memkit: 'progress', id, progress: one } satisfies PlanAnswer),
      }),
    }
    return { memkit: 'planned', id, plan: planner.plan(graph, progress) }
  } catch (error) {
    return { memkit: 'failed', id, error: errorToData(error) }
  }
}
