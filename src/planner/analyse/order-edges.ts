/**
 * Edges between passes that must stay in order. Where several passes come after the same many passes, the edges meet in an
 * *empty node*, as in CUDA graphs: it does nothing, and orders everything before it and everything after it. Thus n passes
 * after n others are 2n edges and not n².
 */
import { GrowableInt32, toRows } from '../support/growable.ts'
import { emptySet, itemOf, type UnionSets } from '../support/union-sets.ts'

/** Sets of at most this many unions get an edge from each member. */
const mostDirect = 64
/** Unions that an empty node expands; the remaining ones get empty nodes of their own. */
const mostUnions = 16

/** A graph whose vertices 0 … passCount − 1 are passes, followed by empty nodes. */
export class OrderEdges {
  readonly passCount: number
  private readonly from = new GrowableInt32()
  private readonly to = new GrowableInt32()
  private readonly lastEdge: GrowableInt32
  /** By empty node: the last declared pass among those before it. */
  private readonly lastBefore = new GrowableInt32(16)

  constructor(passCount: number) {
    this.passCount = passCount
    this.lastEdge = new GrowableInt32(passCount + 1)
    for (let p = 0; p < passCount; p++) this.lastEdge.push(-1)
  }

  get length(): number {
    return this.from.length
  }

  edge(earlier: number, later: number): void {
    if (earlier === later || this.lastEdge.get(earlier) === later) return
    this.lastEdge.set(earlier, later)
    this.from.push(earlier)
    this.to.push(later)
  }

  /** Adds an edge that is no hazard; another edge between the two may exist. */
  order(earlier: number, later: number): void {
    this.from.push(earlier)
    this.to.push(later)
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
    this.edge(earlier, empty)
    const at = empty - this.passCount
    this.lastBefore.set(at, Math.max(this.lastBefore.get(at), this.lastPass(earlier)))
  }

  /** The first `count` edges, as rows of successors by vertex, in the order in which they were added. */
  rows(count: number): { start: Int32Array; target: Int32Array } {
    return toRows(this.lastEdge.length, this.from.toArray(count), this.to.toArray(count))
  }

  /** Ends the list; rows that were made of it stay true. */
  handBack(): void {
    this.from.handBack()
    this.to.handBack()
    this.lastEdge.handBack()
  }

  emptyAfter(): Int32Array {
    return this.lastBefore.toArray()
  }
}

/** Adds edges from all members of a set. The items of `sets` are passes, or map to one pass each. */
export class SetEdges {
  private readonly edges: OrderEdges
  private readonly sets: UnionSets
  private readonly passOf: (item: number) => number
  /** Empty node of each union that has one. */
  private readonly emptyOf = new Map<number, number>()
  /** The last walk that visited each set. */
  private readonly visited = new GrowableInt32()
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
    if (this.sets.isLeaf(set)) this.edges.edge(this.passOf(itemOf(set)), later)
    else if (this.look(set, mostDirect))
      for (let k = 0; k < this.found.length; k++) this.edges.edge(this.vertexOf(this.found.get(k)), later)
    else this.edges.edge(this.emptyFor(set), later)
  }

  /** Ends the work with these sets; edges that were added stay. */
  handBack(): void {
    this.visited.handBack()
    this.path.handBack()
    this.found.handBack()
  }

  private vertexOf(set: number): number {
    return this.sets.isLeaf(set) ? this.passOf(itemOf(set)) : this.emptyOf.get(set)!
  }

  /** The empty node of a union, made with those it needs. An explicit stack: unions nest as deep as they are large. */
  private emptyFor(set: number): number {
    const open = [set]
    while (open.length > 0) {
      const union = open.at(-1)!
      if (!this.emptyOf.has(union)) {
        this.look(union, mostUnions)
        const before = open.length
        for (let k = 0; k < this.found.length; k++) {
          const needed = this.found.get(k)
          if (!this.sets.isLeaf(needed) && !this.emptyOf.has(needed)) open.push(needed)
        }
        if (open.length > before) continue
        const empty = this.edges.addEmpty()
        for (let k = 0; k < this.found.length; k++) this.edges.enter(this.vertexOf(this.found.get(k)), empty)
        this.emptyOf.set(union, empty)
      }
      open.pop()
    }
    return this.emptyOf.get(set)!
  }

  /** Expands at most `most` unions of a set, except those that have an empty node. @returns whether none is left */
  private look(set: number, most: number): boolean {
    const { sets, visited, path, found } = this
    visited.extend(sets.bound)
    this.walk++
    found.length = 0
    path.length = 0
    path.push(set)
    // Breadth first, so that the unions that are left are few and large.
    for (let k = 0; k < path.length; k++) {
      const one = path.get(k)
      if (visited.get(one) === this.walk) continue
      visited.set(one, this.walk)
      if (sets.isLeaf(one) || most === 0 || this.emptyOf.has(one)) found.push(one)
      else {
        most--
        path.push(sets.leftOf(one))
        path.push(sets.rightOf(one))
      }
    }
    return most > 0
  }
}
