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
  readonly reject: (error: MemkitError) => void
  readonly timer: ReturnType<typeof setTimeout>
}

export class DeviceWaits {
  private readonly waits = new Set<Wait>()
  private pending = 0
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
   * A promise that `begin` can settle, that a lost device rejects with its error, and that the time-out rejects with TIMED_OUT.
   */
  wait<T>(what: string, begin: (resolve: (value: T) => void, reject: (error: unknown) => void) => void): Promise<T> {
    if (this.lost) return Promise.reject(this.lost)
    return new Promise<T>((resolve, reject) => {
      const wait: Wait = {
        reject,
        timer: setTimeout(() => end(() => reject(timedOut(what, this.timeoutMs))), this.timeoutMs),
      }
      const end = (settle: () => void) => {
        clearTimeout(wait.timer)
        this.waits.delete(wait)
        settle()
      }
      this.waits.add(wait)
      begin(
        (value) => end(() => resolve(value)),
        (error) => end(() => reject(error)),
      )
    })
  }

  /** Lets go of the device, so that the Node process can end. */
  release(): void {
    this.anchors = []
  }

  /** Rejects all that waits, now and later. */
  lose(error: MemkitError): void {
    this.lost = error
    for (const { reject, timer } of this.waits) {
      clearTimeout(timer)
      reject(error)
    }
    this.waits.clear()
  }
}
