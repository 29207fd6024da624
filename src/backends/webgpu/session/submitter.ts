/**
 * Submissions of a session: each is encoded anew for every run, watched by an error scope until it is known to be valid, and submitted. Of
 * runs that are alike, the next one's commands are encoded while the device works on this one's.
 */
import {
  backendFailed,
  capital,
  destroyed,
  externalRefused,
  isMemkitError,
  messageOf,
  type MemkitError,
} from '../../../errors.ts'
import type { CommandOf, Plan } from '../../../plan/document.ts'
import { submissionWords } from '../../../plan/facts/plan-words.ts'
import type { MaybePromise, RunContext } from '../../backend.ts'
import { InOrder } from '../../in-order.ts'
import { errorOf } from '../device/api-errors.ts'
import type { DeviceWaits } from '../device/waits.ts'
import type { CallExternal } from '../encode/bodies.ts'
import { Encoding, type Encode, type Labels } from '../encode/encoding.ts'
import type { StagingBuffer } from '../memory/staging.ts'
import { CommandsAhead } from './commands-ahead.ts'
import type { ImportChecks } from './imports.ts'
import { Ticket } from './tickets.ts'
import type { Timestamps } from './timestamps.ts'
import { KnownWay, variantsOf, type Way } from './way.ts'

export interface SubmitterParts {
  readonly device: GPUDevice
  readonly plan: Plan
  readonly waits: DeviceWaits
  readonly staged: Way
  /** For runs whose small inputs the queue writes in place; undefined where there are none. */
  readonly direct: Way | undefined
  /** By submission: the call of an external pass, which submits by itself; undefined where there are commands to encode. */
  readonly external: readonly (CallExternal | undefined)[]
  readonly imports: ImportChecks
  readonly timestamps: Timestamps | undefined
  readonly framesInFlight: number
}

export class Submitter {
  private readonly parts: SubmitterParts
  private readonly stagingOf: (frame: number, heap: number) => StagingBuffer
  private readonly staged: KnownWay
  private readonly direct: KnownWay | undefined
  /** Tickets by frame, then by submission. */
  private readonly tickets: readonly (readonly Ticket[])[]
  /** Names of the submissions in errors and captures. */
  private readonly names: readonly string[]
  /** The number of runs after which rotation has brought about every way in which a submission is encoded. */
  private readonly variants: number
  /** The command buffer to submit, in one list that is reused. */
  private readonly buffers: (GPUCommandBuffer | undefined)[] = [undefined]
  /** The encoding of a submission that was sent, to be used again. */
  private spare: Encoding | undefined
  private readonly ahead: CommandsAhead
  /** Asynchronous bodies that are still encoding. */
  private readonly inOrder = new InOrder()
  private isOver = false

  constructor(parts: SubmitterParts, stagingOf: (frame: number, heap: number) => StagingBuffer) {
    this.parts = parts
    this.stagingOf = stagingOf
    const { plan, device, waits, framesInFlight } = parts
    this.staged = new KnownWay(parts.staged)
    this.direct = parts.direct && new KnownWay(parts.direct)
    this.variants = variantsOf(plan)
    this.ahead = new CommandsAhead(framesInFlight, plan.submissions.length, this.variants, this.encodeAhead)
    this.names = plan.submissions.map((_, s) => submissionWords(plan, s))
    // Nothing proves commands that name what a run imports.
    const proofs = plan.imports.length > 0 ? Infinity : this.variants
    this.tickets = Array.from({ length: framesInFlight }, () =>
      plan.submissions.map((_, s) => {
        const what = `${capital(this.names[s]!)} of ${JSON.stringify(plan.name)}`
        return new Ticket(device.queue, waits, what, proofs)
      }),
    )
  }

  /** A promise that must settle before a submission is encoded; undefined for none. */
  get pending(): Promise<void> | undefined {
    return this.inOrder.pending
  }

