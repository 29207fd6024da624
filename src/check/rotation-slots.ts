/** Slots of a rotation group, each of which one member may have. Groups may be very many, and mostly list their slots in order: a set for each is dear. */

/** The slots of a rotation group that members have. */
export class RotationSlots {
  readonly count: number
  /** The first member. */
  readonly first: number
  taken = 0
  /** Slots below this one are taken. */
  private inOrder = 0
  /** Slots that were taken before one below them. */
  private others: Set<number> | undefined

  constructor(count: number, first: number) {
    this.count = count
    this.first = first
    this.others = undefined
  }

  /** Whether the slot was free. */
  take(slot: number): boolean {
    if (slot < this.inOrder || this.others?.has(slot)) return false
    if (slot === this.inOrder) this.inOrder++
    else (this.others ??= new Set()).add(slot)
    this.taken++
    return true
  }
}
