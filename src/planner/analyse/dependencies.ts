/**
 * Phase 5, dependencies: the order that live passes must keep, exact to the byte within each value.
 *
 * One sweep in declared order over the segments of every value. `access-history.ts` holds the last writers of each segment and
 * the readers since, `order-edges.ts` makes edges of them. O(accesses · log n + edges).
 */
import { COVERS, READS, WRITES } from '../../graph/access.ts'
import { AccessHistory } from '../support/access-history.ts'
import type { HostEdges } from './host-edges.ts'
import type { Values } from './values.ts'
import { GrowableUint8 } from '../support/growable.ts'
import type { IntegerSet } from '../support/integer-set.ts'
import { compressIntervals, handBackIntervals, segmentsOf, type CompressedIntervals } from '../support/intervals.ts'
import { orderFirstLayouts } from './layout-order.ts'
import type { NormalGraph } from '../normalise/index.ts'
import { OrderEdges, SetEdges } from './order-edges.ts'
import { handBack } from '../support/reused-memory.ts'
import { handBackItems, separateBoxes, type ItemIntervals } from '../support/texel-boxes.ts'
import { emptySet, itemOf, leafOf, UnionSets } from '../support/union-sets.ts'
import type { Versions } from './versions.ts'
import { int32Array, int32Slice, uint8Array } from '../../graph/typed-arrays.ts'

/** Vertices are the passes, followed by empty nodes (`order-edges.ts`). */
export interface Dependencies {
  /** All edges (hazards, host passes, `after` and side effects), as rows of successors by vertex. */
  readonly start: Int32Array
  readonly successor: Int32Array
  /** By vertex: the end of its edges of memory hazards, with which its row begins. */
  readonly hazardEnd: Int32Array
  /** By empty node: the last declared pass among those before it. */
  readonly emptyAfter: Int32Array
  /** By access, 1 for writes whose bytes a later pass reads or keeps, or that outlive the run. */
  readonly needed: Uint8Array
  /** By pass, 1 where it is the first to use some texels of a transient texture, which have no layout yet. */
  readonly findsNoLayout: Uint8Array
}

/** Order beyond what bytes demand, or less. */
export interface MoreOrder {
  /** By pass, 1 for copies that nothing carries out: what comes after one comes after all that it would come after. */
  readonly forwarded: Uint8Array
  /** Whether passes that share only the first layout of a texture stay in no order. */
  readonly ignoresLayouts?: boolean
  /** The values that share memory, where those of the sweep are others: what that memory demands, its passes keep as well. */
  readonly sharing?: Analysed
  addTo?(edges: OrderEdges): void
}

/** Results of the earlier phases of the analysis. */
export interface Analysed {
  readonly versions: Versions
  readonly values: Values
  readonly host: HostEdges
}

/** The dependencies of the live passes, with `more` order where plans may keep it. O(accesses · log n + edges). */
export function findDependencies(graph: NormalGraph, analysed: Analysed, more?: MoreOrder): Dependencies {
  const { versions, values } = analysed
  const { live } = values
  const passCount = graph.graph.passes.length
  const edges = new OrderEdges(passCount)
  const startsWithoutLayout = valuesWithoutLayout(graph, versions, values)
  const sweep = startSweep(graph, analysed, edges, { startsWithoutLayout, forwarded: more?.forwarded })
  for (let p = 0; p < passCount; p++) {
    if (more?.forwarded[p] === 1) sweepForwarded(sweep, p)
    else if (live[p]) sweepPass(sweep, p)
  }
  needWhatOutlives(graph, versions, values, sweep)
  endSweep(sweep)
  const { findsNoLayout } = sweep
  if (more?.sharing) addHazards(graph, more.sharing, edges)
  const hazardCount = edges.length
  addOrder(graph, live, analysed.host, edges)
  more?.addTo?.(edges)
  if (startsWithoutLayout && !more?.ignoresLayouts)
    orderFirstLayouts(graph, { values, startsWithoutLayout, findsNoLayout }, (earlier, later) =>
      edges.addOrder(earlier, later),
    )
  const { start, target, endOfFirst } = edges.rows(hazardCount)
  edges.handBack()
  return {
    start,
    successor: target,
    hazardEnd: endOfFirst,
    emptyAfter: edges.emptyAfter(),
    needed: sweep.needs.needed,
    findsNoLayout,
  }
}

