/** One plan on one session: the order of its runs, frames, writes and reads. */
import type { Backend, Session } from '../backends/backend.ts'
import { destroyed, invalidOption, missingImport, outputsHeld, reentrantRun, timedOut } from '../errors.ts'
import type { Plan } from '../plan/document.ts'
import { checkFunction, givenFields, givenRecord } from '../given.ts'
import { once } from '../plan/facts/once.ts'
import { createBodyGuard, takeBodies, type BodyGuard } from './bodies.ts'
import { Frames, type Turn } from './frames.ts'
import { InPlaceMemory } from './in-place.ts'
import { describeInputs, takeInputs } from './inputs.ts'
import { lendableOutputs, type LendablePlace } from './lendable.ts'
import { loanOf, Loans, type Loan } from './loans.ts'
import { interruptible } from './loss.ts'
import { describeOutputs, takeOutputs } from './outputs.ts'
import type { InPlaceRead, ReadPart } from './reads.ts'
import { resultOf } from './result.ts'
import { walkRun, type RunTask } from './run.ts'
import { shareImports } from './shared-imports.ts'
import { splitImages } from './split-images.ts'
import { Monitor } from './state.ts'
import { prepareTimeline } from './steps.ts'
import { timingsOf } from './timings.ts'
import { Transfers } from './transfers.ts'
import { Waiter } from './waiter.ts'

import type { Executor, ExecutorOptions, RunOptions, RunResult } from './executor.ts'
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
  /** Resolves when nothing of it is held that is held now, outputs or what was read; undefined where nothing is. */
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
  const monitor = new Monitor(plan, backend, framesInFlight)
  const count = { runs: firstRun }
  const underWay = interruptible(backend)
  const transfers = new Transfers({ plan, backend, session, frames, underWay, timeoutMs, nextRun: () => count.runs })
  let known: Routes | undefined
  /** The prepared timelines, read off the plan for the first run: another plan may follow before there is one. */
  const routes = (): Routes => (known ??= routesOf(plan, session, framesInFlight))
  const parts = { plan, backend, session, guard, frames, loans, monitor, count, underWay, transfers, timeoutMs, routes }
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
      await within(timeoutMs, frames.whenFree(), 'work in flight')
      await transfers.closeLarge()
    },
    resume: (previous, run) => resumeSession(plan, session, previous.session, (count.runs = run)),
    run: (runOptions = {}) => whenOpen('run()', () => runOnce(parts, runOptions)),
    write: (resource, data, part) => whenOpen('write()', () => transfers.write(resource, data, part)),
    read: (resource, part) => whenOpen('read()', () => transfers.read(resource, part)),
    allocateInput: (name) => routes().memory.allocateInput(name),
    allocateOutput: (name) => routes().memory.allocateOutput(name),
    invalidate: (pass) => invalidateBody(plan, session, pass),
    inspect: () => monitor.state(count.runs),
    destroy: () => close((closing ??= free(session, frames, transfers, loans)), frames, timeoutMs),
  }
}

/** What the runs of a runner have in common. */
interface RunnerParts {
  readonly plan: Plan
  readonly backend: Backend
  readonly session: Session
  readonly guard: BodyGuard
  readonly frames: Frames
  readonly loans: Loans
  readonly monitor: Monitor
  /** The number of the next run that submits something. */
  readonly count: { runs: number }
  readonly underWay: ReturnType<typeof interruptible>
  readonly transfers: Transfers
  readonly timeoutMs: number | undefined
  readonly routes: () => Routes
}

/** One run, from its inputs to its outputs. With nothing to wait for it submits before it returns: what the caller submits next comes behind it. */
async function runOnce(parts: RunnerParts, called: RunOptions): Promise<RunResult> {
  const options = takeOptions(called)
  const { plan, session, frames, monitor, count, underWay, timeoutMs } = parts
  const { staged, direct, memory } = parts.routes()
  const given = takeGiven(plan, session, staged.slots, options, parts.guard)
  const waiter = new Waiter(options.signal, timeoutMs)
  waiter.check()
  const place = memory.find(given.inputs, given.given)
  parts.transfers.flush()
  const frame = place.frame >= 0 ? place.frame : frames.next()
  if (frame < 0 || frames.isHeld(frame)) throw outputsHeld(parts.loans.names(plan), frames.count)
  const loan = loanOf(session, frame, given.lent, parts.routes().lendable)
  const turn = frames.take(frame, loan !== undefined)
  const sharers = shareOf(plan, session, given.imports, turn)
  underWay.add(waiter)
  const active = monitor.enter(turn, options.onInspect)
  try {
    if (!turn.isFree.isOpen) await waiter.wait(turn.isFree.wait(), 'an earlier run')
    if (!turn.isReturned.isOpen) await waiter.wait(turn.isReturned.wait(), 'the release of outputs in place')
    // An input that is in staging already stays there: the device reads it from there without a copy by the host.
    const isDirect = direct !== undefined && place.frame < 0 && turn.isAlone() && suitsDirect(session, given.inputs)
    const { timeline, slots } = isDirect ? direct() : staged
    const { bodies, imports, images } = given
    // Literals with all fields, here and in `begin`: a spread would be half of what the smallest run costs.
    const outputs = await walkRun({
      plan,
      session,
      frame,
      timeline,
      slots,
      inputs: given.inputs,
      given: given.given,
      bodies,
      inPlace: place,
      loan,
      waiter,
      onProgress: options.onProgress,
      due: () => (sharers ? Promise.all([turn.isDue.wait(), sharers]) : turn.isDue.wait()),
      begin: () => {
        const absent = absentOf(given, staged.optional)
        return { run: count.runs++, frame, bodies, imports, absent, images, direct: isDirect }
      },
      submittedAll: () => monitor.submitted(active, count.runs),
    })
    turn.released.open()
    const held = loan && parts.loans.keep(loan, outputs)
    return monitor.ended(active, count.runs, resultOf(parts, outputs, held, timingsOf(session, frame)))
  } catch (error) {
    loan?.end('the end of its run')
    // The memory of the frame stays until the device has finished with it, however the run ended.
    turn.isFree.whenOpen(() => void session.idle().then(() => turn.released.open()))
    throw error
  } finally {
    underWay.delete(waiter)
    monitor.leave(active)
    waiter.close()
    turn.isDue.leadsTo(turn.submitted)
    turn.isSettled.leadsTo(turn.ended)
    if (!turn.returned.isOpen) turn.isReturned.whenOpen(() => whenReturned(loan, () => turn.returned.open()))
  }
}

