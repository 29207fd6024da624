/** Counts steps, and says when they are used up. Never looks at a clock, so results are equal on every machine. */
export class Budget {
  spent = 0
  readonly most: number

  constructor(most: number) {
    this.most = most
  }

  /** Takes `steps` if they are left. */
  spend(steps: number): boolean {
    if (this.spent + steps > this.most) return false
    this.spent += steps
    return true
  }

  /** Takes `steps` in any case: work that is always done. */
  charge(steps: number): void {
    this.spent += steps
  }

  get left(): number {
    return Math.max(0, this.most - this.spent)
  }
}
