/** Inputs of a reference run: checked by name and size, and copied, so that bodies cannot change the caller's bytes. */
import { allocateBytes } from '../cpu/allocate-bytes.ts'
import { bytesBehind, isMemory } from '../cpu/bytes-behind.ts'
import { inputFailed, invalidInput, missingInput, surplusInput, wrongInputSize } from '../errors.ts'
import { nearestId } from '../nearest-id.ts'
import type { ResolvedGraph } from '../graph/resolved-graph.ts'

/** Bytes, or a function that writes them into a view. */
export type ReferenceInput = ArrayBufferView | ArrayBuffer | SharedArrayBuffer | ((view: Uint8Array) => void)

/** @throws MemkitError MISSING_INPUT, SURPLUS_INPUT, WRONG_INPUT_SIZE, INVALID_INPUT, INPUT_FAILED or OUT_OF_HOST_MEMORY. */
export function copyInputs(
  { inputs: wanted, graph }: ResolvedGraph,
  given: Readonly<Record<string, ReferenceInput>>,
): Map<string, Uint8Array> {
  for (const name of Object.keys(given)) if (!wanted.has(name)) throw surplusInput(name, nearestId(name, wanted.keys()))
  const copies = new Map<string, Uint8Array>()
  for (const { name, sizeBytes, producer, optional } of wanted.values()) {
    const input = Object.hasOwn(given, name) ? given[name] : undefined
    if (producer >= 0) {
      if (input !== undefined)
        throw invalidInput(name, `the host pass ${JSON.stringify(graph.passes[producer]!.id)} makes it; leave it out`)
      continue
    }
    if (input === undefined && optional) continue
    if (input === undefined) throw missingInput(name, sizeBytes)
    const found = typeof input === 'function' ? undefined : viewOf(name, input)
    if (found && found.byteLength !== sizeBytes) throw wrongInputSize(name, found.byteLength, sizeBytes)
    const bytes = allocateBytes(sizeBytes, `the input ${JSON.stringify(name)}`)
    if (typeof input === 'function') write(name, input, bytes)
    else bytes.set(found!)
    copies.set(name, bytes)
  }
  return copies
}

function viewOf(name: string, input: Exclude<ReferenceInput, (view: Uint8Array) => void>): Uint8Array {
  if (!isMemory(input)) throw invalidInput(name, 'it is neither bytes nor a function that writes them')
  try {
    return bytesBehind(input)
  } catch {
    throw invalidInput(name, 'its ArrayBuffer was detached or resized')
  }
}

function write(name: string, writer: (view: Uint8Array) => void, view: Uint8Array): void {
  try {
    writer(view)
  } catch (cause) {
    throw inputFailed(name, cause)
  }
}
