/** One run of a plan: its timeline, executed entry by entry. */
import type { HostBodyContext, MaybePromise, RunContext, Session } from '../backends/backend.ts'
import { isMemkitError, mapFailed } from '../errors.ts'
import { heapWords, submissionWords } from '../plan/facts/plan-words.ts'
import type { Plan } from '../plan/document.ts'
import type { Bodies } from './bodies.ts'
import { allocateBytes, bytesOf, writeInput, type Input, type InputSlot, type InputWriter } from './inputs.ts'
import type { RunInPlace } from './in-place.ts'
import type { Loan } from './loans.ts'
import { checkOutput } from './outputs.ts'
import { ProgressState, tell, type Progress } from './progress.ts'
import { copyRows, type HeapCopies, type IndexedCopy, type PreparedStep, type PreparedTimeline } from './steps.ts'
import type { Waiter } from './waiter.ts'

export interface RunTask {
  readonly plan: Plan
  readonly session: Session
  readonly timeline: PreparedTimeline
  readonly slots: readonly InputSlot[]
  readonly frame: number
  /** Inputs by slot; host passes add those that they make. */
  readonly inputs: (Input | undefined)[]
  /** Memory of the caller's by output, where it was given. */
  readonly given: readonly (Uint8Array | undefined)[] | undefined
  /** Inputs that are in staging already, and outputs that stay there, by slot. */
  readonly inPlace: Pick<RunInPlace, 'inputs' | 'outputs'>
  /** Takes the outputs that are lent; undefined where none is. */
  readonly loan: Loan | undefined
  readonly bodies: Bodies
  readonly waiter: Waiter
  readonly onProgress: ((progress: Progress) => void) | undefined
  /** Resolves when the run may submit: the previous run has handed over all its submissions, and shared imports are free. */
  readonly due: () => MaybePromise<unknown>
  /**
   * Gives the run its number among all runs, at its first submission: a run that fails before that must not rotate the history. One that
   * has nothing to submit gets it at its end.
   */
  readonly begin: () => RunContext
  /** Called when the last submission has been handed over: those of the next run may follow. */
  readonly submittedAll: () => void
}

const nothing = new Uint8Array()
/** Outputs of so few bytes get their memory late. */
const mostLaterBytes = 2 ** 20

/** Memory for each output: the caller's, or its own. A second time has no effect. */
function takeMemory({ plan, loan, given }: RunTask, outputs: Uint8Array[]): void {
  for (let i = outputs.length; i < plan.outputs.length; i++) {
    const { name, sizeBytes } = plan.outputs[i]!
    outputs.push(
      loan?.isOf(i) ? nothing : (given?.[i] ?? allocateBytes(sizeBytes, `the output ${JSON.stringify(name)}`)),
    )
  }
}

/** @returns the outputs by index. Rejects with the first error; work may be in flight then. */
export async function walkRun(task: RunTask): Promise<Uint8Array[]> {
  const { plan, session, timeline, frame, waiter, onProgress } = task
  const outputs: Uint8Array[] = []
  // Memory that there may not be is asked for while nothing has happened yet, the rest once the device is at work.
  if (timeline.outputBytes > mostLaterBytes) takeMemory(task, outputs)
  const waited: boolean[] = []
  const scratch: Scratch = timeline.writes ? new Map() : noScratch
  const total = timeline.steps.length
  let context: RunContext | undefined
  let state: ProgressState | undefined

  for (let i = 0; i < total; i++) {
    const step = timeline.steps[i]!
    waiter.check()
    if (step.do === 'submit') {
      if (!context) {
        const begun = beginAtTurn(task)
        context = begun instanceof Promise ? await begun : begun
      }
      const submitted = session.submit(context, step.submission)
      if (submitted instanceof Promise)
        await waiter.wait(submitted, () => `Submitting ${submissionWords(task.plan, step.submission)}`)
      if (i === timeline.lastSubmit) {
        task.submittedAll()
        takeMemory(task, outputs)
      }
    } else {
      if (step.do !== 'write') takeMemory(task, outputs)
      // By index, in this function: an iteration of one that can wait makes an object for each entry.
      for (let k = 0; k < step.after.length; k++) {
        const pending = completed(task, waited, step.after[k]!)
        if (pending) await pending
      }
      if (step.do === 'host') await hostStep(step, task, outputs)
      else {
        for (let h = 0; h < step.heaps.length; h++) {
          const heapCopies = step.heaps[h]!
          const { heap, copies, large } = heapCopies
          if (step.do === 'write' && session.writeHeap && plan.heaps[heap]!.memory === 'device') {
            writeHeap(task, copies, scratch)
            continue
          }
          const mapping = mapped(task, heap, step.do === 'write')
          const view = mapping instanceof Promise ? await mapping : mapping
          let stays = false
          try {
            if (step.do === 'write') writeCopies(task, heapCopies, view, scratch)
            else readCopies(task, copies, view, outputs)
            for (let k = 0; k < large.length; k++) {
              const copy = large[k]!
              const copied =
                step.do === 'write' ? writeLarge(task, copy, view, scratch) : readLarge(task, copy, view, outputs)
              if (copied) await copied
            }
            if (step.do === 'read' && task.loan) stays = task.loan.take(i, heap, view, outputs)
          } catch (error) {
            // An empty view was detached when its device was lost: asking for it again gives the error.
            if (view.length === 0) await mapped(task, heap, step.do === 'write')
            throw view.length > 0 || isMemkitError(error) ? error : mapFailed(heapWords(task.plan, heap), error)
          } finally {
            if (step.do === 'write') session.endWrite(frame, heap)
            else if (!stays) session.endRead(frame, heap)
          }
        }
      }
    }
    if (onProgress) tell(onProgress, (state ??= new ProgressState(plan, timeline)).after(i))
  }
  waiter.check()
  // With nothing to submit it is a run all the same: what came before it is one run older.
  if (timeline.lastSubmit < 0) {
    const begun = beginAtTurn(task)
    if (begun instanceof Promise) await begun
    task.submittedAll()
    takeMemory(task, outputs)
  }
  for (let submission = 0; submission < plan.submissions.length; submission++) {
    const pending = completed(task, waited, submission)
    if (pending) await pending
  }
  waiter.check()
  return outputs
}

