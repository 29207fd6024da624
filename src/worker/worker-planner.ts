/** The side of the page: it asks a worker for plans. */
import { checkFunction, givenOptions, readGiven } from '../given.ts'
import { destroyed, invalidOption, planningAborted } from '../errors.ts'
import type { FrameGraph, GraphDocument } from '../graph/document.ts'
import { checkKind, wantedProfile } from '../graph/document-kinds.ts'
import { parseGraph } from '../graph/parse.ts'
import type { NativeAbortSignal } from '../global-types.ts'
import type { Plan } from '../plan/document.ts'
import { copiedProfile } from '../plan/copied-profile.ts'
import type { DeviceProfile } from '../plan/profile.ts'
import { takePlannerOptions, type PlannerOptions } from '../planner/planner-options.ts'
import type { PlanProgress } from '../planner/progress.ts'
import { checkEndpoint, type MessageEndpoint, type PlanRequest } from './messages.ts'
import { linkTo } from './worker-link.ts'

/** Options of one plan that a worker makes. */
export interface WorkerPlanOptions {
  /** Rejects the promise at once; the worker stops at its next phase where memory can be shared, and else finishes the plan. */
  readonly signal?: NativeAbortSignal
  /** Called at the start of each phase, and at the end. What it throws rejects the promise, and so does a promise that it returns (CALLBACK_FAILED). */
  readonly onProgress?: (progress: PlanProgress) => void
}

/** A planner whose plans a worker makes. Made by `createWorkerPlanner`. */
export interface WorkerPlanner {
  /**
   * The plan of a graph, with the bytes that `planGraph` would give it here.
   * @throws MemkitError, by rejection, as `planGraph`; ABORTED by the signal; WORKER_FAILED where the worker failed or has ended;
   *   in a browser, a worker that the page itself terminated tells nobody, and the plan is not settled before `destroy`.
   */
  plan(graph: FrameGraph | GraphDocument, options?: WorkerPlanOptions): Promise<Plan>
  /** Rejects what is not planned yet. The worker is the caller's to end. */
  destroy(): void
}

interface Listening {
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** Number of planners made. It names requests and nothing else. */
let planners = 0

/**
 * A planner whose work is done by a worker that called `servePlans`: a `Worker` of a browser or of `node:worker_threads`, or a
 * `MessagePort`. Graphs and plans travel as structured clones. Of the profile, the worker checks the fields, at the first plan.
 *
 * @throws MemkitError INVALID_OPTION; INVALID_PROFILE or WRONG_DOCUMENT where what is given is no device profile at all
 */
export function createWorkerPlanner(
  worker: MessageEndpoint,
  profile: DeviceProfile,
  options: PlannerOptions = {},
): WorkerPlanner {
  checkEndpoint(worker, 'worker')
  const device = copiedProfile(profile)
  checkKind(device, wantedProfile)
  const { plan: planOptions, ...kept } = takePlannerOptions(options)
  const checked: PlannerOptions = { ...planOptions, ...kept }
  const link = linkTo(worker)
  /** Several planners may share a worker, each with names of its own for its requests. */
  const name = `${(planners = (planners + 1) % Number.MAX_SAFE_INTEGER)}/`
  let next = 0
  let isDestroyed = false

  return {
    async plan(document, called) {
      if (isDestroyed) throw destroyed('planner')
      const { signal, onProgress } = takeOptions(called)
      if (signal?.aborted) throw planningAborted(signal.reason)
      const graph = parseGraph(document)
      if (link.ended) throw link.ended
      const id = `${name}${next++}`
      const cancelled = signal && sharedFlag()
      const events = signal as unknown as Listening | undefined
      let onAbort = (): void => undefined
      try {
        return await new Promise<Plan>((resolve, reject) => {
          link.waiting.set(id, { resolve, reject, onProgress })
          onAbort = () => {
            if (cancelled) Atomics.store(cancelled, 0, 1)
            reject(planningAborted(signal?.reason))
          }
          readGiven('signal', () => events?.addEventListener('abort', onAbort))
          const reportsProgress = onProgress !== undefined
          const asked = { id, profile: device as DeviceProfile, options: checked, graph, reportsProgress, cancelled }
          // oxlint-disable-next-line unicorn/require-post-message-target-origin -- it is no window
          worker.postMessage({ memkit: 'plan', ...asked } satisfies PlanRequest)
        })
      } finally {
        link.waiting.delete(id)
        readGiven('signal', () => events?.removeEventListener('abort', onAbort))
      }
    },
    destroy() {
      isDestroyed = true
      link.rejectAll(destroyed('planner'), name)
    },
  }
}

function takeOptions(given: WorkerPlanOptions | undefined): WorkerPlanOptions {
  const options = givenOptions<WorkerPlanOptions, keyof WorkerPlanOptions>(given, ['signal', 'onProgress'])
  const { signal, onProgress } = options
  const isSignal =
    signal == null ||
    readGiven('signal', () => {
      const { addEventListener, removeEventListener } = signal as Partial<Listening>
      return typeof addEventListener === 'function' && typeof removeEventListener === 'function'
    })
  if (!isSignal) throw invalidOption('signal', signal, 'an AbortSignal')
  if (onProgress !== undefined) checkFunction(onProgress, 'onProgress')
  return options
}

/** A flag that the worker sees while it works; pages that are not isolated have none. */
function sharedFlag(): Int32Array | undefined {
  return typeof SharedArrayBuffer === 'function' ? new Int32Array(new SharedArrayBuffer(4)) : undefined
}
