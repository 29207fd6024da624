/** Candidates: the schedules that compete for a plan (levels, declared order, orders for memory, levels under a memory limit). */
import { passCode } from '../../graph/access.ts'
import type { TextureResource } from '../../graph/document.ts'
import { roundUp } from '../../plan/multiples.ts'
import type { NormalGraph } from '../normalise/index.ts'
import { KnownPlacements } from '../place/known-placements.ts'
import type { ValueSizes } from '../place/placements.ts'
import { textureKey } from '../place/planned-texture.ts'
import {
  cutAsDeclared,
  declaredOrder,
  exactLevels,
  findArrangements,
  inDeclaredOrder,
  leastPeakOfOrders,
  memoryOrder,
  mergeNeighbours,
  peakInOrder,
  rearranged,
  scheduleAt,
  timesByLevel,
  timesInOrder,
  type Arrangement,
  type Arrangements,
  type ExactLevels,
  type Times,
} from '../schedule/index.ts'
import type { Schedule } from '../schedule/schedule-passes.ts'
import { Draft, type Analysis, type DraftOptions } from './drafts.ts'
import {
  levellingsOf,
  mostNodesWindowed,
  ordered,
  timesOf,
  timesUnder,
  type Levelling,
  type Ordered,
} from './levellings.ts'
import { lowest } from './lowest.ts'
import { placementSteps } from './placement-steps.ts'
import { float64Array } from '../../graph/typed-arrays.ts'

/** Number of nodes above which an order for memory is only searched for where the objective is memory. */
const mostNodesOrdered = 20_000
/** Number of nodes up to which it is searched for as one of several ways to save barriers. */
const mostNodesSearched = 256
/** Most levels under a limit that are placed before declared order is taken. */
const mostCapped = 4
/** Number of limits to try below the peak of a draft. */
const lowerings = 8
/** Steps of the exact search where levels are one of several ways, and where nothing else is asked for. */
const [fewSteps, manySteps] = [20_000, 400_000]
/** Number of limits to try between the ends of a frontier. */
const capsBetween = 12

/** Steps of the search for an order, each some ten nanoseconds: the larger the graph, the more. */
const [fewestOrderSteps, orderStepsPerNode, mostOrderSteps] = [10_000, 500, 6_000_000]

/** The schedules that compete for a plan, each drafted when it is first asked for. */
export class Candidates {
  readonly needsBarriers: boolean
  private readonly analysis: Analysis
  private readonly options: DraftOptions
  private readonly bytesOf: Float64Array
  private readonly arrangements: Arrangements

  constructor(analysis: Analysis, options: DraftOptions) {
    const { graph, values, sizes } = analysis
    this.analysis = analysis
    this.options = options
    this.placements = new KnownPlacements(placementSteps(options.effort, values.valueCount))
    this.needsBarriers = graph.profile.rules.explicitBarriers
    this.bytesOf = float64Array(values.valueCount)
    for (let v = 0; v < values.valueCount; v++)
      if (graph.resources[sizes.resource[v]!]!.lifetime === 'transient')
        this.bytesOf[v] = roundUp(sizes.sizeBytes[v]!, sizes.alignment[v]!)
    this.arrangements = findArrangements(analysis, this.bytesOf, options.costs)
  }

  get nodeCount(): number {
    return this.arrangements.apart[0]!.problem.nodeCount
  }

  /** Whether the graph is so large that every further draft is a good part of the time of planning. */
  get isLarge(): boolean {
    return this.nodeCount > mostNodesOrdered
  }

  /** Lower bound of the transient bytes at the fullest moment of any legal order of these passes. */
  anyOrderLowerBoundBytes(): number {
    return (this.bound ??= this.findBound())
  }
  private bound: number | undefined

  private findBound(): number {
    const { problem } = this.arrangements.apart[0]!
    return this.boundBytes((valueBytes) => leastPeakOfOrders({ ...problem, valueBytes }))
  }

  /** A lower bound for all values together, or the sum of the bounds for values that can never share memory, if that is more. */
  private boundBytes(peakOf: (valueBytes: Float64Array) => number): number {
    const { all, kinds } = (this.transients ??= this.findTransients())
    const together = peakOf(all)
    if (kinds.length < 2) return together
    let apart = 0
    for (const valueBytes of kinds) apart += peakOf(valueBytes)
    return Math.max(together, apart)
  }
  private transients: { readonly all: Float64Array; readonly kinds: readonly Float64Array[] } | undefined

