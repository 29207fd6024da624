/**
 * Waits for promises of a device. All waits for the API's promises go through here, so that a lost device or a timeout settles
 * them whether or not the API's own promise settles.
 */
import { timedOut, type MemkitError } from '../../../errors.ts'
import { newPromise, settleLast } from '../../../new-promise.ts'
import { PlacedList, type Placed } from '../../../placed-list.ts'

/**
 * Devices with pending promises. Dawn for Node crashes when such a device is collected, so it is reachable from here until they
 * settle, and no longer.
 */
const busy = new PlacedList<DeviceWaits>()

const ticksPerTimeout = 4

/** One wait. */
export interface Waiting<T> {
  resolve(value: T): void
  reject(error: unknown): void
}

type Settle<T> = (value: T | PromiseLike<T>) => void

/** Makes another error of a wait's. */
export type Explain = (error: unknown) => Promise<never>

export class Wait<T> implements Waiting<T> {
  readonly promise: Promise<T>
  readonly what: string
  /** Ticks until its timeout: the clock is coarse, so that a wait costs no timer of its own. */
  ticks = ticksPerTimeout + 1
  private readonly waits: DeviceWaits
  private readonly explain: Explain | undefined
  private readonly onResolve: Settle<T>
  private readonly onReject: (error: unknown) => void
  /** Index in the list of waits; −1 when it has settled. */
  place = -1

  constructor(waits: DeviceWaits, what: string, explain: Explain | undefined) {
    this.waits = waits
    this.what = what
    this.explain = explain
    this.promise = newPromise<T>()
    this.onResolve = settleLast.resolve as Settle<T>
    this.onReject = settleLast.reject
  }

  resolve(value: T): void {
    this.waits.leave(this)
    this.onResolve(value)
  }

  reject(error: unknown): void {
    this.waits.leave(this)
    if (this.explain) this.onResolve(this.explain(error))
    else this.onReject(error)
  }
}

export class DeviceWaits {
  private readonly list = new PlacedList<Wait<never>>()
  private pending = 0
  /** Index among the busy ones; −1 while nothing is pending. */
  place = -1
  private clock: ReturnType<typeof setInterval> | undefined
  private lost: MemkitError | undefined
  /** Objects that are kept alive with this one: the device, and the object that it came from. */
  private anchors: readonly unknown[]
  /** Undefined for no limit. */
  private readonly timeoutMs: number | undefined

  constructor(timeoutMs: number | undefined, anchors: readonly unknown[]) {
    this.timeoutMs = timeoutMs
    this.anchors = anchors
  }

  /** Registers a promise of the API before it is made; call `settled` once when it settles, either way. */
  started(): void {
    if (this.pending++ > 0 || this.anchors.length === 0) return
    busy.add(this)
  }

  settled(): void {
    if (--this.pending === 0) busy.delete(this)
  }

  /**
   * A wait that its holder settles. Its promise rejects with the device's error when that is lost, and with TIMED_OUT after the timeout,
   * or up to a quarter of it later.
   */
  begin<T>(what: string, explain?: Explain): Wait<T> {
    const wait = new Wait<T>(this, what, explain)
    if (this.lost) wait.reject(this.lost)
    else {
      this.startClock()
      this.list.add(wait as unknown as Wait<never>)
    }
    return wait
  }

  /** The promise of a wait that the code in `begin` can settle. */
  wait<T>(what: string, begin: (waiting: Waiting<T>) => void): Promise<T> {
    const wait = this.begin<T>(what)
    if (wait.place >= 0) begin(wait)
    return wait.promise
  }

  /** Forgets a wait that is settled. */
  leave(wait: Placed): void {
    this.list.delete(wait)
  }

  /** Releases the device, so that the Node process can end. */
  release(): void {
    this.anchors = []
    this.stopClock()
  }

  /** Rejects all waits, now and later. */
  lose(error: MemkitError): void {
    this.lost = error
    for (const wait of this.list.all()) wait.reject(error)
    this.stopClock()
  }

  private startClock(): void {
    if (this.clock !== undefined || this.timeoutMs === undefined) return
    this.clock = setInterval(this.tick, this.timeoutMs / ticksPerTimeout)
    // In Node an idle clock must not keep the process alive; promises of the device do.
    if (typeof this.clock === 'object') this.clock.unref()
  }

  private stopClock(): void {
    clearInterval(this.clock)
    this.clock = undefined
  }

  private readonly tick = (): void => {
    if (this.list.size === 0) return this.stopClock()
    for (const wait of this.list.all()) if (--wait.ticks <= 0) wait.reject(timedOut(wait.what, this.timeoutMs!))
  }
}
