/**
 * Edges between passes that must stay in order. Where several passes come after the same many passes, the edges meet in an
 * *empty node*, as in CUDA graphs: it does nothing, and orders everything before it and everything after it. Thus n passes
 * after n others are 2n edges and not n².
 */
import { int32Array, int32Slice } from '../../graph/typed-arrays.ts'
import { handBack } from '../support/reused-memory.ts'
import { GrowableInt32 } from '../support/growable.ts'
import { emptySet, itemOf, type UnionSets } from '../support/union-sets.ts'

/** Sets of at most this many unions get an edge from each member. */
const mostDirect = 64
/** Unions that an empty node expands; the remaining ones get empty nodes of their own. */
const mostUnions = 16

/** Entries of a full chunk: 256 KiB. */
const chunkLength = 1 << 16

/** A graph whose vertices 0 … passCount − 1 are passes, followed by empty nodes. */
export class OrderEdges {
  readonly passCount: number
  /**
   * The edges in the order in which they were added: the vertex that each leaves, after −1 − v where from here on they lead to v. Edges may
   * be the most of a plan, and many in a row lead to the same vertex: so they take half the room of pairs, and in chunks, of which only the
   * first ones are short, hardly more than they need.
   */
  private readonly chunks: Int32Array[] = []
  private chunk: Int32Array = int32Array(0)
  /** Entries of the last chunk, and of all before it. */
  private used = 0
  private before = 0
  private latest = -1
  private readonly lastEdge: GrowableInt32
  /** By empty node: the last declared pass among those before it. */
  private readonly lastBefore = new GrowableInt32(16)

  constructor(passCount: number) {
    this.passCount = passCount
    this.lastEdge = new GrowableInt32(passCount + 1)
    for (let p = 0; p < passCount; p++) this.lastEdge.push(-1)
  }

  /** Entries of the list of edges so far. */
  get length(): number {
    return this.before + this.used
  }

  addHazard(earlier: number, later: number): void {
    if (earlier === later || this.lastEdge.get(earlier) === later) return
    this.lastEdge.set(earlier, later)
    this.addOrder(earlier, later)
  }

  /** Adds an edge that is no hazard; another edge between the two may exist. */
  addOrder(earlier: number, later: number): void {
    if (later !== this.latest) this.push(-1 - later)
    this.latest = later
    this.push(earlier)
  }

  private push(entry: number): void {
    if (this.used === this.chunk.length) {
      this.before += this.used
      this.used = 0
      this.chunk = int32Array(Math.min(chunkLength, Math.max(32, this.before)))
      this.chunks.push(this.chunk)
    }
    this.chunk[this.used++] = entry
  }

  addEmpty(): number {
    this.lastBefore.push(-1)
    return this.lastEdge.push(-1)
  }

  /** The last declared pass at or before a vertex. */
  lastPass(vertex: number): number {
    return vertex < this.passCount ? vertex : this.lastBefore.get(vertex - this.passCount)
  }

  enter(earlier: number, empty: number): void {
    this.addHazard(earlier, empty)
    const at = empty - this.passCount
    this.lastBefore.set(at, Math.max(this.lastBefore.get(at), this.lastPass(earlier)))
  }

  /**
   * The edges as rows of successors by vertex, in the order in which they were added, and by vertex the end of those that are among the
   * first `length` of the list.
   */
  rows(length: number): { start: Int32Array; target: Int32Array; endOfFirst: Int32Array } {
    const vertexCount = this.lastEdge.length
    const start = int32Array(vertexCount + 1)
    this.visit(this.length, (chunk, count) => countEdges(chunk, count, start))
    for (let v = 0; v < vertexCount; v++) start[v + 1]! += start[v]!
    const next = int32Slice(start, 0, vertexCount)
    const target = int32Array(start[vertexCount]!)
    let later = -1
    this.visit(this.length, (chunk, count) => (later = placeEdges(chunk, count, later, next, target)))
    handBack(next)
    if (length === this.length) return { start, target, endOfFirst: start.subarray(1) }
    const counts = int32Array(vertexCount + 1)
    this.visit(length, (chunk, count) => countEdges(chunk, count, counts))
    const endOfFirst = counts.subarray(1)
    for (let v = 0; v < vertexCount; v++) endOfFirst[v]! += start[v]!
    return { start, target, endOfFirst }
  }

  private visit(length: number, visit: (chunk: Int32Array, count: number) => void): void {
    let left = length
    for (const chunk of this.chunks) {
      const count = Math.min(left, chunk.length)
      visit(chunk, count)
      left -= count
    }
  }

  /** Ends the list; rows that were made of it stay true. */
  handBack(): void {
    handBack(...this.chunks)
    this.lastEdge.handBack()
  }