  ticket(frame: number, submission: number): Ticket {
    return this.tickets[frame]![submission]!
  }

  allTickets(): Ticket[] {
    return this.tickets.flat()
  }

  /** Lets go of what was encoded for runs that will not come. */
  close(): void {
    this.ahead.close()
  }

  /** Has bodies that end from now on submit nothing: what they were given is gone. */
  giveUpBodies(): void {
    this.isOver = true
  }

  /** @param doubt what may turn out to be wrong with imports: nobody waits for that, since a canvas's texture would not live so long */
  submit(run: RunContext, submission: number, doubt: Promise<MemkitError | undefined> | undefined): MaybePromise<void> {
    const call = this.parts.external[submission]
    return call ? this.callExternal(call, run, submission, doubt) : this.encode(run, submission, doubt)
  }

  private wayOf(run: RunContext): KnownWay {
    return (run.direct && this.direct) || this.staged
  }

  private encode(
    run: RunContext,
    submission: number,
    doubt: Promise<MemkitError | undefined> | undefined,
  ): MaybePromise<void> {
    const { device } = this.parts
    const known = this.wayOf(run)
    const ticket = this.ticket(run.frame, submission)
    const isUnproven = ticket.begin(known === this.direct)
    const isPlain = !isUnproven && !doubt && !run.absent && !run.images
    const ready = isPlain ? this.ahead.take(run, submission) : undefined
    if (ready) {
      this.send(run, submission, ready, ticket, false)
      this.ahead.follow(run, submission)
      return undefined
    }
    let rest: MaybePromise<void>
    if (doubt) ticket.doubt(doubt)
    const labels = known.labelsOf(submission, this.variants)
    const isScoped = doubt !== undefined || known.callsBodies(submission)
    if (isScoped) device.pushErrorScope('validation')
    const encoding = this.begin(run, submission, labels)
    try {
      this.parts.timestamps?.begin(encoding.encoder, run.frame, submission)
      rest = this.encodeFrom(0, known.encodesOf(submission, encoding.isLabelled), encoding)
    } catch (error) {
      ticket.cancel()
      throw error
    } finally {
      // Errors that a doubtful handle causes are reported as the doubt itself.
      if (isScoped) encoding.closeScope(device.popErrorScope(), doubt !== undefined)
    }
    if (!rest) {
      this.send(run, submission, encoding, ticket, isUnproven)
      if (isUnproven || encoding.isFresh) ticket.watched()
      this.spare = encoding
      // Commands of bodies have labels in every run.
      if (isPlain && !labels) this.ahead.follow(run, submission)
      else this.ahead.forget(run, submission)
      return undefined
    }
    ticket.followed()
    return this.inOrder.follow(
      rest.then(
        () => this.send(run, submission, encoding, ticket, isUnproven),
        (error: unknown) => {
          ticket.cancel()
          throw error
        },
      ),
    )
  }

  private begin(run: RunContext, submission: number, labels: Labels | undefined): Encoding {
    const { device } = this.parts
    // Where nothing new can be refused, the name would be copied in every run for nobody.
    const encoder = labels
      ? device.createCommandEncoder({ label: this.names[submission]! })
      : device.createCommandEncoder()
    const encoding = this.spare ?? new Encoding()
    this.spare = undefined
    encoding.begin(run, encoder, labels)
    return encoding
  }

  /** The commands of a submission that nothing can be said against any more, for a later run. */
  private readonly encodeAhead = (run: RunContext, submission: number): GPUCommandBuffer => {
    const encoding = this.begin(run, submission, undefined)
    this.parts.timestamps?.begin(encoding.encoder, run.frame, submission)
    void this.encodeFrom(0, this.wayOf(run).encodesOf(submission, false), encoding)
    this.spare = encoding
    return this.finish(run, submission, encoding)
  }

