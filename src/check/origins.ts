/**
 * Origins: the accesses of one class by one command or host step, which later accesses are held against. They are kept by number, in
 * columns: a plan has several for each command.
 */
import type { Place } from './rejection.ts'

export interface Origin {
  readonly place: Place
  /** Queue of the command; −1 for the host. */
  readonly queue: number
  readonly placeOnQueue: number
  /** Access kind that barriers and waits order it by; for a layout transition, the kinds that its barrier makes wait. */
  readonly kind: number
  readonly kindMask: number
}

/** Numbers of an origin in `numbers`: queue, placeOnQueue, kind, kindMask; submission and command of its place, or −1 and the step. */
const width = 6

export class Origins {
  length = 0
  private numbers = new Int32Array(64 * width)

  add({ place, queue, placeOnQueue, kind, kindMask }: Origin): number {
    const at = this.length * width
    if (at === this.numbers.length) {
      const longer = new Int32Array(2 * at)
      longer.set(this.numbers)
      this.numbers = longer
    }
    this.numbers[at] = queue
    this.numbers[at + 1] = placeOnQueue
    this.numbers[at + 2] = kind
    this.numbers[at + 3] = kindMask
    this.numbers[at + 4] = place.submission ?? -1
    this.numbers[at + 5] = (place.submission === undefined ? place.step : place.command) ?? -1
    return this.length++
  }

  at(origin: number): Origin {
    const [submission, command] = this.numbers.subarray(origin * width + 4) as unknown as [number, number]
    const place = submission < 0 ? { step: command } : { submission, command }
    const queue = this.queueOf(origin)
    const [placeOnQueue, kind, kindMask] = [this.placeOf(origin), this.kindOf(origin), this.maskOf(origin)]
    return { place, queue, placeOnQueue, kind, kindMask }
  }

  queueOf(origin: number): number {
    return this.numbers[origin * width]!
  }

  placeOf(origin: number): number {
    return this.numbers[origin * width + 1]!
  }

  kindOf(origin: number): number {
    return this.numbers[origin * width + 2]!
  }

  maskOf(origin: number): number {
    return this.numbers[origin * width + 3]!
  }
}