  /** Bytes of each transient value, and in small graphs, those of each kind that never shares memory with another. */
  private findTransients() {
    const { graph, values, sizes } = this.analysis
    const all = float64Array(values.valueCount)
    const kinds = new Map<string, Float64Array>()
    const isSmall = this.nodeCount <= mostNodesSearched
    for (let v = 0; v < values.valueCount; v++) {
      if (this.bytesOf[v] === 0) continue
      // A texture that the plan does not place needs its declared bytes.
      all[v] = graph.resources[sizes.resource[v]!]!.layout ? sizes.declaredBytes[v]! : sizes.sizeBytes[v]!
      if (!isSmall) continue
      const key = sharingKey(graph, sizes, v)
      const kind = kinds.get(key) ?? float64Array(values.valueCount)
      kinds.set(key, kind)
      kind[v] = all[v]!
    }
    return { all, kinds: [...kinds.values()] }
  }

  /** Levels, which need as few barriers as the longest chain of hazards. */
  levels(): Draft {
    return this.levelsOf(this.arrangements.merged)
  }

  /** Levels of the other arrangements. */
  private levelsApart(): Draft[] {
    const { merged, apart } = this.arrangements
    return apart.filter((arrangement) => arrangement !== merged).map((arrangement) => this.levelsOf(arrangement))
  }

  private levelsOf(arrangement: Arrangement): Draft {
    const { stream, edges } = arrangement.prepared
    return this.draft(arrangement, timesByLevel(this.analysis.graph, this.analysis.values, stream, edges))
  }

  /** Declared order, pass by pass. */
  declared(): Draft {
    return (this.asDeclared ??= this.inOrder(this.arrangements.apart[0]!, declaredOrder))
  }
  private asDeclared: Draft | undefined

  /**
   * Bytes that declared order needs, pass by pass: those of its placement or, if it has not been placed, the bytes alive at its
   * fullest moment, which its schedule knows best where there is one.
   */
  declaredOrderBytes(): number {
    if (this.asDeclared) return this.asDeclared.placedBytes ?? this.asDeclared.liveBytes
    return (this.declaredAlive ??= this.aliveAsDeclared())
  }
  private declaredAlive: number | undefined

  private aliveAsDeclared(): number {
    const { problem } = this.arrangements.apart[0]!
    const order = declaredOrder(problem)
    return this.boundBytes((valueBytes) => peakInOrder({ ...problem, valueBytes }, order))
  }

  /** Declared order in the fewest levels that do not raise its peak. */
  declaredInLevels(): Draft {
    const apart = this.arrangements.apart[0]!
    const order = this.declaredOrder(apart)
    return this.underCap(this.variants(apart, order)[0]!, peakInOrder(apart.problem, order))
  }

  /** Orders for memory, each in the fewest levels that do not raise its peak. */
  orders(): Draft[] {
    const drafts: Draft[] = []
    for (const apart of this.arrangements.apart) {
      const { problem } = apart
      const found = [this.declaredOrder(apart)]
      if (this.options.objective === 'memory' || problem.nodeCount <= mostNodesOrdered)
        found.push(this.memoryOrder(apart))
      const most = Math.max(...found.map((order) => peakInOrder(problem, order)))
      for (const order of found) {
        drafts.push(this.inOrder(apart, () => order))
        const own = peakInOrder(problem, order)
        for (const capped of this.variants(apart, order))
          for (const cap of own < most ? [own, most] : [own]) drafts.push(this.underCap(capped, cap))
      }
    }
    return drafts
  }

  /** Number of transfer commands, where the uploads of a level are one command, and its readbacks another. */
  transferCommands({ schedule }: Draft): number {
    return transfersOf(this.analysis.graph, schedule).commands
  }

  /**
   * Whether levels are the best of all drafts for a device that wants no barriers: no order needs less memory, none has fewer levels,
   * and all uploads are one command, and all readbacks.
   */
  areBest(levels: Draft): boolean {
    const { merged, apart } = this.arrangements
    if (this.needsBarriers || apart.length > 1 || apart[0] !== merged) return false
    const { commands, kinds } = transfersOf(this.analysis.graph, levels.schedule)
    if (commands > kinds || levels.liveBytes > this.anyOrderLowerBoundBytes()) return false
    return levels.peakBytes <= this.anyOrderLowerBoundBytes()
  }

  /** The useful ways to cut a small graph into levels, with render passes as declared, and merged. */
  private exact(most: number): { arrangement: Arrangement; levels: readonly ExactLevels[] }[] {
    if (this.known && this.tried >= most) return this.known
    this.tried = most
    const { merged, apart } = this.arrangements
    this.known = []
    for (const arrangement of new Set([merged, ...apart])) {
      const levels = exactLevels(arrangement.problem, most)
      if (levels) this.known.push({ arrangement, levels })
    }
    return this.known
  }
  private tried = 0
  private known: { arrangement: Arrangement; levels: readonly ExactLevels[] }[] | undefined

