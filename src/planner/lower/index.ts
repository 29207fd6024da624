/** Phases 9 and 10 together: the scheduled nodes become commands, level by level, then barriers go between them. */
import { passCode } from '../../graph/access.ts'
import type { TextureLayout } from '../../graph/texture-layout.ts'
import { barrierCommands } from '../synchronise/barrier-commands.ts'
import { insertBarriers } from '../synchronise/barriers.ts'
import { CommandList } from './command-list.ts'
import type { DecisionLog } from '../support/decisions.ts'
import type { Dependencies } from '../analyse/dependencies.ts'
import type { Values } from '../analyse/forward-copies.ts'
import { HostSteps } from './host-timeline.ts'
import type { Lifetimes } from '../schedule/lifetimes.ts'
import type { NormalGraph } from '../normalise/index.ts'
import { DeviceTransfers } from './transfers/device-transfers.ts'
import { findOccupancy } from './occupancy.ts'
import { emitPass } from './pass-commands.ts'
import type { Layout } from '../place/placements.ts'
import type { BufferSlice, Position, Step, Submission } from '../../plan/document.ts'
import type { Schedule } from '../schedule/schedule-passes.ts'
import { StagedTransfers } from './transfers/staged-transfers.ts'

export interface Lowered {
  readonly submissions: Submission[]
  readonly timeline: Step[]
  /** First and last position of each value, or undefined. */
  readonly first: (Position | undefined)[]
  readonly last: (Position | undefined)[]
  readonly barrierCount: number
}

export interface LowerContext {
  readonly graph: NormalGraph
  readonly values: Values
  readonly dependencies: Dependencies
  readonly schedule: Schedule
  readonly lifetimes: Lifetimes
  readonly layout: Layout
  readonly decisions: DecisionLog
  readonly outlives: Uint8Array
  readonly waits: readonly number[][]
}

export function mergeTransfers(context: LowerContext): { commands: CommandList; host: HostSteps } {
  const { graph, schedule, layout, lifetimes } = context
  const commands = new CommandList()
  const host = new HostSteps(graph, schedule, layout.heaps)
  const concurrent = new Set(schedule.submissionQueue).size > 1
  const occupancy = findOccupancy(layout, lifetimes, context.outlives, concurrent)
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
  const passContext = { graph, values, dependencies, schedule, layout, commands, wholes }
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
    // Fresh lists, where they are not empty: emptying one takes longer.
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
  return { commands, host }
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

/** Puts barriers between the commands and cuts them into submissions. */
export function lower(context: LowerContext, { commands, host }: { commands: CommandList; host: HostSteps }): Lowered {
  const { graph, schedule, layout, values } = context
  const explicit = graph.profile.rules.explicitBarriers
  const barriers = explicit
    ? insertBarriers({
        commands,
        submissionQueue: schedule.submissionQueue,
        queueCount: graph.profile.queues.length,
        heapCount: layout.heaps.length,
        textures: textureLayouts(context),
      })
    : []
  const submissions: Submission[] = Array.from({ length: schedule.submissionCount }, (_, s) => ({
    queue: schedule.submissionQueue[s]!,
    waits: context.waits[s]!,
    commands: [],
  }))
  const first = new Array<Position | undefined>(values.valueCount).fill(undefined)
  const last = new Array<Position | undefined>(values.valueCount).fill(undefined)
  const barrierCommand = barrierCommands()
  let next = 0
  for (let c = 0; c < commands.length; c++) {
    const s = commands.submissionOf(c)
    const target = submissions[s]!.commands
    if (next < barriers.length && barriers[next]!.before === c) target.push(barrierCommand(barriers[next++]!))
    const position: Position = [s, target.length]
    target.push(commands.commands[c]!)
    for (let i = commands.valueStart(c); i < commands.valueStart(c + 1); i++) {
      const value = commands.value.get(i)
      first[value] ??= position
      last[value] = position
    }
  }
  return { submissions, timeline: host.timeline(), first, last, barrierCount: barriers.length }
}

/** The linear layout of every physical texture: that of any value it holds. */
function textureLayouts({ layout, values, graph }: LowerContext) {
  const layouts: { layout: TextureLayout; transient: boolean }[] = []
  for (let v = 0; v < values.valueCount; v++) {
    const t = layout.texture[v]!
    if (t >= 0)
      layouts[t] = {
        layout: graph.resources[layout.resource[v]!]!.layout!,
        transient: layout.textures[t]!.lifetime === 'transient',
      }
  }
  return layouts
}
