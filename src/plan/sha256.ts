/** SHA-256 (FIPS 180-4), for where the platform has none that answers at once: pages. */

/** The digest of bytes that come in pieces. O(bytes). */
export class Sha256 {
  private readonly state: Int32Array
  private readonly words = new Int32Array(64)
  /** The bytes since the last whole block. */
  private readonly block = new Uint8Array(blockBytes)
  private count = 0

  constructor() {
    this.state = roots(8, Math.sqrt)
  }

  update(bytes: Uint8Array): void {
    let at = 0
    const begun = this.count % blockBytes
    this.count += bytes.length
    if (begun > 0) {
      at = Math.min(blockBytes - begun, bytes.length)
      this.block.set(bytes.subarray(0, at), begun)
      if (begun + at < blockBytes) return
      this.take(this.block, 0)
    }
    for (; at + blockBytes <= bytes.length; at += blockBytes) this.take(bytes, at)
    this.block.set(bytes.subarray(at))
  }

  /** Hex digits. Nothing may follow. */
  digest(): string {
    // A bit that is set, zeros, and the number of bits in the last eight bytes.
    const bits = 8 * this.count
    const padding = new Uint8Array(9 + ((119 - (this.count % blockBytes)) % blockBytes))
    padding[0] = 0x80
    const end = new DataView(padding.buffer)
    end.setUint32(padding.length - 8, Math.floor(bits / 2 ** 32))
    end.setUint32(padding.length - 4, bits)
    this.update(padding)
    return Array.from(this.state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
  }

  /** Mixes one block into the state. */
  private take(bytes: Uint8Array, at: number): void {
    const { state, words } = this
    for (let i = 0; i < 16; i++, at += 4)
      words[i] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
    for (let i = 16; i < 64; i++) {
      const early = words[i - 15]!
      const late = words[i - 2]!
      const sigma0 = rotated(early, 7) ^ rotated(early, 18) ^ (early >>> 3)
      const sigma1 = rotated(late, 17) ^ rotated(late, 19) ^ (late >>> 10)
      words[i] = (sigma0 + sigma1 + words[i - 7]! + words[i - 16]!) | 0
    }
    let a = state[0]!
    let b = state[1]!
    let c = state[2]!
    let d = state[3]!
    let e = state[4]!
    let f = state[5]!
    let g = state[6]!
    let h = state[7]!
    for (let i = 0; i < 64; i++) {
      const sum1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
      const first = (h + sum1 + ((e & f) ^ (~e & g)) + constants[i]! + words[i]!) | 0
      const sum0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
      const second = (sum0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
      h = g
      g = f
      f = e
      e = (d + first) | 0
      d = c
      c = b
      b = a
      a = (first + second) | 0
    }
    state[0]! += a
    state[1]! += b
    state[2]! += c
    state[3]! += d
    state[4]! += e
    state[5]! += f
    state[6]! += g
    state[7]! += h
  }
}

const blockBytes = 64

const rotated = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

/** The first 32 bits behind the point of the roots of as many primes. */
function roots(count: number, root: (prime: number) => number): Int32Array {
  const primes: number[] = []
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n)
  return Int32Array.from(primes, (prime) => (root(prime) % 1) * 2 ** 32)
}

const constants = /* @__PURE__ */ roots(64, Math.cbrt)
