/**
 * What a device still owes: every promise of the API that somebody waits for goes through here, so that a lost device or a
 * time-out settles it whichever way the API's own promise goes.
 */
import { timedOut, type MemkitError } from '../../errors.ts'

/**
 * Dawn for Node crashes when a device is collected while its promises are pending, so a device that owes some is reachable
 * from here until they settle, and no longer.
 */
const busy = new Set<DeviceWaits>()

interface Wait {
  readonly what: string
  /** Ticks it has left: the clock of the time-out is coarse, so that a wait costs no timer of its own. */
  ticks: number
  readonly reject: (error: MemkitError) => void
}

const ticksPerTimeout = 4

export class DeviceWaits {
  private readonly waits = new Set<Wait>()
  private pending = 0
  private clock: ReturnType<typeof setInterval> | undefined
  private lost: MemkitError | undefined
  /** Held for as long as this is reachable: the device, and the object that it came from. */
  private anchors: readonly unknown[]
  private readonly timeoutMs: number

  constructor(timeoutMs: number, anchors: readonly unknown[]) {
    this.timeoutMs = timeoutMs
    this.anchors = anchors
  }

  /** Call before a promise of the API is made, and `settled` once when it settles, whichever way. */
  started(): void {
    if (this.pending++ === 0 && this.anchors.length > 0) busy.add(this)
  }

  settled(): void {
    if (--this.pending === 0) busy.delete(this)
  }

  /**
   * A promise that `begin` can settle, that a lost device rejects with its error, and that rejects with TIMED_OUT
   * after the time-out, or a quarter of it later.
   */
  wait<T>(what: string, begin: (resolve: (value: T) => void, reject: (error: unknown) => void) => void): Promise<T> {
    if (this.lost) return Promise.reject(this.lost)
    this.startClock()
    return new Promise<T>((resolve, reject) => {
      const wait: Wait = { what, ticks: ticksPerTimeout + 1, reject }
      this.waits.add(wait)
      begin(
        (value) => {
          this.waits.delete(wait)
          resolve(value)
        },
        (error) => {
          this.waits.delete(wait)
          reject(error)
        },
      )
    })
  }

  /** Lets go of the device, so that the Node process can end. */
  release(): void {
    this.anchors = []
    this.stopClock()
  }

  /** Rejects all that waits, now and later. */
  lose(error: MemkitError): void {
    this.lost = error
    for (const { reject } of this.waits) reject(error)
    this.waits.clear()
    this.stopClock()
  }

  private startClock(): void {
    if (this.clock !== undefined) return
    this.clock = setInterval(this.tick, this.timeoutMs / ticksPerTimeout)
    // In Node an idle clock must not keep the process alive; what the device owes does.
    if (typeof this.clock === 'object') this.clock.unref()
  }

  private stopClock(): void {
    clearInterval(this.clock)
    this.clock = undefined
  }

  private readonly tick = (): void => {
    if (this.waits.size === 0) return this.stopClock()
    for (const wait of this.waits) {
      if (--wait.ticks > 0) continue
      this.waits.delete(wait)
      wait.reject(timedOut(wait.what, this.timeoutMs))
    }
  }
}
