/** The one link of a program to a worker, which all planners on that worker share: it listens once, however many there are. */
import { errorFromData, listenerPromised, workerFailed } from '../errors.ts'
import { isObject, refusePromise } from '../given.ts'
import type { Plan } from '../plan/document.ts'
import type { PlanProgress } from '../planner/progress.ts'
import { isMessage, listen, type MessageEndpoint, type PlanAnswer } from './messages.ts'

/** One that waits for a plan. */
export interface Waiting {
  readonly resolve: (plan: Plan) => void
  readonly reject: (error: unknown) => void
  readonly onProgress: ((progress: PlanProgress) => void) | undefined
}

const links = new WeakMap<MessageEndpoint, WorkerLink>()

export const linkTo = (worker: MessageEndpoint): WorkerLink => {
  let link = links.get(worker)
  if (!link) links.set(worker, (link = new WorkerLink(worker)))
  return link
}

export class WorkerLink {
  /** By the name of the request. */
  readonly waiting = new Map<string, Waiting>()
  /** The error of a worker that has ended: it answers nothing any more. */
  ended: Error | undefined

  constructor(worker: MessageEndpoint) {
    // A thread of Node's that has ended tells so by its number, and in no other way.
    if ((worker as { readonly threadId?: unknown }).threadId === -1) this.ended = workerFailed(undefined)
    listen(worker, 'message', (data) => {
      if (isMessage(data)) this.answered(data as PlanAnswer)
    })
    /** A worker of Node's that fails ends right after. */
    let lastError: unknown
    listen(worker, 'error', (cause) => {
      const error = workerFailed((lastError = cause))
      // Pages are told of errors in a worker with a message; without one, its program could not be loaded.
      if (!isObject(cause) || !('message' in cause)) this.ended ??= error
      this.rejectAll(error)
    })
    listen(worker, 'messageerror', (cause) => this.rejectAll(workerFailed(cause)))
    for (const end of ['exit', 'close'] as const)
      listen(worker, end, () => this.rejectAll((this.ended ??= workerFailed(lastError))))
  }

  /** Rejects what waits, or what waits and has a name that begins so. */
  rejectAll(error: Error, beginning = ''): void {
    for (const [id, one] of this.waiting)
      if (id.startsWith(beginning)) {
        this.waiting.delete(id)
        one.reject(error)
      }
  }

  private answered(answer: PlanAnswer): void {
    const one = this.waiting.get(answer.id)
    if (!one) return
    if (answer.memkit !== 'progress') this.waiting.delete(answer.id)
    if (answer.memkit === 'planned') one.resolve(answer.plan)
    else if (answer.memkit === 'failed') one.reject(errorFromData(answer.error))
    else
      try {
        refusePromise(one.onProgress?.(answer.progress) as unknown, () => listenerPromised('onProgress'))
      } catch (error) {
        this.waiting.delete(answer.id)
        one.reject(error)
      }
  }
}
