/**
 * When each pass runs, and where everything lies then: schedules are drafted, from cheap to dear, and the best by the objective is
 * taken. Few are: levels (the fewest barriers), declared order, the order with the lowest peak, and levels under a memory limit.
 */
import { passCode } from '../../graph/access.ts'
import { roundUp } from '../../plan/multiples.ts'
import { bytesWithoutAliasing } from '../place/without-aliasing.ts'
import {
  declaredOrder,
  findArrangements,
  memoryOrder,
  mergeNeighbours,
  peakInOrder,
  scheduleAt,
  timesByLevel,
  timesInOrder,
  timesUnderCap,
  type Arrangement,
  type Arrangements,
  type Times,
} from '../schedule/index.ts'
import { Draft, type Analysis, type DraftOptions } from './drafts.ts'

/** Above this many nodes an order is only looked for where the objective is memory. */
const mostNodesOrdered = 20_000
/** Up to this many, where it is only one of several ways to save barriers. */
const mostNodesSearched = 256
/** Up to this many nodes, levels under a limit are tried with several windows, and barriers are counted in commands. */
const mostNodesCounted = 2000
/** Levels under a limit that are placed before declared order is taken. */
const mostCapped = 4

export interface Chosen {
  readonly draft: Draft
  readonly declaredOrderBytes: number
}

/** Chooses a schedule, with its lifetimes and its placement. */
export function choosePlan(analysis: Analysis, options: DraftOptions): Chosen {
  const { graph, values, sizes } = analysis
  options.onPhase('schedule')
  const bytesOf = new Float64Array(values.valueCount)
  for (let v = 0; v < values.valueCount; v++)
    if (graph.resources[sizes.resource[v]!]!.lifetime === 'transient')
      bytesOf[v] = roundUp(sizes.sizeBytes[v]!, sizes.alignment[v]!)
  const arrangements = findArrangements(analysis, bytesOf)
  const candidates = new Candidates(analysis, options, bytesOf, arrangements)
  const withoutAliasingBytes = bytesWithoutAliasing(analysis)
  const declared = candidates.declared()
  const draft = choose(candidates, declared, withoutAliasingBytes, options)
  return { draft, declaredOrderBytes: declared.peakBytes }
}

function choose(candidates: Candidates, declared: Draft, withoutAliasingBytes: number, options: DraftOptions): Draft {
  const { objective } = options
  const levels = candidates.levels()
  if (objective === 'submissions') return levels
  const barriers = candidates.needsBarriers
  if (objective === 'balanced' && barriers) {
    const cap = Math.min(withoutAliasingBytes, declared.peakBytes)
    if (levels.liveBytes <= cap && levels.peakBytes <= cap) return levels
    return candidates.fewestBarriers(cap) ?? lowest([declared, levels, ...candidates.orders()], cap)
  }
  const drafts = [levels, declared, ...candidates.orders()]
  if (objective === 'memory') return lowest(drafts, 0)
  // Copies cost more than anything else here, so memory is not saved by making more of them than declared order has.
  const most = candidates.transferCommands(candidates.declaredInLevels())
  const best = lowest(
    drafts.filter((draft) => candidates.transferCommands(draft) <= most),
    0,
  )
  return best.peakBytes <= Math.min(withoutAliasingBytes, declared.peakBytes) ? best : lowest(drafts, 0)
}

/** The lowest peak, everything up to `enough` being as good; then the fewest barriers, then the fewest levels, then the first. */
function lowest(drafts: readonly Draft[], enough: number): Draft {
  let best: Draft | undefined
  const byLeast = drafts
    .map((draft, k) => ({ draft, k }))
    .sort((a, b) => a.draft.liveBytes - b.draft.liveBytes || a.k - b.k)
  for (const { draft } of byLeast) {
    if (best === undefined) best = draft
    else if (draft.liveBytes <= Math.max(best.peakBytes, enough) && isBetter(draft, best, enough)) best = draft
  }
  return best!
}

function isBetter(draft: Draft, best: Draft, enough: number): boolean {
  const peaks = Math.max(draft.peakBytes, enough) - Math.max(best.peakBytes, enough)
  if (peaks !== 0) return peaks < 0
  return (
    (barriersOf(draft) - barriersOf(best) ||
      draft.peakBytes - best.peakBytes ||
      draft.schedule.timeCount - best.schedule.timeCount) < 0
  )
}

/** Counted in commands where those are few, else one a level. */
const barriersOf = (draft: Draft): number =>
  draft.schedule.nodeCount <= mostNodesCounted ? draft.barrierCount : draft.schedule.timeCount

/** The schedules that compete. */
class Candidates {
  readonly needsBarriers: boolean
  private readonly analysis: Analysis
  private readonly options: DraftOptions
  private readonly bytesOf: Float64Array
  private readonly arrangements: Arrangements

