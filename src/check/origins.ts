/**
 * Origins: the accesses of one class by one command or host step, which later accesses are held against. They are kept by number, in
 * columns: a plan has several for each command.
 */
import type { Place } from './rejection.ts'

/** An origin, for messages. */
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

/** All origins of a plan, numbered as they come. */
export class Origins {
  length = 0
  private numbers = new Int32Array(64 * width)

  add(place: Place, queue: number, placeOnQueue: number, kind: number, kindMask: number): number {
    const begin = this.length * width
    if (begin === this.numbers.length) {
      const longer = new Int32Array(2 * begin)
      longer.set(this.numbers)
      this.numbers = longer
    }
    const { numbers } = this
    numbers[begin] = queue
    numbers[begin + 1] = placeOnQueue
    numbers[begin + 2] = kind
    numbers[begin + 3] = kindMask
    numbers[begin + 4] = place.submission ?? -1
    numbers[begin + 5] = (place.submission === undefined ? place.step : place.command) ?? -1
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
