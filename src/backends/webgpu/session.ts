/** One plan's objects on a device, and its runs. */
import { backendFailed, destroyed, isMemkitError, type MemkitError } from '../../errors.ts'
import type { Plan } from '../../planner/plan.ts'
import type { KeptContents, MaybePromise, RunContext, Session } from '../backend.ts'
import { adoptContents } from './adopt.ts'
import { messageOf } from './api-errors.ts'
import type { Owned, Staging } from './create-objects.ts'
import { Encoding, type Encode } from './encoding.ts'
import type { ImportChecks } from './imports.ts'
import type { LiveCounts } from './live-objects.ts'
import type { Places } from './places.ts'
import type { StagingBuffer } from './staging.ts'
import type { StagingUse } from './staging-uses.ts'
import { Ticket } from './tickets.ts'
import type { DeviceWaits } from './waits.ts'

/** What the session asks of its backend. */
export interface DeviceStatus {
  readonly lost: MemkitError | undefined
  /** The loss, where a failed call may have been its first sign. */
  lostSoon(): Promise<MemkitError | undefined>
}

export interface SessionParts {
  readonly device: GPUDevice
  readonly status: DeviceStatus
  readonly plan: Plan
  readonly waits: DeviceWaits
  readonly live: LiveCounts
  readonly owned: Owned
  readonly places: Places
  readonly staging: Staging
  /** By submission: what encodes its commands. */
  readonly submissions: readonly (readonly Encode[])[]
  readonly uses: readonly StagingUse[]
  readonly imports: ImportChecks
  readonly framesInFlight: number
  onDestroyed(session: WebGpuSession): void
}

export class WebGpuSession implements Session {
  private readonly parts: SessionParts
  /** By frame, then by submission. */
  private readonly tickets: readonly (readonly Ticket[])[]
  /** The submission whose asynchronous body is still encoding: later ones wait for it, to keep their order. */
  private encoding: Promise<unknown> | undefined
  private ending: Promise<void> | undefined

  constructor(parts: SessionParts) {
    this.parts = parts
    this.tickets = Array.from({ length: parts.framesInFlight }, () =>
      parts.plan.submissions.map(() => new Ticket(parts.device.queue, parts.waits)),
    )
  }

  beginWrite(frame: number, heap: number): MaybePromise<Uint8Array> {
    return this.view(this.parts.staging[heap]![frame]!)
  }

  endWrite(_frame: number, _heap: number): void {
    // The buffer is unmapped when a submission uses it, so that a second write before that finds it still mapped.
  }

  beginRead(frame: number, heap: number): MaybePromise<Uint8Array> {
    return this.view(this.parts.staging[heap]![frame]!)
  }

  endRead(frame: number, heap: number): void {
    this.parts.staging[heap]![frame]!.unmap()
  }

  submit(run: RunContext, submission: number): MaybePromise<void> {
    this.check()
    if (this.encoding) return this.encoding.then(() => this.submit(run, submission))
    const checking = this.parts.imports.check(run)
    if (checking) return this.inOrder(checking.then(() => this.guarded(() => this.encode(run, submission))))
    return this.guarded(() => this.encode(run, submission))
  }

  completed(frame: number, submission: number): MaybePromise<void> {
    if (this.parts.status.lost) throw this.parts.status.lost
    const what = `Submission ${submission} of ${JSON.stringify(this.parts.plan.name)}`
    const rest = this.guarded(() => this.tickets[frame]![submission]!.completed(what))
    return rest instanceof Promise ? rest.then(() => this.alive(undefined)) : rest
  }

  async adopt(previous: Session, kept: KeptContents): Promise<void> {
    this.check()
    const { places } = (previous as WebGpuSession).parts
    await this.guarded(() => adoptContents(this.parts, places, this.parts.places, kept))
    this.alive(undefined)
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
        .wait<void>('Idle', (resolve) => void Promise.all(idle).then(() => resolve()))
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
    for (const staging of this.parts.staging.flat()) staging.abandon(destroyed('session'))
    for (const object of this.parts.owned) {
      try {
        object.destroy()
      } catch {
        // The rest is freed all the same.
      }
    }
    this.parts.owned.length = 0
    this.parts.live.clear()
    this.parts.onDestroyed(this)
  }

  private check(): void {
    if (this.ending) throw destroyed('session')
    if (this.parts.status.lost) throw this.parts.status.lost
  }

  private view(staging: StagingBuffer): MaybePromise<Uint8Array> {
    this.check()
    const view = this.guarded(() => staging.view())
    return view instanceof Promise ? view.then((bytes) => this.alive(bytes)) : view
  }

  /** Waits may resolve although the device is gone, and then they mean nothing. */
  private alive<T>(value: T): T {
    if (this.parts.status.lost) throw this.parts.status.lost
    return value
  }

  /** A call that fails may be the first sign of a lost device: then that is its error. */
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

  private encode(run: RunContext, submission: number): MaybePromise<void> {
    const { device } = this.parts
    const ticket = this.tickets[run.frame]![submission]!
    ticket.begin()
    let rest: MaybePromise<void>
    const encoding = new Encoding(run, device.createCommandEncoder())
    try {
      rest = this.encodeFrom(0, this.parts.submissions[submission]!, encoding)
    } catch (error) {
      ticket.cancel()
      throw error
    }
    if (!rest) return this.send(run, submission, encoding, ticket)
    return this.inOrder(
      rest.then(
        () => this.send(run, submission, encoding, ticket),
        (error: unknown) => {
          ticket.cancel()
          throw error
        },
      ),
    )
  }

  private encodeFrom(start: number, encodes: readonly Encode[], encoding: Encoding): MaybePromise<void> {
    for (let i = start; i < encodes.length; i++) {
      const rest = encodes[i]!(encoding)
      if (rest) return rest.then(() => this.encodeFrom(i + 1, encodes, encoding))
    }
    encoding.endPass()
  }

  /** Exactly one `queue.submit`. */
  private send(run: RunContext, submission: number, encoding: Encoding, ticket: Ticket): void {
    const { device, staging, uses } = this.parts
    const { heaps, mapAfter } = uses[submission]!
    try {
      for (const heap of heaps) staging[heap]![run.frame]!.unmap()
      device.pushErrorScope('validation')
      try {
        device.queue.submit([encoding.encoder.finish()])
      } finally {
        ticket.submitted(device.popErrorScope())
        // A mapping that waits for the submission tells its end for nothing.
        const [first, ...rest] = mapAfter
        if (first === undefined) ticket.workUnknown()
        else staging[first]![run.frame]!.map(ticket)
        for (const heap of rest) staging[heap]![run.frame]!.map()
      }
    } catch (error) {
      ticket.fail(isMemkitError(error) ? error : asBackendError(error))
      throw ticket.error
    }
  }
}

const asBackendError = (error: unknown) => backendFailed('queue.submit', messageOf(error), undefined, error)
