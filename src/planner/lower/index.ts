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
import { emitPass } from './pass-commands.ts'
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
  const commands = new CommandList()
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
  const level: Level = { uploads: [], fills: [], copies: [], passes: [], readbacks: [] }
  const { values, dependencies } = context
  const wholes = new Array<BufferSlice | undefined>(values.valueCount)
  const pipelines = new Pipelines(graph)
  const passContext = { graph, values, dependencies, schedule, placements, commands, pipelines, wholes }
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
    // A new list is faster than emptying the old one.
    for (const kind of listKinds) if (level[kind].length > 0) level[kind] = []
    for (; i < order.length; i++) {
      const node = order[i]!
      if (submissionOf[node] !== submission || time[node] !== t || step[node] !== at) break
      level[listOf(graph, schedule, node)].push(node)
    }
    if (level.uploads.length > 0) staged.uploads(level.uploads, submission, t)
    if (level.fills.length > 0) device.fills(level.fills, submission)
    if (level.copies.length > 0) device.copies(level.copies, submission)
    for (const node of level.passes) emitPass(passContext, node, submission)
    if (level.readbacks.length > 0) staged.readbacks(level.readbacks, submission, t)
  }
  if (current >= 0) host.endSubmission(current)
  return { commands, host, heaps, pipelines: pipelines.list }
}

const listKinds = ['uploads', 'fills', 'copies', 'passes', 'readbacks'] as const
type Level = Record<(typeof listKinds)[number], number[]>

function listOf(graph: NormalGraph, schedule: Schedule, node: number): keyof Level {
  switch (graph.passKind[schedule.nodePass[node]!]) {
    case passCode.upload:
      return 'uploads'
    case passCode.fill:
      return 'fills'
    case passCode.copy:
      return 'copies'
    case passCode.readback:
      return 'readbacks'
    default:
      return 'passes'
  }
}
