/** Times by commands rather than by barriers, for devices that run one command of a queue after another by themselves. */
import { passCode } from '../../graph/access.ts'
import { int32Array, noIndices } from '../../graph/typed-arrays.ts'
import type { NormalGraph } from '../normalise/index.ts'
import { orderByTime, type Stream, type Times } from './level-times.ts'

/** Kinds of transfers of which all in a step become one command, before what else there is. */
const kindsBefore = [passCode.upload, passCode.fill, passCode.copy] as const

/**
 * The same commands in the same order, each at a time of its own, so that what two of them use need not be alive together: levels are
 * for devices that run what stands between two barriers at once. O(n log n).
 */
export function timesByCommand({ passKind }: NormalGraph, stream: Stream, times: Times): Times {
  const { time: level, step, timeCount } = times
  const { nodeCount, nodePass } = stream
  const order = orderByTime(stream, times)
  if (order.length === timeCount) return { time: level, step, timeCount, levelCount: timeCount, order }
  const ordered = int32Array(order.length)
  let count = 0
  const time = noIndices(nodeCount)
  let next = 0
  for (let from = 0; from < order.length;) {
    const first = order[from]!
    let kinds = 0
    let end = from
    for (; end < order.length && level[order[end]!] === level[first] && step[order[end]!] === step[first]; end++)
      kinds |= 1 << passKind[nodePass[order[end]!]!]!
    const together = (kind: number): void => {
      if ((kinds & (1 << kind)) === 0) return
      for (let k = from; k < end; k++) {
        const n = order[k]!
        if (passKind[nodePass[n]!] !== kind) continue
        time[n] = next
        ordered[count++] = n
      }
      next++
    }
    for (const kind of kindsBefore) together(kind)
    for (let k = from; k < end; k++) {
      const n = order[k]!
      if (time[n]! >= 0 || passKind[nodePass[n]!] === passCode.readback) continue
      time[n] = next++
      ordered[count++] = n
    }
    together(passCode.readback)
    from = end
  }
  return { time, step: int32Array(nodeCount), timeCount: next, levelCount: timeCount, order: ordered }
}
