/** Pass by pass in the order with the lowest peak of live bytes: every pass is a time of its own. */
import type { Values } from '../analyse/forward-copies.ts'
import { toRows } from '../support/growable.ts'
import { chainBound, type Stream, type Times } from './level-times.ts'
import type { Edges, Nodes } from './nodes.ts'
import type { NormalGraph } from '../normalise/index.ts'
import { orderForMemory } from './order/index.ts'

/** One pass per time, in the order with the lowest peak; neighbouring transfers without a hazard share a time. */
export function timesForMemory(graph: NormalGraph, values: Values, stream: Stream, edges: Edges): Times {
  const { nodeCount, submissionOf } = stream
  const use = valueUses(graph, values, stream)
  const clusterOf = Int32Array.from(submissionOf, (s) => s)
  const device: number[] = []
  const index = new Int32Array(nodeCount).fill(-1)
  for (let n = 0; n < nodeCount; n++) {
    if (submissionOf[n]! < 0) continue
    index[n] = device.length
    device.push(n)
  }
  const from: number[] = []
  const to: number[] = []
  for (const n of device) {
    for (let e = edges.start[n]!; e < edges.start[n + 1]!; e++) {
      if (index[edges.target[e]!]! < 0) continue
      from.push(index[n]!)
      to.push(index[edges.target[e]!]!)
    }
  }
  const rows = toRows(device.length, Int32Array.from(from), Int32Array.from(to))
  const found = orderForMemory({
    nodeCount: device.length,
    succStart: rows.start,
    succ: rows.target,
    clusterOf: Int32Array.from(device, (n) => clusterOf[n]!),
    valueCount: use.valueBytes.length,
    valueBytes: use.valueBytes,
    useStart: use.useStart,
    use: use.use.map((n) => index[n]!),
  })
  const time = new Int32Array(nodeCount).fill(-1)
  found.order.forEach((k, at) => (time[device[k]!] = at))
  return {
    time,
    step: new Int32Array(nodeCount),
    timeCount: device.length,
    barrierLowerBound: chainBound(graph, stream, edges),
  }
}

/** The nodes that use each transient value, with its bytes. */
function valueUses(graph: NormalGraph, values: Values, stream: Nodes) {
  const valueBytes = new Float64Array(values.valueCount)
  const from: number[] = []
  const to: number[] = []
  for (let n = 0; n < stream.nodeCount; n++) {
    for (let k = stream.memberStart[n]!; k < stream.memberStart[n + 1]!; k++)
      for (let a = graph.accessStart[stream.member[k]!]!; a < graph.accessStart[stream.member[k]! + 1]!; a++) {
        const info = graph.resources[graph.storageResource[graph.accessStorage[a]!]!]!
        if (info.lifetime !== 'transient') continue
        valueBytes[values.accessValue[a]!] = info.sizeBytes
        from.push(values.accessValue[a]!)
        to.push(n)
      }
  }
  const rows = toRows(values.valueCount, Int32Array.from(from), Int32Array.from(to))
  return { valueBytes, useStart: rows.start, use: rows.target }
}