/** Gives the run its number, when those before it have theirs. */
function beginAtTurn({ due, waiter, begin }: RunTask): MaybePromise<RunContext> {
  const before = due()
  if (!(before instanceof Promise)) return begin()
  return (waiter.wait(before, 'The run before') as Promise<unknown>).then(() => {
    waiter.check()
    return begin()
  })
}

/** @param waited by submission, whether it is known to have completed */
function completed(
  { plan, session, frame, waiter }: RunTask,
  waited: boolean[],
  submission: number,
): MaybePromise<void> {
  if (waited[submission]) return undefined
  waited[submission] = true
  const completion = session.completed(frame, submission)
  if (completion instanceof Promise)
    return waiter.wait(completion, () => `The device, in ${submissionWords(plan, submission)},`)
  return waiter.check()
}

/** A staging view. If the wait for it is cut short, it is given back when it comes. */
function mapped({ plan, session, frame, waiter }: RunTask, heap: number, write: boolean): MaybePromise<Uint8Array> {
  const mapping = write ? session.beginWrite(frame, heap) : session.beginRead(frame, heap)
  if (!(mapping instanceof Promise)) return mapping
  let taken = false
  const result = waiter.wait(mapping, () => `Mapping ${heapWords(plan, heap)}`) as Promise<Uint8Array>
  mapping.then(
    () => {
      // The waiter's own reaction ran first: a view that it did not take now is never taken.
      queueMicrotask(() => {
        if (taken) return
        if (write) session.endWrite(frame, heap)
        else session.endRead(frame, heap)
      })
    },
    () => {},
  )
  return result.then((view) => {
    taken = true
    return view
  })
}

function readCopies(
  task: RunTask,
  copies: readonly IndexedCopy[],
  view: Uint8Array,
  outputs: readonly Uint8Array[],
): void {
  for (const copy of copies) if (isCopied(task, copy)) copyRows(view, copy, outputOf(task, copy, outputs), false)
}

const isCopied = ({ inPlace, loan }: RunTask, { item }: IndexedCopy): boolean =>
  !inPlace.outputs.has(item) && !loan?.isOf(item)

/** By input: what a function wrote, where that is copied to staging. */
type Scratch = Map<number, Uint8Array>
/** That of runs that write nothing. */
const noScratch: Scratch = new Map()

function writeCopies(task: RunTask, heapCopies: HeapCopies, view: Uint8Array, scratch: Scratch): void {
  const { inputs } = task
  const inPlace = task.inPlace.inputs
  const { items, offsets, wholeBytes } = heapCopies
  const all = inPlace.size === 0
  if (!all && heapCopies.distinct.every((item) => inPlace.has(item))) return
  for (let i = 0; i < items.length; i++) {
    const item = items[i]!
    if (!all && inPlace.has(item)) continue
    const input = inputs[item]
    if (input instanceof Uint8Array && input.byteLength === wholeBytes[i]!) view.set(input, offsets[i]!)
    else writeCopy(task, heapCopies.copies[i]!, view, scratch)
  }
}

