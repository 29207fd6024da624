/**
 * A run on its way through the timeline of its plan, entry by entry, until something has to be waited for. It is no async function: those
 * keep all that they know in a frame of their own, and each wait would cost two promises. One object can walk again when it has ended
 * well, so a warm run makes next to nothing.
 */
import type { Backend, MaybePromise, RunContext, Session } from '../backends/backend.ts'
import { isMemkitError, mapFailed } from '../errors.ts'
import { heapWords, submissionWords } from '../plan/facts/plan-words.ts'
import type { Plan } from '../plan/document.ts'
import type { Bodies } from './bodies.ts'
import { readCopies, readLarge, writeCopies, writeHeap, writeLarge, type HostBytes } from './host-copies.ts'
import { callHostPass, hostPassWords } from './host-pass.ts'
import { allocateBytes } from '../cpu/allocate-bytes.ts'
import type { Input, InputSlot } from './inputs.ts'
import type { RunInPlace } from './in-place.ts'
import type { Loan } from './loans.ts'
import { ProgressState, tell, type Progress } from './progress.ts'
import { RunWaits, type WaitsFor } from './run-waits.ts'
import type { HeapCopies, PreparedStep, PreparedTimeline } from './steps.ts'

const nothing = new Uint8Array()
/** Its callbacks run as microtasks; `queueMicrotask` allocates three times as much for one in Node. */
const soon = Promise.resolve()
/** Outputs of so few bytes get their memory late. */
const mostLaterBytes = 2 ** 20

export abstract class Walk extends RunWaits implements HostBytes {
  readonly plan: Plan
  readonly session: Session
  readonly outputs: Uint8Array[]
  // The state of one run, set before it begins.
  timeline!: PreparedTimeline
  slots!: readonly InputSlot[]
  frame = 0
  inputs: (Input | undefined)[] = []
  given: HostBytes['given']
  inPlace!: RunInPlace
  loan: Loan | undefined
  bodies!: Bodies
  onProgress: ((progress: Progress) => void) | undefined
  scratch: Map<number, Uint8Array> | undefined
  /** By submission, whether it is known to have completed. */
  private readonly waited: Uint8Array
  private context: RunContext | undefined
  private progress: ProgressState | undefined
  private hasMemory = false
  private isDue = false
  // Where it is: the entry of the timeline, and how many of the submissions and heaps that it names are done with.
  private at = 0
  /** Progress of the entry, or of its present heap: 0 nothing; 1 submitted, called or mapped; 2 copied. */
  private stage = 0
  private completedCount = 0
  private heapCount = 0
  /** The submission that it waits for. */
  private waitedSubmission = 0
  private view: Uint8Array | undefined
  /** The view that it waits for. */
  private mapping: Promise<Uint8Array> | undefined

  constructor(backend: Pick<Backend, 'lost'>, plan: Plan, session: Session, timeoutMs: number | undefined) {
    super(backend, timeoutMs)
    this.plan = plan
    this.session = session
    this.outputs = plan.outputs.map(() => nothing)
    this.waited = new Uint8Array(plan.submissions.length)
  }

  /** Resolves when the run may submit: the previous run has handed over all its submissions, and shared imports are free. */
  protected abstract due(): MaybePromise<unknown>
  /**
   * Gives the run its number among all runs, at its first submission: a run that fails before that must not rotate the history. One that
   * has nothing to submit gets it at its end.
   */
  protected abstract begin(): RunContext
  /** Called when the last submission has been handed over: those of the next run may follow. */
  protected abstract submittedAll(): void
  /** The run has ended well; its outputs are in `outputs`. */
  protected abstract ended(): void
  /** Does what precedes the first entry. Called again after each wait. @returns whether it is done; if not, a wait has begun */
  protected abstract isReady(): boolean

  /** Makes the object ready for another run. */
  protected override reset(): void {
    super.reset()
    this.waited.fill(0)
    this.at = this.stage = this.completedCount = this.heapCount = 0
    this.hasMemory = this.isDue = false
    this.context = this.progress = this.scratch = this.view = this.mapping = undefined
  }

