/** Candidates: the schedules that compete for a plan (levels, declared order, orders for memory, levels under a memory limit). */
import {
  cutAsDeclared,
  declaredOrder,
  inDeclaredOrder,
  mostNodesInPools,
  peakInOrder,
  rearranged,
  timesByLevel,
  type Arrangement,
  type Arrangements,
} from '../schedule/index.ts'
import { DraftsByTimes } from './drafts-by-times.ts'
import type { Analysis } from './analysis.ts'
import type { Draft, DraftOptions } from './drafts.ts'
import type { Grounds } from './grounds.ts'
import { mostNodesWindowed, ordered, timesOf, type Levelling } from './levellings.ts'
import { LevelsUnderLimit } from './levels-under-limit.ts'
import { lowest, lowestWithin } from './lowest.ts'
import { mostNodesOfKinds, type OrderBounds } from './order-bounds.ts'
import { mostNodesSearched, type Orders } from './orders.ts'
import { orderInOneHeap, orderInPoolsOf } from './pool-orders.ts'

/** Number of nodes above which an order for memory is only searched for where the objective is memory. */
const mostNodesOrdered = 20_000
/** Most levels under a limit that are placed before declared order is taken. */
const mostCapped = 4
/** Number of limits to try below the peak of a draft. */
const lowerings = 8
/** Steps of the exact search for levels where nothing else is asked for. */
const manySteps = 400_000
/** Number of times that an order is found for the heaps of the last one. */
const mostPoolRounds = 3
/** Number of limits to try between the ends of a frontier. */
const capsBetween = 12

/** The schedules that compete for a plan, each drafted when it is first asked for. */
export class Candidates {
  readonly needsBarriers: boolean
  private readonly analysis: Analysis
  private readonly options: DraftOptions
  private readonly bytesOf: Float64Array
  private readonly arrangements: Arrangements
  private readonly bounds: OrderBounds
  private readonly ordersOf: () => Orders
  private levelsUnderLimit: LevelsUnderLimit | undefined
  private readonly drafts: DraftsByTimes
  private readonly inLevels = new Map<Arrangement, Draft>()
  private asDeclared: Draft | undefined

  /** @param grounds what candidates of other objectives share with these */
  constructor(analysis: Analysis, options: DraftOptions, grounds: Grounds) {
    const { bytesOf, arrangements, bounds, orders, timings } = grounds.of(analysis, options.effort, options.costs)
    this.analysis = analysis
    this.options = options
    this.needsBarriers = analysis.graph.profile.rules.explicitBarriers
    this.bytesOf = bytesOf
    this.arrangements = arrangements
    this.bounds = bounds
    this.ordersOf = orders
    this.drafts = new DraftsByTimes(analysis, options, timings, grounds.solutions)
  }

  private get passOrders(): Orders {
    return this.ordersOf()
  }

  private get limited(): LevelsUnderLimit {
    return (this.levelsUnderLimit ??= new LevelsUnderLimit(this.arrangements, this.passOrders))
  }

  private get nodeCount(): number {
    return this.arrangements.unmerged[0]!.nodeCount
  }

  /** Whether the graph is so large that every further draft is a good part of the time of planning. */
  get isLarge(): boolean {
    return this.nodeCount > mostNodesOrdered
  }

  /** Whether the graph is small enough for all candidates of the frontier, where only the lowest peak is wanted. */
  get isSearched(): boolean {
    return this.nodeCount <= mostNodesWindowed
  }

  /** Whether the graph is so small that the best order is found in next to no time. */
  get isSmall(): boolean {
    return this.nodeCount <= mostNodesOfKinds
  }

  /** Lower bound of the transient bytes at the fullest moment of any legal order of these passes. */
  anyOrderLowerBoundBytes(): number {
    return this.bounds.anyOrderBytes()
  }

  /**
   * Bytes that declared order needs, pass by pass: those of its placement or, if it has not been placed, the bytes alive at its
   * fullest moment, which its schedule knows best where there is one.
   */
  declaredOrderBytes(): number {
    if (this.asDeclared) return this.asDeclared.placedBytes ?? this.asDeclared.leastBytes
    return this.declaredAliveBytes()
  }

  /** Transient bytes alive at the fullest moment of declared order, pass by pass. */
  declaredAliveBytes(): number {
    return this.bounds.declaredOrderBytes()
  }

  /** Levels, which need as few barriers as the longest chain of hazards. */
  levels(): Draft {
    return this.levelsOf(this.arrangements.merged)
  }

