/** A run's waits, of which there is one at a time: cut short by an abort, a timeout, or the loss of the device. */
import type { Backend } from '../backends/backend.ts'
import { timedOut } from '../errors.ts'
import type { Interruptible } from './loss.ts'

/** The event that a run waits for. */
export type WaitsFor = 'nothing' | 'frame' | 'release' | 'turn' | 'submission' | 'device' | 'mapping' | 'body' | 'copy'

export abstract class RunWaits implements Interruptible {
  place = -1
  protected hasWaited = false
  protected isOver = true
  private readonly backend: Pick<Backend, 'lost'>
  /** The limit of each single wait. */
  private readonly timeoutMs: number | undefined
  private waitsFor: WaitsFor = 'nothing'
  private timer: ReturnType<typeof setTimeout> | undefined
  private error: Error | undefined

  constructor(backend: Pick<Backend, 'lost'>, timeoutMs: number | undefined) {
    this.backend = backend
    this.timeoutMs = timeoutMs
  }

  /** Goes on after a wait. */
  protected abstract proceed(): void
  /** The run has failed; work may be in flight. */
  protected abstract failed(error: unknown): void
  /** Words for the event that takes too long, for the error. */
  protected abstract waitWords(waitsFor: WaitsFor): string
  /** The view that it waited for has come. */
  protected abstract takeView(view: Uint8Array): void
  /** Has the view that it waits for given back when it comes: the run has ended. */
  protected abstract giveBackMapping(): void

  protected reset(): void {
    this.hasWaited = this.isOver = false
    this.error = undefined
  }

  /** Throws once the run was interrupted. */
  check(): void {
    if (this.error) throw this.error
  }

  /** Ends the run with this error: at once where it waits, unless the host's copies would be left in the middle. */
  interrupt(cause: Error): void {
    if (this.isOver) return
    this.error ??= cause
    if (this.waitsFor === 'nothing' || this.waitsFor === 'copy') return
    if (this.waitsFor === 'mapping') this.giveBackMapping()
    this.stopWaiting()
    this.fail(this.error)
  }

  protected fail(error: unknown): void {
    this.isOver = true
    this.failed(error)
  }

  /** Begins to wait; then `proceed` is called. */
  protected wait(value: Promise<unknown>, waitsFor: WaitsFor): false {
    this.waitsFor = waitsFor
    this.hasWaited = true
    value.then(this.onValue, this.onError)
    if (waitsFor === 'copy') return false
    if (this.error) {
      if (waitsFor === 'mapping') this.giveBackMapping()
      this.waitsFor = 'nothing'
      throw this.error
    }
    if (this.timeoutMs !== undefined) this.timer = setTimeout(this.onTimeout, this.timeoutMs)
    return false
  }

  private stopWaiting(): void {
    if (this.timer !== undefined) clearTimeout(this.timer)
    this.timer = undefined
    this.waitsFor = 'nothing'
  }

  // A run that was interrupted ignores what it waited for: its object is not used again.
  private readonly onValue = (value: unknown): void => {
    if (this.waitsFor === 'nothing') return
    if (this.waitsFor === 'mapping') this.takeView(value as Uint8Array)
    this.stopWaiting()
    // Waits for a device that was lost may succeed all the same.
    if (this.backend.lost) this.fail(this.backend.lost)
    else this.proceed()
  }

  private readonly onError = (cause: unknown): void => {
    if (this.waitsFor === 'nothing') return
    this.stopWaiting()
    this.fail(this.error ?? cause)
  }

  private readonly onTimeout = (): void => this.interrupt(timedOut(this.waitWords(this.waitsFor), this.timeoutMs!))
}
