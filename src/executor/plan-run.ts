/** One run of a plan, from what its caller gives to the result. */
import type { Backend, MaybePromise, RunContext, Session } from '../backends/backend.ts'
import { nearestSurplus } from '../nearest-id.ts'
import type { Imported } from '../plan/facts/imports.ts'
import { aborted, invalidOption, missingImport, outputsHeld } from '../errors.ts'
import { checkFunction, givenRecord, isObject, readGiven, refuseOthers } from '../given.ts'
import type { NativeImage } from '../global-types.ts'
import { newPromise, settleLast } from '../new-promise.ts'
import type { Plan } from '../plan/document.ts'
import { takeBodies, type Bodies, type BodyGuard } from './bodies.ts'
import type { RunOptions, RunResult } from './executor.ts'
import type { Frames } from './frames.ts'
import { takeInputs, type Input, type Inputs } from './inputs.ts'
import { loanOf, type Loan, type Loans } from './loans.ts'
import type { UnderWay } from './loss.ts'
import { takeOutputs, type Outputs } from './outputs.ts'
import { resultOf } from './result.ts'
import type { Routes } from './routes.ts'
import { shareImports } from './shared-imports.ts'
import { splitImages } from './split-images.ts'
import type { Monitor } from './state.ts'
import { timingsOf } from './timings.ts'
import type { Transfers } from './transfers.ts'
import { Event, type Turn } from './turns.ts'
import { listenTo } from './waiter.ts'
import type { WaitsFor } from './run-waits.ts'
import { Walk } from './walk.ts'

export const runOptions = [
  'inputs',
  'outputs',
  'bodies',
  'imports',
  'signal',
  'onProgress',
  'onInspect',
] as const satisfies readonly (keyof RunOptions)[]

/** The parts that all runs of a runner share. */
export interface RunnerParts {
  readonly plan: Plan
  readonly backend: Backend
  readonly session: Session
  readonly guard: BodyGuard
  readonly frames: Frames
  readonly loans: Loans
  readonly monitor: Monitor
  /** The number of the next run that submits something. */
  readonly count: { runs: number }
  readonly underWay: UnderWay
  readonly transfers: Transfers
  readonly timeoutMs: number | undefined
  readonly routes: () => Routes
  readonly imported: readonly Imported[]
}

type Imports = Readonly<Record<string, unknown>>

const nothing = {}

export class PlanRun extends Walk {
  /** The next one that is idle too. */
  nextIdle: PlanRun | undefined
  private readonly parts: RunnerParts
  /** The run has ended well: the object can take another one. */
  private readonly free: (run: PlanRun) => void
  // The caller's arguments: as given, then as used.
  private givenInputs: Inputs | undefined
  private givenOutputs: Outputs | undefined
  private givenBodies: Bodies | undefined
  private imports: Imports = nothing
  private images: ReadonlyMap<string, NativeImage> | undefined
  private readonly memory: (Uint8Array | undefined)[]
  private signal: AbortSignal | undefined
  private isListening = false
  private onInspect: RunOptions['onInspect']
  // Its place among other runs.
  private turn: Turn | undefined
  /** The turn before it in its frame, and the turn before it in any. */
  private sameFrame: Turn | undefined
  private previous: Turn | undefined
  private sharers: Promise<unknown> | undefined
  private isRouted = false
  private isDirect = false
  private resolve: ((result: RunResult) => void) | undefined
  private reject: ((error: unknown) => void) | undefined

  constructor(parts: RunnerParts, free: (run: PlanRun) => void) {
    super(parts.backend, parts.plan, parts.session, parts.timeoutMs)
    this.parts = parts
    this.free = free
    const { staged } = parts.routes()
    this.timeline = staged.timeline
    this.slots = staged.slots
    this.inputs = staged.slots.map(() => undefined)
    this.memory = parts.plan.outputs.map(() => undefined)
  }