  /** Lets go of what belonged to the run. */
  protected forget(): void {
    this.inputs.fill(undefined)
    this.outputs.fill(nothing)
    this.given = this.loan = this.onProgress = this.context = this.progress = this.scratch = this.mapping = undefined
  }

  /** Goes on to where something has to be waited for, or to the end. */
  protected override proceed(): void {
    let isDone
    try {
      isDone = this.advance()
    } catch (error) {
      return this.fail(error)
    }
    if (!isDone) return
    // A run is under way until the task that called it has gone on, also where nothing had to be waited for.
    if (this.hasWaited) this.end()
    else void soon.then(this.end)
  }

  private readonly end = (): void => {
    this.isOver = true
    this.ended()
  }

  /** Each function below returns whether it is done; if not, it was begun to wait, and it is called again after that. */
  private advance(): boolean {
    this.check()
    if (!this.isReady()) return false
    const { steps, outputBytes } = this.timeline
    // Memory that there may not be is asked for while nothing has happened yet, the rest once the device is at work.
    if (outputBytes > mostLaterBytes) this.takeMemory()
    for (; this.at < steps.length; this.at++) {
      this.check()
      if (!this.takeStep(steps[this.at]!)) return false
      this.stage = this.completedCount = this.heapCount = 0
      if (this.onProgress)
        tell(
          'onProgress',
          this.onProgress,
          (this.progress ??= new ProgressState(this.plan, this.timeline)).after(this.at),
        )
    }
    this.check()
    // With nothing to submit it is a run all the same: what came before it is one run older.
    if (this.timeline.lastSubmit < 0 && this.stage === 0) {
      if (!this.beginAtTurn()) return false
      this.stage = 1
      this.submittedAll()
      this.takeMemory()
    }
    for (; this.completedCount < this.waited.length; this.completedCount++)
      if (!this.complete(this.completedCount)) return false
    this.check()
    return true
  }

  private takeStep(step: PreparedStep): boolean {
    if (step.do === 'submit') return this.submit(step.submission)
    if (step.do !== 'write') this.takeMemory()
    const { after } = step
    for (; this.completedCount < after.length; this.completedCount++)
      if (!this.complete(after[this.completedCount]!)) return false
    if (step.do === 'host') {
      if (this.stage === 1) return true
      this.stage = 1
      const rest = callHostPass(step, this)
      return rest ? this.wait(rest, 'body') : true
    }
    for (; this.heapCount < step.heaps.length; this.heapCount++) {
      if (!this.moveHeap(step.heaps[this.heapCount]!, step.do === 'write')) return false
      this.stage = 0
    }
    return true
  }

  /** Memory for each output: the caller's, or its own. A second time has no effect. */
  private takeMemory(): void {
    if (this.hasMemory) return
    const { plan, loan, given, outputs } = this
    for (let i = 0; i < outputs.length; i++) {
      const { name, sizeBytes } = plan.outputs[i]!
      outputs[i] = loan?.isOf(i) ? nothing : (given?.[i] ?? memoryFor(name, sizeBytes))
    }
    this.hasMemory = true
  }

  private beginAtTurn(): boolean {
    if (!this.isDue) {
      this.isDue = true
      const before = this.due()
      if (before instanceof Promise) return this.wait(before, 'turn')
    }
    this.context = this.begin()
    return true
  }

  private submit(submission: number): boolean {
    if (this.stage === 0) {
      if (!this.context && !this.beginAtTurn()) return false
      this.stage = 1
      const submitted = this.session.submit(this.context!, submission)
      if (submitted instanceof Promise) return this.wait(submitted, 'submission')
    }
    if (this.at === this.timeline.lastSubmit) {
      this.submittedAll()
      this.takeMemory()
    }
    return true
  }

  private complete(submission: number): boolean {
    if (this.waited[submission]) return true
    this.waited[submission] = 1
    const completion = this.session.completed(this.frame, submission)
    if (completion instanceof Promise) {
      this.waitedSubmission = submission
      return this.wait(completion, 'device')
    }
    this.check()
    return true
  }