  /** Levels of the other arrangements. */
  private levelsApart(): Draft[] {
    const { merged, unmerged } = this.arrangements
    return unmerged.filter((arrangement) => arrangement !== merged).map((arrangement) => this.levelsOf(arrangement))
  }

  private levelsOf(arrangement: Arrangement): Draft {
    const known = this.inLevels.get(arrangement)
    if (known) return known
    const { stream, edges } = arrangement.prepared
    const draft = this.drafts.at(arrangement, timesByLevel(this.analysis.graph, this.analysis.values, stream, edges))
    this.inLevels.set(arrangement, draft)
    return draft
  }

  /** Declared order, pass by pass. */
  declared(): Draft {
    const unmerged = this.arrangements.unmerged[0]!
    return (this.asDeclared ??= this.drafts.inOrder(unmerged, this.passOrders.declared(unmerged)))
  }

  /** Declared order in the fewest levels that do not raise its peak. */
  declaredInLevels(): Draft {
    const unmerged = this.arrangements.unmerged[0]!
    const order = this.passOrders.declared(unmerged)
    return this.drafts.underCap(this.passOrders.variants(unmerged, order)[0]!, peakInOrder(unmerged.problem, order))
  }

  /** Orders for memory, each in the fewest levels that do not raise its peak. */
  orders(): Draft[] {
    const drafts: Draft[] = []
    for (const unmerged of this.arrangements.unmerged) {
      const { problem } = unmerged
      const found = [this.passOrders.declared(unmerged)]
      if (this.options.objective === 'memory' || problem.nodeCount <= mostNodesOrdered)
        found.push(this.passOrders.forMemory(unmerged))
      const most = Math.max(...found.map((order) => peakInOrder(problem, order)))
      for (const order of new Set(found)) {
        const isDeclared = order === found[0] && unmerged === this.arrangements.unmerged[0]
        drafts.push((isDeclared ? this.asDeclared : undefined) ?? this.drafts.inOrder(unmerged, order))
        const own = peakInOrder(problem, order)
        for (const capped of this.passOrders.variants(unmerged, order))
          for (const cap of own < most ? [own, most] : [own]) drafts.push(this.drafts.underCap(capped, cap))
      }
    }
    return drafts
  }

  /** Drafts whose submissions come one after another, which takes no more of them: queues then share memory. */
  inTurn(): Draft[] {
    const drafts = new Set([this.levels(), this.declared(), ...this.orders()])
    return Array.from(drafts, (draft) => draft.inTurn)
  }

  /**
   * Drafts of orders that suit the heaps and textures of the given draft better, where a device keeps several apart. A better one has heaps
   * of its own, which another order may suit.
   */
  inPoolsOf(draft: Draft): Draft[] {
    const { placedTextures, sameBufferCopy, exclusiveUsagePerScope } = this.analysis.graph.profile.rules
    const isOnePool = placedTextures && sameBufferCopy && !exclusiveUsagePerScope
    const least = this.anyOrderLowerBoundBytes()
    if (isOnePool || this.nodeCount > mostNodesInPools || draft.peakBytes <= least) return []
    const found = this.draftsInOrders((unmerged) =>
      orderInOneHeap(this.analysis, unmerged, this.passOrders.forMemory(unmerged)),
    )
    for (let best of new Set(found.length > 0 ? [draft, lowest(found, 0)] : [draft]))
      for (let k = 0; k < mostPoolRounds && best.peakBytes > least; k++) {
        const drafts = this.draftsInOrders((unmerged) => orderInPoolsOf(this.analysis, best, unmerged))
        found.push(...drafts)
        const next = lowest([best, ...drafts], 0)
        if (next === best) break
        best = next
      }
    return found
  }

  private draftsInOrders(orderOf: (unmerged: Arrangement) => Int32Array | undefined): Draft[] {
    return this.arrangements.unmerged.flatMap((unmerged) => {
      const order = orderOf(unmerged)
      const variants = order ? this.passOrders.variants(unmerged, order) : []
      return variants.map((one) => this.drafts.inOrder(one.arrangement, one.order))
    })
  }

  /**
   * Whether levels are the best of all drafts for a device that wants no barriers: no order needs less memory, none has fewer levels,
   * and all uploads are one command, and all readbacks.
   */
  areBest(levels: Draft): boolean {
    const { merged, unmerged } = this.arrangements
    if (this.needsBarriers || unmerged.length > 1 || unmerged[0] !== merged) return false
    const { commands, kinds } = levels.transferCommands
    if (commands > kinds || levels.liveBytes > this.anyOrderLowerBoundBytes()) return false
    return levels.peakBytes <= this.anyOrderLowerBoundBytes()
  }

