/** The plan that an executor runs now, and how another one takes its place. */
import type { Backend, KeptContents, Predecessor, Session } from '../backends/backend.ts'
import { unsupported } from '../errors.ts'
import type { Plan } from '../plan/document.ts'
import type { KeptPlaces } from '../plan/rewrites/keep-places.ts'
import type { Runner } from './runner.ts'
import type { ExecutorState } from './state.ts'
import { keptContents, sharedBy } from './kept.ts'
import { ParkedRunners } from './parked.ts'
import { Waiter } from './waiter.ts'

/** A plan that was found valid for the device, and what opens it. */
export interface Opening {
  readonly backend: Backend
  /**
   * Checks a plan and copies it, so that later changes to it have no effect. @throws MemkitError INVALID_PLAN, PLAN_MISMATCH
   */
  check(plan: Plan): Plan
  /** Whether this object is the only one that can be this plan, so that plans of the same hash need not be looked for. */
  isKnownByObject(plan: Plan): boolean
  open(plan: Plan, previous?: Predecessor): Promise<Session>
  /** @param run the number of its first run */
  start(plan: Plan, session: Session, run: number): Runner
  /** The plan with its memory where the session of `previous` has it. */
  keep(plan: Plan, previous: Runner): KeptPlaces
}

export class Succession {
  current: Runner
  /** The plan as it was given: the runner's own may lie elsewhere in memory. */
  given: Plan
  private readonly opening: Opening
  private readonly parked: ParkedRunners
  /** Old plans that are still being closed. */
  private readonly retired = new Set<Runner>()

  constructor(first: Runner, opening: Opening) {
    this.current = first
    this.given = first.plan
    this.opening = opening
    this.parked = new ParkedRunners(opening.backend, (runner) => this.retire(runner))
  }

  /** Exchanges the plan, once nothing is in flight. */
  async exchange(plan: Plan, waiter: Waiter): Promise<void> {
    const { opening, parked } = this
    waiter.check()
    if (opening.backend.lost) throw opening.backend.lost
    if (plan === this.given) return
    await waiter.wait(this.current.finished(), 'Work in flight')
    waiter.check()
    const { current: old, given: before } = this
    const seen = parked.take(plan, opening.isKnownByObject(plan), [old, ...this.retired])
    if (seen) {
      seen.resume(old, old.nextRun())
      parked.putBack(before, old)
      this.current = seen
      this.given = plan
      return
    }
    this.current = await parked.makingRoom(() => follow(old, plan, opening, waiter))
    this.given = plan
    if (!parked.follow(before, old, this.current)) await this.retire(old)
    await parked.closed()
  }

  inspect(): ExecutorState {
    return { ...this.current.inspect(), plan: this.given.hash, parked: this.parked.state(this.current) }
  }

  /** Closes everything. Rejects with what failed, here or when an old plan was closed. */
  async close(): Promise<void> {
    this.parked.release()
    await Promise.all([this.current, ...this.retired].map((runner) => runner.destroy()))
  }

  /**
   * Frees the runner of a plan that was exchanged: at once, or, where callers hold outputs or reads of it in place, when they have
   * released them, which the update does not wait for. A failure here cannot undo the update; `destroy` reports it.
   */
  private async retire(runner: Runner): Promise<void> {
    this.retired.add(runner)
    const free = (): Promise<void> =>
      runner.destroy().then(
        () => void this.retired.delete(runner),
        () => undefined,
      )
    const returned = runner.whenReturned()
    if (returned) void returned.then(free)
    else await free()
  }
}

/** @throws MemkitError UNSUPPORTED where there is something to carry over */
function refuseKept({ buffers, textures }: KeptContents): void {
  if (buffers.length + textures.length > 0)
    throw unsupported(
      'This backend cannot carry persistent resources over to another plan; make a new executor, and load them again',
    )
}

const isNothing = ({ buffers, textures, zeros }: KeptContents): boolean =>
  buffers.length + textures.length + zeros.length === 0

/** A runner of the plan, with the contents that it keeps from the old one, which stays as it is. */
async function follow(old: Runner, plan: Plan, opening: Opening, waiter: Waiter): Promise<Runner> {
  const run = old.nextRun()
  const { plan: placed, heaps, textures } = opening.keep(plan, old)
  if (!old.session.adopt) refuseKept(keptContents(old.plan, run, placed))
  const session = await opening.open(placed, { session: old.session, run, heaps, textures })
  try {
    waiter.check()
    const kept = keptContents(old.plan, run, placed, sharedBy(session, old.session, heaps))
    if (!isNothing(kept)) await session.adopt?.(old.session, kept)
    waiter.check()
  } catch (error) {
    // The first error is the one that the caller has to know.
    await session.destroy().catch(() => {})
    throw error
  }
  return opening.start(placed, session, run)
}