  private moveHeap(heapCopies: HeapCopies, isWrite: boolean): boolean {
    const { plan, session } = this
    const { heap, copies } = heapCopies
    if (this.stage === 0) {
      if (isWrite && session.writeHeap && plan.heaps[heap]!.memory === 'device') {
        writeHeap(this, copies)
        return true
      }
      this.stage = 1
      const mapping = this.map(heap, isWrite)
      if (mapping instanceof Promise) {
        this.mapping = mapping
        return this.wait(mapping, 'mapping')
      }
      this.view = mapping
    }
    if (this.stage === 1) {
      this.stage = 2
      const rest = this.copy(heapCopies, this.view!, isWrite)
      this.view = undefined
      if (rest) return this.wait(rest, 'copy')
    }
    return true
  }

  private map(heap: number, isWrite: boolean): MaybePromise<Uint8Array> {
    return isWrite ? this.session.beginWrite(this.frame, heap) : this.session.beginRead(this.frame, heap)
  }

  private unmap(heap: number, isWrite: boolean): void {
    if (isWrite) this.session.endWrite(this.frame, heap)
    else this.session.endRead(this.frame, heap)
  }

  private copy(heapCopies: HeapCopies, view: Uint8Array, isWrite: boolean): MaybePromise<void> {
    const { heap, copies, large } = heapCopies
    if (large.length > 0) return this.copyLarge(heapCopies, view, isWrite)
    let stays = false
    try {
      if (isWrite) writeCopies(this, heapCopies, view)
      else readCopies(this, copies, view)
      if (!isWrite && this.loan) stays = this.loan.take(this.at, heap, view, this.outputs)
    } catch (error) {
      if (view.length > 0) throw error
      stays = true
      return this.mapAgain(heap, isWrite, error)
    } finally {
      if (!stays) this.unmap(heap, isWrite)
    }
  }

  /** After an error of a copy whose view is empty, so was detached: if its device was lost, asking for it again gives the error of that. */
  private async mapAgain(heap: number, isWrite: boolean, error: unknown): Promise<never> {
    try {
      await this.map(heap, isWrite)
      throw isMemkitError(error) ? error : mapFailed(heapWords(this.plan, heap), error)
    } finally {
      this.unmap(heap, isWrite)
    }
  }

  private async copyLarge(heapCopies: HeapCopies, view: Uint8Array, isWrite: boolean): Promise<void> {
    const { heap, copies, large } = heapCopies
    let stays = false
    try {
      if (isWrite) writeCopies(this, heapCopies, view)
      else readCopies(this, copies, view)
      for (const copy of large) await (isWrite ? writeLarge(this, copy, view) : readLarge(this, copy, view))
      if (!isWrite && this.loan) stays = this.loan.take(this.at, heap, view, this.outputs)
    } catch (error) {
      if (view.length > 0) throw error
      stays = true
      return await this.mapAgain(heap, isWrite, error)
    } finally {
      if (!stays) this.unmap(heap, isWrite)
    }
  }

  protected override takeView(view: Uint8Array): void {
    this.view = view
  }

  /** A view that comes when nobody takes it any more goes back. */
  protected override giveBackMapping(): void {
    const step = this.timeline.steps[this.at]!
    if (step.do !== 'write' && step.do !== 'read') return
    const { heap } = step.heaps[this.heapCount]!
    void this.mapping!.then(() => this.unmap(heap, step.do === 'write')).catch(() => {})
  }

  protected override waitWords(waitsFor: WaitsFor): string {
    const { plan } = this
    const step = this.timeline.steps[this.at]
    if (waitsFor === 'frame') return 'an earlier run'
    if (waitsFor === 'release') return 'the release of outputs in place'
    if (waitsFor === 'device') return `The device, in ${submissionWords(plan, this.waitedSubmission)},`
    if (waitsFor === 'submission' && step?.do === 'submit')
      return `Submitting ${submissionWords(plan, step.submission)}`
    if (waitsFor === 'body' && step?.do === 'host') return hostPassWords(step)
    if (waitsFor === 'mapping' && (step?.do === 'write' || step?.do === 'read'))
      return `Mapping ${heapWords(plan, step.heaps[this.heapCount]!.heap)}`
    return 'The run before'
  }
}

const memoryFor = (name: string, sizeBytes: number): Uint8Array =>
  allocateBytes(sizeBytes, `the output ${JSON.stringify(name)}`)
