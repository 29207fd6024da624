/** Bounds of memory that one sweep over the nodes gives, without an order problem, which takes longer than what is asked of it here. */
import type { Values } from '../analyse/values.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { Stream } from './level-times.ts'
import { float64Array, int32Array, noIndices } from '../../graph/typed-arrays.ts'
import { handBack } from '../support/reused-memory.ts'
import { largestSum } from '../support/largest-sum.ts'

/** Two bounds of transient bytes. */
export interface SweepBounds {
  /** Bytes that the largest node uses, which any order needs. */
  readonly largestNode: number
  /** The most bytes alive in declared order, pass by pass. */
  readonly inDeclaredOrder: number
}

/** The bounds for values of such bytes. O(accesses + nodes). */
export function sweepBounds(graph: NormalGraph, values: Values, stream: Stream, valueBytes: Float64Array): SweepBounds {
  const { nodeCount, submissionOf, memberStart, member } = stream
  // In one submission, places are numbers in a row.
  const place = stream.submissionCount > 1 ? placesAsDeclared(stream) : undefined
  let next = 0
  const first = noIndices(values.valueCount)
  const last = int32Array(values.valueCount)
  const latestNode = noIndices(values.valueCount)
  let largestNode = 0
  for (let n = 0; n < nodeCount; n++) {
    if (submissionOf[n]! < 0) continue
    const at = place ? place[n]! : next++
    let bytes = 0
    for (let k = memberStart[n]!; k < memberStart[n + 1]!; k++)
      for (let a = graph.accessStart[member[k]!]!; a < graph.accessStart[member[k]! + 1]!; a++) {
        const v = values.accessValue[a]!
        if (latestNode[v] === n) continue
        latestNode[v] = n
        bytes += valueBytes[v]!
        if (first[v]! < 0 || at < first[v]!) first[v] = at
        if (at > last[v]!) last[v] = at
      }
    if (bytes > largestNode) largestNode = bytes
  }
  const change = float64Array(nodeCount + 1)
  for (let v = 0; v < values.valueCount; v++) {
    if (first[v]! < 0) continue
    change[first[v]!]! += valueBytes[v]!
    change[last[v]! + 1]! -= valueBytes[v]!
  }
  const inDeclaredOrder = largestSum(change)
  handBack(first, last, latestNode, change)
  if (place) handBack(place)
  return { largestNode, inDeclaredOrder }
}

/** The place of each device node in declared order, submission by submission. */
function placesAsDeclared({ nodeCount, submissionOf, submissionCount }: Stream): Int32Array {
  const next = int32Array(submissionCount + 1)
  for (let n = 0; n < nodeCount; n++) next[submissionOf[n]! + 1]! += 1
  // Host nodes have the submission −1, and no place.
  next[0] = 0
  for (let s = 0; s < submissionCount; s++) next[s + 1]! += next[s]!
  const place = noIndices(nodeCount)
  for (let n = 0; n < nodeCount; n++) if (submissionOf[n]! >= 0) place[n] = next[submissionOf[n]!]!++
  return place
}
