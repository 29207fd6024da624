/** One plan's objects on a device, and its runs. */
import {
  backendFailed,
  capital,
  destroyed,
  externalRefused,
  isMemkitError,
  planMismatch,
  type MemkitError,
} from '../../../errors.ts'
import type { CommandOf, Plan } from '../../../plan/document.ts'
import { heapWords, submissionWords } from '../../../plan/facts/plan-words.ts'
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
import { messageOf } from '../device/api-errors.ts'
import type { SessionObjects } from './create-objects.ts'
import type { Holdings } from '../device/holdings.ts'
import { markOwn } from '../../native-handles.ts'
import type { CallExternal } from '../encode/bodies.ts'
import { Encoding, type Encode, type Labels } from '../encode/encoding.ts'
import type { Epochs } from '../encode/epochs.ts'
import type { Images } from '../memory/images.ts'
import type { ImportChecks } from './imports.ts'
import type { LiveCounts } from '../device/live-objects.ts'
import type { Places } from '../memory/places.ts'
import { labelsOf, type SubmissionLabels } from './labels.ts'
import { StagingBuffer } from '../memory/staging.ts'
import type { StagingUse } from '../memory/staging-uses.ts'
import { Ticket } from './tickets.ts'
import type { Timestamps } from './timestamps.ts'
import type { DeviceWaits } from '../device/waits.ts'

/** The part of the backend that a session uses. */
export interface DeviceStatus {
  readonly lost: MemkitError | undefined
  /** The error of the device's loss, where a failed call may have been its first sign. */
  lostSoon(): Promise<MemkitError | undefined>
}

export interface SessionParts {
  readonly device: GPUDevice
  readonly status: DeviceStatus
  readonly plan: Plan
  readonly waits: DeviceWaits
  readonly live: LiveCounts
  readonly holdings: Holdings
  readonly objects: SessionObjects
  readonly places: Places
  /** The functions that encode a submission's commands, by submission. */
  readonly submissions: readonly (readonly Encode[])[]
  /** By submission: the call of an external pass, which submits by itself; undefined where there are commands to encode. */
  readonly external: readonly (CallExternal | undefined)[]
  readonly uses: readonly StagingUse[]
  readonly imports: ImportChecks
  readonly epochs: Epochs
  readonly images: Images
  readonly timestamps: Timestamps | undefined
  readonly framesInFlight: number
  onDestroyed(session: WebGpuSession): void
}

/** In browsers nobody can transfer the buffer of a mapping. In Node anybody can, and what Dawn unmaps is a wild pointer then. */
const isNode = 'process' in globalThis

export class WebGpuSession implements Session {
  readonly objects: SessionObjects
  private readonly parts: SessionParts
  /** Tickets by frame, then by submission. */
  private readonly tickets: readonly (readonly Ticket[])[]
  /** By submission, from when it is encoded first. */
  private readonly labels: SubmissionLabels[] = []
  /** The number of times that each submission was encoded with the labels of all its commands, and how often it is. */
  private readonly labelled: Uint32Array
  /** Names of the submissions in errors and captures. */
  private readonly names: readonly string[]
  private readonly ways: number
  /** The submission whose asynchronous body is still encoding: later ones wait for it, to keep their order. */
  private encoding: Promise<unknown> | undefined
  private ending: Promise<void> | undefined

  constructor(parts: SessionParts) {
    this.parts = parts
    this.objects = parts.objects
    const { plan, device, waits } = parts
    this.ways = waysOf(plan)
    this.names = plan.submissions.map((_, s) => submissionWords(plan, s))
    this.labelled = new Uint32Array(plan.submissions.length)
    // Nothing proves commands that name what a run imports.
    const proofs = plan.imports.length > 0 ? Infinity : this.ways
    this.tickets = Array.from({ length: parts.framesInFlight }, () =>
      plan.submissions.map((_, s) => {
        const what = `${capital(this.names[s]!)} of ${JSON.stringify(plan.name)}`
        return new Ticket(device.queue, waits, what, proofs)
      }),
    )
  }

  beginWrite(frame: number, heap: number): MaybePromise<Uint8Array> {
    return this.view(this.staging(frame, heap))
  }

