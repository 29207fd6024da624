/** Bytes of transient values alive at each time of a schedule. */
import type { Values } from '../analyse/values.ts'
import type { Nodes } from './nodes.ts'
import type { NormalGraph } from '../normalise/index.ts'
import { float64Array, noIndices } from '../../graph/typed-arrays.ts'
import { largestSum } from '../support/largest-sum.ts'
import { handBack } from '../support/reused-memory.ts'

/**
 * First and last time of each value, −1 where nothing uses it.
 *
 * @param storage takes a transient instance of each value that has one
 */
export function valueTimes(
  graph: NormalGraph,
  values: Values,
  nodes: Nodes,
  time: Int32Array,
  storage?: Int32Array,
): { first: Int32Array; last: Int32Array } {
  const first = noIndices(values.valueCount)
  const last = noIndices(values.valueCount)
  for (let n = 0; n < nodes.nodeCount; n++) {
    const t = time[n]!
    if (t < 0) continue
    for (let k = nodes.memberStart[n]!; k < nodes.memberStart[n + 1]!; k++)
      for (let a = graph.accessStart[nodes.member[k]!]!; a < graph.accessStart[nodes.member[k]! + 1]!; a++) {
        const v = values.accessValue[a]!
        if (storage && graph.instanceTransient[graph.accessInstance[a]!] === 1) storage[v] = graph.accessInstance[a]!
        if (first[v]! < 0 || first[v]! > t) first[v] = t
        if (last[v]! < t) last[v] = t
      }
  }
  return { first, last }
}

/** The largest sum of transient bytes alive at one time. O(accesses + times). */
export function peakOfTimes(
  graph: NormalGraph,
  values: Values,
  nodes: Nodes,
  time: Int32Array,
  timeCount: number,
): number {
  const change = float64Array(timeCount + 1)
  const storage = noIndices(values.valueCount)
  const { first, last } = valueTimes(graph, values, nodes, time, storage)
  for (let v = 0; v < values.valueCount; v++) {
    if (storage[v]! < 0) continue
    const bytes = graph.instanceBytes[storage[v]!]!
    change[first[v]!]! += bytes
    change[last[v]! + 1]! -= bytes
  }
  const most = largestSum(change)
  handBack(change, storage, first, last)
  return most
}
