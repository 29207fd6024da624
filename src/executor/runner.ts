/** One plan on one session: the order of its runs, frames, writes and reads. */
import type { Backend, Session } from '../backends/backend.ts'
import { importsOf } from '../plan/facts/imports.ts'
import { destroyed, invalidOption, reentrantRun } from '../errors.ts'
import type { Plan } from '../plan/document.ts'
import { timedWait } from '../timed-wait.ts'
import { createBodyGuard, type BodyGuard } from './bodies.ts'
import { Frames } from './frames.ts'
import { IdleRuns } from './idle-runs.ts'
import { Loans } from './loans.ts'
import { interruptible } from './loss.ts'
import type { InPlaceRead, ReadPart } from './reads.ts'
import { routesOf, type Routes } from './routes.ts'
import { Monitor } from './state.ts'
import { Transfers } from './transfers.ts'

import type { Executor, ExecutorOptions, RunOptions } from './executor.ts'

const noOptions: RunOptions = {}

/** Runs one plan; an executor is made of it in `updatable.ts`. */
export interface Runner extends Pick<
  Executor,
  'plan' | 'run' | 'write' | 'allocateInput' | 'allocateOutput' | 'invalidate' | 'inspect' | 'destroy'
> {
  read(resource: string, part: ReadPart | undefined): Promise<Uint8Array | InPlaceRead>
  readonly session: Session
  readonly guard: BodyGuard
  /** The outputs that callers hold in place. */
  readonly loans: Loans
  /** Resolves when the outputs and reads that callers hold in place now are released; undefined where there are none. */
  whenReturned(): Promise<unknown> | undefined
  /** The number of the next run that submits something: each rotates the history once, whatever plan it has. */
  nextRun(): number
  /** Goes on behind another runner that has the same persistent memory, with this run as its next. Bodies are called anew. */
  resume(previous: Runner, run: number): void
  /** Resolves when no run is under way and the device has finished; rejects with TIMED_OUT where that takes too long. */
  finished(): Promise<void>
}

/**
 * @param session already open; the executor owns it from now on
 * @param firstRun the number of its first run
 */
export function createRunner(
  plan: Plan,
  backend: Backend,
  session: Session,
  options: Required<Pick<ExecutorOptions, 'framesInFlight'>> & ExecutorOptions,
  firstRun: number,
): Runner {
  const { framesInFlight, timeoutMs } = options
  const guard = createBodyGuard()
  const frames = new Frames(framesInFlight)
  const loans = new Loans()
  const monitor = new Monitor(plan, backend, frames)
  const count = { runs: firstRun }
  const underWay = interruptible(backend)
  const transfers = new Transfers({ plan, backend, session, frames, underWay, timeoutMs, nextRun: () => count.runs })
  let known: Routes | undefined
  /** The prepared timelines, read off the plan for the first run: another plan may follow before there is one. */
  const routes = (): Routes => (known ??= routesOf(plan, session, framesInFlight))
  const imported = importsOf(plan)
  const shared = { plan, backend, session, guard, frames, loans, monitor, count }
  const parts = { ...shared, underWay, transfers, timeoutMs, routes, imported }
  const idle = new IdleRuns(parts)
  let closing: Promise<void> | undefined
  // No async function: one that returns a promise costs every run another one.
  const whenOpen = <T>(call: string, work: () => Promise<T>): Promise<T> => {
    try {
      if (closing) throw destroyed('executor')
      checkCall(call, backend, guard)
      return work()
    } catch (error) {
      return Promise.reject(error as Error)
    }
  }
  return {
    plan,
    session,
    guard,
    loans,
    whenReturned() {
      if (loans.isEmpty && transfers.loans.isEmpty) return undefined
      return Promise.all([loans.whenReturned(), transfers.loans.whenReturned()])
    },
    nextRun: () => count.runs,
    async finished() {
      transfers.flush()
      await frames.whenSettled()
      await timedWait(frames.whenFree(), timeoutMs, 'work in flight')
      await transfers.closeLarge()
    },
    resume: (previous, run) => resumeSession(plan, session, previous.session, (count.runs = run)),
    run(runOptions = noOptions) {
      try {
        if (closing) throw destroyed('executor')
        checkCall('run()', backend, guard)
        return idle.take().start(runOptions)
      } catch (error) {
        return Promise.reject(error as Error)
      }
    },
    write: (resource, data, part) => whenOpen('write()', () => transfers.write(resource, data, part)),
    read: (resource, part) => whenOpen('read()', () => transfers.read(resource, part)),
    allocateInput: (name) => routes().memory.allocateInput(name),
    allocateOutput: (name) => routes().memory.allocateOutput(name),
    invalidate: (pass) => invalidateBody(plan, session, pass),
    inspect: () => monitor.state(count.runs),
    destroy: () => close((closing ??= free(session, frames, transfers, loans)), frames, timeoutMs),
  }
}

function resumeSession({ bodies }: Plan, session: Session, previous: Session, run: number): void {
  session.resume!(previous, run)
  for (const { pass } of bodies) session.invalidate?.(pass)
}

function checkCall(call: string, backend: Backend, guard: BodyGuard): void {
  if (backend.lost) throw backend.lost
  if (guard.isInside()) throw reentrantRun(call)
}

function invalidateBody({ bodies }: Plan, session: Session, pass: string): void {
  if (!bodies.some((body) => body.pass === pass)) throw invalidOption('pass', pass, 'the id of a pass with a body')
  session.invalidate?.(pass)
}

/** Memory in flight is not freed before the device has finished with it. */
function free(session: Session, frames: Frames, transfers: Transfers, loans: Loans): Promise<void> {
  // First, because runs under way may wait for it.
  loans.close()
  transfers.loans.close()
  transfers.flush()
  const freed = frames
    .whenSettled()
    .then(() => frames.whenFree())
    .then(() => transfers.close())
    .then(() => session.destroy())
  // The caller of `destroy` is told.
  freed.catch(() => {})
  return freed
}

async function close(freed: Promise<void>, frames: Frames, timeoutMs: number | undefined): Promise<void> {
  // Each wait of a run has its own limit; only the device can take forever.
  await frames.whenSettled()
  await timedWait(freed, timeoutMs, 'work in flight')
}
