/**
 * SHA-256 (FIPS 180-4), for where there is no Node. Written here because pages load it with every planner, and a package for all
 * hashes is three times the size; the standard's constants are worked out, not listed, for the same reason. The tests hold it
 * against Node's own.
 */

/** The first 64 primes. */
const primes = (): number[] => {
  const found: number[] = []
  for (let n = 2; found.length < 64; n++) if (found.every((prime) => n % prime !== 0)) found.push(n)
  return found
}

/**
 * The first 32 bits of the fraction of a prime's square or cube root, in whole numbers, so that every engine finds the same: the
 * greatest r with r^degree ≤ prime · 2^(32 · degree).
 */
function fractionOfRoot(prime: number, degree: 2 | 3): number {
  const power = BigInt(prime) << BigInt(32 * degree)
  let root = 0n
  for (let bit = 1n << 37n; bit > 0n; bit >>= 1n) if ((root + bit) ** BigInt(degree) <= power) root += bit
  return Number(BigInt.asIntN(32, root))
}

const makeConstants = () => ({
  initial: Int32Array.from(primes().slice(0, 8), (prime) => fractionOfRoot(prime, 2)),
  rounds: Int32Array.from(primes(), (prime) => fractionOfRoot(prime, 3)),
})
let constants: ReturnType<typeof makeConstants> | undefined

const rotated = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits))

/** Hex digest of bytes. O(bytes). */
export function sha256(bytes: Uint8Array): string {
  const { initial, rounds } = (constants ??= makeConstants())
  const hash = initial.slice()
  const words = new Int32Array(64)
  const whole = bytes.length & ~63
  digestBlocks(hash, words, rounds, bytes, whole)
  // What is left, a one bit, zeros, and the length in bits as a 64-bit number.
  const rest = bytes.length - whole
  const tail = new Uint8Array(rest < 56 ? 64 : 128)
  tail.set(bytes.subarray(whole))
  tail[rest] = 0x80
  new DataView(tail.buffer).setBigUint64(tail.length - 8, BigInt(bytes.length) * 8n)
  digestBlocks(hash, words, rounds, tail, tail.length)
  return Array.from(hash, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

/** `length` is a multiple of 64; `words` is memory to work in. */
function digestBlocks(
  hash: Int32Array,
  words: Int32Array,
  rounds: Int32Array,
  bytes: Uint8Array,
  length: number,
): void {
  for (let at = 0; at < length; at += 64) {
    for (let i = 0, from = at; i < 16; i++, from += 4)
      words[i] = (bytes[from]! << 24) | (bytes[from + 1]! << 16) | (bytes[from + 2]! << 8) | bytes[from + 3]!
    for (let i = 16; i < 64; i++) {
      const early = words[i - 15]!
      const late = words[i - 2]!
      const sigma0 = rotated(early, 7) ^ rotated(early, 18) ^ (early >>> 3)
      const sigma1 = rotated(late, 17) ^ rotated(late, 19) ^ (late >>> 10)
      words[i] = words[i - 16]! + sigma0 + words[i - 7]! + sigma1
    }
    digestBlock(hash, words, rounds)
  }
}

function digestBlock(hash: Int32Array, words: Int32Array, rounds: Int32Array): void {
  let a = hash[0]!
  let b = hash[1]!
  let c = hash[2]!
  let d = hash[3]!
  let e = hash[4]!
  let f = hash[5]!
  let g = hash[6]!
  let h = hash[7]!
  for (let i = 0; i < 64; i++) {
    const sigma1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
    const first = (h + sigma1 + (g ^ (e & (f ^ g))) + rounds[i]! + words[i]!) | 0
    const sigma0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
    const second = (sigma0 + ((a & b) | (c & (a | b)))) | 0
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + second) | 0
  }
  hash[0]! += a
  hash[1]! += b
  hash[2]! += c
  hash[3]! += d
  hash[4]! += e
  hash[5]! += f
  hash[6]! += g
  hash[7]! += h
}
