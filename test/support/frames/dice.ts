/** Small numbers from a seed, so that a frame is its number. */

/** Small numbers from a seed (mulberry32). */
export class Dice {
  private state: number

  constructor(seed: number) {
    this.state = seed >>> 0
  }

  below(n: number): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let t = this.state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * n)
  }

  chance(p: number): boolean {
    return this.below(1000) < p * 1000
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!
  }
}