const whenReturned = (loan: Loan | undefined, callback: () => void): void =>
  loan ? loan.returned.whenOpen(callback) : callback()

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
  await within(timeoutMs, freed, 'work in flight')
}

/** The way of inputs to the device: through staging, or in place. */
type Route = Pick<RunTask, 'timeline' | 'slots'>

/** Inputs that a caller may leave out: their slots and names. */
type OptionalSlots = readonly (readonly [slot: number, name: string])[]

interface Routes {
  readonly staged: Route & { readonly optional: OptionalSlots }
  /** In place, where the session can. */
  readonly direct: (() => Route) | undefined
  readonly memory: InPlaceMemory
  /** Worked out for the first run that asks for an output in place. */
  readonly lendable: () => ReadonlyMap<number, LendablePlace>
}

function routesOf(plan: Plan, session: Session, framesInFlight: number): Routes {
  const slots = describeInputs(plan)
  const optional = slots.flatMap(({ name, optional: may }, i): [number, string][] => (may ? [[i, name]] : []))
  const staged = { timeline: prepareTimeline(plan), slots, optional }
  const { directTimeline } = session
  const direct = directTimeline && once(() => directRoute(plan, directTimeline()))
  const outputs = describeOutputs(plan)
  const lendable = once(() => lendableOutputs(plan, outputs))
  return { staged, direct, memory: new InPlaceMemory(staged.slots, outputs, session, framesInFlight), lendable }
}

const optionNames = ['inputs', 'outputs', 'bodies', 'imports', 'signal', 'onProgress', 'onInspect'] as const

/** A copy of the options of a run, in which nothing is left to be read but inputs and the signal. */
function takeOptions(given: RunOptions) {
  const options = givenFields<RunOptions, (typeof optionNames)[number]>(given, optionNames)
  const { inputs, outputs, bodies, imports, signal, onProgress, onInspect } = options
  if (onProgress !== undefined) checkFunction(onProgress, 'onProgress')
  if (onInspect !== undefined) checkFunction(onInspect, 'onInspect')
  const record = <Value>(of: Readonly<Record<string, Value>> | undefined, place: string, wanted: string) =>
    of === undefined ? undefined : givenRecord(of, place, wanted)
  return {
    inputs,
    outputs: record(outputs, 'outputs', 'memory by name of output'),
    bodies: record(bodies, 'bodies', 'functions by name'),
    imports: record(imports, 'imports', 'handles by id of resource'),
    signal,
    onProgress,
    onInspect,
  }
}

type TakenOptions = ReturnType<typeof takeOptions>

/** Everything that a run was given, checked before anything happens. */
function takeGiven(plan: Plan, session: Session, slots: Route['slots'], options: TakenOptions, guard: BodyGuard) {
  const { inputs = {}, outputs, bodies = {}, imports = {} } = options
  const split = splitImages(session, slots, takeInputs(slots, inputs))
  const taken = takeOutputs(plan.outputs, outputs)
  return {
    inputs: split.inputs,
    images: split.images,
    given: taken?.memory,
    lent: taken?.inPlace,
    bodies: takeBodies(plan, bodies, guard),
    imports: takeImports(plan, imports),
  }
}

/** Optional inputs that a run was not given; undefined for none. */
function absentOf({ inputs, images }: ReturnType<typeof takeGiven>, optional: OptionalSlots): Set<string> | undefined {
  let absent: Set<string> | undefined
  for (const [i, name] of optional) if (inputs[i] === undefined && !images?.has(name)) (absent ??= new Set()).add(name)
  return absent
}

type Imports = Readonly<Record<string, unknown>>

function takeImports(plan: Plan, given: Imports): Imports {
  for (const name of plan.imports) if (!Object.hasOwn(given, name) || given[name] == null) throw missingImport(name)
  return given
}

/** Uses of imported memory by runs of other executors, which this run has to wait for. */
function shareOf({ imports }: Plan, session: Session, given: Imports, { released }: Turn) {
  if (imports.length === 0) return undefined
  return shareImports(Object.values(given), session, new Promise((resolve) => released.whenOpen(resolve)))
}

/** Whether the inputs may be written in place: a function that writes an input may also read what it wrote. */
const suitsDirect = (session: Session, inputs: RunTask['inputs']): boolean =>
  session.isDirectCached === true || !inputs.some((input) => typeof input === 'function')

/** The timeline of runs that write device heaps in place, prepared for the executor. */
function directRoute(plan: Plan, timeline: Plan['timeline']): Route {
  const direct = { ...plan, timeline }
  return { timeline: prepareTimeline(direct), slots: describeInputs(direct) }
}

function within<T>(timeoutMs: number | undefined, promise: Promise<T>, what: string): Promise<T> {
  if (timeoutMs === undefined) return promise
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(timedOut(what, timeoutMs)), timeoutMs)
    void promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