  /**
   * With nothing to wait for it submits before this returns: what the caller submits next comes behind it.
   * @throws MemkitError where what was given is wrong; nothing has happened then
   */
  start(options: RunOptions): Promise<RunResult> {
    this.reset()
    try {
      this.read(options)
      const lent = this.take()
      this.listen()
      this.enter(lent)
    } catch (error) {
      this.forget()
      throw error
    }
    const promise = newPromise<RunResult>()
    this.resolve = settleLast.resolve as (result: RunResult) => void
    this.reject = settleLast.reject
    this.proceed()
    return promise
  }

  /** Reads each option once. */
  private read(given: RunOptions): void {
    if (!isObject(given)) throw invalidOption('options', given, 'an object')
    let reading: keyof RunOptions = 'inputs'
    try {
      this.givenInputs = given.inputs
      reading = 'outputs'
      this.givenOutputs = given.outputs
      reading = 'bodies'
      this.givenBodies = given.bodies
      reading = 'imports'
      this.imports = given.imports as Imports
      reading = 'signal'
      this.signal = given.signal as AbortSignal | undefined
      reading = 'onProgress'
      this.onProgress = given.onProgress
      reading = 'onInspect'
      this.onInspect = given.onInspect
    } catch (error) {
      readGiven(reading, () => {
        throw error
      })
    }
    refuseOthers(given, runOptions)
  }

  /** Checks everything that was given before anything happens. @returns the outputs that are asked for in place */
  private take(): readonly number[] | undefined {
    const { parts, session, onProgress, onInspect, givenInputs = nothing, givenOutputs, givenBodies, imports } = this
    const { plan, guard } = parts
    const { slots } = parts.routes().staged
    if (onProgress !== undefined) checkFunction(onProgress, 'onProgress')
    if (onInspect !== undefined) checkFunction(onInspect, 'onInspect')
    const bodies = givenBodies === undefined ? nothing : givenRecord(givenBodies, 'bodies', 'functions by name')
    this.imports = imports === undefined ? nothing : givenRecord(imports, 'imports', 'handles by id of resource')
    const hasImages = takeInputs(slots, givenInputs, this.inputs)
    this.images = hasImages ? splitImages(session, slots, this.inputs) : undefined
    const lent = givenOutputs === undefined ? undefined : takeOutputs(plan.outputs, givenOutputs, this.memory)
    this.given = givenOutputs && this.memory
    this.bodies = takeBodies(plan, bodies, guard)
    for (let i = 0; i < plan.imports.length; i++) {
      const name = plan.imports[i]!
      if (!Object.hasOwn(this.imports, name) || this.imports[name] == null)
        throw missingImport(name, nearestSurplus(name, this.imports, plan.imports))
    }
    return lent
  }

  private listen(): void {
    const { signal } = this
    if (signal === undefined) return
    listenTo(signal, this.onAbort)
    this.isListening = true
    this.check()
  }

  /** Takes its place among the other runs. */
  private enter(lent: readonly number[] | undefined): void {
    const { parts, session, plan } = this
    const { frames } = parts
    const { memory, lendable } = parts.routes()
    const place = memory.find(this.inputs as (Input | undefined)[], this.given)
    parts.transfers.flush()
    const frame = place.frame >= 0 ? place.frame : frames.next()
    if (frame < 0 || frames.isHeld(frame)) throw outputsHeld(parts.loans.names(plan), frames.count)
    this.inPlace = place
    this.frame = frame
    this.loan = loanOf(session, frame, lent, lendable)
    this.sameFrame = frames.lastOf(frame)
    this.previous = frames.latestTurn
    const turn = frames.take(frame, this.loan !== undefined)
    this.turn = turn
    if (plan.imports.length > 0)
      this.sharers = shareImports(parts.imported, this.imports, {
        device: parts.backend,
        owner: session,
        done: turn.wait(Event.released)!,
      })
    parts.underWay.add(this)
  }

  protected override isReady(): boolean {
    if (this.isRouted) return true
    const { sameFrame, parts } = this
    const unfinished = sameFrame!.wait(Event.released)
    if (unfinished) return this.wait(unfinished, 'frame')
    const held = sameFrame!.wait(Event.returned)
    if (held) return this.wait(held, 'release')
    this.isRouted = true
    // An input that is in staging already stays there: the device reads it from there without a copy by the host.
    const { staged, direct } = parts.routes()
    this.isDirect =
      direct !== undefined && this.inPlace.frame < 0 && parts.frames.isAlone(this.turn!) && this.suitsDirect()
    const { timeline, slots } = this.isDirect ? direct!() : staged
    this.timeline = timeline
    this.slots = slots
    return true
  }

