/** A plan's objects on a device, and its runs. A warm run changes a few numbers and submits what was recorded before. */
import { destroyed, planMismatch } from '../../../errors.ts'
import { submissionWords } from '../../../plan/facts/plan-words.ts'
import type { Plan } from '../../../plan/document.ts'
import type {
  KeptContents,
  MaybePromise,
  MemoryPart,
  PassTiming,
  RunContext,
  Session,
  SubmissionTiming,
} from '../../backend.ts'
import { InOrder } from '../../in-order.ts'
import { adoptContents } from './adopt.ts'
import type { Arena } from '../bindings/index.ts'
import type { CopyThreads } from './copy-threads.ts'
import type { Device } from '../device/device.ts'
import type { DirectWrites } from '../../../plan/rewrites/direct-writes.ts'
import { HostMemory } from '../memory/host-memory.ts'
import { importChecks } from '../memory/imports.ts'
import type { Places } from '../memory/places.ts'
import { record } from './recorder.ts'
import type { Scope } from '../device/scope.ts'
import {
  recordingKey,
  takeImports,
  variantAt,
  type External,
  type Recorded,
  type Submission,
  type Variant,
} from './submission.ts'
import type { Timestamps } from './timestamps.ts'
import { isSameList } from '../../../graph/lists.ts'

/** Bytes of one slice of a large copy, which takes a few milliseconds. */
const sliceBytes = 32 * 2 ** 20

/** Facts that a buffer depends on, which are the same in every run. */
const nothing: readonly unknown[] = []

export interface SessionParts {
  readonly device: Device
  readonly plan: Plan
  readonly scope: Scope
  readonly places: Places
  readonly submissions: readonly Submission[]
  readonly framesInFlight: number
  /** Structs of recordings made during runs. */
  readonly arena: Arena
  /** Structs that live as long as the session. */
  readonly lasting: Arena
  /** Semaphore value of the first queue at which the session's memory is initialised. */
  readonly ready: number
  readonly timestamps: Timestamps | undefined
  readonly directWrites: DirectWrites | undefined
  readonly copies: CopyThreads
  onDestroyed(session: VulkanSession): void
}

export class VulkanSession implements Session {
  readonly directTimeline: (() => Plan['timeline']) | undefined
  readonly isDirectCached: boolean
  private readonly parts: SessionParts
  /** By frame, then by submission: the semaphore value that the submission signals; −1 before the first. */
  private readonly values: readonly number[][]
  /** By queue of the device: the latest semaphore value of this session, and of its runs before the current one. */
  private readonly latest: number[]
  private readonly before: number[]
  /** Submissions that depend on what a run imports. */
  private readonly importing: readonly Submission[]
  private run = -1
  private readonly host: HostMemory
  /** The number of times that each pass's body was invalidated. */
  private readonly epochs = new Map<string, number>()
  /** Submissions that are still being recorded, or whose external pass is still submitting. */
  private readonly inOrder = new InOrder()
  /** A copy of contents from this session or to it. Never rejects. */
  private copying: Promise<unknown> | undefined
  private listed: readonly MemoryPart[] | undefined
  private ending: Promise<void> | undefined
  private readonly checkImports: ReturnType<typeof importChecks>

  constructor(parts: SessionParts) {
    this.parts = parts
    const { plan, framesInFlight, device, places, ready, directWrites } = parts
    this.checkImports = importChecks(plan, device)
    this.importing = parts.submissions.filter(({ dependence }) => dependence.imports.length > 0)
    this.directTimeline = directWrites && (() => directWrites.direct.timeline)
    this.isDirectCached = Array.from(directWrites?.heaps ?? [], (heap) => places.heaps[heap]![0]!.place.cached).every(
      Boolean,
    )
    this.values = Array.from({ length: framesInFlight }, () => plan.submissions.map(() => -1))
    this.latest = device.queues.map((_, queue) => (queue === 0 ? ready : 0))
    this.before = device.queues.map(() => 0)
    this.host = new HostMemory(parts)
  }

  beginWrite(frame: number, heap: number): Uint8Array {
    this.check()
    return this.host.view(frame, heap)
  }

  lendsViews(frame: number, heap: number): boolean {
    return this.host.isOurs(frame, heap)
  }

  inputMemory(frame: number, heap: number): Uint8Array | undefined {
    this.check()
    return this.host.lend(frame, heap)
  }