  /**
   * Whether none of the drafts that objective `balanced` looks at can need fewer bytes, as far as that is known before they are placed. Only
   * of graphs whose orders are cut into levels in one way.
   *
   * @param cap the limit of levels
   */
  needNoLess(bytes: number, cap: number): boolean {
    if (this.isSearched) return false
    const drafts = [this.levels(), this.declared(), ...(this.isLarge && this.needsBarriers ? [] : this.orders())]
    if (this.needsBarriers)
      for (const part of this.limited.inParts(cap, mostCapped))
        for (const { arrangement, times } of part) drafts.push(this.drafts.at(arrangement, times))
    return drafts.every((draft) => draft.leastBytes >= bytes)
  }

  /** Candidates for the frontier. */
  everything(): Draft[] {
    return [...this.inFewestSubmissions(), ...this.moreSubmissions()]
  }

  /**
   * The ends of the frontier, exact levels of small graphs, and levels under limits between them.
   *
   * @param below of no interest is what needs as many bytes, but for one draft with few barriers that needs no more
   */
  inFewestSubmissions(below = Infinity): Draft[] {
    const drafts = [this.levels(), ...this.levelsApart(), this.declared(), ...this.orders()]
    for (const { arrangement, levels } of this.limited.exact(manySteps))
      for (const found of levels) drafts.push(this.drafts.at(arrangement, timesOf(arrangement, found)))
    if (!this.needsBarriers) return [...drafts, ...this.inPoolsOf(lowest(drafts, 0))]
    const [low, high] = [Math.min(...drafts.map((d) => d.liveBytes)), Math.max(...drafts.map((d) => d.liveBytes))]
    for (let k = low < high ? 1 : capsBetween; k < capsBetween; k++) {
      const cap = low + ((high - low) * k) / capsBetween
      // Levels under a higher limit hardly ever need less than those under this one.
      if (cap >= below) break
      const draft = this.fewestBarriers(cap, below)
      if (draft) drafts.push(draft)
    }
    const equal = below < high ? this.fewestBarriers(below) : undefined
    if (equal) drafts.push(equal)
    return drafts
  }

  /** Declared order cut where it changes queues, if that takes more submissions than necessary. */
  moreSubmissions(): Draft[] {
    const unmerged = this.arrangements.unmerged.at(-1)!
    const prepared = inDeclaredOrder(this.analysis.graph, unmerged.prepared, Infinity)
    if (!prepared) return []
    const cut = rearranged(this.analysis, this.bytesOf, unmerged, prepared, cutAsDeclared)
    const order = declaredOrder(cut.problem)
    const peak = peakInOrder(cut.problem, order)
    return [this.drafts.inOrder(cut, order), this.drafts.underCap(ordered(cut, order), peak), this.levelsOf(cut)]
  }

  /**
   * The draft with the fewest barriers among levels under the limit whose placement stays within it.
   *
   * @param below what surely needs as many bytes is not placed
   */
  fewestBarriers(cap: number, below = Infinity): Draft | undefined {
    let best: Draft | undefined
    let tried = 0
    let passed = 0
    for (const part of this.limited.inParts(cap, mostCapped)) {
      for (let k = 0; k < part.length && tried < mostCapped;) {
        const { timeCount } = part[k]!.times
        if (best && timeCount > best.schedule.timeCount) break
        const alike = best ? [best] : []
        for (; k < part.length && part[k]!.times.timeCount === timeCount && tried < mostCapped; k++) {
          const draft = this.drafts.at(part[k]!.arrangement, part[k]!.times)
          if (draft.liveBytes > cap) continue
          if (draft.leastBytes >= below) passed++
          else alike.push(draft)
          tried++
        }
        best = lowestWithin(alike, cap)
      }
      if (tried >= mostCapped || ((best || passed > 0) && part.length < mostCapped)) break
    }
    return best
  }

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
      const found = this.limited.fewest(cap, draft.schedule.timeCount)
      if (found) {
        best = found
        live = cap
      } else ruledOut = cap
    }
    if (!best) return draft
    const lower = this.drafts.at(best.arrangement, best.times)
    return lower.peakBytes < draft.peakBytes && lower.barrierCount <= draft.barrierCount ? lower : draft
  }
}
