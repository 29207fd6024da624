/** Timings: schedules by the times of their nodes, with what follows from these whatever the objective. Equal times are one timing. */
import { nodeFacts, type NodeFacts } from '../place/node-facts.ts'
import { groupTransfers, type TransferGroups } from '../place/transfer-groups.ts'
import { scheduleAt, timesByCommand, type Arrangement, type Times } from '../schedule/index.ts'
import { usesSeveralQueues } from '../schedule/level-times.ts'
import { findLifetimes, type Lifetimes } from '../schedule/lifetimes.ts'
import type { Schedule } from '../schedule/schedule-passes.ts'
import { findWaits, type Waits } from '../schedule/waits.ts'
import type { Analysis } from './analysis.ts'
import { leastBytes, mostAlive } from './least-bytes.ts'
import { mostNodesWindowed } from './levellings.ts'
import { transferCommandsOf, type TransferCommands } from './transfer-commands.ts'
import type { ValueWeights } from './value-weights.ts'

export class Timing {
  readonly schedule: Schedule
  readonly waits: Waits
  readonly lifetimes: Lifetimes
  private readonly analysis: Analysis
  private readonly weights: ValueWeights
  private readonly nodes: Nodes
  private live: number | undefined
  private least: number | undefined
  private groups: TransferGroups | undefined
  private commands: TransferCommands | undefined

  /** Whether each submission waits for the one before it, though nothing demands that. */
  readonly isInTurn: boolean
  private turned: Timing | undefined

  constructor(analysis: Analysis, weights: ValueWeights, schedule: Schedule, nodes: Nodes, isInTurn = false) {
    this.analysis = analysis
    this.weights = weights
    this.schedule = schedule
    this.nodes = nodes
    this.isInTurn = isInTurn
    this.waits = findWaits(analysis.graph, schedule, isInTurn)
    this.lifetimes = findLifetimes(analysis.graph, analysis.values, schedule, this.waits)
  }

  /** The same times with each submission after the one before it, so that queues share memory. */
  get inTurn(): Timing {
    if (this.isInTurn || !usesSeveralQueues(this.schedule)) return this
    return (this.turned ??= new Timing(this.analysis, this.weights, this.schedule, this.nodes, true))
  }

  /** Transient bytes alive at the fullest time, which any placement of this schedule needs. */
  get liveBytes(): number {
    return (this.live ??= mostAlive(this.weights, this.lifetimes))
  }

  /** The most that is known to be needed by any placement of this schedule. */
  get leastBytes(): number {
    return (this.least ??= Math.max(this.liveBytes, leastBytes(this.weights, this.lifetimes)))
  }

  get transferCommands(): TransferCommands {
    return (this.commands ??= transferCommandsOf(this.analysis.graph, this.schedule))
  }

  get transfers(): TransferGroups {
    const { graph, values } = this.analysis
    return (this.groups ??= groupTransfers({ graph, values, schedule: this.schedule }))
  }

  /** Facts about the nodes, which have no times. */
  get nodeFacts(): NodeFacts {
    const { graph, values, sizes } = this.analysis
    return (this.nodes.facts ??= nodeFacts(graph, values, this.schedule, sizes.resource))
  }
}

/** Facts and timings of the nodes of an arrangement. */
interface Nodes {
  facts: NodeFacts | undefined
  readonly timed: { readonly times: Times; readonly timing: Timing }[]
}

export class Timings {
  private readonly analysis: Analysis
  private readonly weights: ValueWeights
  /** The arrangements so far, which are a few, and the nodes of each. */
  private readonly arrangements: Arrangement[] = []
  private readonly nodes: Nodes[] = []

  constructor(analysis: Analysis, weights: ValueWeights) {
    this.analysis = analysis
    this.weights = weights
  }

  at(arrangement: Arrangement, levels: Times, onNew: () => void): Timing {
    const { graph } = this.analysis
    const { prepared } = arrangement
    const isApart = !graph.profile.rules.explicitBarriers && prepared.stream.nodeCount <= mostNodesWindowed
    const times = isApart ? timesByCommand(graph, prepared.stream, levels) : levels
    const nodes = this.nodesOf(arrangement)
    const same = nodes.timed.find((one) => isSame(one.times, times))
    if (same) return same.timing
    onNew()
    const timing = new Timing(this.analysis, this.weights, scheduleAt(graph, prepared, times), nodes)
    nodes.timed.push({ times, timing })
    return timing
  }

  private nodesOf(arrangement: Arrangement): Nodes {
    const known = this.arrangements.indexOf(arrangement)
    if (known >= 0) return this.nodes[known]!
    const nodes = { facts: undefined, timed: [] }
    this.arrangements.push(arrangement)
    this.nodes.push(nodes)
    return nodes
  }
}

function isSame(a: Times, b: Times): boolean {
  if (a.timeCount !== b.timeCount) return false
  for (let n = 0; n < a.time.length; n++) if (a.time[n] !== b.time[n] || a.step[n] !== b.step[n]) return false
  return true
}
