/** Transfer commands of a schedule, where the uploads of a level are one command, and its readbacks another. */
import { passCode } from '../../graph/access.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { Schedule } from '../schedule/schedule-passes.ts'

/** The number of transfer commands, and how many kinds of them there are. O(nodes). */
export function transferCommandsOf(graph: NormalGraph, { order, nodePass, nodeCount, time, step }: Schedule) {
  const uploads = new Set<number>()
  const readbacks = new Set<number>()
  for (let k = 0; k < order.length; k++) {
    const n = order[k]!
    const kind = graph.passKind[nodePass[n]!]
    if (kind === passCode.upload) uploads.add(time[n]! * nodeCount + step[n]!)
    else if (kind === passCode.readback) readbacks.add(time[n]! * nodeCount + step[n]!)
  }
  return { commands: uploads.size + readbacks.size, kinds: Math.min(1, uploads.size) + Math.min(1, readbacks.size) }
}
