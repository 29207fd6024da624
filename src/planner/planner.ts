/**
 * A planner that keeps its latest plans. The same graph, and a graph of the same content, is not planned again; plans are found by
 * identity first, then by a hash with a full comparison behind it.
 */
import { push } from '../graph/lists.ts'
import { deepFreeze } from '../graph/deep-freeze.ts'
import type { FrameGraph, GraphDocument } from '../graph/document.ts'
import { parseGraph } from '../graph/parse.ts'
import { contentHash, sameContent } from '../graph/same-content.ts'
import type { Plan } from '../plan/document.ts'
import { frozenProfile, isFrozenProfile } from '../plan/frozen-profile.ts'
import { parseProfile } from '../plan/parse-profile.ts'
import type { DeviceProfile } from '../plan/profile.ts'
import { trustPlan } from '../plan/trusted.ts'
import { planGraph } from './index.ts'
import { takeProgress, type PlanOptions } from './options.ts'
import { takePlannerOptions, type PlannerOptions } from './planner-options.ts'
import { phaseListener, type ProgressOptions } from './progress.ts'

export type { PlannerOptions } from './planner-options.ts'

/** Counts of what a planner did since it was made or cleared. */
export interface PlannerStatistics {
  /** Calls of `plan` that gave a plan: the sum of the next three. */
  readonly calls: number
  /** Plans of a graph that was the same object. */
  readonly sameGraph: number
  /** Plans of a graph that had the same content. */
  readonly sameContent: number
  /** Plans that were made. */
  readonly planned: number
  /** Plans that were dropped because others were used later. */
  readonly evicted: number
  /** Plans that are kept. */
  readonly keptPlans: number
  /** Passes of the graphs of those plans. */
  readonly keptPasses: number
}

/** Plans for one device, of which the latest are kept. Made by `createPlanner`. */
export interface Planner {
  /**
   * The plan of a graph, with the same bytes as that of `planGraph`. It is frozen, because later calls may give it again. A graph
   * that was planned lately is a look-up; a document that is not a FrameGraph is parsed first, as by `parseGraph`.
   * @throws MemkitError as `planGraph` and `parseGraph`; ABORTED where `signal` is aborted.
   */
  plan(graph: FrameGraph | GraphDocument, options?: ProgressOptions): Plan
  /** Drops all plans, and counts from zero again. */
  clear(): void
  /** Look-ups, plans made anew, and what is kept. */
  readonly statistics: PlannerStatistics
}

interface Kept {
  graph: FrameGraph
  readonly hash: number
  readonly plan: Plan
}

/**
 * A planner for one device, with the options of its plans. It holds plans and graphs, and nothing of a device.
 * @throws MemkitError INVALID_PROFILE; INVALID_OPTION where an option has a value that it does not take
 */
export function createPlanner(profile: DeviceProfile, options: PlannerOptions = {}): Planner {
  const { plan, maxPlans, maxPasses } = takePlannerOptions(options)
  return new KeepingPlanner(
    isFrozenProfile(profile) ? profile : frozenProfile(parseProfile(profile)),
    plan,
    maxPlans,
    maxPasses,
  )
}

class KeepingPlanner implements Planner {
  private readonly profile: DeviceProfile
  private readonly options: PlanOptions
  private readonly maxPlans: number
  private readonly maxPasses: number
  /** By graph, the one used least recently first. */
  private readonly kept = new Map<FrameGraph, Kept>()
  private readonly byHash = new Map<number, Kept[]>()
  private latest: Kept | undefined
  private keptPasses = 0
  private counts = noCounts()

  constructor(profile: DeviceProfile, options: PlanOptions, maxPlans: number, maxPasses: number) {
    this.profile = profile
    this.options = options
    this.maxPlans = maxPlans
    this.maxPasses = maxPasses
  }

  plan(document: FrameGraph | GraphDocument, given?: ProgressOptions): Plan {
    const progress = given === undefined ? noProgress : takeProgress(given)
    if (progress.signal?.aborted) phaseListener(progress)('')
    if (this.latest && document === this.latest.graph) {
      this.counts.sameGraph++
      return this.latest.plan
    }
    const graph = parseGraph(document)
    const known = this.kept.get(graph)
    if (known) {
      this.counts.sameGraph++
      return this.use(known)
    }
    const hash = contentHash(graph)
    const equal = this.byHash.get(hash)?.find((one) => sameContent(one.graph, graph))
    if (equal) {
      this.counts.sameContent++
      this.kept.delete(equal.graph)
      equal.graph = graph
      return this.use(equal)
    }
    const plan = trustPlan(
      freezePlan(planGraph(graph, this.profile, { ...this.options, ...progress })),
      this.profile,
      true,
    )
    this.counts.planned++
    return this.keep({ graph, hash, plan })
  }

  clear(): void {
    this.kept.clear()
    this.byHash.clear()
    this.latest = undefined
    this.keptPasses = 0
    this.counts = noCounts()
  }

  get statistics(): PlannerStatistics {
    const { sameGraph, sameContent: equal, planned, evicted } = this.counts
    return {
      calls: sameGraph + equal + planned,
      sameGraph,
      sameContent: equal,
      planned,
      evicted,
      keptPlans: this.kept.size,
      keptPasses: this.keptPasses,
    }
  }

  /** Makes it the one used latest. */
  private use(one: Kept): Plan {
    this.kept.delete(one.graph)
    this.kept.set(one.graph, one)
    this.latest = one
    return one.plan
  }

  private keep(one: Kept): Plan {
    push(this.byHash, one.hash, one)
    this.keptPasses += one.graph.passes.length
    this.use(one)
    for (const oldest of this.kept.values()) {
      if (oldest === one || (this.kept.size <= this.maxPlans && this.keptPasses <= this.maxPasses)) break
      this.drop(oldest)
    }
    return one.plan
  }

  private drop(one: Kept): void {
    this.kept.delete(one.graph)
    this.keptPasses -= one.graph.passes.length
    this.counts.evicted++
    const alike = this.byHash.get(one.hash)!
    if (alike.length === 1) this.byHash.delete(one.hash)
    else alike.splice(alike.indexOf(one), 1)
  }
}

/** Freezes a plan without asking for its hash, which is worked out when it is first read. */
function freezePlan(plan: Plan): Plan {
  for (const key in plan) {
    const value: unknown = key === 'hash' ? undefined : plan[key as keyof Plan]
    if (typeof value === 'object' && value !== null) deepFreeze(value)
  }
  return Object.freeze(plan)
}

const noProgress: ProgressOptions = {}
const noCounts = () => ({ sameGraph: 0, sameContent: 0, planned: 0, evicted: 0 })
