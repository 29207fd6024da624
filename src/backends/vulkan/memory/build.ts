/** What is known while a plan's commands are compiled: each becomes a function that records it. */
import type { Plan } from '../../../plan/document.ts'
import type { DeviceProfile } from '../../../plan/profile.ts'
import type { Body, MaybePromise } from '../../backend.ts'
import type { Arena, VkCommandBuffer } from '../bindings/index.ts'
import type { Device } from '../device/device.ts'
import type { Places, RunPlace } from './places.ts'
import type { DeviceQueue } from '../device/queue.ts'
import type { Scope } from '../device/scope.ts'
import type { Sharing } from './sharing.ts'

/** One command buffer on its way. */
export interface Recording {
  readonly commands: VkCommandBuffer
  readonly at: RunPlace
  /** For structs of the calls; forgotten when the recording ends. */
  readonly arena: Arena
  /** Only where a submission calls bodies. */
  readonly bodies: Readonly<Record<string, Body>>
}

export type RecordCommand = (recording: Recording) => MaybePromise<void>

export interface Build {
  readonly device: Device
  readonly profile: DeviceProfile
  readonly plan: Plan
  readonly places: Places
  readonly scope: Scope
  /** For structs of the calls made while opening. */
  readonly arena: Arena
  /** For structs that live as long as the session. */
  readonly lasting: Arena
  /** Of buffers: among all families that the session uses. */
  readonly sharing: Sharing
  readonly framesInFlight: number
  /** The device's queue for each queue of the plan. */
  readonly queues: readonly DeviceQueue[]
}
