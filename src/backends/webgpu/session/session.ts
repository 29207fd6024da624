/** One plan's objects on a device, and its runs. */
import { backendFailed, destroyed, messageOf, planMismatch, type MemkitError } from '../../../errors.ts'
import type { Plan } from '../../../plan/document.ts'
import { heapWords } from '../../../plan/facts/plan-words.ts'
import type {
  KeptContents,
  MaybePromise,
  MemoryPart,
  PassTiming,
  RunContext,
  Session,
  SubmissionTiming,
} from '../../backend.ts'
import { adoptContents } from '../memory/adopt.ts'
import type { SessionObjects } from './create-objects.ts'
import type { Holdings } from '../device/holdings.ts'
import { markOwn } from '../../native-handles.ts'
import type { Epochs } from '../encode/epochs.ts'
import type { Images } from '../memory/images.ts'
import type { LiveCounts } from '../device/live-objects.ts'
import type { Places } from '../memory/places.ts'
import { StagingBuffer } from '../memory/staging.ts'
import { Submitter, type SubmitterParts } from './submitter.ts'
import type { Ticket } from './tickets.ts'

/** The part of the backend that a session uses. */
export interface DeviceStatus {
  readonly lost: MemkitError | undefined
  /** The error of the device's loss, where a failed call may have been its first sign. */
  lostSoon(): Promise<MemkitError | undefined>
}

export interface SessionParts extends SubmitterParts {
  readonly status: DeviceStatus
  readonly live: LiveCounts
  readonly holdings: Holdings
  readonly objects: SessionObjects
  readonly places: Places
  readonly epochs: Epochs
  readonly images: Images
  onDestroyed(session: WebGpuSession): void
}

/** In browsers nobody can transfer the buffer of a mapping. In Node anybody can, and what Dawn unmaps is a wild pointer then. */
const isNode = 'process' in globalThis

export class WebGpuSession implements Session {
  readonly objects: SessionObjects
  readonly directTimeline: (() => Plan['timeline']) | undefined
  /** Inputs go to the queue from memory of JavaScript's own. */
  readonly isDirectCached = true
  private readonly parts: SessionParts
  private readonly submitter: Submitter
  private ending: Promise<void> | undefined

  constructor(parts: SessionParts) {
    this.parts = parts
    this.objects = parts.objects
    const { direct } = parts
    this.directTimeline = direct && (() => direct.plan.timeline)
    this.submitter = new Submitter(parts, (frame, heap) => this.staging(frame, heap))
  }

  beginWrite(frame: number, heap: number): MaybePromise<Uint8Array> {
    return this.view(this.staging(frame, heap))
  }

  lendsViews(): boolean {
    return !isNode
  }