/** Adds what the bytes of values demand. */
function addHazards(graph: NormalGraph, analysed: Analysed, edges: OrderEdges): void {
  const sweep = startSweep(graph, analysed, edges, { startsWithoutLayout: undefined, forwarded: undefined })
  const { live } = analysed.values
  for (let p = 0; p < live.length; p++) if (live[p]) sweepPass(sweep, p)
  endSweep(sweep)
}

/** The sweep through the passes in declared order: which accesses each has, and what those before it left. */
interface Sweep {
  readonly graph: NormalGraph
  /** Accesses are cut where boxes of one texture are told apart: entry i is of access `item[i]`; undefined for one entry each. */
  readonly parts: ItemIntervals | undefined
  /** Whether shaders reach no further than their passes say. */
  readonly isExact: boolean
  readonly intervals: CompressedIntervals
  /** The pass of each access. */
  readonly passOf: Int32Array
  readonly sets: UnionSets
  readonly history: AccessHistory
  readonly hazardsOf: SetEdges
  readonly needs: Needs
  /** Segments without a layout so far; undefined where there are no textures. */
  readonly withoutLayout: IntegerSet | undefined
  readonly findsNoLayout: Uint8Array
}

function startSweep(
  graph: NormalGraph,
  { versions, values }: Analysed,
  edges: OrderEdges,
  { startsWithoutLayout, forwarded }: Record<'startsWithoutLayout' | 'forwarded', Uint8Array | undefined>,
): Sweep {
  const { accessBegin, accessEnd, accessFrom, accessReach, accessFlags } = graph
  const group = liveValues(graph, values, forwarded)
  const layoutOf = (v: number) => {
    const instance = versions.versionInstance[values.valueVersion[v]!]!
    return graph.resources[graph.instanceResource[instance]!]!.layout!
  }
  const parts = separateBoxes(group, accessFrom, accessReach, graph.accessBox, layoutOf)
  const intervals = parts
    ? compressIntervals(parts.group, parts.begin, parts.end, values.valueCount)
    : compressIntervals(group, accessFrom, accessReach, values.valueCount)
  handBack(group)
  const sets = new UnionSets(accessFlags.length)
  const passOf = passOfAccess(graph)
  return {
    graph,
    parts,
    isExact: accessFrom === accessBegin && accessReach === accessEnd,
    intervals,
    passOf,
    sets,
    history: new AccessHistory(intervals.position.length, sets.union),
    hazardsOf: new SetEdges(edges, sets, (a) => passOf[a]!),
    needs: new Needs(sets, accessFlags.length),
    withoutLayout: startsWithoutLayout && segmentsOf(intervals, startsWithoutLayout),
    findsNoLayout: uint8Array(values.live.length),
  }
}

/** Hands back what only the sweep reads. */
function endSweep({ history, intervals, passOf, parts, hazardsOf, needs, sets }: Sweep): void {
  history.handBack()
  handBack(passOf)
  handBackIntervals(intervals)
  if (parts) handBackItems(parts)
  hazardsOf.handBack()
  needs.handBack()
  sets.handBack()
}

function sweepPass(sweep: Sweep, p: number): void {
  const { graph, parts, isExact, intervals, history, hazardsOf, needs, withoutLayout } = sweep
  const { accessStart, accessBegin, accessEnd, accessFrom, accessReach, accessFlags } = graph
  const start = parts ? parts.start[accessStart[p]!]! : accessStart[p]!
  const stop = parts ? parts.start[accessStart[p + 1]!]! : accessStart[p + 1]!
  // Predecessors are looked up before the pass itself is recorded, so that it does not follow itself.
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
    if ((accessFlags[a]! & WRITES) === 0) history.read(intervals.first[i]!, intervals.last[i]!, leafOf(accessStart[p]!))
  }
  for (let i = start; i < stop; i++) {
    const a = parts ? parts.item[i]! : i
    if ((accessFlags[a]! & WRITES) === 0) continue
    const first = intervals.first[i]!
    const end = intervals.last[i]!
    const covers =
      accessFlags[a]! & COVERS && (isExact || (accessFrom[a] === accessBegin[a] && accessReach[a] === accessEnd[a]))
    // A write that does not cover its range keeps the bytes around it, which may be written by another access of the same
    // pass.
    if (!covers) needs.add(history.writers(first, end))
    history.write(first, end, leafOf(a))
    if (withoutLayout?.deleteRange(first, end)) sweep.findsNoLayout[p] = 1
  }
}

