/** A set of what knows its own place. */

/** `place` is its index in the list that it is in; −1 while it is in none. */
export interface Placed {
  place: number
}

/** Members enter and leave in every run, and a Set would make a table for that: this makes nothing. Each operation O(1), in no order. */
export class PlacedList<Member extends Placed> {
  private readonly members: (Member | undefined)[] = []
  private count = 0

  get size(): number {
    return this.count
  }

  /** Again has no effect. */
  add(one: Member): void {
    if (one.place >= 0) return
    one.place = this.count
    this.members[this.count++] = one
  }

  /** Again has no effect. */
  delete(one: Placed): void {
    if (one.place < 0) return
    const last = this.members[--this.count]!
    this.members[this.count] = undefined
    if (last !== one) {
      this.members[one.place] = last
      last.place = one.place
    }
    one.place = -1
  }

  /** A copy of the list, for a walk in which members leave. */
  all(): readonly Member[] {
    return this.members.slice(0, this.count) as Member[]
  }
}
