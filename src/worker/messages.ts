/** The messages between a page and its planning worker; all of them can be cloned. */
import { invalidOption } from '../errors.ts'
import { isObject, readGiven } from '../given.ts'
import type { FrameGraph } from '../graph/document.ts'
import type { Plan } from '../plan/document.ts'
import type { DeviceProfile } from '../plan/profile.ts'
import type { PlannerOptions } from '../planner/planner-options.ts'
import type { PlanProgress } from '../planner/progress.ts'

export interface PlanRequest {
  readonly memkit: 'plan'
  /** Names the request; answers have it too. */
  readonly id: string
  readonly profile: DeviceProfile
  readonly options: PlannerOptions
  readonly graph: FrameGraph
  readonly reportsProgress: boolean
  /** Becomes 1 when the plan is no longer wanted; undefined where memory cannot be shared. */
  readonly cancelled: Int32Array | undefined
}

export type PlanAnswer =
  | { readonly memkit: 'progress'; readonly id: string; readonly progress: PlanProgress }
  | { readonly memkit: 'planned'; readonly id: string; readonly plan: Plan }
  | { readonly memkit: 'failed'; readonly id: string; readonly error: unknown }

/** A worker or a port, in browsers and in Node. */
export interface MessageEndpoint {
  /** Sends a message to the other side. */
  postMessage(message: unknown): void
  /** The way in which pages and workers of the web listen. */
  addEventListener?(type: string, listener: (event: object) => void): void
  /** Ports of the web, which workers are not, deliver nothing before it is called. */
  start?(): void
  /** The way in which Node's workers listen. */
  on?(type: string, listener: (data: unknown) => void): unknown
}

/** @throws MemkitError INVALID_OPTION for what takes no messages */
export function checkEndpoint(endpoint: MessageEndpoint, place: string): void {
  const isEndpoint = readGiven(
    place,
    () =>
      isObject(endpoint) &&
      typeof endpoint.postMessage === 'function' &&
      (typeof endpoint.on === 'function' || typeof endpoint.addEventListener === 'function'),
  )
  if (!isEndpoint) throw invalidOption(place, endpoint, 'a worker or a port')
}

/** Calls back with the data of each message, or of each error or message that cannot be read; at the end of a worker of Node's (`exit`) or of a port (`close`). */
export function listen(
  endpoint: MessageEndpoint,
  type: 'message' | 'messageerror' | 'error' | 'exit' | 'close',
  callback: (data: unknown) => void,
): void {
  if (endpoint.on) endpoint.on(type, callback)
  else if (type === 'message') {
    endpoint.addEventListener?.(type, (event) => callback((event as { readonly data: unknown }).data))
    endpoint.start?.()
  } else endpoint.addEventListener?.(type, (event) => callback(event))
}

/** Whether a message is one of ours: others may use the same worker. */
export const isMessage = (data: unknown): data is { readonly memkit: string } =>
  typeof data === 'object' && data !== null && 'memkit' in data
