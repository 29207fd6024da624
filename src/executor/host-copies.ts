/** Copies of the host between inputs, staging and outputs, as a run makes them. */
import type { MaybePromise, Session } from '../backends/backend.ts'
import type { Plan } from '../plan/document.ts'
import { allocateBytes } from '../cpu/allocate-bytes.ts'
import { bytesOf, writeInput, type Input, type InputSlot, type InputWriter } from './inputs.ts'
import type { RunInPlace } from './in-place.ts'
import type { Loan } from './loans.ts'
import { checkOutput } from './outputs.ts'
import { copyRows, type HeapCopies, type IndexedCopy } from './steps.ts'

/** The bytes of a run that the host copies. */
export interface HostBytes {
  readonly plan: Plan
  readonly session: Session
  readonly slots: readonly InputSlot[]
  readonly frame: number
  /** Inputs by slot; host passes add those that they make. */
  readonly inputs: (Input | undefined)[]
  /** Memory of each output, from when it is there. */
  readonly outputs: readonly Uint8Array[]
  /** Memory of the caller's by output, where it was given. */
  readonly given: readonly (Uint8Array | undefined)[] | undefined
  /** Inputs that are in staging already, and outputs that stay there, by slot. */
  readonly inPlace: Pick<RunInPlace, 'inputs' | 'outputs'>
  /** Takes the outputs that are lent; undefined where none is. */
  readonly loan: Loan | undefined
  /** By input: what a function wrote, where that is copied to staging. */
  scratch: Map<number, Uint8Array> | undefined
  /** Throws once the run was interrupted. */
  check(): void
}

/** Copies small outputs from the view of a readback heap to their memory. */
export function readCopies(run: HostBytes, copies: readonly IndexedCopy[], view: Uint8Array): void {
  for (let i = 0; i < copies.length; i++) {
    const copy = copies[i]!
    if (isCopied(run, copy)) copyRows(view, copy, outputOf(run, copy), false)
  }
}

const isCopied = ({ inPlace, loan }: HostBytes, { item }: IndexedCopy): boolean =>
  !inPlace.outputs.has(item) && !loan?.isOf(item)

/** Copies small inputs to the view of an upload heap. */
export function writeCopies(run: HostBytes, heapCopies: HeapCopies, view: Uint8Array): void {
  const { inputs } = run
  const inPlace = run.inPlace.inputs
  const { items, offsets, wholeBytes } = heapCopies
  const all = inPlace.size === 0
  if (!all && areAll(heapCopies.distinct, inPlace)) return
  for (let i = 0; i < items.length; i++) {
    const item = items[i]!
    if (!all && inPlace.has(item)) continue
    const input = inputs[item]
    if (input instanceof Uint8Array && input.byteLength === wholeBytes[i]!) view.set(input, offsets[i]!)
    else writeCopy(run, heapCopies.copies[i]!, view)
  }
}

const areAll = (items: readonly number[], inPlace: ReadonlySet<number>): boolean =>
  items.every((item) => inPlace.has(item))

function writeCopy(run: HostBytes, copy: IndexedCopy, view: Uint8Array): void {
  const { slots, inputs, session, frame } = run
  const { item, heap, offset, size } = copy
  const slot = slots[item]!
  const input = inputs[item]
  // It was left out, or is an image, which the session uploads by itself.
  if (input === undefined) return
  if (typeof input !== 'function') {
    copyRows(view, copy, bytesOf(slot.name, input, slot.sizeBytes), true)
    return
  }
  if (slot.direct && session.lendsViews?.(frame, heap))
    writeInput(slot.name, input, view.subarray(offset, offset + size))
  else copyRows(view, copy, scratchOf(run, item, slot, input), true)
}

/** Has the session write inputs to a device heap. */
export function writeHeap(run: HostBytes, copies: readonly IndexedCopy[]): void {
  const { inputs, slots, session } = run
  for (let i = 0; i < copies.length; i++) {
    const { item, heap, offset, nameOffset, size } = copies[i]!
    const slot = slots[item]!
    const input = inputs[item]
    if (input === undefined) continue
    const bytes =
      typeof input === 'function' ? scratchOf(run, item, slot, input) : bytesOf(slot.name, input, slot.sizeBytes)
    session.writeHeap!(heap, offset, bytes.length === size ? bytes : bytes.subarray(nameOffset, nameOffset + size))
  }
}

/** Copies one large input to the view, in the session's own way where it has one. */
export function writeLarge(run: HostBytes, copy: IndexedCopy, view: Uint8Array): MaybePromise<void> {
  const { session, frame, slots, inputs, inPlace } = run
  const { heap, offset, nameOffset, size, item } = copy
  if (inPlace.inputs.has(item)) return undefined
  const input = inputs[item]
  if (input === undefined) return writeCopy(run, copy, view)
  if (!session.writeLarge || typeof input === 'function') return writeCopy(run, copy, view)
  const { name, sizeBytes } = slots[item]!
  return session.writeLarge(frame, heap, offset, () => {
    run.check()
    return bytesOf(name, input, sizeBytes).subarray(nameOffset, nameOffset + size)
  })
}

/** Copies one large output from the view, in the session's own way where it has one. */
export function readLarge(run: HostBytes, copy: IndexedCopy, view: Uint8Array): MaybePromise<void> {
  const { session, frame } = run
  const { heap, offset, nameOffset, size } = copy
  if (!isCopied(run, copy)) return undefined
  if (!session.readLarge) return copyRows(view, copy, outputOf(run, copy), false)
  return session.readLarge(frame, heap, offset, () => {
    run.check()
    return outputOf(run, copy).subarray(nameOffset, nameOffset + size)
  })
}

function outputOf({ plan, given, outputs }: HostBytes, { item }: IndexedCopy): Uint8Array {
  const bytes = outputs[item]!
  if (given?.[item]) {
    const { name, sizeBytes } = plan.outputs[item]!
    checkOutput(name, bytes, sizeBytes)
  }
  return bytes
}

/** The bytes of an input that a function cannot write where it is uploaded from: it is called once, on memory of its own. */
function scratchOf(run: HostBytes, item: number, slot: InputSlot, writer: InputWriter): Uint8Array {
  const scratch = (run.scratch ??= new Map())
  let bytes = scratch.get(item)
  if (!bytes) {
    scratch.set(item, (bytes = allocateBytes(slot.sizeBytes, `the input ${JSON.stringify(slot.name)}`)))
    writeInput(slot.name, writer, bytes)
  }
  return bytes
}
