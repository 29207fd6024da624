/**
 * Plans of transfers between the host and memory of an executor, open on the device. The memory is imported, so each is a session of
 * its own that owns staging only. Those that were used last stay open, for transfers of the same shape.
 */
import type { Backend, Session } from '../backends/backend.ts'
import { isOutOfMemory } from '../errors.ts'
import type { FrameGraph, GraphDocument } from '../graph/document.ts'
import type { Plan } from '../plan/document.ts'
import { mostAbleQueue } from '../plan/facts/queue-abilities.ts'
import { planTransfers } from '../planner/plan-transfers.ts'
import { once } from '../plan/facts/once.ts'
import { describeInputs, type InputSlot } from './inputs.ts'
import { lendableOutputs, type LendablePlace } from './lendable.ts'
import { describeOutputs } from './outputs.ts'
import { prepareTimeline, type PreparedTimeline } from './steps.ts'

export interface SmallPlan {
  readonly key: string
  readonly plan: Plan
  readonly session: Session
  readonly timeline: PreparedTimeline
  readonly slots: readonly InputSlot[]
  readonly stagingBytes: number
  /** By output: where it can be read in place. */
  readonly lendable: () => ReadonlyMap<number, LendablePlace>
  runs: number
}

/** Open plans without work: at most so many, with at most so much staging. */
const mostIdle = 8
const mostIdleBytes = 32 * 2 ** 20
/**
 * A plan with more staging than that is large. It stays open where the large plan used before it was the same one, but with at most so
 * much.
 */
const mostLargeBytes = 256 * 2 ** 20

const isLarge = ({ stagingBytes }: SmallPlan): boolean => stagingBytes > mostIdleBytes

export class SmallPlans {
  private readonly backend: Backend
  /** Whether the host writes memory of the executor in place, after what the device wrote there. */
  private readonly isSeenByHost: boolean
  /** In order of last use. */
  private readonly idle = new Set<SmallPlan>()
  private readonly closing = new Set<Promise<void>>()
  /** The key of the large plan that was used last. */
  private latestLarge: string | undefined

  constructor(backend: Backend, isSeenByHost: boolean) {
    this.backend = backend
    this.isSeenByHost = isSeenByHost
  }

  /** An open plan that nobody else uses. Rejects as `open` does. */
  async take(key: string, graph: () => GraphDocument): Promise<SmallPlan> {
    for (const known of this.idle) {
      if (known.key !== key) continue
      this.idle.delete(known)
      return known
    }
    const plan = this.plan(graph())
    const session = await this.open(plan)
    const stagingBytes = plan.heaps.reduce(
      (sum, { memory, sizeBytes }) => sum + (memory === 'imported' ? 0 : sizeBytes),
      0,
    )
    return {
      key,
      plan,
      session,
      timeline: prepareTimeline(plan),
      slots: describeInputs(plan),
      stagingBytes,
      lendable: once(() => lendableOutputs(plan, describeOutputs(plan))),
      runs: 0,
    }
  }

  /** Opens a plan; if there is no memory for it, without those that are idle. */
  private async open(plan: Plan): Promise<Session> {
    try {
      return await this.backend.open(plan, { framesInFlight: 1 })
    } catch (error) {
      if (!isOutOfMemory(error) || this.idle.size === 0) throw error
    }
    await this.closeIdle()
    return this.backend.open(plan, { framesInFlight: 1 })
  }

  /** Keeps a plan whose work has ended. */
  keep(small: SmallPlan): void {
    this.idle.add(small)
    const stays = isLarge(small) && small.stagingBytes <= mostLargeBytes && small.key === this.latestLarge
    if (isLarge(small)) this.latestLarge = small.key
    let bytes = stays ? -small.stagingBytes : 0
    for (const { stagingBytes } of this.idle) bytes += stagingBytes
    for (const oldest of this.idle) {
      if (this.idle.size <= mostIdle && bytes <= mostIdleBytes) return
      this.idle.delete(oldest)
      bytes -= oldest.stagingBytes
      this.close(oldest)
    }
  }

  /** Closes a plan, once the device has finished with it. */
  close({ session }: SmallPlan): void {
    const closed: Promise<void> = session
      .destroy()
      .catch(() => {})
      .then(() => void this.closing.delete(closed))
    this.closing.add(closed)
  }

  /** Closes the idle plan that has much staging, if there is one: a plan that follows may need the memory. */
  async closeLarge(): Promise<void> {
    for (const small of this.idle) {
      if (!isLarge(small)) continue
      this.idle.delete(small)
      this.close(small)
    }
    if (this.closing.size > 0) await Promise.all(this.closing)
  }

  async closeIdle(): Promise<void> {
    for (const small of this.idle) this.close(small)
    this.idle.clear()
    await Promise.all(this.closing)
  }

  private plan(graph: GraphDocument): Plan {
    const { profile } = this.backend
    // One queue is enough, and the memory is shared with it.
    const plan = planTransfers(graph as FrameGraph, { ...profile, queues: [mostAbleQueue(profile.queues)] })
    if (!this.isSeenByHost || !profile.rules.explicitBarriers) return plan
    const submissions = plan.submissions.map((submission) => ({
      ...submission,
      epilogue: { visibleToHost: true as const },
    }))
    return { ...plan, submissions }
  }
}
