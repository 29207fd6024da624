/**
 * Phase 5, dependencies: which live passes must stay in order, exact to the byte within each value.
 *
 * One sweep in declared order over the segments of every value; `access-history.ts` knows their last writers and the readers
 * since, `order-edges.ts` makes edges of them. O(accesses · log n + edges).
 */
import { COVERS, READS, WRITES } from '../../graph/access.ts'
import { AccessHistory } from '../support/access-history.ts'
import type { HostEdges } from './cull.ts'
import type { Values } from './forward-copies.ts'
import { GrowableInt32 } from '../support/growable.ts'
import { compressIntervals, IntegerSet, type CompressedIntervals } from '../support/intervals.ts'
import { orderFirstLayouts } from './layout-order.ts'
import type { NormalGraph } from '../normalise/index.ts'
import { OrderEdges, SetEdges } from './order-edges.ts'
import { separateBoxes } from '../support/texel-boxes.ts'
import { emptySet, itemOf, leafOf, UnionSets } from '../support/union-sets.ts'
import type { Versions } from './versions.ts'

/** Vertices are passes, and behind them empty nodes (`order-edges.ts`). */
export interface Dependencies {
  /** Hazards on memory: rows of successors by vertex. */
  readonly hazardStart: Int32Array
  readonly hazard: Int32Array
  /** Hazards, host edges, `after` and side-effect order together: rows of successors by vertex. */
  readonly start: Int32Array
  readonly successor: Int32Array
  /** For each empty node, the last declared of the passes before it. */
  readonly emptyAfter: Int32Array
  /** 1 for writes whose bytes a later pass reads or keeps, or that outlive the run. */
  readonly needed: Uint8Array
  /** 1 for passes that find texels of a transient texture as nothing has used them yet: without a layout. */
  readonly findsBare: Uint8Array
}

export function findDependencies(
  graph: NormalGraph,
  versions: Versions,
  values: Values,
  live: Uint8Array,
  host: HostEdges,
): Dependencies {
  const { accessStart, accessBegin, accessEnd, accessFrom, accessReach, accessFlags } = graph
  const exact = accessFrom === accessBegin && accessReach === accessEnd
  const passCount = graph.graph.passes.length
  const group = liveValues(graph, values, live)
  const layoutOf = (v: number) => {
    const instance = versions.versionInstance[values.valueVersion[v]!]!
    return graph.resources[graph.instanceResource[instance]!]!.layout!
  }
  const parts = separateBoxes(group, accessFrom, accessReach, graph.accessBox, layoutOf)
  const intervals = parts
    ? compressIntervals(parts.group, parts.begin, parts.end, values.valueCount)
    : compressIntervals(group, accessFrom, accessReach, values.valueCount)
  const sets = new UnionSets(accessFlags.length)
  const history = new AccessHistory(intervals.position.length, sets.union)
  const edges = new OrderEdges(passCount)
  const passOf = passOfAccess(graph)
  const hazardsOf = new SetEdges(edges, sets, (a) => passOf[a]!)
  const needs = new Needs(sets, accessFlags.length)
  const findsBare = new Uint8Array(passCount)
  const startsBare = bareValues(graph, versions, values)
  const bare = startsBare && segmentsOf(intervals, startsBare)

  for (let p = 0; p < passCount; p++) {
    if (!live[p]) continue
    const start = parts ? parts.start[accessStart[p]!]! : accessStart[p]!
    const stop = parts ? parts.start[accessStart[p + 1]!]! : accessStart[p + 1]!
    // What a pass comes after it is not part of itself.
    for (let i = start; i < stop; i++) {
      const a = parts ? parts.item[i]! : i
      const first = intervals.first[i]!
      const end = intervals.last[i]!
      const flags = accessFlags[a]!
      if (flags & WRITES) hazardsOf.add(history.uses(first, end), p)
      if ((flags & WRITES) !== 0 && (flags & READS) === 0) continue
      const writers = history.writers(first, end)
      hazardsOf.add(writers, p)
      if ((flags & WRITES) === 0) needs.add(writers)
    }
    for (let i = start; i < stop; i++) {
      const a = parts ? parts.item[i]! : i
      if ((accessFlags[a]! & WRITES) === 0)
        history.read(intervals.first[i]!, intervals.last[i]!, leafOf(accessStart[p]!))
    }
    for (let i = start; i < stop; i++) {
      const a = parts ? parts.item[i]! : i
      if ((accessFlags[a]! & WRITES) === 0) continue
      const first = intervals.first[i]!
      const end = intervals.last[i]!
      const covers =
        accessFlags[a]! & COVERS && (exact || (accessFrom[a] === accessBegin[a] && accessReach[a] === accessEnd[a]))
      // Around what it writes it keeps what is there, of another part of itself too.
      if (!covers) needs.add(history.writers(first, end))
      history.write(first, end, leafOf(a))
      if (bare?.deleteRange(first, end)) findsBare[p] = 1
    }
  }
  // What outlives the run is needed by the runs to come.
  for (let v = 0; v < values.valueCount; v++) {
    const instance = versions.versionInstance[values.valueVersion[v]!]!
    if (graph.instanceTransient[instance] || intervals.groupStart[v] === intervals.groupStart[v + 1]) continue
    needs.add(history.writers(intervals.groupStart[v]!, intervals.groupStart[v + 1]! - 1))
  }
  const { needed } = needs
  const hazardCount = edges.length
  addOrder(graph, live, host, edges)
  if (startsBare)
    orderFirstLayouts(graph, values, live, startsBare, findsBare, (earlier, later) => edges.order(earlier, later))
  const all = edges.rows(edges.length)
  const hazards = edges.length === hazardCount ? all : edges.rows(hazardCount)
  return {
    hazardStart: hazards.start,
    hazard: hazards.target,
    start: all.start,
    successor: all.target,
    emptyAfter: edges.emptyAfter(),
    needed,
    findsBare,
  }
}

