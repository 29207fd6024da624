/** Submissions of a plan, prepared to be submitted any number of times. */
import type { VkCommandBuffer } from '../bindings/index.ts'
import type { CallExternal } from '../record/bodies.ts'
import type { CalledBody } from '../../../plan/facts/submission-facts.ts'
import type { RecordCommand } from '../memory/build.ts'
import type { DeviceQueue } from '../device/queue.ts'
import type { SubmitInfo } from '../device/submit-info.ts'
import type { RunContext } from '../../backend.ts'
import type { RunPlace } from '../memory/places.ts'
import { isSameList } from '../../../graph/lists.ts'
import { handlesOf, type Dependence } from '../memory/variants.ts'

/** A wait for the semaphore value of another submission of the same run, or of the run before. */
export interface PlannedWait {
  readonly queue: DeviceQueue
  /** Index of the submission; −1 for the latest of the run before on that queue. */
  readonly submission: number
}

export interface Variant {
  readonly commands: VkCommandBuffer
  /** The values that the buffer was recorded for: static bodies, optional inputs; undefined before it is recorded, and for other imports. */
  recordedFor: readonly unknown[] | undefined
}

/** An external pass: it is called when what stands before it was submitted, and what stands behind it is submitted then. */
export interface External {
  readonly call: CallExternal
  readonly behind: Recorded
  readonly info: SubmitInfo
}

/** Command buffers of a submission, and the state they were recorded for. */
export interface Recorded {
  /** The recordings of the commands. */
  readonly recorders: () => readonly RecordCommand[]
  /** By frame, then by phase of rotation. */
  readonly variants: readonly Variant[]
}

export interface Submission {
  readonly queue: DeviceQueue
  readonly staged: Recorded
  /** Buffers for runs whose inputs were written directly; the same object where that omits no command. */
  readonly direct: Recorded
  readonly dependence: Dependence
  /** By frame: what the frame's latest run imported of what it depends on. */
  readonly handles: (readonly unknown[])[]
  /** Name of the submission, for messages. */
  readonly what: string
  /** Optional inputs whose commands are recorded where a run has them. */
  readonly optional: readonly string[]
  /** Whether each buffer is recorded once. */
  readonly isStatic: boolean
  /** Bodies that record a part of it. Unless all of them are static, it is recorded for every run. */
  readonly bodies: readonly CalledBody[]
  readonly phases: number
  readonly waits: readonly PlannedWait[]
  /** Present in the submission of an external pass. */
  readonly external: External | undefined
  readonly info: SubmitInfo
}

/** The variant for a run of a submission with so many phases. */
export const variantAt = ({ variants }: Recorded, phases: number, { frame, run }: RunPlace): Variant =>
  variants[phases > 0 ? frame * phases + (run % phases) : frame]!

/**
 * Notes what a run imports. Descriptors and views of imports are a frame's own: with other handles they become others, and nothing that
 * was recorded of the frame may be submitted again, in whatever phase of rotation.
 */
export function takeImports({ staged, direct, dependence, phases, handles }: Submission, run: RunPlace): void {
  const { frame } = run
  const given = handlesOf(dependence.imports, run)
  if (handles[frame] && isSameList(handles[frame], given)) return
  handles[frame] = given
  const count = Math.max(phases, 1)
  for (const { variants } of [staged, direct])
    for (let i = frame * count; i < (frame + 1) * count; i++) variants[i]!.recordedFor = undefined
}

/**
 * The values that a recording depends on, beside imports; undefined where a body may record something else in each run.
 * @param epochs the number of times that each pass's body was invalidated
 */
export function recordingKey(
  { bodies, optional }: Submission,
  context: RunContext,
  epochs: ReadonlyMap<string, number>,
): readonly unknown[] | undefined {
  const key: unknown[] = []
  for (const name of optional) key.push(context.absent?.has(name) ?? false)
  for (const { name, pass } of bodies) {
    const traits = context.bodies[name]?.traits
    if (!traits?.isStatic) return undefined
    key.push(traits, epochs.get(pass) ?? 0)
  }
  return key
}