  lendsViews(): boolean {
    return !isNode
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

  endRead(frame: number, heap: number): void {
    this.staging(frame, heap).unmap()
  }

  submit(run: RunContext, submission: number): MaybePromise<void> {
    this.check()
    if (this.encoding) return this.encoding.then(() => this.submit(run, submission))
    const doubt = this.parts.imports.check(run)
    try {
      if (run.images) this.parts.images.prepare(this.parts.device, this.parts.holdings, run, submission)
      const call = this.parts.external[submission]
      const rest = call ? this.callExternal(call, run, submission, doubt) : this.encode(run, submission, doubt)
      return rest instanceof Promise ? rest.catch(this.onError) : rest
    } catch (error) {
      return this.lossOr(error)
    }
  }

  completed(frame: number, submission: number): MaybePromise<void> {
    if (this.parts.status.lost) throw this.parts.status.lost
    try {
      return this.tickets[frame]![submission]!.completed()?.then(this.onAlive, this.onError)
    } catch (error) {
      return this.lossOr(error)
    }
  }

  async adopt(previous: Session, kept: KeptContents): Promise<void> {
    this.check()
    const { places } = (previous as WebGpuSession).parts
    const isShared = (heap: number) => this.objects.heaps[heap]![0]!.users > 1
    await this.guarded(() => adoptContents(this.parts, places, this.parts.places, kept, isShared))
    this.alive(undefined)
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

  memory(): MemoryPart[] {
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
    await this.encoding?.catch(() => undefined)
    const idle = this.tickets
      .flat()
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

  /** The oldest submission that an error outside of any scope may belong to. */
  suspect(): Ticket | undefined {
    return this.tickets.flat().find((ticket) => ticket.mayErr)
  }

  private async end(): Promise<void> {
    await this.idle()
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
      const view = staging.view()
      return view instanceof Promise ? view.then(this.onAlive<Uint8Array>, this.onError) : view
    } catch (error) {
      return this.lossOr(error)
    }
  }

  private readonly onAlive = <T>(value: T): T => this.alive(value)
  private readonly onError = (error: unknown): Promise<never> => this.lossOr(error)

  /** The value, unless the device is lost: waits may resolve although it is, and then mean nothing. */
  private alive<T>(value: T): T {
    if (this.parts.status.lost) throw this.parts.status.lost
    return value
  }

  /** Makes a call. A call that fails may be the first sign of a lost device: then it fails with the error of the loss. */
  private guarded<T>(call: () => MaybePromise<T>): MaybePromise<T> {
    try {
      const result = call()
      return result instanceof Promise ? result.catch((error: unknown) => this.lossOr(error)) : result
    } catch (error) {
      return this.lossOr(error)
    }
  }

  private async lossOr(error: unknown): Promise<never> {
    throw (await this.parts.status.lostSoon()) ?? (this.ending ? destroyed('session') : error)
  }

  private inOrder(work: Promise<void>): Promise<void> {
    const settled = work.then(
      () => undefined,
      () => undefined,
    )
    const encoding: Promise<unknown> = settled.then(() => {
      if (this.encoding === encoding) this.encoding = undefined
    })
    this.encoding = encoding
    return work
  }

  /** @param doubt what may turn out to be wrong with imports: nobody waits for that, since a canvas's texture would not live so long */
  private encode(
    run: RunContext,
    submission: number,
    doubt: Promise<MemkitError | undefined> | undefined,
  ): MaybePromise<void> {
    const { device } = this.parts
    const ticket = this.tickets[run.frame]![submission]!
    const isUnproven = ticket.begin()
    let rest: MaybePromise<void>
    if (doubt) {
      ticket.doubt(doubt)
      device.pushErrorScope('validation')
    }
    const labels = this.labelsOf(submission)
    const encoding = new Encoding(run, device.createCommandEncoder({ label: this.names[submission]! }), labels)
    try {
      this.parts.timestamps?.begin(encoding.encoder, run.frame, submission)
      rest = this.encodeFrom(0, this.parts.submissions[submission]!, encoding)
    } catch (error) {
      ticket.cancel()
      throw error
    } finally {
      // What a doubtful handle leads to is told by the doubt.
      if (doubt) void device.popErrorScope().catch(() => undefined)
    }
    if (!rest) return this.send(run, submission, encoding, ticket, isUnproven)
    return this.inOrder(
      rest.then(
        () => this.send(run, submission, encoding, ticket, isUnproven),
        (error: unknown) => {
          ticket.cancel()
          throw error
        },
      ),
    )
  }

  /**
   * Calls an external pass: what it submits stands behind all that was submitted before, and before all that comes. What the device
   * refuses of its synchronous part is an error of this run.
   */
  private callExternal(
    call: CallExternal,
    run: RunContext,
    submission: number,
    doubt: Promise<MemkitError | undefined> | undefined,
  ): MaybePromise<void> {
    const { device, timestamps } = this.parts
    const ticket = this.tickets[run.frame]![submission]!
    ticket.begin()
    if (doubt) ticket.doubt(doubt)
    timestamps?.beginExternal(device, run.frame, submission)
    const cancel = (error: unknown): never => {
      ticket.cancel()
      throw error
    }
    const done = (): void => {
      timestamps?.endExternal(device, run.frame, submission)
      ticket.submitted(undefined, () => Promise.resolve(undefined))
      ticket.workUnknown()
      const clock = timestamps?.read(run.frame, submission)
      if (clock) ticket.also(clock)
    }
    let rest: MaybePromise<void>
    device.pushErrorScope('validation')
    try {
      rest = call(run)
    } catch (error) {
      return cancel(error)
    } finally {
      ticket.doubt(this.refusal(device.popErrorScope(), run, submission))
    }
    return rest ? this.inOrder(rest.then(done, cancel)) : done()
  }

  /** The device's refusal of an external pass, as an error with the pass's name. Never rejects. */
  private async refusal(
    scope: Promise<GPUError | null>,
    run: RunContext,
    submission: number,
  ): Promise<MemkitError | undefined> {
    const error = await scope.catch(() => null)
    if (!error) return undefined
    const external = this.parts.plan.submissions[submission]!.commands.find(({ op }) => op === 'external')
    const { body, passes } = external as CommandOf<'external'>
    return (await this.parts.imports.blame(run)) ?? externalRefused(body, passes[0]!, error.message)
  }

  /** All labels while something new may be refused; later those of bodies, which encode anew. */
  private labelsOf(submission: number): Labels | undefined {
    const { all, bodies } = (this.labels[submission] ??= labelsOf(this.parts.plan.submissions[submission]!.commands))
    if (this.labelled[submission]! >= this.ways) return bodies
    this.labelled[submission]!++
    return all
  }

  private encodeFrom(start: number, encodes: readonly Encode[], encoding: Encoding): MaybePromise<void> {
    for (let i = start; i < encodes.length; i++) {
      encoding.beginCommand(i)
      const rest = encodes[i]!(encoding)
      if (rest)
        return rest.then(() => {
          encoding.endCommand()
          return this.encodeFrom(i + 1, encodes, encoding)
        })
      encoding.endCommand()
    }
    encoding.endPass()
  }

  /** Submits, by exactly one `queue.submit`. */
  private send(run: RunContext, submission: number, encoding: Encoding, ticket: Ticket, isUnproven: boolean): void {
    const scoped = isUnproven || encoding.isFresh
    const { device, uses, timestamps, imports } = this.parts
    const { heaps, mapAfter } = uses[submission]!
    try {
      timestamps?.end(encoding.encoder, run.frame, submission)
      for (const heap of heaps) this.staging(run.frame, heap).unmap()
      if (scoped) device.pushErrorScope('validation')
      try {
        device.queue.submit([encoding.encoder.finish()])
      } finally {
        ticket.submitted(scoped ? device.popErrorScope() : undefined, () => imports.blame(run))
        // One mapping that waits for the submission is enough to learn its end, at no further cost.
        const [first, ...rest] = mapAfter
        if (first === undefined) ticket.workUnknown()
        else this.staging(run.frame, first).map(ticket)
        for (const heap of rest) this.staging(run.frame, heap).map()
        const clock = timestamps?.read(run.frame, submission)
        if (clock) ticket.also(clock)
      }
    } catch (error) {
      ticket.fail(isMemkitError(error) ? error : asBackendError(error))
      throw ticket.error
    }
  }
}

const asBackendError = (error: unknown) => backendFailed('queue.submit', messageOf(error), undefined, error)

/**
 * The number of runs after which a submission has been encoded in every way that rotation makes it differ, and so is known to be
 * valid, unless a body encodes something anew.
 */
function waysOf(plan: Plan): number {
  const counts = new Set<number>()
  for (const { rotation } of plan.heaps) if (rotation) counts.add(rotation.count)
  for (const { rotation } of plan.textures) if (rotation) counts.add(rotation.count)
  return [...counts].reduce((product, count) => product * count, 1)
}

function notForHost(plan: Plan, heap: number): never {
  throw planMismatch(`The host cannot map ${heapWords(plan, heap)}`)
}
