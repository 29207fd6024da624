/**
 * Latest accesses to segments (intervals.ts): for every segment the last writers, the readers since, and the accesses that a
 * next write comes after.
 *
 * A tree over the segments saves an access to many of them from visiting each: it is recorded at the few nodes that make up its
 * range, and moves down only when a smaller access needs a part of it (lazy propagation). O(log n) nodes per access, whatever
 * the widths of the accesses.
 *
 * Sets of accesses are integers that the caller's `union` joins; 0 is the empty set.
 */
import { int32Array } from '../../graph/typed-arrays.ts'
import { handBack } from './reused-memory.ts'

/** Children of a node, as a power of two. */
const shift = 2
const arity = 1 << shift

/** Numbers that are known of a node, in a row, because whoever reads one of them reads most. */
const fields = 5
/** The last writers. */
const writersField = 0
/** The readers since. */
const readersField = 1
/** Accesses that a write comes after: the readers since the last write, or where there are none, the last writers. */
const usesField = 2
/** Readers of the whole node that have not been passed on to its children. */
const untoldField = 3
/** Bits of the following, none of them at first. */
const stateField = 4

/** All segments of the node have the state of the node; the nodes below are out of date. */
const uniform = 1
/** The node's writers (or uses) are out of date; the nodes below know them. */
const oldWriters = 2
const oldUses = 4
const oldAll = oldWriters | oldUses

/** Whether all segments of a node are in first … end − 1. */
const isWithin = (at: number, level: number, first: number, end: number): boolean =>
  at << (shift * level) >= first && (at + 1) << (shift * level) <= end

/**
 * The nodes that make up the range that was looked for last, by whatever history: fewer than a family at each end of it, on each
 * of the levels that 2^31 segments may have.
 */
const nodes = /* @__PURE__ */ new Int32Array((2 * arity * 32) / shift)

/** The history of all segments, which accesses are added to in their order. */
export class AccessHistory {
  /** First node of each level: segments first, the root last; then the number of all. */
  private readonly level: number[] = [0]
  /** By node: its fields. */
  private readonly known: Int32Array
  /** Number of nodes whose children are out of date; at 0 nothing has to be passed on. */
  private pending = 0
  private readonly union: (a: number, b: number) => number
  /** Number of nodes that make up the current range. */
  private nodeCount = 0

  constructor(segmentCount: number, union: (a: number, b: number) => number) {
    this.union = union
    let total = 0
    for (let width = Math.max(1, segmentCount); ; width = (width + arity - 1) >> shift) {
      // Each level is padded to whole families, so that a node never has children of another level.
      total += (width + arity - 1) & -arity
      this.level.push(total)
      if (width === 1) break
    }
    this.known = int32Array(total * fields)
  }

  /** Ends the history; what it told stays true. */
  handBack(): void {
    handBack(this.known)
  }

  /** The last writers of segments first … end − 1. */
  writers(first: number, end: number): number {
    this.cover(first, end)
    let set = 0
    for (let k = 0; k < this.nodeCount; k++) set = this.joined(set, this.writersOf(nodes[k]!))
    return set
  }

  /** The accesses that a write of segments first … end − 1 comes after. */
  uses(first: number, end: number): number {
    return this.usersOf(first, end, usesField)
  }

  /** The readers of segments first … end − 1 since their last write. */
  readers(first: number, end: number): number {
    return this.usersOf(first, end, readersField)
  }

  private usersOf(first: number, end: number, field: number): number {
    this.cover(first, end)
    let set = 0
    for (let k = 0; k < this.nodeCount; k++) {
      this.learnUses(nodes[k]!)
      set = this.joined(set, this.known[nodes[k]! * fields + field]!)
    }
    return set
  }

  read(first: number, end: number, reader: number): void {
    this.cover(first, end)
    for (let k = 0; k < this.nodeCount; k++) this.addReaders(nodes[k]!, reader)
    this.forgetAbove(first, end, oldUses)
  }

  /** Records a write. `readers` are accesses that read and write the segments at once. */
  write(first: number, end: number, writer: number, readers = 0): void {
    this.replace(first, end, writer, readers, this.joined(writer, readers))
  }

  /** Replaces what is known of segments first … end − 1. */
  replace(first: number, end: number, writers: number, readers: number, uses: number): void {
    this.cover(first, end)
    for (let k = 0; k < this.nodeCount; k++) this.setState(nodes[k]!, writers, readers, uses)
    this.forgetAbove(first, end, oldAll)
  }

