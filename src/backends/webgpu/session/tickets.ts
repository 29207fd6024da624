/** The state of submissions: completed or not, and their errors. */
import type { MemkitError } from '../../../errors.ts'
import type { MapWatcher } from '../memory/staging.ts'
import type { DeviceWaits, Explain, Wait } from '../device/waits.ts'

/** One submission of one frame in flight; reused by that frame's later runs. */
export class Ticket implements MapWatcher {
  error: MemkitError | undefined
  private readonly queue: GPUQueue
  private readonly waits: DeviceWaits
  private readonly what: string
  private open = 0
  private errable = false
  /** Which of its calls no scope was around: those of asynchronous bodies, some, or none. */
  private unscoped: 'bodies' | 'some' | 'none' = 'some'
  /** The wait for its end, which all share who ask meanwhile. */
  private completion: Wait<void> | undefined
  private idlers: (() => void)[] | undefined
  /** Runs that are still to be watched by an error scope: with all inputs in staging, and with some written in place. */
  private readonly unproven: [staged: number, direct: number]
  private isDirect = false
  private readonly proof: number

  /**
   * @param proof the number of runs without an error after which this submission needs no error scope any more, because later
   * ones make the same calls with the same objects; Infinity where they do not
   */
  constructor(queue: GPUQueue, waits: DeviceWaits, what: string, proof: number) {
    this.queue = queue
    this.waits = waits
    this.what = what
    this.proof = proof
    this.unproven = [proof, proof]
  }

  /** How likely it is that an error outside of any scope that arrives now is this submission's: 0 where it cannot be. */
  suspicion(isOfValidation: boolean): number {
    if (!this.errable) return 0
    if (!isOfValidation) return 1
    return this.unscoped === 'bodies' ? 2 : this.unscoped === 'some' ? 1 : 0
  }

  /** Error scopes were around all that this submission called. */
  watched(): void {
    this.unscoped = 'none'
  }

  /** A body goes on later, where no error scope is around what it calls. */
  followed(): void {
    this.unscoped = 'bodies'
  }

  /** Begins a submission. @returns whether it needs an error scope */
  begin(isDirect: boolean): boolean {
    this.error = undefined
    this.errable = true
    this.unscoped = 'some'
    this.isDirect = isDirect
    return this.unproven[isDirect ? 1 : 0] > 0
  }

  /** Ends a submission that was not made after all. */
  cancel(): void {
    this.errable = false
  }

  /** Notes the submission. Either `workDone` or `workUnknown` follows. */
  submitted(): void {
    this.open++
    this.waits.started()
  }

  /**
   * Adds the error scope around the submission.
   * @param scope popped
   * @param explain makes this library's error of the API's
   */
  watch(scope: Promise<GPUError | null>, explain: (error: GPUError) => Promise<MemkitError>): void {
    this.open++
    this.waits.started()
    scope.then(
      (error) => (error ? void explain(error).then(this.onScope) : this.onScope(undefined)),
      this.onScopeFailed,
    )
  }

  /** Adds an error that may turn out, which comes before those that follow from it. */
  doubt(error: Promise<MemkitError | undefined>): void {
    this.also(
      error.then((known) => {
        if (known) this.fail(known)
      }),
    )
  }

  /** Adds a promise that must resolve, too, before the submission counts as completed. */
  also(work: Promise<void>): void {
    this.open++
    this.waits.started()
    work.then(this.settle, this.settle)
  }

  /** Notes that the device has finished: a mapping that had to wait for it came. */
  workDone(): void {
    this.settle()
  }

  /** Asks the queue for its end, because no mapping tells. */
  workUnknown(): void {
    this.queue.onSubmittedWorkDone().then(this.settle, this.settle)
  }

  fail(error: MemkitError): void {
    this.error ??= error
    this.unproven.fill(this.proof)
  }

  /**
   * Throws the error of a submission that has failed; undefined once it has completed.
   * @param explain makes another error of one that comes later
   */
  completed(explain: Explain): undefined | Promise<void> {
    if (this.open > 0) return (this.completion ??= this.waits.begin<void>(this.what, explain)).promise
    if (this.error) throw this.error
    return undefined
  }

  /** Resolves when nothing is in flight. */
  idle(): undefined | Promise<void> {
    return this.open === 0 ? undefined : new Promise((resolve) => (this.idlers ??= []).push(resolve))
  }

  private readonly onScope = (error: MemkitError | undefined): void => {
    if (error) this.fail(error)
    else this.unproven[this.isDirect ? 1 : 0]--
    this.settle()
  }

  private readonly onScopeFailed = (): void => this.settle()

  private readonly settle = (): void => {
    this.waits.settled()
    if (--this.open > 0) return
    this.errable = false
    const { completion, idlers } = this
    this.completion = this.idlers = undefined
    if (completion)
      if (this.error) completion.reject(this.error)
      else completion.resolve()
    if (idlers) for (const resolve of idlers) resolve()
  }
}
