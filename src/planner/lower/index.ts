/** Phase 9, lowering: turns the scheduled nodes into commands, without barriers. */
import { passCode } from '../../graph/access.ts'
import { CommandList } from './command-list.ts'
import type { DecisionLog } from '../support/decisions.ts'
import type { Dependencies } from '../analyse/dependencies.ts'
import type { Values } from '../analyse/forward-copies.ts'
import { HostSteps } from './host-timeline.ts'
import type { Lifetimes } from '../schedule/lifetimes.ts'
import type { NormalGraph } from '../normalise/index.ts'
import { DeviceTransfers } from './transfers/device-transfers.ts'
import { Pipelines } from './draws.ts'
import { findOccupancy } from './occupancy.ts'
import { emitPass, SliceReader } from './pass-commands.ts'
import type { Placements } from '../place/placements.ts'
import type { BufferSlice, Heap, PlannedPipeline } from '../../plan/document.ts'
import type { Schedule } from '../schedule/schedule-passes.ts'
import { StagedTransfers } from './transfers/staged-transfers.ts'

export interface LoweredPasses {
  readonly commands: CommandList
  /** Steps of the host before, between and after the submissions. */
  readonly host: HostSteps
  /** Heaps of the placement, followed by staging heaps. */
  readonly heaps: readonly Heap[]
  readonly pipelines: readonly PlannedPipeline[]
}

export interface LowerContext {
  readonly graph: NormalGraph
  readonly values: Values
  readonly dependencies: Dependencies
  readonly schedule: Schedule
  readonly lifetimes: Lifetimes
  readonly placements: Placements
  readonly decisions: DecisionLog
}

/** Turns the scheduled nodes into commands, step by step. The transfers of a step become as few commands as possible. */
export function lowerPasses(context: LowerContext): LoweredPasses {
  const { graph, schedule, placements, lifetimes } = context
  // Most nodes are a command, and most accesses a touch.
  const commands = new CommandList(schedule.order.length + 1, graph.accessInstance.length + 1)
  const heaps = [...placements.heaps]
  const host = new HostSteps(graph, schedule, heaps)
  const concurrent = new Set(schedule.submissionQueue).size > 1
  const occupancy = findOccupancy(graph, placements, lifetimes, concurrent)
  const transfers = {
    ...context,
    occupancy,
    commands,
    uploadArena: (node: number) => host.uploadArena(node),
    readbackArena: (node: number) => host.readbackArena(node),
  }
  const staged = new StagedTransfers(transfers)
  const device = new DeviceTransfers(transfers)
  const { order, submissionOf, time, step } = schedule
  const { values, dependencies } = context
  const wholes = new Array<BufferSlice | undefined>(values.valueCount)
  const pipelines = new Pipelines(graph)
  const passes = { graph, values, dependencies, schedule, placements, commands, pipelines, wholes }
  const passContext = { ...passes, slices: new SliceReader(passes) }
  const kindOf = (node: number) => graph.passKind[schedule.nodePass[node]!]!
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
      kinds |= 1 << kindOf(node)
    }
    const nodesOf = (kind: number) => nodesOfKind({ graph, schedule }, kind, first, i)
    if (kinds & (1 << passCode.upload)) staged.uploads(nodesOf(passCode.upload), submission, t)
    if (kinds & (1 << passCode.fill)) device.fills(nodesOf(passCode.fill), submission)
    if (kinds & (1 << passCode.copy)) device.copies(nodesOf(passCode.copy), submission)
    if (kinds & ~transferKinds)
      for (let k = first; k < i; k++)
        if ((transferKinds & (1 << kindOf(order[k]!))) === 0) emitPass(passContext, order[k]!, submission)
    if (kinds & (1 << passCode.readback)) staged.readbacks(nodesOf(passCode.readback), submission, t)
  }
  if (current >= 0) host.endSubmission(current)
  return { commands, host, heaps, pipelines: pipelines.list }
}

const transferKinds = (1 << passCode.upload) | (1 << passCode.fill) | (1 << passCode.copy) | (1 << passCode.readback)

/** The nodes of one kind among `order[from … to]`. */
function nodesOfKind(
  { graph, schedule }: Pick<LowerContext, 'graph' | 'schedule'>,
  kind: number,
  from: number,
  to: number,
): number[] {
  const nodes: number[] = []
  for (let k = from; k < to; k++) {
    const node = schedule.order[k]!
    if (graph.passKind[schedule.nodePass[node]!] === kind) nodes.push(node)
  }
  return nodes
}
