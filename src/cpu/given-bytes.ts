/** Bytes that a program gives to a call. */
import { invalidData } from '../errors.ts'
import { bytesBehind, isMemory } from './bytes-behind.ts'

/** A view of the bytes that a caller gives. @throws MemkitError INVALID_DATA */
export function givenBytes(call: string, id: string, data: ArrayBufferView | ArrayBufferLike): Uint8Array {
  if (!isMemory(data))
    throw invalidData(
      call,
      id,
      'it is no memory: give a typed array, a DataView, an ArrayBuffer or a SharedArrayBuffer',
    )
  try {
    return bytesBehind(data)
  } catch (cause) {
    throw invalidData(call, id, 'its ArrayBuffer was detached or resized', cause)
  }
}
