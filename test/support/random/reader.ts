/** Numbers of one resource or step of a recipe, taken one after the other; what runs out reads as 0. */
import type { Numbers } from './recipe.ts'

export class Reader {
  private at = 0
  private readonly numbers: Numbers

  constructor(numbers: Numbers) {
    this.numbers = numbers
  }

  below(n: number): number {
    return n <= 1 ? 0 : (this.numbers[this.at++] ?? 0) % n
  }

  /** True once in `n`; never when numbers have shrunk to 0. */
  once(n: number): boolean {
    return this.below(n) === n - 1
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!
  }
}
