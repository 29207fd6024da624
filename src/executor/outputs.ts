/**
 * Memory that a caller hands to a run for its outputs: checked before anything happens, and again when bytes are copied to it.
 */
import { push } from '../graph/lists.ts'
import { counted, invalidOutput, unknownOutput } from '../errors.ts'
import { checkRecord, readGiven } from '../given.ts'
import { bytesBehind, isMemory } from '../cpu/bytes-behind.ts'
import { nearestId } from '../nearest-id.ts'
import { countOwn, placesInStaging, type StagingPlace } from './inputs.ts'
import type { Plan } from '../plan/document.ts'

/** Memory for an output, all of which is written. */
export type OutputMemory = ArrayBufferView | ArrayBuffer | SharedArrayBuffer

/** Asks for an output to be left where the device wrote it. */
const inPlaceWord = 'in-place'

/** Memory for outputs by name. */
export type Outputs = Readonly<Record<string, OutputMemory | 'in-place'>>

export interface OutputSlot {
  readonly name: string
  readonly sizeBytes: number
  /** The range of staging that is the output, whole and in order, where nothing else is read back to that range. */
  readonly place: StagingPlace | undefined
}

export function describeOutputs(plan: Plan): OutputSlot[] {
  const copies = plan.timeline.flatMap((step) => (step.do === 'read' ? step.copies : []))
  const places = placesInStaging(copies, new Map(plan.outputs.map(({ name, sizeBytes }) => [name, sizeBytes])))
  const read = new Map<string, number>()
  for (const { name, size } of copies) read.set(name, (read.get(name) ?? 0) + size)
  return plan.outputs.map(({ name, sizeBytes }) => {
    // Bytes that nothing is read to would keep what an earlier run left there.
    return { name, sizeBytes, place: read.get(name) === sizeBytes ? places.get(name) : undefined }
  })
}

type PlannedOutputs = Plan['outputs']

/**
 * Puts the caller's memory into `memory` by output; undefined for outputs that it gave none for.
 * @returns the outputs that are asked for in place; undefined for none
 * @throws MemkitError INVALID_OUTPUT, INVALID_OPTION, UNREADABLE_VALUE
 */
export function takeOutputs(
  planned: PlannedOutputs,
  given: Outputs,
  memory: (Uint8Array | undefined)[],
): readonly number[] | undefined {
  checkRecord(given, 'outputs', 'memory by name of output')
  try {
    return readOutputs(planned, given, memory)
  } catch (error) {
    return readGiven('outputs', () => {
      throw error
    })
  }
}

/** Reads every property once. */
function readOutputs(
  planned: PlannedOutputs,
  given: Outputs,
  memory: (Uint8Array | undefined)[],
): readonly number[] | undefined {
  let taken = 0
  let inPlace: number[] | undefined
  for (let i = 0; i < planned.length; i++) {
    const { name, sizeBytes } = planned[i]!
    memory[i] = undefined
    if (!Object.hasOwn(given, name)) continue
    taken++
    const one = given[name]
    if (one === inPlaceWord) (inPlace ??= []).push(i)
    if (one === undefined || one === inPlaceWord) continue
    const bytes = viewOf(name, one)
    checkOutput(name, bytes, sizeBytes)
    memory[i] = bytes
  }
  if (countOwn(given) > taken) refuseUnknown(planned, given)
  refuseSharing(planned, memory)
  return inPlace
}

function refuseUnknown(planned: PlannedOutputs, given: Outputs): void {
  const names = new Set(planned.map(({ name }) => name))
  for (const name of Object.keys(given)) {
    if (!names.has(name)) throw unknownOutput(name, nearestId(name, names))
  }
}

/** Refuses outputs in place where their memory goes before anybody could read it. */
export function refuseInPlace(given: Outputs | undefined): void {
  for (const name in given)
    if (given[name] === inPlaceWord)
      throw invalidOutput(name, 'there is none in place once everything is freed; make an executor for that')
}

/** Up to this many outputs are compared pairwise, which allocates nothing. */
const mostCompared = 16

function hasOverlap(views: readonly (Uint8Array | undefined)[]): boolean {
  for (let i = 1; i < views.length; i++) if (overlapsEarlier(views, i, views[i])) return true
  return false
}

/** Whether a view has bytes in common with one before it. */
function overlapsEarlier(views: readonly (Uint8Array | undefined)[], i: number, view: Uint8Array | undefined): boolean {
  if (view === undefined || view.byteLength === 0) return false
  for (let k = 0; k < i; k++) {
    const other = views[k]
    if (other === undefined || other.buffer !== view.buffer || other.byteLength === 0) continue
    if (other.byteOffset < view.byteOffset + view.byteLength && view.byteOffset < other.byteOffset + other.byteLength)
      return true
  }
  return false
}

/** Refuses two outputs in the same bytes, because each would be overwritten in part by the other. */
function refuseSharing(planned: PlannedOutputs, views: readonly (Uint8Array | undefined)[]): void {
  if (views.length > mostCompared || hasOverlap(views)) refuseSharedBytes(planned, views)
}

function refuseSharedBytes(planned: PlannedOutputs, views: readonly (Uint8Array | undefined)[]): void {
  const byBuffer = new Map<ArrayBufferLike, number[]>()
  views.forEach((view, i) => {
    if (view === undefined || view.byteLength === 0) return
    push(byBuffer, view.buffer, i)
  })
  for (const list of byBuffer.values()) {
    list.sort((a, b) => views[a]!.byteOffset - views[b]!.byteOffset)
    for (let i = 1; i < list.length; i++) {
      const [before, after] = [views[list[i - 1]!]!, views[list[i]!]!]
      if (before.byteOffset + before.byteLength > after.byteOffset)
        throw invalidOutput(
          planned[list[i]!]!.name,
          `it shares bytes with the output ${JSON.stringify(planned[list[i - 1]!]!.name)}`,
        )
    }
  }
}

/** Checks memory again: buffers may be detached or resized while a run is under way. @throws MemkitError INVALID_OUTPUT */
export function checkOutput(name: string, { byteLength }: Uint8Array, sizeBytes: number): void {
  if (byteLength !== sizeBytes)
    throw invalidOutput(name, `it has ${counted(byteLength, 'byte')}, the output ${sizeBytes}`)
}

function viewOf(name: string, memory: OutputMemory): Uint8Array {
  if (isPlain(memory)) return memory
  if (!isMemory(memory))
    throw invalidOutput(name, 'it is no typed array, DataView, ArrayBuffer or SharedArrayBuffer, nor "in-place"')
  try {
    return bytesBehind(memory)
  } catch {
    throw invalidOutput(name, 'its ArrayBuffer was detached or resized')
  }
}

/** Only a plain Uint8Array is its own view: a Proxy, a subclass or a property of its own may say anything. */
const isPlain = (memory: OutputMemory): memory is Uint8Array =>
  ArrayBuffer.isView(memory) && Object.getPrototypeOf(memory) === Uint8Array.prototype && !hasOwnMembers(memory)

/** The members of a view that are read when it is checked and written. */
const memberNames = ['buffer', 'byteLength', 'byteOffset', 'length', 'set', 'subarray']

function hasOwnMembers(memory: ArrayBufferView): boolean {
  for (let i = 0; i < memberNames.length; i++) if (Object.hasOwn(memory, memberNames[i]!)) return true
  return false
}
