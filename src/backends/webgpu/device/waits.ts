/**
 * Waits for promises of a device. All waits for the API's promises go through here, so that a lost device or a timeout settles
 * them whether or not the API's own promise settles.
 */
import { timedOut, type MemkitError } from '../../../errors.ts'

/**
 * Devices with pending promises. Dawn for Node crashes when such a device is collected, so it is reachable from here until they
 * settle, and no longer.
 */
const busy = new Set<DeviceWaits>()

const ticksPerTimeout = 4

/** One wait. */
export interface Waiting<T> {
  resolve(value: T): void
  reject(error: unknown): void
}

class Wait<T> implements Waiting<T> {
  readonly what: string
  /** Ticks until its timeout: the clock is coarse, so that a wait costs no timer of its own. */
  ticks = ticksPerTimeout + 1
  /** Index in the list of waits; −1 when it has settled. */
  index: number
  private readonly list: Wait<never>[]
  private readonly onResolve: (value: T) => void
  private readonly onReject: (error: unknown) => void

  constructor(what: string, list: Wait<never>[], onResolve: (value: T) => void, onReject: (error: unknown) => void) {
    this.what = what
    this.list = list
    this.onResolve = onResolve
    this.onReject = onReject
    this.index = list.length
    list.push(this as unknown as Wait<never>)
  }

  resolve(value: T): void {
    this.leave()
    this.onResolve(value)
  }

  reject(error: unknown): void {
    this.leave()
    this.onReject(error)
  }

  private leave(): void {
    if (this.index < 0) return
    const last = this.list.pop()!
    if (last.index !== this.index) {
      this.list[this.index] = last
      last.index = this.index
    }
    this.index = -1
  }
}

export class DeviceWaits {
  private readonly waits: Wait<never>[] = []
  private pending = 0
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
    if (this.pending++ === 0 && this.anchors.length > 0) busy.add(this)
  }

  settled(): void {
    if (--this.pending === 0) busy.delete(this)
  }

  /**
   * A promise that the code in `begin` can settle. It rejects with the device's error when that is lost, and with TIMED_OUT
   * after the timeout, or up to a quarter of it later.
   */
  wait<T>(what: string, begin: (waiting: Waiting<T>) => void): Promise<T> {
    if (this.lost) return Promise.reject(this.lost)
    this.startClock()
    return new Promise<T>((resolve, reject) => begin(new Wait<T>(what, this.waits, resolve, reject)))
  }

  /** Releases the device, so that the Node process can end. */
  release(): void {
    this.anchors = []
    this.stopClock()
  }

  /** Rejects all waits, now and later. */
  lose(error: MemkitError): void {
    this.lost = error
    for (const wait of this.waits.slice()) wait.reject(error)
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
    if (this.waits.length === 0) return this.stopClock()
    for (const wait of this.waits.slice()) if (--wait.ticks <= 0) wait.reject(timedOut(wait.what, this.timeoutMs!))
  }
}
