/**
 * Phase 5, dependencies: which live passes must stay in order, exact to the byte within each value.
 *
 * One sweep in declared order over the segments of every value; each segment knows its last writer and the readers since.
 * Reader lists are immutable cells, so that splitting a segment shares them. O(segments touched · log₃₂ n + edges).
 */
import { COVERS, READS, WRITES } from '../../graph/access.ts'
import type { HostEdges } from './cull.ts'
import type { Values } from './forward-copies.ts'
import { GrowableInt32, toRows } from '../support/growable.ts'
import { compressIntervals, SegmentSet } from '../support/intervals.ts'
import { orderFirstLayouts } from './layout-order.ts'
import type { NormalGraph } from '../normalise/index.ts'
import { separateBoxes } from '../support/texel-boxes.ts'
import type { Versions } from './versions.ts'

export interface Dependencies {
  /** Hazards on memory: rows of successors by pass. */
  readonly hazardStart: Int32Array
  readonly hazard: Int32Array
  /** Hazards, host edges, `after` and side-effect order together: rows of successors by pass. */
  readonly start: Int32Array
  readonly successor: Int32Array
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
    const storage = versions.versionStorage[values.valueVersion[v]!]!
    return graph.resources[graph.storageResource[storage]!]!.layout!
  }
  const parts = separateBoxes(group, accessFrom, accessReach, graph.accessBox, layoutOf)
  const intervals = parts
    ? compressIntervals(parts.group, parts.begin, parts.end, values.valueCount)
    : compressIntervals(group, accessFrom, accessReach, values.valueCount)
  const segments = new SegmentSet(intervals)
  const writer = new Int32Array(intervals.position.length).fill(-1)
  /** The access behind `writer`. */
  const write = new Int32Array(intervals.position.length).fill(-1)
  const needed = new Uint8Array(accessFlags.length)
  const readers = new Int32Array(intervals.position.length).fill(-1)
  const cellPass = new GrowableInt32()
  const cellNext = new GrowableInt32()
  const from = new GrowableInt32()
  const to = new GrowableInt32()
  const lastEdge = new Int32Array(passCount).fill(-1)
  const findsBare = new Uint8Array(passCount)
  const startsBare = bareValues(graph, versions, values)
  const edge = (earlier: number, later: number) => {
    if (earlier === later || lastEdge[earlier] === later) return
    lastEdge[earlier] = later
    from.push(earlier)
    to.push(later)
  }
  const cut = (boundary: number) => {
    const source = segments.split(boundary)
    if (source < 0) return
    writer[boundary] = writer[source]!
    write[boundary] = write[source]!
    readers[boundary] = readers[source]!
  }

  for (let p = 0; p < passCount; p++) {
    if (!live[p]) continue
    const last = parts ? parts.start[accessStart[p + 1]!]! : accessStart[p + 1]!
    for (let i = parts ? parts.start[accessStart[p]!]! : accessStart[p]!; i < last; i++) {
      const a = parts ? parts.item[i]! : i
      const first = intervals.first[i]!
      const end = intervals.last[i]!
      const flags = accessFlags[a]!
      cut(first)
      cut(end)
      if (flags & WRITES) {
        const covers =
          flags & COVERS && (exact || (accessFrom[a] === accessBegin[a] && accessReach[a] === accessEnd[a]))
        for (let s = first; s >= 0 && s < end; s = segments.next(s)) {
          // With readers since the last write, they carry the order to it.
          let cell = readers[s]!
          if (write[s]! >= 0 && !covers) needed[write[s]!] = 1
          if (startsBare !== undefined && writer[s]! < 0 && startsBare[values.accessValue[a]!] === 1) findsBare[p] = 1
          if (writer[s]! >= 0 && (cell < 0 || flags & READS)) edge(writer[s]!, p)
          for (; cell >= 0; cell = cellNext.get(cell)) edge(cellPass.get(cell), p)
        }
        segments.merge(first, end)
        writer[first] = p
        write[first] = a
        readers[first] = -1
      } else {
        for (let s = first; s >= 0 && s < end; s = segments.next(s)) {
          if (writer[s]! >= 0) {
            edge(writer[s]!, p)
            needed[write[s]!] = 1
          }
          const head = readers[s]!
          if (head >= 0 && cellPass.get(head) === p) continue
          cellPass.push(p)
          readers[s] = cellNext.push(head)
        }
      }
    }
  }
  // What outlives the run is needed by the runs to come.
  for (let v = 0; v < values.valueCount; v++) {
    const storage = versions.versionStorage[values.valueVersion[v]!]!
    if (graph.storageTransient[storage]) continue
    const end = intervals.groupStart[v + 1]! - 1
    for (let s = intervals.groupStart[v]!; s >= 0 && s < end; s = segments.next(s))
      if (write[s]! >= 0) needed[write[s]!] = 1
  }
  const hazardFrom = from.toArray()
  const hazardTo = to.toArray()
  const order = (earlier: number, later: number) => {
    from.push(earlier)
    to.push(later)
  }
  addOrder(graph, live, host, order)
  if (startsBare) orderFirstLayouts(graph, values, live, startsBare, findsBare, order)
  const hazards = toRows(passCount, hazardFrom, hazardTo)
  const all = from.length === hazardFrom.length ? hazards : toRows(passCount, from.toArray(), to.toArray())
  return {
    hazardStart: hazards.start,
    hazard: hazards.target,
    start: all.start,
    successor: all.target,
    needed,
    findsBare,
  }
}

/** 1 for values in transient textures; undefined where there are no textures. */
function bareValues(graph: NormalGraph, versions: Versions, values: Values): Uint8Array | undefined {
  if (!graph.storageTexture.includes(1)) return undefined
  const bare = new Uint8Array(values.valueCount)
  for (let v = 0; v < values.valueCount; v++) {
    const storage = versions.versionStorage[values.valueVersion[v]!]!
    bare[v] = graph.storageTexture[storage]! & graph.storageTransient[storage]!
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

/** Order that no byte demands: host passes, `after` (through culled passes too), side effects in declared order. */
function addOrder(
  graph: NormalGraph,
  live: Uint8Array,
  host: HostEdges,
  edge: (earlier: number, later: number) => void,
): void {
  let lastSideEffect = -1
  const stack: number[] = []
  for (let p = 0; p < live.length; p++) {
    if (!live[p]) continue
    for (let e = host.start[p]!; e < host.start[p + 1]!; e++) {
      const before = host.before[e]!
      // Readbacks of no bytes are no work, but what comes before one comes before the host pass that consumes it.
      if (live[before]) edge(before, p)
      else stack.push(before)
    }
    if (graph.sideEffects[p]) {
      if (lastSideEffect >= 0) edge(lastSideEffect, p)
      lastSideEffect = p
    }
    if (graph.afterStart[p] !== graph.afterStart[p + 1]) stack.push(p)
    if (stack.length === 0) continue
    const seen = new Set<number>()
    while (stack.length > 0) {
      const q = stack.pop()!
      for (let e = graph.afterStart[q]!; e < graph.afterStart[q + 1]!; e++) {
        const earlier = graph.after[e]!
        if (seen.has(earlier)) continue
        seen.add(earlier)
        if (live[earlier]) edge(earlier, p)
        else stack.push(earlier)
      }
    }
  }
}
