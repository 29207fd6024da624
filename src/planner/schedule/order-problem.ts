/** Device nodes of a stream as order solvers see them: integer ids, the edges between them, and the transient values they use. */
import type { Values } from '../analyse/values.ts'
import { GrowableInt32, GrowableUint8, toRows } from '../support/growable.ts'
import type { Stream } from './level-times.ts'
import { edgeCode, type Edges } from './nodes.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { LevelProblem } from './order/index.ts'
import { int32Array, int32At, noIndices } from '../../graph/typed-arrays.ts'

/** Device nodes by id, as order solvers take them. */
export interface OrderProblem extends LevelProblem {
  /** The node of each id. Ids ascend in declared order. */
  readonly device: Int32Array
}

/** Makes the problem of a stream; `bytesOf` gives the bytes of each value, 0 for those that do not count. O(accesses + edges). */
export function orderProblem(
  graph: NormalGraph,
  values: Values,
  stream: Stream,
  edges: Edges,
  bytesOf: Float64Array,
): OrderProblem {
  const { nodeCount, submissionOf, memberStart, member } = stream
  const device = new GrowableInt32(nodeCount + 1)
  const idOf = noIndices(nodeCount)
  for (let n = 0; n < nodeCount; n++) if (submissionOf[n]! >= 0) idOf[n] = device.push(n)
  const count = device.length
  const succStart = int32Array(count + 1)
  const succ = new GrowableInt32(edges.target.length + 1)
  const hazard = new GrowableUint8(edges.target.length + 1)
  const valueOf = new GrowableInt32()
  const userOf = new GrowableInt32()
  const lastUser = noIndices(values.valueCount)
  for (let v = 0; v < count; v++) {
    const n = device.get(v)
    for (let e = edges.start[n]!; e < edges.start[n + 1]!; e++) {
      const target = idOf[edges.target[e]!]!
      if (target < 0) continue
      succ.push(target)
      hazard.push(Number(edges.code[e] === edgeCode.barrier))
    }
    succStart[v + 1] = succ.length
    for (let k = memberStart[n]!; k < memberStart[n + 1]!; k++)
      for (let a = graph.accessStart[member[k]!]!; a < graph.accessStart[member[k]! + 1]!; a++) {
        const x = values.accessValue[a]!
        if (bytesOf[x] === 0 || lastUser[x] === v) continue
        lastUser[x] = v
        valueOf.push(x)
        userOf.push(v)
      }
  }
  const rows = toRows(values.valueCount, valueOf.toArray(), userOf.toArray())
  valueOf.handBack()
  userOf.handBack()
  const nodes = device.toArray()
  return {
    nodeCount: count,
    succStart,
    succ: succ.toArray(),
    hazard: hazard.toArray(),
    clusterOf: int32At(submissionOf, nodes),
    valueCount: values.valueCount,
    valueBytes: bytesOf,
    useStart: rows.start,
    use: rows.target,
    device: nodes,
  }
}
