/** The counts of an indirect draw, in the order of WebGPU. */
import type { DrawCall } from './state.ts'

/** @param bytes four little-endian words, or five for a draw with indices */
export function indirectCall(bytes: Uint8Array, indexed: boolean): DrawCall {
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const word = (i: number) => words.getUint32(4 * i, true)
  const [count, instanceCount, first] = [word(0), word(1), word(2)]
  if (!indexed) return { vertexCount: count, instanceCount, firstVertex: first, firstInstance: word(3) }
  const baseVertex = words.getInt32(12, true)
  return { indexCount: count, instanceCount, firstIndex: first, baseVertex, firstInstance: word(4) }
}