  /** The union of two sets, most of which are empty or equal. */
  joined(a: number, b: number): number {
    return a === b || b === 0 ? a : a === 0 ? b : this.union(a, b)
  }

  private addReaders(node: number, readers: number): void {
    const { known } = this
    const at = node * fields
    if (node >= this.level[1]! && (known[at + stateField]! & uniform) === 0) {
      if (known[at + untoldField] === 0) this.pending++
      known[at + untoldField] = this.joined(known[at + untoldField]!, readers)
      if ((known[at + stateField]! & oldUses) !== 0) return
    }
    known[at + usesField] = known[at + readersField] = this.joined(known[at + readersField]!, readers)
  }

  private setState(node: number, writers: number, readers: number, uses: number): void {
    const { known } = this
    const at = node * fields
    known[at + writersField] = writers
    known[at + readersField] = readers
    known[at + usesField] = uses
    if (node < this.level[1]!) return
    if (known[at + untoldField] === 0 && (known[at + stateField]! & uniform) === 0) this.pending++
    known[at + untoldField] = 0
    known[at + stateField] = uniform
  }

  private writersOf(node: number): number {
    const { known } = this
    const at = node * fields
    if ((known[at + stateField]! & oldWriters) !== 0) {
      const child = this.childOf(node)
      let set = 0
      for (let k = child; k < child + arity; k++) set = this.joined(set, this.writersOf(k))
      known[at + writersField] = set
      known[at + stateField]! &= ~oldWriters
    }
    return known[at + writersField]!
  }

  private learnUses(node: number): void {
    const { known } = this
    const at = node * fields
    if ((known[at + stateField]! & oldUses) === 0) return
    const child = this.childOf(node)
    let readers = 0
    let uses = 0
    for (let k = child; k < child + arity; k++) {
      this.learnUses(k)
      readers = this.joined(readers, known[k * fields + readersField]!)
      uses = this.joined(uses, known[k * fields + usesField]!)
    }
    const untold = known[at + untoldField]!
    known[at + readersField] = this.joined(readers, untold)
    known[at + usesField] = untold === 0 ? uses : known[at + readersField]!
    known[at + stateField]! &= ~oldUses
  }

  private childOf(node: number): number {
    let k = 1
    while (node >= this.level[k + 1]!) k++
    return this.level[k - 1]! + ((node - this.level[k]!) << shift)
  }

  /** Finds the nodes that make up segments first … end − 1, after passing on everything that nodes above them hold. */
  private cover(first: number, end: number): void {
    if (this.pending > 0) {
      this.tell(first, first, end)
      if (end - 1 !== first) this.tell(end - 1, first, end)
    }
    const { level } = this
    let count = 0
    const top = level.length - 2
    for (let l = 0, from = first, to = end; from < to; l++) {
      const base = level[l]!
      while (from < to && (from & (arity - 1)) !== 0) nodes[count++] = base + from++
      while (from < to && (to & (arity - 1)) !== 0) nodes[count++] = base + --to
      if (l === top && from < to) nodes[count++] = base
      from >>= shift
      to >>= shift
    }
    this.nodeCount = count
  }

  /** Passes on to children, from the root to one segment of the range, what the nodes above the range hold. */
  private tell(segment: number, first: number, end: number): void {
    const { known } = this
    for (let l = this.level.length - 2; l > 0; l--) {
      const at = segment >> (shift * l)
      if (isWithin(at, l, first, end)) return
      const of = (this.level[l]! + at) * fields
      const isUniform = (known[of + stateField]! & uniform) !== 0
      const untold = known[of + untoldField]!
      if (!isUniform && untold === 0) continue
      const child = this.level[l - 1]! + (at << shift)
      for (let k = child; k < child + arity; k++) {
        if (isUniform) this.setState(k, known[of + writersField]!, known[of + readersField]!, known[of + usesField]!)
        else this.addReaders(k, untold)
      }
      known[of + untoldField] = 0
      known[of + stateField]! &= ~uniform
      this.pending--
    }
  }

  /** Marks the state of nodes above the range as out of date. */
  private forgetAbove(first: number, end: number, old: number): void {
    this.forget(first, first, end, old)
    if (end - 1 !== first) this.forget(end - 1, first, end, old)
  }

  private forget(segment: number, first: number, end: number, old: number): void {
    const { known } = this
    for (let l = 1; l < this.level.length - 1; l++) {
      const at = segment >> (shift * l)
      if (isWithin(at, l, first, end)) continue
      const of = (this.level[l]! + at) * fields + stateField
      // If this node is out of date, all nodes above it are.
      if ((known[of]! & old) === old) return
      known[of]! |= old
    }
  }
}