function writeCopy(task: RunTask, copy: IndexedCopy, view: Uint8Array, scratch: Scratch): void {
  const { slots, inputs, session, frame } = task
  const { item, heap, offset, size } = copy
  const slot = slots[item]!
  const input = inputs[item]
  // Left out, or an image, which the session uploads by itself.
  if (input === undefined) return
  if (typeof input !== 'function') {
    copyRows(view, copy, bytesOf(slot.name, input, slot.sizeBytes), true)
    return
  }
  if (slot.direct && session.lendsViews?.(frame, heap))
    writeInput(slot.name, input, view.subarray(offset, offset + size))
  else copyRows(view, copy, scratchOf(item, slot, input, scratch), true)
}

/** Has the device write inputs where they belong. */
function writeHeap(task: RunTask, copies: readonly IndexedCopy[], scratch: Scratch): void {
  const { inputs, slots, session } = task
  for (const { item, heap, offset, nameOffset, size } of copies) {
    const slot = slots[item]!
    const input = inputs[item]
    if (input === undefined) continue
    const bytes =
      typeof input === 'function' ? scratchOf(item, slot, input, scratch) : bytesOf(slot.name, input, slot.sizeBytes)
    session.writeHeap!(heap, offset, bytes.length === size ? bytes : bytes.subarray(nameOffset, nameOffset + size))
  }
}

function writeLarge(task: RunTask, copy: IndexedCopy, view: Uint8Array, scratch: Scratch): MaybePromise<void> {
  const { session, frame, waiter, slots, inputs, inPlace } = task
  const { heap, offset, nameOffset, size, item } = copy
  if (inPlace.inputs.has(item)) return undefined
  const input = inputs[item]
  if (input === undefined) return writeCopy(task, copy, view, scratch)
  if (!session.writeLarge || typeof input === 'function') return writeCopy(task, copy, view, scratch)
  const { name, sizeBytes } = slots[item]!
  return session.writeLarge(frame, heap, offset, () => {
    waiter.check()
    return bytesOf(name, input, sizeBytes).subarray(nameOffset, nameOffset + size)
  })
}

function readLarge(
  task: RunTask,
  copy: IndexedCopy,
  view: Uint8Array,
  outputs: readonly Uint8Array[],
): MaybePromise<void> {
  const { session, frame, waiter } = task
  const { heap, offset, nameOffset, size } = copy
  if (!isCopied(task, copy)) return undefined
  if (!session.readLarge) return copyRows(view, copy, outputOf(task, copy, outputs), false)
  return session.readLarge(frame, heap, offset, () => {
    waiter.check()
    return outputOf(task, copy, outputs).subarray(nameOffset, nameOffset + size)
  })
}

function outputOf({ plan, given }: RunTask, { item }: IndexedCopy, outputs: readonly Uint8Array[]): Uint8Array {
  const bytes = outputs[item]!
  if (given?.[item]) {
    const { name, sizeBytes } = plan.outputs[item]!
    checkOutput(name, bytes, sizeBytes)
  }
  return bytes
}

/** The bytes of an input that a function cannot write where it is uploaded from: it is called once, on memory of its own. */
function scratchOf(item: number, slot: InputSlot, writer: InputWriter, scratch: Scratch): Uint8Array {
  let bytes = scratch.get(item)
  if (!bytes) {
    scratch.set(item, (bytes = allocateBytes(slot.sizeBytes, `the input ${JSON.stringify(slot.name)}`)))
    writeInput(slot.name, writer, bytes)
  }
  return bytes
}

async function hostStep(
  step: Extract<PreparedStep, { do: 'host' }>,
  task: RunTask,
  outputs: readonly Uint8Array[],
): Promise<void> {
  const { timeline, inputs, bodies, waiter } = task
  const produced = step.produces.map(
    ({ input, size }) => [input, allocateBytes(size, `the input ${JSON.stringify(input)}`)] as const,
  )
  const context: HostBodyContext = {
    pass: step.pass,
    outputs: Object.fromEntries(step.consumes.map((name) => [name, outputs[timeline.outputIndex.get(name)!]!])),
    inputs: Object.fromEntries(produced),
  }
  const result = bodies[step.body]!(context)
  if (result instanceof Promise)
    await waiter.wait(result, `The body ${JSON.stringify(step.body)} of the host pass ${JSON.stringify(step.pass)}`)
  for (const [name, bytes] of produced) {
    // An input that no upload takes has no slot.
    const slot = timeline.inputIndex.get(name)
    if (slot !== undefined) inputs[slot] = bytes
  }
}