  outputMemory(frame: number, heap: number): Uint8Array | undefined {
    return this.inputMemory(frame, heap)
  }

  isLent(heap: number): boolean {
    return this.host.isLent(heap)
  }

  canResume(): boolean {
    return !this.host.isLentByOthers()
  }

  endWrite(_frame: number, _heap: number): void {
    // Writes of the host to coherent memory before a submission are visible to it.
  }

  writeLarge(frame: number, heap: number, offset: number, bytes: () => Uint8Array): Promise<void> {
    return this.copySlices(frame, heap, offset, bytes, (staging, slice) => this.parts.copies.copy(staging, slice))
  }

  readLarge(frame: number, heap: number, offset: number, target: () => Uint8Array): Promise<void> {
    return this.copySlices(frame, heap, offset, target, (staging, slice) => this.parts.copies.copy(slice, staging))
  }

  beginRead(frame: number, heap: number): Uint8Array {
    this.check()
    return this.host.viewToRead(frame, heap)
  }

  lendsReads(frame: number, heap: number): boolean {
    return this.host.isOurs(frame, heap)
  }

  endRead(_frame: number, _heap: number): void {
    // The memory stays mapped.
  }

  submit(context: RunContext, submission: number): MaybePromise<void> {
    const { pending } = this.inOrder
    if (pending) return pending.then(() => this.submit(context, submission))
    this.check()
    if (context.run !== this.run) this.beginRun(context)
    const planned = this.parts.submissions[submission]!
    const { phases, isStatic } = planned
    const recorded = context.direct ? planned.direct : planned.staged
    const variant = variantAt(recorded, phases, context)
    const key = isStatic ? nothing : recordingKey(planned, context, this.epochs)
    if (key && phases > 0 && variant.recordedFor && (isStatic || isSameList(variant.recordedFor, key)))
      return this.follow(this.send(context, submission, variant))
    variant.recordedFor = undefined
    return this.recordAnew(recorded, context, submission, variant, key)
  }

  private recordAnew(
    recorded: Recorded,
    context: RunContext,
    submission: number,
    variant: Variant,
    key: readonly unknown[] | undefined,
  ): MaybePromise<void> {
    const recording = this.record(recorded, context, variant)
    const done = (): MaybePromise<void> => {
      variant.recordedFor = key
      return this.send(context, submission, variant)
    }
    return this.follow(recording ? recording.then(done) : done())
  }

  invalidate(pass: string): void {
    this.epochs.set(pass, (this.epochs.get(pass) ?? 0) + 1)
  }

  completed(frame: number, submission: number): MaybePromise<void> {
    const value = this.values[frame]![submission]!
    const { device, submissions } = this.parts
    device.checkLost()
    if (value < 0)
      throw planMismatch(`A wait for ${submissionWords(this.parts.plan, submission)} came before it was submitted`)
    return submissions[submission]!.queue.wait(value)
  }

  /** Runs of the others begin with a full barrier on the first queue, and so do those of this session. */
  get isOrderedWithOthers(): boolean {
    const { device, submissions } = this.parts
    return submissions.every(({ queue }) => queue === device.queues[0])
  }

  memoryOf(kind: 'heap' | 'texture', index: number): object {
    const { heaps, images } = this.parts.places
    return kind === 'heap' ? { buffer: heaps[index]![0]!.buffer } : { image: images[index]!.image }
  }

  get places(): Places {
    return this.parts.places
  }

  sharesMemory(kind: 'heap' | 'texture', index: number, other: Session, otherIndex: number): boolean {
    const [{ heaps, images }, there] = [this.places, (other as VulkanSession).places]
    return kind === 'heap'
      ? heaps[index]![0] === there.heaps[otherIndex]![0]
      : images[index]!.image === there.images[otherIndex]!.image
  }

  resume(previous: Session): void {
    this.check()
    this.comeAfter(previous as VulkanSession)
  }

  /** Submissions from now on come behind those that the other session has submitted. */
  comeAfter(previous: VulkanSession): void {
    previous.latest.forEach((value, queue) => (this.latest[queue] = Math.max(this.latest[queue]!, value)))
  }

  memory(): readonly MemoryPart[] {
    return (this.listed ??= this.listMemory())
  }

