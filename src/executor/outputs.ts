/** Memory that a caller hands to a run for its outputs: checked before anything happens, and again when bytes go there. */
import { invalidOutput } from '../errors.ts'
import { nearestId } from '../graph/ids.ts'
import type { Plan } from '../planner/plan.ts'

/** Where the bytes of an output go: all of it. */
export type OutputMemory = ArrayBufferView | ArrayBuffer | SharedArrayBuffer

type PlannedOutputs = Plan['outputs']

/** By output; undefined for those that get memory of their own. @throws MemkitError INVALID_OUTPUT */
export function takeOutputs(
  planned: PlannedOutputs,
  given: Readonly<Record<string, OutputMemory>> | undefined,
): readonly (Uint8Array | undefined)[] | undefined {
  if (given === undefined) return undefined
  const names = new Set(planned.map(({ name }) => name))
  for (const name of Object.keys(given)) {
    if (names.has(name)) continue
    const nearest = nearestId(name, names)
    throw invalidOutput(
      name,
      `the plan has none of that name${nearest === undefined ? '' : `; did you mean "${nearest}"?`}`,
    )
  }
  return planned.map(({ name, sizeBytes }) => {
    const memory = Object.hasOwn(given, name) ? given[name] : undefined
    if (memory === undefined) return undefined
    const bytes = viewOf(name, memory)
    checkOutput(name, bytes, sizeBytes)
    return bytes
  })
}

/** Buffers may be detached or resized while a run is under way. @throws MemkitError INVALID_OUTPUT */
export function checkOutput(name: string, { byteLength }: Uint8Array, sizeBytes: number): void {
  if (byteLength !== sizeBytes) throw invalidOutput(name, `it has ${byteLength} bytes, the output ${sizeBytes}`)
}

function viewOf(name: string, memory: OutputMemory): Uint8Array {
  try {
    if (ArrayBuffer.isView(memory)) return new Uint8Array(memory.buffer, memory.byteOffset, memory.byteLength)
    const isBuffer =
      memory instanceof ArrayBuffer || (typeof SharedArrayBuffer !== 'undefined' && memory instanceof SharedArrayBuffer)
    if (isBuffer) return new Uint8Array(memory)
  } catch {
    throw invalidOutput(name, 'its ArrayBuffer was detached or resized')
  }
  throw invalidOutput(name, 'it is no typed array, DataView, ArrayBuffer or SharedArrayBuffer')
}
