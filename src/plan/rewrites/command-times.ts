/** The places of commands among those that they became, where a rewrite makes several of one. */
import type { Position } from '../document.ts'

export class CommandTimes {
  private readonly firstOf: readonly (readonly number[] | undefined)[]

  /**
   * @param firstOf by submission, then by command: the first that it became; then the number of all. Undefined for submissions that
   * stay as they are.
   */
  constructor(firstOf: readonly (readonly number[] | undefined)[]) {
    this.firstOf = firstOf
  }

  first(at: Position): Position {
    const firsts = this.firstOf[at[0]]
    return firsts ? [at[0], firsts[at[1]]!] : at
  }

  last(at: Position): Position {
    const firsts = this.firstOf[at[0]]
    return firsts ? [at[0], firsts[at[1] + 1]! - 1] : at
  }

  /** Whether the command is one still, and in its place. There may be 10^4 to ask for, so a position is not taken apart as a list. */
  stays(at: Position): boolean {
    const firsts = this.firstOf[at[0]]
    const c = at[1]
    return !firsts || (firsts[c] === c && firsts[c + 1] === c + 1)
  }
}
