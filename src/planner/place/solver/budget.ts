/** Gap from which a thrifty budget is spent whole; for smaller gaps it is reduced, but not below this fraction. */
const worthAll = 0.001
const leastWorth = 0.09

/** Gap up to which the bound is so near that meeting it, which is a proof, is worth more steps than anything else. */
const nearGap = 0.005

/** Gaps up to a part in 10^4 are worth so many steps a block, about one short run of the packing search. */
const nextToNothing = 1e-4
const stepsForNextToNothing = 7

/** A budget of steps. It never reads a clock, so results are equal on every machine. */
export class Budget {
  spent = 0
  /** Whether anything depended on the number of steps. */
  isAsked = false
  private readonly most: number
  /** Most steps where the best placement is near the bound. */
  private readonly mostNear: number
  /** Whether small gaps get fewer steps. */
  readonly isThrifty: boolean
  private readonly blocks: number

  constructor(most: number, isThrifty: boolean, blocks: number, mostNear = most) {
    this.most = most
    this.mostNear = mostNear
    this.blocks = blocks
    this.isThrifty = isThrifty
  }

  /** Spends `steps` if they are left, and returns whether they were. */
  spend(steps: number): boolean {
    this.isAsked = true
    if (this.spent + steps > this.most) return false
    this.spent += steps
    return true
  }

  /** Spends `steps` in any case, for work that is always done. */
  charge(steps: number): void {
    this.spent += steps
  }

  /** Whether there were steps, and none is left. Heuristics that come without any steps are all tried. */
  get isSpent(): boolean {
    this.isAsked = true
    return this.most > 0 && this.spent >= this.most
  }

  /** Notes that the result is the best there is, and no number of steps would change it. */
  settle(): void {
    this.isAsked = false
  }

  get left(): number {
    this.isAsked = true
    return Math.max(0, this.most - this.spent)
  }

  /** A placement so near to a bound is good enough for a thrifty budget. */
  suffices(peak: number, bound: number): boolean {
    return peak <= (this.isThrifty ? bound * (1 + nextToNothing) : bound)
  }

  /** Steps that are still worth spending on a placement which is at most `gap` (a fraction of the bound) above the least. */
  leftFor(gap: number): number {
    this.isAsked = true
    return Math.max(0, this.worth(gap) - this.spent)
  }

  private worth(gap: number): number {
    if (!this.isThrifty || gap > nearGap) return this.most
    if (gap <= nextToNothing) return Math.min(this.most, stepsForNextToNothing * this.blocks)
    return Math.floor(this.mostNear * Math.min(1, leastWorth + gap / worthAll))
  }
}