  constructor(analysis: Analysis, options: DraftOptions, bytesOf: Float64Array, arrangements: Arrangements) {
    this.analysis = analysis
    this.options = options
    this.bytesOf = bytesOf
    this.arrangements = arrangements
    this.needsBarriers = analysis.graph.profile.rules.explicitBarriers
  }

  /** As few barriers as the longest chain of hazards. */
  levels(): Draft {
    const { merged } = this.arrangements
    const { stream, edges } = merged.prepared
    return this.draft(merged, timesByLevel(this.analysis.graph, this.analysis.values, stream, edges))
  }

  /** The document's own order, pass by pass. */
  declared(): Draft {
    return this.inOrder(this.arrangements.apart[0]!, declaredOrder)
  }

  /** Declared order in as few levels as it can have at its own peak. */
  declaredInLevels(): Draft {
    const apart = this.arrangements.apart[0]!
    const order = declaredOrder(apart.problem)
    return this.underCap(this.variants(apart, order)[0]!, peakInOrder(apart.problem, order), Infinity)
  }

  /** Orders for memory, each with as few levels as it can have at its own peak. */
  orders(): Draft[] {
    const drafts: Draft[] = []
    for (const apart of this.arrangements.apart) {
      const { problem } = apart
      const found = [declaredOrder(problem)]
      if (this.options.objective === 'memory' || problem.nodeCount <= mostNodesOrdered) found.push(memoryOrder(problem))
      const most = Math.max(...found.map((order) => peakInOrder(problem, order)))
      for (const order of found) {
        drafts.push(this.inOrder(apart, () => order))
        const own = peakInOrder(problem, order)
        for (const capped of this.variants(apart, order))
          for (const cap of own < most ? [own, most] : [own]) drafts.push(this.underCap(capped, cap, Infinity))
      }
    }
    return drafts
  }

  /** Uploads and readbacks of one level are a command each. */
  transferCommands({ schedule }: Draft): number {
    const { graph } = this.analysis
    const { order, nodePass, time, step } = schedule
    const commands = new Set<string>()
    for (const n of order) {
      const kind = graph.passKind[nodePass[n]!]
      if (kind === passCode.upload || kind === passCode.readback) commands.add(`${time[n]} ${step[n]} ${kind}`)
    }
    return commands.size
  }

  /** Of levels under the limit, those with the fewest barriers whose placement keeps to it. */
  fewestBarriers(cap: number): Draft | undefined {
    const found: { arrangement: Arrangement; times: Times }[] = []
    for (const apart of this.arrangements.apart) {
      const { problem } = apart
      const orders = [declaredOrder(problem)]
      if (problem.nodeCount <= mostNodesSearched) orders.push(memoryOrder(problem))
      for (const order of orders)
        for (const { arrangement, order: own } of this.variants(apart, order))
          for (const window of windowsOf(problem.nodeCount)) {
            const { prepared } = arrangement
            const times = timesUnderCap(arrangement.problem, prepared.stream, prepared.edges, own, cap, window)
            found.push({ arrangement, times })
          }
    }
    found.sort((a, b) => a.times.timeCount - b.times.timeCount)
    const fitting: Draft[] = []
    let tried = 0
    for (const { arrangement, times } of found) {
      if (fitting.length > 0 && times.timeCount > fitting[0]!.schedule.timeCount) break
      const draft = this.draft(arrangement, times)
      if (draft.liveBytes > cap) continue
      if (draft.peakBytes <= cap) fitting.push(draft)
      if (++tried >= mostCapped) break
    }
    return fitting.length === 0 ? undefined : lowest(fitting, cap)
  }

  /** An order as it is, and with the render passes merged that follow one another in it. */
  private variants(apart: Arrangement, order: Int32Array): Ordered[] {
    const { merged } = this.arrangements
    const ordered = [{ arrangement: apart, order }]
    if (merged.groups.followers.size === 0) return ordered
    const joined = mergeNeighbours(this.analysis, this.bytesOf, merged, apart, order)
    return joined ? [joined, ...ordered] : ordered
  }

  private inOrder(arrangement: Arrangement, orderOf: (problem: Arrangement['problem']) => Int32Array): Draft {
    const { problem, prepared } = arrangement
    return this.draft(arrangement, timesInOrder(problem, prepared.stream, orderOf(problem)))
  }

  private underCap({ arrangement, order }: Ordered, capBytes: number, window: number): Draft {
    const { prepared, problem } = arrangement
    return this.draft(arrangement, timesUnderCap(problem, prepared.stream, prepared.edges, order, capBytes, window))
  }

  private draft({ prepared, decisions }: Arrangement, times: Times): Draft {
    return new Draft(this.analysis, this.options, scheduleAt(this.analysis.graph, prepared, times), decisions)
  }
}

interface Ordered {
  readonly arrangement: Arrangement
  readonly order: Int32Array
}

function windowsOf(nodeCount: number): number[] {
  const windows = [Infinity]
  if (nodeCount <= mostNodesCounted) for (let width = 2; width < nodeCount; width *= 2) windows.push(width)
  return windows
}