  private finish(run: RunContext, submission: number, { encoder }: Encoding): GPUCommandBuffer {
    this.parts.timestamps?.end(encoder, run.frame, submission)
    return encoder.finish()
  }

  private encodeFrom(start: number, encodes: readonly Encode[], encoding: Encoding): MaybePromise<void> {
    const { isLabelled } = encoding
    for (let i = start; i < encodes.length; i++) {
      if (isLabelled) encoding.beginCommand(i)
      const rest = encodes[i]!(encoding)
      if (rest)
        return rest.then(() => {
          if (this.isOver) throw destroyed('session')
          encoding.endCommand()
          return this.encodeFrom(i + 1, encodes, encoding)
        })
      if (isLabelled) encoding.endCommand()
    }
    encoding.endPass()
  }

  /**
   * Submits, by exactly one `queue.submit`.
   * @param made what was encoded for the run, or what lay ready
   */
  private send(
    run: RunContext,
    submission: number,
    made: Encoding | GPUCommandBuffer,
    ticket: Ticket,
    isUnproven: boolean,
  ): void {
    const encoding = made instanceof Encoding ? made : undefined
    const scoped = isUnproven || encoding?.isFresh === true
    const { device, timestamps } = this.parts
    const { heaps, mapAfter } = this.wayOf(run).way.uses[submission]!
    try {
      for (let i = 0; i < heaps.length; i++) this.stagingOf(run.frame, heaps[i]!).unmap()
      if (scoped) device.pushErrorScope('validation')
      try {
        this.buffers[0] = encoding ? this.finish(run, submission, encoding) : (made as GPUCommandBuffer)
        device.queue.submit(this.buffers as GPUCommandBuffer[])
      } finally {
        this.buffers[0] = undefined
        ticket.submitted()
        if (scoped) this.watch(ticket, run, submission, encoding?.refusals)
        // One mapping that waits for the submission is enough to learn its end, at no further cost.
        if (mapAfter.length === 0) ticket.workUnknown()
        for (let i = 0; i < mapAfter.length; i++)
          this.stagingOf(run.frame, mapAfter[i]!).map(i === 0 ? ticket : undefined)
        const clock = timestamps?.read(run.frame, submission)
        if (clock) ticket.also(clock)
      }
    } catch (error) {
      ticket.fail(isMemkitError(error) ? error : asBackendError(error))
      throw ticket.error
    }
  }

  /** @param refusals what may be said against bodies, which comes before what follows from it */
  private watch(
    ticket: Ticket,
    run: RunContext,
    submission: number,
    refusals: readonly Promise<MemkitError | undefined>[] = [],
  ): void {
    const { device, imports } = this.parts
    const known = this.wayOf(run)
    const blame = async () => (await imports.blame(run)) ?? (await firstOf(refusals))
    if (refusals.length > 0) ticket.doubt(firstOf(refusals).then((error) => error && blame()))
    ticket.watch(device.popErrorScope(), async (error) => (await blame()) ?? errorOf(error, known.passesOf(submission)))
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
    const ticket = this.ticket(run.frame, submission)
    ticket.begin(false)
    if (doubt) ticket.doubt(doubt)
    timestamps?.beginExternal(device, run.frame, submission)
    const cancel = (error: unknown): never => {
      ticket.cancel()
      throw error
    }
    const done = (): void => {
      if (this.isOver) return cancel(destroyed('session'))
      timestamps?.endExternal(device, run.frame, submission)
      ticket.submitted()
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
    if (rest) {
      ticket.followed()
      return this.inOrder.follow(rest.then(done, cancel))
    }
    done()
    ticket.watched()
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
}

async function firstOf(refusals: readonly Promise<MemkitError | undefined>[]): Promise<MemkitError | undefined> {
  for (const refusal of refusals) {
    const error = await refusal
    if (error) return error
  }
  return undefined
}

const asBackendError = (error: unknown) => backendFailed('queue.submit', messageOf(error), undefined, error)
