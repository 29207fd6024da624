/** The workgroup counts of an indirect dispatch, as WebGPU takes them: one above the limit, and nothing is dispatched. */

/** @param bytes three little-endian 32-bit words */
export function indirectWorkgroups(
  bytes: Uint8Array,
  maxWorkgroupsPerDimension: number,
): readonly [number, number, number] {
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [x, y, z] = [words.getUint32(0, true), words.getUint32(4, true), words.getUint32(8, true)]
  return Math.max(x, y, z) > maxWorkgroupsPerDimension ? [0, 0, 0] : [x, y, z]
}