  /** Candidates for the frontier. */
  everything(): Draft[] {
    return [...this.inFewestSubmissions(), ...this.moreSubmissions()]
  }

  /** The ends of the frontier, exact levels of small graphs, and levels under limits between them. */
  inFewestSubmissions(): Draft[] {
    const drafts = [this.levels(), ...this.levelsApart(), this.declared(), ...this.orders()]
    for (const { arrangement, levels } of this.exact(manySteps))
      for (const found of levels) drafts.push(this.draft(arrangement, timesOf(arrangement, found)))
    if (!this.needsBarriers) return drafts
    const [low, high] = [Math.min(...drafts.map((d) => d.liveBytes)), Math.max(...drafts.map((d) => d.liveBytes))]
    for (let k = low < high ? 1 : capsBetween; k < capsBetween; k++) {
      const draft = this.fewestBarriers(low + ((high - low) * k) / capsBetween)
      if (draft) drafts.push(draft)
    }
    return drafts
  }

  /** Whether the graph is small enough for all candidates of the frontier, where only the lowest peak is wanted. */
  get isSearched(): boolean {
    return this.nodeCount <= mostNodesWindowed
  }

  /** Declared order cut where it changes queues, if that takes more submissions than necessary. */
  moreSubmissions(): Draft[] {
    const apart = this.arrangements.apart.at(-1)!
    const prepared = inDeclaredOrder(this.analysis.graph, apart.prepared, Infinity)
    if (!prepared) return []
    const cut = rearranged(this.analysis, this.bytesOf, apart, prepared, cutAsDeclared)
    const order = declaredOrder(cut.problem)
    const peak = peakInOrder(cut.problem, order)
    return [this.inOrder(cut, () => order), this.underCap(ordered(cut, order), peak), this.levelsOf(cut)]
  }

  /** Orders that levels are made of. */
  private ordersForLevels(): readonly Ordered[] {
    if (this.ordersKnown) return this.ordersKnown
    const found: Ordered[] = []
    for (const apart of this.arrangements.apart) {
      const orders = [this.declaredOrder(apart)]
      if (apart.problem.nodeCount <= mostNodesSearched) orders.push(this.memoryOrder(apart))
      for (const order of orders) found.push(...this.variants(apart, order))
    }
    return (this.ordersKnown = found)
  }
  private ordersKnown: readonly Ordered[] | undefined

  /** Levels under the limit, the fewest first. */
  private levellings(cap: number): Levelling[] {
    const found = levellingsOf(this.ordersForLevels(), cap, 'each')
    for (const { arrangement, levels } of this.exact(fewSteps))
      for (const exact of levels)
        if (exact.peakBytes <= cap) found.push({ arrangement, times: timesOf(arrangement, exact) })
    return found.sort((a, b) => a.times.timeCount - b.times.timeCount)
  }

  /** The first of `levellings(cap)`; undefined where it has more than so many levels. */
  private fewestLevels(cap: number, most: number): Levelling | undefined {
    let best = levellingsOf(this.ordersForLevels(), cap, 'first', { most })[0]
    let mostLevels = best ? best.times.timeCount - 1 : most
    for (const { arrangement, levels } of this.exact(fewSteps))
      for (const exact of levels) {
        if (exact.peakBytes > cap || exact.levelCount > mostLevels) continue
        best = { arrangement, times: timesOf(arrangement, exact) }
        mostLevels = exact.levelCount - 1
      }
    return best
  }

  /** The draft with the fewest barriers among levels under the limit whose placement stays within it. */
  fewestBarriers(cap: number): Draft | undefined {
    const fitting: Draft[] = []
    let tried = 0
    const tryInTurn = (levellings: readonly Levelling[]): void => {
      for (const { arrangement, times } of levellings) {
        if (tried >= mostCapped || (fitting.length > 0 && times.timeCount > fitting[0]!.schedule.timeCount)) return
        const draft = this.draft(arrangement, times)
        if (draft.liveBytes > cap) continue
        if (draft.fits(cap)) fitting.push(draft)
        tried++
      }
    }
    let first: Levelling[] = []
    if (this.exact(fewSteps).length === 0) {
      // Nearly always, the first of those with the fewest levels suffice.
      first = levellingsOf(this.ordersForLevels(), cap, 'fewest', { enough: mostCapped })
      tryInTurn(first)
    }
    const isDone = tried >= mostCapped || (fitting.length > 0 && first.length < mostCapped)
    if (!isDone) tryInTurn(this.levellings(cap).slice(first.length))
    return fitting.length === 0 ? undefined : lowest(fitting, cap)
  }

