/** Transfer commands of a schedule, where the uploads of a level are one command, and its readbacks another. */
import { passCode } from '../../graph/access.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { Schedule } from '../schedule/schedule-passes.ts'

export interface TransferCommands {
  readonly commands: number
  /** Number of the kinds of transfers that there are. */
  readonly kinds: number
}

/** O(nodes). */
export function transferCommandsOf(
  graph: NormalGraph,
  { order, nodePass, time, step }: Pick<Schedule, 'order' | 'nodePass' | 'time' | 'step'>,
): TransferCommands {
  let [commands, kinds] = [0, 0]
  for (const kind of [passCode.upload, passCode.readback]) {
    // Nodes are in the order of their times and steps.
    let last = -1
    for (let k = 0; k < order.length; k++) {
      const n = order[k]!
      if (graph.passKind[nodePass[n]!] !== kind) continue
      if (last < 0) kinds++
      if (last < 0 || time[n] !== time[last] || step[n] !== step[last]) commands++
      last = n
    }
  }
  return { commands, kinds }
}
