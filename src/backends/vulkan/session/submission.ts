/** One submission of a plan, ready to be submitted again and again. */
import type { VkCommandBuffer } from '../bindings/index.ts'
import type { RecordCommand } from '../memory/build.ts'
import type { DeviceQueue } from '../device/queue.ts'
import type { SubmitInfo } from '../device/submit-info.ts'
import type { Dependence } from '../memory/variants.ts'

/** A semaphore to wait for: of another submission of the run, or of the run before. */
export interface PlannedWait {
  readonly queue: DeviceQueue
  /** Index of the submission, or −1 for the latest of the run before on that queue. */
  readonly submission: number
}

export interface Variant {
  readonly commands: VkCommandBuffer
  /** What it was recorded for, where it has to be recorded again when that changes. */
  recordedFor: readonly unknown[] | undefined
}

/** Command buffers of a submission, and what is in them. */
export interface Recorded {
  readonly recorders: readonly RecordCommand[]
  /** By frame, then by phase of rotation. */
  readonly variants: readonly Variant[]
}

export interface Submission {
  readonly queue: DeviceQueue
  readonly staged: Recorded
  /** For runs whose inputs were written directly; the same where that leaves nothing out. */
  readonly direct: Recorded
  readonly dependence: Dependence
  /** For messages. */
  readonly what: string
  /** Recorded once, when the plan was opened. */
  readonly isStatic: boolean
  /** It calls bodies, so it is recorded for every run. */
  readonly hasBodies: boolean
  readonly phases: number
  readonly waits: readonly PlannedWait[]
  readonly info: SubmitInfo
}
