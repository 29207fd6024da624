/**
 * Memory that a caller hands to a run for its outputs: checked before anything happens, and again when bytes are copied to it.
 */
import { push } from '../graph/lists.ts'
import { counted, invalidOutput } from '../errors.ts'
import { bytesBehind, isMemory } from '../cpu/bytes-behind.ts'
import { nearestId } from '../graph/ids.ts'
import { placesInStaging, type StagingPlace } from './inputs.ts'
import type { Plan } from '../plan/document.ts'

/** Memory for an output, all of which is written. */
export type OutputMemory = ArrayBufferView | ArrayBuffer | SharedArrayBuffer

/** The word for an output that is read where the device put it. */
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

/** By the outputs of a plan, their names: every run that is given memory asks. */
const knownNames = new WeakMap<PlannedOutputs, ReadonlySet<string>>()

function namesOf(planned: PlannedOutputs): ReadonlySet<string> {
  let names = knownNames.get(planned)
  if (!names) knownNames.set(planned, (names = new Set(planned.map(({ name }) => name))))
  return names
}

export interface TakenOutputs {
  /** The caller's memory by output; undefined for outputs that it gave none for. */
  readonly memory: readonly (Uint8Array | undefined)[]
  /** The outputs that are asked for in place. */
  readonly inPlace: readonly number[]
}

/** @throws MemkitError INVALID_OUTPUT */
export function takeOutputs(planned: PlannedOutputs, given: Outputs | undefined): TakenOutputs | undefined {
  if (given === undefined) return undefined
  const names = namesOf(planned)
  for (const name of Object.keys(given)) {
    if (names.has(name)) continue
    const nearest = nearestId(name, names)
    throw invalidOutput(
      name,
      `the plan has none of that name${nearest === undefined ? '' : `; did you mean "${nearest}"?`}`,
    )
  }
  const inPlace: number[] = []
  const memory = planned.map(({ name, sizeBytes }, i) => {
    const one = Object.hasOwn(given, name) ? given[name] : undefined
    if (one === inPlaceWord) inPlace.push(i)
    if (one === undefined || one === inPlaceWord) return undefined
    const bytes = viewOf(name, one)
    checkOutput(name, bytes, sizeBytes)
    return bytes
  })
  refuseSharing(planned, memory)
  return { memory, inPlace }
}

/** Refuses outputs in place where their memory goes before anybody could read it. */
export function refuseInPlace(given: Outputs | undefined): void {
  for (const name in given)
    if (given[name] === inPlaceWord)
      throw invalidOutput(name, 'there is none in place once everything is freed; make an executor for that')
}

/** Refuses two outputs in the same bytes, because each would be overwritten in part by the other. */
function refuseSharing(planned: PlannedOutputs, views: readonly (Uint8Array | undefined)[]): void {
  if (views.length < 2) return
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
  if (!isMemory(memory))
    throw invalidOutput(name, 'it is no typed array, DataView, ArrayBuffer or SharedArrayBuffer, nor "in-place"')
  try {
    return bytesBehind(memory)
  } catch {
    throw invalidOutput(name, 'its ArrayBuffer was detached or resized')
  }
}
