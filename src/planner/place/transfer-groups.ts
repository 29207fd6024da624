/** Transfer groups: values that cross between host and device together, and are therefore placed side by side. */
import { passCode } from '../../graph/access.ts'
import type { Values } from '../analyse/values.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { Schedule } from '../schedule/schedule-passes.ts'
import { uint8Array } from '../../graph/typed-arrays.ts'

/** Values by what is transferred at one time. */
export interface TransferGroups {
  /** Buffer values in the order of their first upload. */
  readonly uploadOrder: readonly number[]
  /**
   * Groups of transient buffer values that are uploaded at one time, then groups that are only read back at one time; a value
   * is in at most one group.
   */
  readonly groups: readonly (readonly number[])[]
}

/** The groups of a schedule. O(nodes). */
export function groupTransfers({
  graph,
  values,
  schedule,
}: {
  graph: NormalGraph
  values: Values
  schedule: Schedule
}): TransferGroups {
  const grouped = uint8Array(values.valueCount)
  const uploadOrder: number[] = []
  const groups: number[][] = []
  for (const kind of ['upload', 'readback'] as const) {
    const code = passCode[kind]
    // Nodes of one time stand in a row.
    let latest = -1
    for (let i = 0; i < schedule.order.length; i++) {
      const n = schedule.order[i]!
      const p = schedule.nodePass[n]!
      if (graph.passKind[p] !== code) continue
      const a = graph.accessStart[p]!
      if (a === graph.accessStart[p + 1]) continue
      const v = values.accessValue[a]!
      if (grouped[v]) continue
      const info = graph.resources[graph.instanceResource[graph.accessInstance[a]!]!]!
      if (info.layout || info.lifetime === 'imported' || info.history > 0) continue
      grouped[v] = 1
      if (kind === 'upload') uploadOrder.push(v)
      if (info.lifetime !== 'transient' && kind === 'readback') continue
      const time = schedule.time[n]!
      if (time === latest) groups.at(-1)!.push(v)
      else groups.push([v])
      latest = time
    }
  }
  return { uploadOrder, groups }
}