  writeHeap(heap: number, offset: number, bytes: Uint8Array): void {
    const { device, places } = this.parts
    this.check()
    // Not every implementation takes shared memory, which may change while it is read.
    const own = bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes)
    try {
      device.queue.writeBuffer(places.heapBuffers[heap]![0]!, offset, own)
    } catch (error) {
      throw backendFailed('queue.writeBuffer', messageOf(error), undefined, error)
    }
  }

  refusesImage(input: string, width: number, height: number): string | undefined {
    // Dawn in Node knows no images.
    if (!('copyExternalImageToTexture' in this.parts.device.queue)) return 'this device takes no images'
    return this.parts.images.refuses(input, width, height)
  }

  endWrite(_frame: number, _heap: number): void {
    // The buffer is unmapped when a submission uses it, so that a second write before that finds it still mapped.
  }

  beginRead(frame: number, heap: number): MaybePromise<Uint8Array> {
    return this.view(this.staging(frame, heap))
  }

  /** Unmapping detaches views. */
  lendsReads(): boolean {
    return true
  }

  endRead(frame: number, heap: number): void {
    this.staging(frame, heap).unmap()
  }

  submit(run: RunContext, submission: number): MaybePromise<void> {
    this.check()
    const { submitter } = this
    if (submitter.pending) return submitter.pending.then(() => this.submit(run, submission))
    const doubt = this.parts.imports.check(run)
    try {
      if (run.images) this.parts.images.prepare(this.parts.device, this.parts.holdings, run, submission)
      const rest = submitter.submit(run, submission, doubt)
      return rest instanceof Promise ? rest.catch(this.onError) : rest
    } catch (error) {
      return this.lossOr(error)
    }
  }

  completed(frame: number, submission: number): MaybePromise<void> {
    if (this.parts.status.lost) throw this.parts.status.lost
    try {
      return this.submitter.ticket(frame, submission).completed(this.onError)
    } catch (error) {
      return this.lossOr(error)
    }
  }

  async adopt(previous: Session, kept: KeptContents): Promise<void> {
    this.check()
    const { places } = (previous as WebGpuSession).parts
    await adoptContents(this.parts, places, this.parts.places, kept).catch(this.onError)
    if (this.parts.status.lost) throw this.parts.status.lost
  }

  sharesMemory(kind: 'heap' | 'texture', index: number, other: Session, otherIndex: number): boolean {
    const { objects } = other as WebGpuSession
    return kind === 'heap'
      ? this.objects.heaps[index]![0] === objects.heaps[otherIndex]![0]
      : this.objects.textures[index] === objects.textures[otherIndex]
  }

  resume(): void {
    this.check()
  }

  memory(): readonly MemoryPart[] {
    return this.parts.holdings.memory()
  }

  /** Everything goes through one queue. */
  readonly isOrderedWithOthers = true

  memoryOf(kind: 'heap' | 'texture', index: number): object {
    const { heapBuffers, textures } = this.parts.places
    const handle = kind === 'heap' ? heapBuffers[index]![0]! : textures[index]!
    markOwn(handle)
    return handle
  }

  timings(frame: number): readonly SubmissionTiming[] | undefined {
    return this.parts.timestamps?.timings(frame)
  }

  passTimings(frame: number): readonly PassTiming[] | undefined {
    return this.parts.timestamps?.passTimings(frame)
  }

  invalidate(pass: string): void {
    this.parts.epochs.next(pass)
  }

  async idle(): Promise<void> {
    await this.submitter.pending
    const idle = this.submitter
      .allTickets()
      .map((ticket) => ticket.idle())
      .filter((wait) => wait !== undefined)
    // A lost device may never answer; its work is over all the same.
    if (idle.length > 0)
      await this.parts.waits
        .wait<void>('Idle', (waiting) => void Promise.all(idle).then(() => waiting.resolve()))
        .catch(() => undefined)
  }

  destroy(): Promise<void> {
    return (this.ending ??= this.end())
  }

  /** The submissions that errors outside of any scope may belong to, the oldest first. */
  suspects(): readonly Ticket[] {
    return this.submitter.allTickets()
  }

  private async end(): Promise<void> {
    this.submitter.close()
    // A body whose promise never settles holds nothing of the device.
    await this.parts.waits
      .wait<void>('Idle', (waiting) => void this.idle().then(() => waiting.resolve()))
      .catch(() => undefined)
    this.submitter.giveUpBodies()
    for (const { object, users } of this.objects.heaps.flat())
      if (users === 1 && object instanceof StagingBuffer) object.abandon(destroyed('session'))
    this.parts.holdings.release()
    this.parts.live.end()
    this.parts.onDestroyed(this)
  }

  private check(): void {
    if (this.ending) throw destroyed('session')
    if (this.parts.status.lost) throw this.parts.status.lost
  }

  private staging(frame: number, heap: number): StagingBuffer {
    const staging = this.objects.heaps[heap]?.[frame]?.object
    return staging instanceof StagingBuffer ? staging : notForHost(this.parts.plan, heap)
  }

  private view(staging: StagingBuffer): MaybePromise<Uint8Array> {
    this.check()
    try {
      return staging.view(this.onError)
    } catch (error) {
      return this.lossOr(error)
    }
  }

  private readonly onError = (error: unknown): Promise<never> => this.lossOr(error)

  private async lossOr(error: unknown): Promise<never> {
    throw (await this.parts.status.lostSoon()) ?? (this.ending ? destroyed('session') : error)
  }
}

function notForHost(plan: Plan, heap: number): never {
  throw planMismatch(`The host cannot map ${heapWords(plan, heap)}`)
}
