/**
 * Plans that an executor had before, kept open to be taken again: those whose persistent resources are in the very memory of the
 * running plan's, so that one can go on where another has stopped, with nothing to carry over.
 */
import type { Backend } from '../backends/backend.ts'
import { isOutOfMemory } from '../errors.ts'
import type { Plan } from '../plan/document.ts'
import { isSameSize, persistentMemories } from '../plan/facts/persistent-memory.ts'
import type { Runner } from './runner.ts'
import { interruptible, type Interruptible } from './loss.ts'
import type { ParkedState } from './parked-state.ts'

/** The number of plans that are kept, and the bytes that they may hold beside those of the running plan. */
const mostPlans = 8
const mostBytes = 256 * 2 ** 20

export class ParkedRunners implements Interruptible {
  place = -1
  private readonly backend: Backend
  /** By plan as it was given, the one used least recently first. */
  private readonly kept = new Map<Plan, Runner>()
  private readonly retire: (runner: Runner) => Promise<void>
  private readonly closing = new Set<Promise<void>>()

  /** @param retire closes a runner for good; never rejects */
  constructor(backend: Backend, retire: (runner: Runner) => Promise<void>) {
    this.backend = backend
    this.retire = retire
  }

  /**
   * Takes out the runner of this plan; undefined where there is none.
   * @param isKnownByObject whether only this very object can be the plan: an equal one is not looked for
   * @param others runners beside those that are kept
   */
  take(plan: Plan, isKnownByObject: boolean, others: readonly Runner[]): Runner | undefined {
    const known = this.kept.has(plan) ? plan : isKnownByObject ? undefined : this.equal(plan)
    const runner = known && this.kept.get(known)
    if (!runner) return undefined
    this.kept.delete(known)
    const isLentByOther = [...others, ...this.kept.values()].some(({ loans, session }) =>
      loans.shares(session, runner.session, runner.plan),
    )
    if (!isLentByOther && runner.session.canResume?.() !== false) return runner
    this.close(runner)
    return undefined
  }

  /** Keeps a runner that was here before, in whose place another one was taken out. */
  putBack(plan: Plan, runner: Runner): void {
    this.kept.set(plan, runner)
  }

  /** Does what needs memory; if there is none, it is done again without what is kept. */
  async makingRoom<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (!isOutOfMemory(error) || this.isEmpty) throw error
    }
    this.release()
    await this.closed()
    return work()
  }

  /**
   * Keeps the runner that another one follows, if that one has all of its persistent memory and nothing else that persists; if not,
   * none of those that are kept can go on any more, and they are closed.
   * @returns whether it is kept
   */
  follow(plan: Plan, runner: Runner, next: Runner): boolean {
    if (!hasSameMemory(runner, next)) {
      this.release()
      return false
    }
    if (this.kept.size === 0) interruptible(this.backend).add(this)
    this.kept.set(plan, runner)
    for (const [oldest, old] of this.kept) {
      if (this.kept.size <= mostPlans && this.fitsBeside(next)) break
      this.kept.delete(oldest)
      this.close(old)
    }
    return this.kept.has(plan)
  }

  state(current: Runner): ParkedState {
    return { plans: this.kept.size, bytes: this.bytesBeside(current) }
  }

  get isEmpty(): boolean {
    return this.kept.size === 0
  }

  /** Closes all. */
  release(): void {
    interruptible(this.backend).delete(this)
    for (const runner of this.kept.values()) this.close(runner)
    this.kept.clear()
  }

  /** The device was lost. */
  interrupt(): void {
    this.release()
  }

  /** Resolves when those that were closed are gone. Never rejects. */
  async closed(): Promise<void> {
    await Promise.all(this.closing)
  }

  private equal({ hash }: Plan): Plan | undefined {
    for (const plan of this.kept.keys()) if (plan.hash === hash) return plan
    return undefined
  }

  private close(runner: Runner): void {
    const closing: Promise<void> = this.retire(runner).then(() => void this.closing.delete(closing))
    this.closing.add(closing)
  }

  private fitsBeside(current: Runner): boolean {
    // Mostly it is little even if what they share counts for each of them.
    let most = 0
    for (const { session } of this.kept.values())
      for (const { sizeBytes } of session.memory?.() ?? []) most += sizeBytes
    return most <= mostBytes || this.bytesBeside(current) <= mostBytes
  }

  private bytesBeside(current: Runner): number {
    const counted = new Set<object>()
    for (const { part } of current.session.memory?.() ?? []) counted.add(part)
    let bytes = 0
    for (const { session } of this.kept.values())
      for (const { part, sizeBytes } of session.memory?.() ?? []) {
        if (counted.has(part)) continue
        counted.add(part)
        bytes += sizeBytes
      }
    return bytes
  }
}

/** Whether two plans have the same persistent resources in the same memory. O(persistent resources) */
function hasSameMemory(a: Runner, b: Runner): boolean {
  if (!a.session.resume || !a.session.sharesMemory) return false
  const [left, right] = [persistentMemories(a.plan), persistentMemories(b.plan)]
  if (left.list.length !== right.list.length) return false
  const places = right.placesIn(left)
  for (let i = 0; i < places.length; i++) {
    if (places[i]! < 0) return false
    const memory = right.list[i]!
    const { kind, members, offset } = memory
    const other = left.list[places[i]!]!
    if (other.kind !== kind || other.offset !== offset || !isSameSize(other, memory)) return false
    if (other.members.length !== members.length) return false
    for (let k = 0; k < members.length; k++)
      if (!b.session.sharesMemory!(kind, members[k]!, a.session, other.members[k]!)) return false
  }
  return true
}
