/** What every part of the transfer phase works on, and the small questions they all ask. */
import type { CommandList } from '../command-list.ts'
import type { DecisionLog } from '../../support/decisions.ts'
import type { Values } from '../../analyse/forward-copies.ts'
import type { NormalGraph } from '../../normalise/index.ts'
import type { Occupancy } from '../occupancy.ts'
import type { Layout } from '../../place/placements.ts'
import type { Schedule } from '../../schedule/schedule-passes.ts'
import type { StagingArena } from '../../staging/staging-heap.ts'

export interface TransferContext {
  readonly graph: NormalGraph
  readonly values: Values
  readonly schedule: Schedule
  readonly layout: Layout
  readonly occupancy: Occupancy
  readonly commands: CommandList
  readonly decisions: DecisionLog
  /** The arena an upload is staged in, and the one a readback lands in. */
  uploadArena(node: number): StagingArena
  readbackArena(node: number): StagingArena
}

export const passOf = ({ graph, schedule }: TransferContext, node: number) =>
  graph.graph.passes[schedule.nodePass[node]!]!

/** First access of the node's pass, or −1 for a zero-size transfer. */
export function accessOf({ graph, schedule }: TransferContext, node: number): number {
  const p = schedule.nodePass[node]!
  return graph.accessStart[p] === graph.accessStart[p + 1] ? -1 : graph.accessStart[p]!
}

/** The range ends where its value does, and padding of our own follows: imported memory has none. */
export function endsValue({ graph, layout }: TransferContext, value: number, end: number): boolean {
  const unit = graph.profile.alignments.copyBytes
  return end === layout.declaredBytes[value]! && Math.ceil(end / unit) * unit <= layout.sizeBytes[value]!
}

/** Notes that several declared transfers became one command. */
export function noteMerge({ decisions }: TransferContext, passes: string[], regions: number, what: string): void {
  if (passes.length < 2) return
  decisions.add(
    'MERGED',
    passes,
    [],
    `${passes.length} ${what} are one command of ${regions} region${regions === 1 ? '' : 's'}`,
    { commands: passes.length - 1 },
  )
}
