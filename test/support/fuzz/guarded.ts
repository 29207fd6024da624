const guardBytes = 64
const guard = 0xa5

/** Bytes in the middle of a larger allocation, whose rest must stay as it is. */
export class Guarded {
  readonly bytes: Uint8Array<ArrayBuffer>

  constructor(sizeBytes: number) {
    const all = new Uint8Array(sizeBytes + 2 * guardBytes).fill(guard)
    this.bytes = all.subarray(guardBytes, guardBytes + sizeBytes).fill(0)
  }

  isWhole(): boolean {
    const { buffer, byteLength } = this.bytes
    // Memory that was given away is nobody's to look at.
    if (buffer.byteLength === 0) return true
    const before = new Uint8Array(buffer, 0, guardBytes)
    const after = new Uint8Array(buffer, guardBytes + byteLength, guardBytes)
    return before.every((byte) => byte === guard) && after.every((byte) => byte === guard)
  }
}