  /** The same for as long as the session. */
  private listMemory(): MemoryPart[] {
    const { heaps, images } = this.places
    const allocations = new Set(heaps.flatMap((frames) => frames.map(({ place }) => place.allocation)))
    for (const image of images) for (const allocation of image?.made?.allocations ?? []) allocations.add(allocation)
    return Array.from(allocations, (part) => ({ part, sizeBytes: part.sizeBytes }))
  }

  timings(frame: number): readonly SubmissionTiming[] | undefined {
    return this.parts.timestamps?.read(frame)
  }

  passTimings(frame: number): readonly PassTiming[] | undefined {
    return this.parts.timestamps?.readPasses(frame)
  }

  async adopt(previous: Session, contents: KeptContents): Promise<void> {
    this.check()
    if (!(previous instanceof VulkanSession)) throw planMismatch('The other plan is not on this device')
    const { device, places } = this.parts
    const kept = { from: previous.parts.places, to: places, contents, after: previous.latest }
    const copied = adoptContents(device, kept)
    // Neither session may be freed before the copy ends.
    this.copying = previous.copying = copied.catch(() => undefined)
    this.latest[0] = Math.max(this.latest[0]!, await copied)
  }

  async idle(): Promise<void> {
    await this.copying
    await this.inOrder.pending
    const { device } = this.parts
    for (const queue of device.queues) await queue.settle(this.latest[queue.index]!)
  }

  destroy(): Promise<void> {
    return (this.ending ??= this.end())
  }

  private async end(): Promise<void> {
    await this.idle()
    this.parts.scope.free()
    this.parts.onDestroyed(this)
  }

  private check(): void {
    if (this.ending) throw destroyed('session')
    this.parts.device.checkLost()
  }

  /**
   * Copies in slices. Both arrays are fetched again for every slice, because between slices the session may end, or a buffer
   * may be detached.
   */
  private async copySlices(
    frame: number,
    heap: number,
    offset: number,
    other: () => Uint8Array,
    copy: (staging: Uint8Array, slice: Uint8Array) => void,
  ): Promise<void> {
    for (let at = 0; ; at += sliceBytes) {
      const whole = other()
      const slice = whole.subarray(at, at + sliceBytes)
      this.check()
      copy(this.host.view(frame, heap).subarray(offset + at, offset + at + slice.length), slice)
      if (at + sliceBytes >= whole.length) return
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  /** Starts a run: from here on, prologues wait for the work before it. */
  private beginRun(context: RunContext): void {
    this.checkImports?.(context.imports)
    this.run = context.run
    this.parts.timestamps?.reset(context.frame)
    for (let queue = 0; queue < this.before.length; queue++) this.before[queue] = this.latest[queue]!
    for (let i = 0; i < this.importing.length; i++) takeImports(this.importing[i]!, context)
  }

  private record({ recorders }: Recorded, context: RunContext, { commands }: Variant): MaybePromise<void> {
    const { device, arena } = this.parts
    return record(device, { commands, at: context, arena, bodies: context.bodies }, recorders())
  }

  /** Submits a variant with exactly one vkQueueSubmit2; around an external pass, one before its body is called and one behind. */
  private send(context: RunContext, submission: number, { commands }: Variant): MaybePromise<void> {
    const { submissions, device } = this.parts
    const { queue, info, waits, what, external } = submissions[submission]!
    const values = this.values[context.frame]!
    for (let i = 0; i < waits.length; i++) {
      const wait = waits[i]!
      info.setWait(i, wait.submission < 0 ? this.before[wait.queue.index]! : values[wait.submission]!)
    }
    device.counts.submissions++
    this.latest[queue.index] = values[submission] = queue.submit(info, commands, what)
    return external && this.sendExternal(context, submission, external)
  }

  /** Calls an external pass, and submits what stands behind it. */
  private sendExternal(context: RunContext, submission: number, { call, behind, info }: External): MaybePromise<void> {
    const { device, submissions } = this.parts
    const { queue, what, phases } = submissions[submission]!
    const values = this.values[context.frame]!
    const last = variantAt(behind, phases, context)
    const finish = (): void => {
      this.check()
      if (!last.recordedFor) void this.record(behind, context, last)
      last.recordedFor = nothing
      device.counts.submissions++
      this.latest[queue.index] = values[submission] = queue.submit(info, last.commands, what)
    }
    const rest = call(context, context.bodies)
    return rest ? rest.then(finish) : finish()
  }

  private follow(work: MaybePromise<void>): MaybePromise<void> {
    return work ? this.inOrder.follow(work) : undefined
  }
}
