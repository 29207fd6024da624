/**
 * Latest accesses to segments, as in `access-history.ts`, of which most cover the very range of an earlier one: those of one value after
 * another in the same memory. A range stays open until an access meets it that covers less or more; only then its state is written to
 * the tree. Until then it stands at the first segment of the range, and an access takes O(1), however many nodes of the tree make up the
 * range. A write that meets ranges which were written takes its part of them, and what is left of them stays open: the tree is not asked
 * where values follow others of other sizes in the same memory. Each write leaves two ranges more at most, so this takes O(1) on average,
 * but for the search for neighbours.
 */
import { int32Array } from '../../graph/typed-arrays.ts'
import { handBack } from './reused-memory.ts'
import { AccessHistory } from './access-history.ts'
import { IntegerSet } from './integer-set.ts'

/** Numbers that are known of an open range, in a row at its first segment. */
const fields = 6
/** The segment after its last one; 0 where no range is open. */
const endField = 0
const writersField = 1
const readersField = 2
const usesField = 3
/** Readers that the tree was not told of, as long as the range is not written. */
const untoldField = 4
/** Bits of the following, none of them at first. */
const stateField = 5

const knowsWriters = 1
/** Knows the readers, and the accesses that a write comes after. */
const knowsUses = 2
/** The tree knows nothing of what is known here. */
const isWritten = 4

/** Fewest segments of a range that stays open: for fewer, the tree is as fast. */
const leastOpen = 3

/** In place of an open range, or of what open ranges know: ask the tree. */
const none = -1

/** The history of all segments, as `AccessHistory` has it, with ranges that stay open. */
export class RangeHistory {
  private readonly history: AccessHistory
  private readonly segmentCount: number
  /** First segments of open ranges, made with the first one, as what is known of them. */
  private starts: IntegerSet | undefined
  private known = int32Array(0)
  private openCount = 0

  constructor(segmentCount: number, union: (a: number, b: number) => number) {
    this.history = new AccessHistory(segmentCount, union)
    this.segmentCount = segmentCount
  }

  /** Ends the history; what it told stays true. */
  handBack(): void {
    this.history.handBack()
    handBack(this.known)
  }

  /** The last writers of segments first … end − 1. */
  writers(first: number, end: number): number {
    const at = this.opened(first, end)
    if (at === none) return this.history.writers(first, end)
    const { known } = this
    if ((known[at + stateField]! & knowsWriters) === 0) {
      known[at + writersField] = this.history.writers(first, end)
      known[at + stateField]! |= knowsWriters
    }
    return known[at + writersField]!
  }

  /** The accesses that a write of segments first … end − 1 comes after. */
  uses(first: number, end: number): number {
    const known = this.usesOfWritten(first, end)
    if (known !== none) return known
    const at = this.opened(first, end)
    if (at === none) return this.history.uses(first, end)
    this.learnUses(at, first, end)
    return this.known[at + usesField]!
  }

  /** The readers of segments first … end − 1 since their last write. */
  readers(first: number, end: number): number {
    const at = this.opened(first, end)
    if (at === none) return this.history.readers(first, end)
    this.learnUses(at, first, end)
    return this.known[at + readersField]!
  }

  private learnUses(at: number, first: number, end: number): void {
    const { known, history } = this
    if ((known[at + stateField]! & knowsUses) !== 0) return
    const untold = known[at + untoldField]!
    const readers = history.joined(history.readers(first, end), untold)
    known[at + readersField] = readers
    known[at + usesField] = untold === 0 ? history.uses(first, end) : readers
    known[at + stateField]! |= knowsUses
  }

  read(first: number, end: number, reader: number): void {
    const at = this.opened(first, end)
    if (at === none) {
      this.history.read(first, end, reader)
      return
    }
    const { known } = this
    const state = known[at + stateField]!
    if ((state & knowsUses) !== 0)
      known[at + usesField] = known[at + readersField] = this.history.joined(known[at + readersField]!, reader)
    if ((state & isWritten) === 0) known[at + untoldField] = this.history.joined(known[at + untoldField]!, reader)
  }

