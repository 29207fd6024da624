/** Memory of the host. */
import { counted, outOfHostMemory } from '../errors.ts'

/** New memory of zeros. @throws MemkitError OUT_OF_HOST_MEMORY that says what it was for */
export function allocateBytes(sizeBytes: number, what: string): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(sizeBytes)
  } catch (cause) {
    throw outOfHostMemory(`${what} (${counted(sizeBytes, 'byte')})`, cause)
  }
}