  /** Whether the inputs may be written in place: a function that writes an input may also read what it wrote. */
  private suitsDirect(): boolean {
    return this.session.isDirectCached === true || !this.inputs.some((input) => typeof input === 'function')
  }

  protected override due(): MaybePromise<unknown> {
    const before = this.previous!.wait(Event.submitted)
    return this.sharers ? Promise.all([before, this.sharers]) : before
  }

  protected override begin(): RunContext {
    const { frame, bodies, imports, images, isDirect } = this
    return { run: this.parts.count.runs++, frame, bodies, imports, absent: this.absent(), images, direct: isDirect }
  }

  /** Optional inputs that the run was not given; undefined for none. */
  private absent(): Set<string> | undefined {
    const { inputs, images } = this
    const { optional } = this.parts.routes().staged
    if (optional.length === 0) return undefined
    let absent: Set<string> | undefined
    for (const [i, name] of optional)
      if (inputs[i] === undefined && !images?.has(name)) (absent ??= new Set()).add(name)
    return absent
  }

  protected override submittedAll(): void {
    const { monitor, count } = this.parts
    this.turn!.open(Event.submitted)
    if (this.onInspect) monitor.tell(this.onInspect, count.runs)
  }

  /** A body that has not ended is what everything else waits for. */
  protected override waitWords(waitsFor: WaitsFor): string {
    return this.parts.guard.awaited() ?? super.waitWords(waitsFor)
  }

  protected override ended(): void {
    const { parts, loan, turn, frame, session, onInspect } = this
    let result: RunResult
    try {
      turn!.open(Event.released)
      const outputs = loan ? this.outputs.slice() : this.outputs
      const held = loan && parts.loans.keep(loan, outputs)
      result = resultOf(parts, outputs, held, timingsOf(session, frame))
      turn!.isUnderWay = false
      parts.monitor.timings = result.timings
      if (onInspect) parts.monitor.tell(onInspect, parts.count.runs)
    } catch (error) {
      return this.failed(error)
    }
    const { resolve } = this
    this.leave()
    this.forget()
    this.free(this)
    resolve!(result)
  }

  protected override failed(error: unknown): void {
    const { loan, turn, session, reject } = this
    let cause = error
    try {
      loan?.end('the end of its run')
    } catch (thrown) {
      cause = thrown
    }
    // The memory of the frame stays until the device has finished with it, however the run ended.
    this.sameFrame!.when(Event.released, () => void session.idle().then(() => turn!.open(Event.released)))
    this.leave()
    this.forget()
    reject!(cause)
  }

  private leave(): void {
    const { turn, previous, sameFrame, loan } = this
    this.parts.underWay.delete(this)
    turn!.isUnderWay = false
    previous!.leadsTo(Event.submitted, turn!)
    sameFrame!.leadsTo(Event.ended, turn!)
    if (!turn!.has(Event.returned)) returnAfter(turn!, sameFrame!, loan)
  }

  protected override forget(): void {
    super.forget()
    if (this.isListening) this.signal!.removeEventListener('abort', this.onAbort)
    this.isListening = false
    this.memory.fill(undefined)
    this.givenInputs = this.givenOutputs = this.givenBodies = this.images = this.signal = this.onInspect = undefined
    this.turn = this.sameFrame = this.previous = this.sharers = this.resolve = this.reject = undefined
    this.imports = this.bodies = nothing
    this.isRouted = false
  }

  private readonly onAbort = (): void => this.interrupt(aborted(this.signal!.reason))
}

/** Has a turn return what it lent when its caller and the turn before it in its frame have. */
function returnAfter(turn: Turn, sameFrame: Turn, loan: Loan | undefined): void {
  const returned = (): void => turn.open(Event.returned)
  sameFrame.when(Event.returned, () => (loan ? loan.returned.whenOpen(returned) : returned()))
}