  /** Records a write. `readers` are accesses that read and write the segments at once. */
  write(first: number, end: number, writer: number, readers = 0): void {
    const at = first * fields
    if (this.openCount === 0 || this.known[at + endField] !== end) {
      if (this.openCount > 0) this.makeRoom(first, end)
      if (end - first < leastOpen) {
        this.history.write(first, end, writer, readers)
        return
      }
      this.open(first, end)
    }
    const { known } = this
    known[at + writersField] = writer
    known[at + readersField] = readers
    known[at + usesField] = this.history.joined(writer, readers)
    known[at + stateField] = knowsWriters | knowsUses | isWritten
  }

  /** Index of the range in `known`, after other ranges that it meets are closed. */
  private opened(first: number, end: number): number {
    const at = first * fields
    if (this.openCount > 0) {
      if (this.known[at + endField] === end) return at
      this.closeWithin(first, end)
    }
    if (end - first < leastOpen) return none
    this.open(first, end)
    return at
  }

  /** Opens a range that no open one reaches into, of which nothing is known. */
  private open(first: number, end: number): void {
    if (!this.starts) {
      this.starts = new IntegerSet(this.segmentCount)
      this.known = int32Array(this.segmentCount * fields)
    }
    const { known } = this
    const at = first * fields
    this.starts.add(first)
    this.openCount++
    known[at + endField] = end
    known[at + untoldField] = 0
    known[at + stateField] = 0
  }

  /** The first open range that reaches into segments first … end − 1; −1 or one behind them where there is none. */
  private met(first: number): number {
    const { known } = this
    if (known[first * fields + endField] !== 0) return first
    const before = this.starts!.atOrBelow(first)
    return before >= 0 && known[before * fields + endField]! > first ? before : this.starts!.next(first)
  }

  /** The accesses that a write of segments first … end − 1 comes after, where all of them are of open ranges that were written. */
  private usesOfWritten(first: number, end: number): number {
    if (this.openCount === 0) return none
    const { known, history } = this
    let at = this.met(first)
    if (at < 0 || at > first) return none
    for (let set = 0; ;) {
      const row = at * fields
      if (known[row + endField] === 0 || (known[row + stateField]! & isWritten) === 0) return none
      set = history.joined(set, known[row + usesField]!)
      at = known[row + endField]!
      if (at >= end) return set
    }
  }

  /** Takes segments first … end − 1 from open ranges: those that were written lose them, others are closed. */
  private makeRoom(first: number, end: number): void {
    const { known } = this
    for (let at = this.met(first); at >= 0 && at < end;) {
      const row = at * fields
      const stop = known[row + endField]!
      if ((known[row + stateField]! & isWritten) === 0) this.close(at)
      else {
        if (stop > end) this.copyState(row, end, stop)
        if (at < first) known[row + endField] = first
        else this.remove(at)
      }
      if (stop >= end) return
      at = this.met(stop)
    }
  }

  /** Opens a range with the state that stands in `row`. */
  private copyState(row: number, first: number, end: number): void {
    const { known } = this
    this.open(first, end)
    const at = first * fields
    for (let field = writersField; field < fields; field++) known[at + field] = known[row + field]!
  }

  /** Closes open ranges that reach into segments first … end − 1. */
  private closeWithin(first: number, end: number): void {
    const starts = this.starts!
    for (let at = this.met(first); at >= 0 && at < end; at = starts.next(at)) this.close(at)
  }

  /** Tells the tree what is known of an open range. */
  private close(first: number): void {
    const { known, history } = this
    const at = first * fields
    const end = known[at + endField]!
    if ((known[at + stateField]! & isWritten) !== 0)
      history.replace(first, end, known[at + writersField]!, known[at + readersField]!, known[at + usesField]!)
    else if (known[at + untoldField] !== 0) history.read(first, end, known[at + untoldField]!)
    this.remove(first)
  }

  /** Forgets an open range. */
  private remove(first: number): void {
    this.known[first * fields + endField] = 0
    this.starts!.delete(first)
    this.openCount--
  }
}
