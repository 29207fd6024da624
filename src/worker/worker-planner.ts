/** The side of the page: it asks a worker for plans. */
import { checkFunction, givenOptions, readGiven } from '../given.ts'
import { destroyed, errorFromData, invalidOption, planningAborted, workerFailed } from '../errors.ts'
import type { FrameGraph, GraphDocument } from '../graph/document.ts'
import { parseGraph } from '../graph/parse.ts'
import type { NativeAbortSignal } from '../global-types.ts'
import type { Plan } from '../plan/document.ts'
import type { DeviceProfile } from '../plan/profile.ts'
import type { PlannerOptions } from '../planner/planner.ts'
import type { PlanProgress } from '../planner/progress.ts'
import {
  checkEndpoint,
  isMessage,
  listen,
  type MessageEndpoint,
  type PlanAnswer,
  type PlanRequest,
} from './messages.ts'

/** Options of one plan that a worker makes. */
export interface WorkerPlanOptions {
  /** Rejects the promise at once; the worker stops at its next phase where memory can be shared, and else finishes the plan. */
  readonly signal?: NativeAbortSignal
  /** Called at the start of each phase, and at the end. What it throws rejects the promise. */
  readonly onProgress?: (progress: PlanProgress) => void
}

/** A planner whose plans a worker makes. Made by `createWorkerPlanner`. */
export interface WorkerPlanner {
  /**
   * The plan of a graph, with the bytes that `planGraph` would give it here.
   * @throws MemkitError, by rejection, as `planGraph`; ABORTED by the signal; WORKER_FAILED where the worker failed or has ended.
   */
  plan(graph: FrameGraph | GraphDocument, options?: WorkerPlanOptions): Promise<Plan>
  /** Rejects what is not planned yet. The worker is the caller's to end. */
  destroy(): void
}

interface Waiting {
  readonly resolve: (plan: Plan) => void
  readonly reject: (error: unknown) => void
  readonly onProgress: ((progress: PlanProgress) => void) | undefined
}

interface Listening {
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** Number of planners made. It names requests and nothing else. */
let planners = 0

/**
 * A planner whose work is done by a worker that called `servePlans`: a `Worker` of a browser or of `node:worker_threads`, or a
 * `MessagePort`. Graphs and plans travel as structured clones.
 */
export function createWorkerPlanner(
  worker: MessageEndpoint,
  profile: DeviceProfile,
  options: PlannerOptions = {},
): WorkerPlanner {
  checkEndpoint(worker, 'worker')
  const waiting = new Map<string, Waiting>()
  /** Several planners may share a worker, each with names of its own for its requests. */
  const name = (planners = (planners + 1) % Number.MAX_SAFE_INTEGER)
  let next = 0
  let isDestroyed = false
  /** The error of a worker that has ended: it answers nothing any more. */
  let ended: Error | undefined

  listen(worker, 'message', (data) => {
    if (!isMessage(data)) return
    const answer = data as PlanAnswer
    const one = waiting.get(answer.id)
    if (!one) return
    if (answer.memkit === 'progress') return told(answer.id, one, answer.progress)
    waiting.delete(answer.id)
    if (answer.memkit === 'planned') one.resolve(answer.plan)
    else one.reject(errorFromData(answer.error))
  })
  const told = (id: string, one: Waiting, progress: PlanProgress): void => {
    try {
      one.onProgress?.(progress)
    } catch (error) {
      waiting.delete(id)
      one.reject(error)
    }
  }
  const rejectAll = (error: Error): void => {
    for (const one of waiting.values()) one.reject(error)
    waiting.clear()
  }
  /** A worker of Node's that fails ends right after. */
  let lastError: unknown
  listen(worker, 'error', (cause) => rejectAll(workerFailed((lastError = cause))))
  for (const end of ['exit', 'close'] as const)
    listen(worker, end, () => rejectAll((ended ??= workerFailed(lastError))))

  return {
    async plan(document, called) {
      if (isDestroyed) throw destroyed('planner')
      const { signal, onProgress } = takeOptions(called)
      if (signal?.aborted) throw planningAborted(signal.reason)
      const graph = parseGraph(document)
      if (ended) throw ended
      const id = `${name}/${next++}`
      const cancelled = signal && sharedFlag()
      const events = signal as unknown as Listening | undefined
      let onAbort: (() => void) | undefined
      try {
        return await new Promise<Plan>((resolve, reject) => {
          waiting.set(id, { resolve, reject, onProgress })
          if (signal)
            onAbort = () => {
              if (cancelled) Atomics.store(cancelled, 0, 1)
              waiting.delete(id)
              reject(planningAborted(signal.reason))
            }
          if (onAbort) events!.addEventListener('abort', onAbort)
          const reportsProgress = onProgress !== undefined
          const request: PlanRequest = { memkit: 'plan', id, profile, options, graph, reportsProgress, cancelled }
          // oxlint-disable-next-line unicorn/require-post-message-target-origin -- it is no window
          readGiven('options', () => worker.postMessage(request))
        })
      } finally {
        if (onAbort) events!.removeEventListener('abort', onAbort)
      }
    },
    destroy() {
      isDestroyed = true
      rejectAll(destroyed('planner'))
    },
  }
}

function takeOptions(given: WorkerPlanOptions | undefined): WorkerPlanOptions {
  const options = givenOptions<WorkerPlanOptions, keyof WorkerPlanOptions>(given, ['signal', 'onProgress'])
  const { signal, onProgress } = options
  const isSignal =
    signal == null || readGiven('signal', () => typeof (signal as Partial<Listening>).addEventListener === 'function')
  if (!isSignal) throw invalidOption('signal', signal, 'an AbortSignal')
  if (onProgress !== undefined) checkFunction(onProgress, 'onProgress')
  return options
}

/** A flag that the worker sees while it works; pages that are not isolated have none. */
function sharedFlag(): Int32Array | undefined {
  return typeof SharedArrayBuffer === 'function' ? new Int32Array(new SharedArrayBuffer(4)) : undefined
}
