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
import { handBack, int32Array, uint8Array } from '../../graph/typed-arrays.ts'

/** Children of a node, as a power of two. */
const shift = 2
const arity = 1 << shift

/** All segments of the node have the state of the node; the nodes below are out of date. */
const uniform = 1
/** The node's writers (or uses) are up to date with the nodes below. */
const knowsWriters = 2
const knowsUses = 4
const knowsAll = knowsWriters | knowsUses

/** Whether all segments of a node are in first … end − 1. */
const isWithin = (at: number, level: number, first: number, end: number): boolean =>
  at << (shift * level) >= first && (at + 1) << (shift * level) <= end

export class AccessHistory {
  /** Start of each level in the arrays below: segments first, the root last. */
  private readonly level: number[] = [0]
  private readonly lastWriters: Int32Array
  private readonly readersSince: Int32Array
  /** Accesses that a write comes after: the readers since the last write, or where there are none, the last writers. */
  private readonly lastUses: Int32Array
  /** Readers of the whole node that have not been passed on to its children. */
  private readonly untold: Int32Array
  private readonly state: Uint8Array
  /** Number of nodes whose children are out of date; at 0 nothing has to be passed on. */
  private pending = 0
  private readonly union: (a: number, b: number) => number
  /** The nodes that make up the current range. */
  private readonly nodes: Int32Array
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
    // A range has fewer than a family at each end of it, on each level.
    this.nodes = int32Array(2 * arity * this.level.length)
    this.lastWriters = int32Array(total)
    this.readersSince = int32Array(total)
    this.lastUses = int32Array(total)
    this.untold = int32Array(total)
    this.state = uint8Array(total).fill(knowsAll)
  }

  /** Ends the history; what it told stays true. */
  handBack(): void {
    handBack(this.lastWriters, this.readersSince, this.lastUses, this.untold, this.state)
  }

  /** The last writers of segments first … end − 1. */
  writers(first: number, end: number): number {
    this.cover(first, end)
    let set = 0
    for (let k = 0; k < this.nodeCount; k++) set = this.union(set, this.writersOf(this.nodes[k]!))
    return set
  }

  /** The accesses that a write of segments first … end − 1 comes after. */
  uses(first: number, end: number): number {
    this.cover(first, end)
    let set = 0
    for (let k = 0; k < this.nodeCount; k++) {
      this.learnUses(this.nodes[k]!)
      set = this.union(set, this.lastUses[this.nodes[k]!]!)
    }
    return set
  }

  /** The readers of segments first … end − 1 since their last write. */
  readers(first: number, end: number): number {
    this.cover(first, end)
    let set = 0
    for (let k = 0; k < this.nodeCount; k++) {
      this.learnUses(this.nodes[k]!)
      set = this.union(set, this.readersSince[this.nodes[k]!]!)
    }
    return set
  }

  read(first: number, end: number, reader: number): void {
    this.cover(first, end)
    for (let k = 0; k < this.nodeCount; k++) this.addReaders(this.nodes[k]!, reader)
    this.forgetAbove(first, end, knowsUses)
  }

  /** Records a write. `readers` are accesses that read and write the segments at once. */
  write(first: number, end: number, writer: number, readers = 0): void {
    this.cover(first, end)
    const uses = readers === 0 ? writer : this.union(writer, readers)
    for (let k = 0; k < this.nodeCount; k++) this.setState(this.nodes[k]!, writer, readers, uses)
    this.forgetAbove(first, end, knowsAll)
  }

  private addReaders(node: number, readers: number): void {
    if (node >= this.level[1]! && (this.state[node]! & uniform) === 0) {
      if (this.untold[node] === 0) this.pending++
      this.untold[node] = this.union(this.untold[node]!, readers)
      if ((this.state[node]! & knowsUses) === 0) return
    }
    this.lastUses[node] = this.readersSince[node] = this.union(this.readersSince[node]!, readers)
  }

  private setState(node: number, writers: number, readers: number, uses: number): void {
    this.lastWriters[node] = writers
    this.readersSince[node] = readers
    this.lastUses[node] = uses
    if (node < this.level[1]!) return
    if (this.untold[node] === 0 && (this.state[node]! & uniform) === 0) this.pending++
    this.untold[node] = 0
    this.state[node] = uniform | knowsAll
  }

  private writersOf(node: number): number {
    if ((this.state[node]! & knowsWriters) === 0) {
      const child = this.childOf(node)
      let set = 0
      for (let k = child; k < child + arity; k++) set = this.union(set, this.writersOf(k))
      this.lastWriters[node] = set
      this.state[node]! |= knowsWriters
    }
    return this.lastWriters[node]!
  }

  private learnUses(node: number): void {
    if ((this.state[node]! & knowsUses) !== 0) return
    const child = this.childOf(node)
    let readers = 0
    let uses = 0
    for (let k = child; k < child + arity; k++) {
      this.learnUses(k)
      readers = this.union(readers, this.readersSince[k]!)
      uses = this.union(uses, this.lastUses[k]!)
    }
    const untold = this.untold[node]!
    this.readersSince[node] = this.union(readers, untold)
    this.lastUses[node] = untold === 0 ? uses : this.readersSince[node]!
    this.state[node]! |= knowsUses
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
    const { level, nodes } = this
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
    for (let l = this.level.length - 2; l > 0; l--) {
      const at = segment >> (shift * l)
      if (isWithin(at, l, first, end)) return
      const node = this.level[l]! + at
      const isUniform = (this.state[node]! & uniform) !== 0
      const untold = this.untold[node]!
      if (!isUniform && untold === 0) continue
      const child = this.level[l - 1]! + (at << shift)
      for (let k = child; k < child + arity; k++) {
        if (isUniform) this.setState(k, this.lastWriters[node]!, this.readersSince[node]!, this.lastUses[node]!)
        else this.addReaders(k, untold)
      }
      this.untold[node] = 0
      this.state[node]! &= ~uniform
      this.pending--
    }
  }

  /** Marks the state of nodes above the range as out of date. */
  private forgetAbove(first: number, end: number, known: number): void {
    this.forget(first, first, end, known)
    if (end - 1 !== first) this.forget(end - 1, first, end, known)
  }

  private forget(segment: number, first: number, end: number, known: number): void {
    for (let l = 1; l < this.level.length - 1; l++) {
      const at = segment >> (shift * l)
      if (isWithin(at, l, first, end)) continue
      const node = this.level[l]! + at
      // If this node is out of date, all nodes above it are.
      if ((this.state[node]! & known) === 0) return
      this.state[node]! &= ~known
    }
  }
}
