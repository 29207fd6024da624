/** State of a plan while it is opened: each of its commands is compiled to a function that records it. */
import type { Plan } from '../../../plan/document.ts'
import type { DeviceProfile } from '../../../plan/profile.ts'
import type { Body, MaybePromise, Predecessor } from '../../backend.ts'
import type { Arena, VkCommandBuffer } from '../bindings/index.ts'
import type { Device } from '../device/device.ts'
import type { FlatTarget } from './flat-target.ts'
import type { Places, RunPlace } from './places.ts'
import type { DeviceQueue } from '../device/queue.ts'
import type { Scope } from '../device/scope.ts'
import type { Sharing } from './sharing.ts'

/** One command buffer while it is recorded. */
export interface Recording {
  readonly commands: VkCommandBuffer
  readonly at: RunPlace
  /** Structs of the calls; reset when the recording ends. */
  readonly arena: Arena
  /** Bodies of the run; empty where the submission calls none. */
  readonly bodies: Readonly<Record<string, Body>>
}

export type RecordCommand = (recording: Recording) => MaybePromise<void>

export interface Build {
  readonly device: Device
  readonly profile: DeviceProfile
  readonly plan: Plan
  readonly places: Places
  readonly scope: Scope
  /** Structs of calls made while the plan is opened. */
  readonly arena: Arena
  /** Structs that live as long as the session. */
  readonly lasting: Arena
  /** Sharing of buffers: among all queue families that the session uses. */
  readonly sharing: Sharing
  readonly framesInFlight: number
  /** Queue of the device for each queue of the plan. */
  readonly queues: readonly DeviceQueue[]
  /** The pass that comes before copies to stencils, where the device needs one. */
  readonly flatTarget: FlatTarget | undefined
  /** The session before, whose memory may be used again. */
  readonly previous: PreviousMemory | undefined
}

export interface PreviousMemory extends Pick<Predecessor, 'heaps' | 'textures'> {
  readonly places: Places
}
