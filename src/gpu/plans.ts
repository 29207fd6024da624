/** Plans that are open on the device, by the content of the tick's graph; the least recently used are closed first. */
import type { Backend } from '../backends/backend.ts'
import { createExecutor, type Executor } from '../executor/index.ts'
import type { GraphDocument } from '../graph/document.ts'
import { parseGraph } from '../graph/parse.ts'
import { isStaging } from '../plan/facts/staging.ts'
import { planGraph } from '../planner/index.ts'

export interface PlanCacheOptions {
  readonly backend: Backend
  readonly framesInFlight: number
  readonly timeoutMs: number | undefined
  /** Plans that are kept when nothing runs. */
  readonly maxPlans: number
  /** Staging bytes of all kept plans together; the latest plan is kept whatever its size. */
  readonly maxStagingBytes: number
}

export interface OpenPlan {
  readonly key: string
  readonly executor: Promise<Executor>
  /** Ticks that are running the plan: it stays open for them. */
  users: number
  stagingBytes: number
  /** Called after the plan has closed, which it does once it has no users where this is set. */
  onUnused: (() => void) | undefined
}

export class PlanCache {
  /** Number of plans made so far; a tick equal to an earlier one makes none. */
  planned = 0
  private readonly options: PlanCacheOptions
  /** Open plans in order of last use. */
  private readonly open = new Map<string, OpenPlan>()
  private readonly closing = new Set<Promise<void>>()

  constructor(options: PlanCacheOptions) {
    this.options = options
  }

  /** The plan for ticks with this key. Call `release` or `drop` when the run is over. */
  take(key: string, graph: () => GraphDocument): OpenPlan {
    let plan = this.open.get(key)
    if (plan) this.open.delete(key)
    else plan = this.plan(key, graph)
    this.open.set(key, plan)
    plan.users++
    return plan
  }

  release(plan: OpenPlan): void {
    plan.users--
    if (plan.users === 0) plan.onUnused?.()
    this.trim()
  }

  /**
   * Closes a plan whose run failed, while the device may still be at work for it. @returns a promise for when it no longer is
   */
  drop(plan: OpenPlan): Promise<void> {
    if (this.open.get(plan.key) === plan) this.open.delete(plan.key)
    const { onUnused } = plan
    const closed = new Promise<void>((resolve) => {
      plan.onUnused = () => {
        onUnused?.()
        void this.close(plan).then(resolve)
      }
    })
    this.release(plan)
    return closed
  }

  /** Closes all plans; runs under way end first. */
  async destroy(): Promise<void> {
    for (const plan of this.open.values()) void this.close(plan)
    this.open.clear()
    await Promise.all(this.closing)
  }

  private plan(key: string, graph: () => GraphDocument): OpenPlan {
    const { backend, framesInFlight, timeoutMs } = this.options
    const make = async (): Promise<Executor> => {
      const plan = planGraph(parseGraph(graph()), backend.profile)
      opened.stagingBytes = plan.heaps.reduce(
        (sum, { memory, sizeBytes }) => (isStaging(memory) ? sum + sizeBytes * framesInFlight : sum),
        0,
      )
      const limits = timeoutMs === undefined ? {} : { timeoutMs }
      return createExecutor(plan, backend, { framesInFlight, ...limits })
    }
    this.planned++
    const opened: OpenPlan = {
      key,
      executor: Promise.resolve().then(make),
      users: 0,
      stagingBytes: 0,
      onUnused: undefined,
    }
    // The tick that took the plan gets its error; here it needs no handler.
    opened.executor.catch(() => {})
    return opened
  }

  private trim(): void {
    const { maxPlans, maxStagingBytes } = this.options
    let { size } = this.open
    let bytes = 0
    for (const { stagingBytes } of this.open.values()) bytes += stagingBytes
    for (const plan of this.open.values()) {
      if ((size <= maxPlans && bytes <= maxStagingBytes) || size <= 1) return
      if (plan.users > 0) continue
      this.open.delete(plan.key)
      size--
      bytes -= plan.stagingBytes
      void this.close(plan)
    }
  }

  private close({ executor }: OpenPlan): Promise<void> {
    const closed = executor.then((opened) => opened.destroy()).catch(() => {})
    this.closing.add(closed)
    void closed.then(() => this.closing.delete(closed))
    return closed
  }
}