/** Later runs need what outlives this one. */
function needWhatOutlives(
  graph: NormalGraph,
  versions: Versions,
  values: Values,
  { needs, history, intervals: { groupStart } }: Sweep,
): void {
  for (let v = 0; v < values.valueCount; v++) {
    const instance = versions.versionInstance[values.valueVersion[v]!]!
    if (graph.instanceTransient[instance] || groupStart[v] === groupStart[v + 1]) continue
    needs.add(history.writers(groupStart[v]!, groupStart[v + 1]! - 1))
  }
}

function sweepForwarded({ graph, parts, intervals, history, sets }: Sweep, p: number): void {
  const { first, last } = intervals
  const { accessStart, accessFlags } = graph
  const start = parts ? parts.start[accessStart[p]!]! : accessStart[p]!
  const stop = parts ? parts.start[accessStart[p + 1]!]! : accessStart[p + 1]!
  const writes = (i: number) => (accessFlags[parts ? parts.item[i]! : i]! & WRITES) !== 0
  let before = emptySet
  for (let i = start; i < stop; i++)
    before = sets.union(before, writes(i) ? history.uses(first[i]!, last[i]!) : history.writers(first[i]!, last[i]!))
  for (let i = start; i < stop; i++) if (!writes(i)) history.read(first[i]!, last[i]!, before)
  for (let i = start; i < stop; i++) if (writes(i)) history.write(first[i]!, last[i]!, before)
}

/** By value, 1 for values in transient textures; undefined where there are no textures. */
function valuesWithoutLayout(graph: NormalGraph, versions: Versions, values: Values): Uint8Array | undefined {
  if (!graph.hasTextures) return undefined
  const withoutLayout = uint8Array(values.valueCount)
  for (let v = 0; v < values.valueCount; v++) {
    const instance = versions.versionInstance[values.valueVersion[v]!]!
    withoutLayout[v] = graph.instanceTexture[instance]! & graph.instanceTransient[instance]!
  }
  return withoutLayout
}

function liveValues(graph: NormalGraph, { accessValue, live }: Values, forwarded?: Uint8Array): Int32Array {
  const group = int32Slice(accessValue)
  for (let p = 0; p < live.length; p++)
    if (!live[p] && forwarded?.[p] !== 1)
      for (let a = graph.accessStart[p]!; a < graph.accessStart[p + 1]!; a++) group[a] = -1
  return group
}

function passOfAccess(graph: NormalGraph): Int32Array {
  const passOf = int32Array(graph.accessFlags.length)
  for (let p = 0; p + 1 < graph.accessStart.length; p++)
    for (let a = graph.accessStart[p]!; a < graph.accessStart[p + 1]!; a++) passOf[a] = p
  return passOf
}

/** Writes that are needed, added as sets. Each union is expanded once, however often it is added. */
class Needs {
  readonly needed: Uint8Array
  private readonly sets: UnionSets
  private readonly seen = new GrowableUint8(0)
  private readonly stack: number[] = []

  constructor(sets: UnionSets, accessCount: number) {
    this.sets = sets
    this.needed = uint8Array(accessCount)
  }

  /** Ends the work; what is needed stays known. */
  handBack(): void {
    this.seen.handBack()
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

/** Adds order that no byte demands: host passes, `after` (through culled passes as well), and side effects in declared order. */
function addOrder(graph: NormalGraph, live: Uint8Array, host: HostEdges, edges: OrderEdges): void {
  if (graph.after.length === 0 && host.before.length === 0 && !graph.sideEffects.includes(1)) return
  let lastSideEffect = -1
  const sets = new UnionSets(live.length)
  const behind = new SetEdges(edges, sets, (p) => p)
  /** By culled pass: the set of live passes that it comes after. */
  const through = int32Array(live.length)
  for (let p = 0; p < live.length; p++) {
    if (live[p]) {
      for (let e = host.start[p]!; e < host.start[p + 1]!; e++) {
        const before = host.before[e]!
        // A readback of no bytes is culled, but its predecessors must precede the host pass that consumes it.
        if (live[before]) edges.addOrder(before, p)
        else behind.add(through[before]!, p)
      }
      if (graph.sideEffects[p]) {
        if (lastSideEffect >= 0) edges.addOrder(lastSideEffect, p)
        lastSideEffect = p
      }
    }
    for (let e = graph.afterStart[p]!; e < graph.afterStart[p + 1]!; e++) {
      const earlier = graph.after[e]!
      if (!live[p]) through[p] = sets.union(through[p]!, live[earlier] ? leafOf(earlier) : through[earlier]!)
      else if (live[earlier]) edges.addOrder(earlier, p)
      else behind.add(through[earlier]!, p)
    }
  }
  behind.handBack()
  sets.handBack()
}