/** 1 for values in transient textures; undefined where there are no textures. */
function bareValues(graph: NormalGraph, versions: Versions, values: Values): Uint8Array | undefined {
  if (!graph.instanceTexture.includes(1)) return undefined
  const bare = new Uint8Array(values.valueCount)
  for (let v = 0; v < values.valueCount; v++) {
    const instance = versions.versionInstance[values.valueVersion[v]!]!
    bare[v] = graph.instanceTexture[instance]! & graph.instanceTransient[instance]!
  }
  return bare
}

function liveValues(graph: NormalGraph, values: Values, live: Uint8Array): Int32Array {
  const group = values.accessValue.slice()
  for (let p = 0; p < live.length; p++) {
    if (!live[p]) group.fill(-1, graph.accessStart[p]!, graph.accessStart[p + 1]!)
  }
  return group
}

function passOfAccess(graph: NormalGraph): Int32Array {
  const passOf = new Int32Array(graph.accessFlags.length)
  for (let p = 0; p + 1 < graph.accessStart.length; p++)
    passOf.fill(p, graph.accessStart[p]!, graph.accessStart[p + 1]!)
  return passOf
}

/** All segments of the groups that are marked. */
function segmentsOf({ groupStart, position }: CompressedIntervals, marked: Uint8Array): IntegerSet {
  const segments = new IntegerSet(position.length + 1)
  for (let g = 0; g + 1 < groupStart.length; g++)
    if (marked[g] === 1) for (let s = groupStart[g]!; s < groupStart[g + 1]! - 1; s++) segments.add(s)
  return segments
}

/** Writes that somebody needs, told by sets of them. O(1) for each union, however often it is told. */
class Needs {
  readonly needed: Uint8Array
  private readonly sets: UnionSets
  private readonly seen = new GrowableInt32()
  private readonly stack: number[] = []

  constructor(sets: UnionSets, accessCount: number) {
    this.sets = sets
    this.needed = new Uint8Array(accessCount)
  }

  add(set: number): void {
    const { sets, seen, stack } = this
    stack.push(set)
    while (stack.length > 0) {
      const one = stack.pop()!
      if (one === emptySet) continue
      if (sets.isLeaf(one)) {
        this.needed[itemOf(one)] = 1
        continue
      }
      seen.extend(sets.bound)
      if (seen.get(one) === 1) continue
      seen.set(one, 1)
      stack.push(sets.leftOf(one), sets.rightOf(one))
    }
  }
}

/** Order that no byte demands: host passes, `after` (through culled passes too), side effects in declared order. */
function addOrder(graph: NormalGraph, live: Uint8Array, host: HostEdges, edges: OrderEdges): void {
  let lastSideEffect = -1
  const sets = new UnionSets(live.length)
  const behind = new SetEdges(edges, sets, (p) => p)
  // A host pass is told by name what has to have run.
  const hostBehind = new SetEdges(edges, sets, (p) => p, Infinity)
  const goBehind = (set: number, p: number) => (graph.queueMask[p] === 0 ? hostBehind : behind).add(set, p)
  /** Of passes that are not live: the live ones they come after. */
  const through = new Int32Array(live.length)
  for (let p = 0; p < live.length; p++) {
    if (live[p]) {
      for (let e = host.start[p]!; e < host.start[p + 1]!; e++) {
        const before = host.before[e]!
        // Readbacks of no bytes are no work, but what comes before one comes before the host pass that consumes it.
        if (live[before]) edges.order(before, p)
        else goBehind(through[before]!, p)
      }
      if (graph.sideEffects[p]) {
        if (lastSideEffect >= 0) edges.order(lastSideEffect, p)
        lastSideEffect = p
      }
    }
    for (let e = graph.afterStart[p]!; e < graph.afterStart[p + 1]!; e++) {
      const earlier = graph.after[e]!
      if (!live[p]) through[p] = sets.union(through[p]!, live[earlier] ? leafOf(earlier) : through[earlier]!)
      else if (live[earlier]) edges.order(earlier, p)
      else goBehind(through[earlier]!, p)
    }
  }
}