  private declaredOrder(apart: Arrangement): Int32Array {
    const known = this.declaredOrders.get(apart) ?? declaredOrder(apart.problem)
    this.declaredOrders.set(apart, known)
    return known
  }
  private readonly declaredOrders = new Map<Arrangement, Int32Array>()

  private memoryOrder(apart: Arrangement): Int32Array {
    const known = this.memoryOrders.get(apart) ?? memoryOrder(apart.problem, this.orderSteps)
    this.memoryOrders.set(apart, known)
    return known
  }
  private get orderSteps(): number {
    const { effort } = this.options
    const few = fewestOrderSteps + orderStepsPerNode * this.nodeCount
    return effort === 'default' || effort === 'fast' ? Math.min(mostOrderSteps, few) : mostOrderSteps
  }
  private readonly memoryOrders = new Map<Arrangement, Int32Array>()

  /**
   * The draft with the lowest peak that limits below the peak of a draft give without more levels. It is placed once, and taken
   * if its placement keeps that peak.
   */
  lowered(draft: Draft): Draft {
    if (!this.needsBarriers || this.nodeCount > mostNodesSearched) return draft
    let ruledOut = this.anyOrderLowerBoundBytes() - 1
    let live = draft.liveBytes
    let best: Levelling | undefined
    for (let k = 0; k < lowerings && live - ruledOut > live / 256; k++) {
      const cap = k === 0 ? ruledOut + 1 : Math.floor((ruledOut + live) / 2)
      const found = this.fewestLevels(cap, draft.schedule.timeCount)
      if (found) {
        best = found
        live = cap
      } else ruledOut = cap
    }
    if (!best) return draft
    const lower = this.draft(best.arrangement, best.times)
    return lower.peakBytes < draft.peakBytes && lower.barrierCount <= draft.barrierCount ? lower : draft
  }

  /** An order, and the same after merging the render passes that are adjacent in it. */
  private variants(apart: Arrangement, order: Int32Array): readonly Ordered[] {
    const known = this.variantsKnown.get(order)
    if (known) return known
    const { merged } = this.arrangements
    const found = [ordered(apart, order)]
    if (merged.groups.followers.size > 0) {
      const joined = mergeNeighbours(this.analysis, this.bytesOf, merged, apart, order)
      if (joined) found.unshift(ordered(joined.arrangement, joined.order))
    }
    this.variantsKnown.set(order, found)
    return found
  }
  private readonly variantsKnown = new Map<Int32Array, readonly Ordered[]>()

  private inOrder(arrangement: Arrangement, orderOf: (problem: Arrangement['problem']) => Int32Array): Draft {
    const { problem, prepared } = arrangement
    return this.draft(arrangement, timesInOrder(problem, prepared.stream, orderOf(problem)))
  }

  private underCap(order: Ordered, capBytes: number): Draft {
    return this.draft(order.arrangement, timesUnder(order, { capBytes, window: Infinity })!)
  }

  /** A draft of times in an arrangement; equal times give the same draft. */
  private draft(arrangement: Arrangement, times: Times): Draft {
    const made = this.drafts.get(arrangement) ?? []
    this.drafts.set(arrangement, made)
    const same = made.find((known) => isSame(known.times, times))
    if (same) return same.draft
    const { prepared, decisions } = arrangement
    const found = scheduleAt(this.analysis.graph, prepared, times)
    const { mostBarrierBound = Infinity } = this.options
    const schedule =
      found.barrierLowerBound > mostBarrierBound ? { ...found, barrierLowerBound: mostBarrierBound } : found
    const draft = new Draft(this.analysis, this.options, this.placements, schedule, decisions)
    made.push({ times, draft })
    return draft
  }
  private readonly placements: KnownPlacements
  private readonly drafts = new Map<Arrangement, { readonly times: Times; readonly draft: Draft }[]>()
}

function isSame(a: Times, b: Times): boolean {
  if (a.timeCount !== b.timeCount) return false
  for (let n = 0; n < a.time.length; n++) if (a.time[n] !== b.time[n] || a.step[n] !== b.step[n]) return false
  return true
}

/** Transfer commands of a schedule, and how many kinds of them there are. O(nodes). */
function transfersOf(graph: NormalGraph, { order, nodePass, nodeCount, time, step }: Schedule) {
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

/** Key of a value: values of different keys never share memory. */
function sharingKey(
  { resources, graph, profile }: NormalGraph,
  { resource, sizeBytes }: ValueSizes,
  v: number,
): string {
  const { layout, index } = resources[resource[v]!]!
  if (!layout || (profile.rules.placedTextures && sizeBytes[v]! <= profile.limits.maxBufferBytes)) return ''
  return textureKey(graph.resources[index] as TextureResource)
}
