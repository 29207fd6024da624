/** Commands step by step: the uploads of a step, then what runs on the device alone, then the readbacks. */
import { passCode } from '../../graph/access.ts'
import type { Heap, PlannedPipeline } from '../../plan/document.ts'
import type { Dependencies } from '../analyse/dependencies.ts'
import type { Values } from '../analyse/values.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { Placements } from '../place/placements.ts'
import { usesSeveralQueues } from '../schedule/level-times.ts'
import type { Lifetimes } from '../schedule/lifetimes.ts'
import type { Schedule } from '../schedule/schedule-passes.ts'
import type { DecisionLog } from '../support/decisions.ts'
import { CommandList } from './command-list.ts'
import { HostSteps } from './host-timeline.ts'
import { findOccupancy } from './occupancy.ts'
import type { TransferContext } from './transfers/context.ts'
import { StagedTransfers } from './transfers/staged-transfers.ts'

/** Commands without barriers, with the host's part and the heaps that both use. */
export interface LoweredPasses {
  readonly commands: CommandList
  /** Steps of the host before, between and after the submissions. */
  readonly host: HostSteps
  /** Heaps of the placement, followed by staging heaps. */
  readonly heaps: readonly Heap[]
  readonly pipelines: readonly PlannedPipeline[]
}

/** Results of the phases before lowering. */
export interface LowerContext {
  readonly graph: NormalGraph
  readonly values: Values
  readonly dependencies: Dependencies
  readonly schedule: Schedule
  readonly lifetimes: Lifetimes
  readonly placements: Placements
  readonly decisions: DecisionLog
}

/** Commands of passes that stage nothing. */
export interface OtherCommands {
  readonly pipelines: readonly PlannedPipeline[]
  /** Adds the commands of the nodes `order[first … end − 1]`, which are one step. `kinds` has the bit of each kind of pass among them. */
  add(first: number, end: number, kinds: number, submission: number): void
}

const stagedKinds = (1 << passCode.upload) | (1 << passCode.readback)

/**
 * Turns the scheduled nodes into commands. The transfers of a step become as few commands as possible.
 *
 * @param others makes the commands of passes that are no uploads and readbacks; graphs of those alone need none
 */
export function lowerSteps(
  context: LowerContext,
  others?: (context: LowerContext & TransferContext) => OtherCommands,
): LoweredPasses {
  const { graph, schedule, placements, lifetimes } = context
  // Most nodes are a command, and most accesses a touch.
  const commands = new CommandList(schedule.order.length + 1, graph.accessInstance.length + 1)
  const heaps = [...placements.heaps]
  const host = new HostSteps(graph, schedule, heaps)
  const occupancy = findOccupancy(graph, placements, lifetimes, usesSeveralQueues(schedule))
  const transfers = {
    graph,
    values: context.values,
    dependencies: context.dependencies,
    schedule,
    lifetimes,
    placements,
    decisions: context.decisions,
    occupancy,
    commands,
    uploadArena: (producer: number) => host.uploadArena(producer),
    readbackArena: (node: number) => host.readbackArena(node),
  }
  const staged = new StagedTransfers(transfers)
  const other = others?.(transfers)
  const { order, submissionOf, time, step, nodePass } = schedule
  let current = -1
  for (let i = 0; i < order.length;) {
    const submission = submissionOf[order[i]!]!
    const t = time[order[i]!]!
    const at = step[order[i]!]!
    if (submission !== current) {
      if (current >= 0) host.endSubmission(current)
      host.beginSubmission(submission)
      current = submission
    }
    const first = i
    let kinds = 0
    for (; i < order.length; i++) {
      const node = order[i]!
      if (submissionOf[node] !== submission || time[node] !== t || step[node] !== at) break
      kinds |= 1 << graph.passKind[nodePass[node]!]!
    }
    if (kinds & (1 << passCode.upload)) staged.uploads(nodesOfKind(context, passCode.upload, first, i), submission, t)
    if (kinds & ~stagedKinds) other!.add(first, i, kinds, submission)
    if (kinds & (1 << passCode.readback))
      staged.readbacks(nodesOfKind(context, passCode.readback, first, i), submission, t)
  }
  if (current >= 0) host.endSubmission(current)
  return { commands, host, heaps, pipelines: other?.pipelines ?? [] }
}

/** The nodes of one kind among `order[from … to − 1]`. */
export function nodesOfKind(
  { graph, schedule }: Pick<LowerContext, 'graph' | 'schedule'>,
  kind: number,
  from: number,
  to: number,
): number[] {
  const nodes = new Array<number>(to - from)
  let count = 0
  for (let k = from; k < to; k++) {
    const node = schedule.order[k]!
    if (graph.passKind[schedule.nodePass[node]!] === kind) nodes[count++] = node
  }
  if (count < nodes.length) nodes.length = count
  return nodes
}
