/** Bytes for any input, from its name alone. */

/** FNV-1a over bytes, 32 bits. */
function fnv1a32(bytes: Uint8Array): number {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}

/** Word k is `fnv1a32(name) + k · 0x9E3779B1` modulo 2^32, little-endian; a last odd word is cut short. */
export function generateBytes(name: string, sizeBytes: number): Uint8Array {
  const seed = fnv1a32(new TextEncoder().encode(name))
  const bytes = new Uint8Array(Math.ceil(sizeBytes / 4) * 4)
  const view = new DataView(bytes.buffer)
  for (let k = 0; k < bytes.length / 4; k++) view.setUint32(4 * k, (seed + Math.imul(k, 0x9e3779b1)) >>> 0, true)
  return bytes.subarray(0, sizeBytes)
}

/** Later runs get other bytes: run r ≥ 1 of input NAME takes those of the name `NAME@r`. */
export const inputBytes = (name: string, sizeBytes: number, run: number): Uint8Array =>
  generateBytes(run === 0 ? name : `${name}@${run}`, sizeBytes)