  emptyAfter(): Int32Array {
    return this.lastBefore.toArray()
  }
}

/** Slots of the table of sets that a walk has visited: more than it can visit, so that one is free. */
const tableLength = 256

/** Counts the edges that leave each vertex v, in `start[v + 1]`. */
function countEdges(chunk: Int32Array, count: number, start: Int32Array): void {
  for (let i = 0; i < count; i++) {
    const entry = chunk[i]!
    if (entry >= 0) start[entry + 1]! += 1
  }
}

/** Puts edges where the `next` one of each vertex belongs. @returns the vertex that the last of them leads to */
function placeEdges(chunk: Int32Array, count: number, later: number, next: Int32Array, target: Int32Array): number {
  let to = later
  for (let i = 0; i < count; i++) {
    const entry = chunk[i]!
    if (entry < 0) to = -1 - entry
    else target[next[entry]!++] = to
  }
  return to
}

/** Adds edges from all members of a set. The items of `sets` are passes, or map to one pass each. */
export class SetEdges {
  private readonly edges: OrderEdges
  private readonly sets: UnionSets
  private readonly passOf: (item: number) => number
  /** Empty node of each union that has one. */
  private emptyOf: Map<number, number> | undefined
  /** The sets that a walk visited, by a hash: those of the slots that the walk has marked. It visits few, and sets are very many. */
  private visited = int32Array(0)
  private visitedBy = int32Array(0)
  private walk = 0
  /** The sets that a walk visited, and its results: leaves, and unions that it did not expand. */
  private readonly path = new GrowableInt32()
  private readonly found = new GrowableInt32()

  constructor(edges: OrderEdges, sets: UnionSets, passOf: (item: number) => number) {
    this.edges = edges
    this.sets = sets
    this.passOf = passOf
  }

  /** Adds edges from all members of a set to pass `later`, which is no member. */
  add(set: number, later: number): void {
    if (set === emptySet) return
    if (this.sets.isLeaf(set)) this.edges.addHazard(this.passOf(itemOf(set)), later)
    else if (this.look(set, mostDirect))
      for (let k = 0; k < this.found.length; k++) this.edges.addHazard(this.vertexOf(this.found.get(k)), later)
    else this.edges.addHazard(this.emptyFor(set), later)
  }

  /** Ends the work with these sets; edges that were added stay. */
  handBack(): void {
    this.path.handBack()
    this.found.handBack()
  }

  private vertexOf(set: number): number {
    return this.sets.isLeaf(set) ? this.passOf(itemOf(set)) : this.emptyOf!.get(set)!
  }

  /** The empty node of a union, made with those it needs. An explicit stack: unions nest as deep as they are large. */
  private emptyFor(set: number): number {
    const emptyOf = (this.emptyOf ??= new Map<number, number>())
    const open = [set]
    while (open.length > 0) {
      const union = open.at(-1)!
      if (!emptyOf.has(union)) {
        this.look(union, mostUnions)
        const before = open.length
        for (let k = 0; k < this.found.length; k++) {
          const needed = this.found.get(k)
          if (!this.sets.isLeaf(needed) && !emptyOf.has(needed)) open.push(needed)
        }
        if (open.length > before) continue
        const empty = this.edges.addEmpty()
        for (let k = 0; k < this.found.length; k++) this.edges.enter(this.vertexOf(this.found.get(k)), empty)
        emptyOf.set(union, empty)
      }
      open.pop()
    }
    return emptyOf.get(set)!
  }

  /** Expands at most `most` unions of a set, except those that have an empty node. @returns whether none is left */
  private look(set: number, most: number): boolean {
    const { sets, path, found } = this
    if (this.walk++ === 0) {
      this.visited = int32Array(tableLength)
      this.visitedBy = int32Array(tableLength)
    }
    found.length = 0
    path.length = 0
    path.push(set)
    // Breadth first, so that the unions that are left are few and large.
    for (let k = 0; k < path.length; k++) {
      const one = path.get(k)
      if (!this.visit(one)) continue
      if (sets.isLeaf(one) || most === 0 || this.emptyOf?.has(one)) found.push(one)
      else {
        most--
        path.push(sets.leftOf(one))
        path.push(sets.rightOf(one))
      }
    }
    return most > 0
  }

  /** Records that this walk has visited a set. @returns whether it had not */
  private visit(set: number): boolean {
    const { visited, visitedBy, walk } = this
    let slot = Math.imul(set, 0x9e37_79b1) >>> 24
    for (; visitedBy[slot] === walk; slot = (slot + 1) & (tableLength - 1)) if (visited[slot] === set) return false
    visited[slot] = set
    visitedBy[slot] = walk
    return true
  }
}
