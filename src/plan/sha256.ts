/**
 * SHA-256 of bytes (FIPS 180-4, whose letters these are), for where there is no Node: browsers have theirs behind a promise only, and plans
 * are hashed in one call.
 */

/** The square roots of the first 8 primes: 32 bits behind the point. */
const start = /* @__PURE__ */ new Int32Array([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
])

/** The cube roots of the first 64 primes: 32 bits behind the point. */
const K = /* @__PURE__ */ new Int32Array([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
])

const blockBytes = 64

const rotate = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits))

/** The digest, hex. */
export function sha256(bytes: Uint8Array): string {
  const hash = start.slice()
  const W = new Int32Array(64)
  const whole = bytes.byteLength - (bytes.byteLength % blockBytes)
  hashBlocks(hash, W, bytes.subarray(0, whole))
  hashBlocks(hash, W, padded(bytes.subarray(whole), bytes.byteLength))
  return Array.from(hash, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

/** The last bytes of a message with a bit, zeros, and how many bits the message has: one block, or two. */
function padded(rest: Uint8Array, messageBytes: number): Uint8Array {
  const blocks = new Uint8Array(rest.byteLength < blockBytes - 8 ? blockBytes : 2 * blockBytes)
  blocks.set(rest)
  blocks[rest.byteLength] = 0x80
  const view = new DataView(blocks.buffer)
  view.setUint32(blocks.byteLength - 8, Math.floor(messageBytes / 2 ** 29))
  view.setUint32(blocks.byteLength - 4, messageBytes << 3)
  return blocks
}

function hashBlocks(hash: Int32Array, W: Int32Array, blocks: Uint8Array): void {
  const view = new DataView(blocks.buffer, blocks.byteOffset, blocks.byteLength)
  for (let at = 0; at < blocks.byteLength; at += blockBytes) {
    for (let t = 0; t < 16; t++) W[t] = view.getInt32(at + 4 * t)
    for (let t = 16; t < 64; t++) {
      const early = W[t - 15]!
      const late = W[t - 2]!
      const s0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3)
      const s1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10)
      W[t] = s1 + W[t - 7]! + s0 + W[t - 16]!
    }
    hashBlock(hash, W)
  }
}

/** The 64 rounds of a block, added to the hash so far. */
function hashBlock(hash: Int32Array, W: Int32Array): void {
  let a = hash[0]!
  let b = hash[1]!
  let c = hash[2]!
  let d = hash[3]!
  let e = hash[4]!
  let f = hash[5]!
  let g = hash[6]!
  let h = hash[7]!
  for (let t = 0; t < 64; t++) {
    const S1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const T1 = (h + S1 + ((e & f) ^ (~e & g)) + K[t]! + W[t]!) | 0
    const S0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const T2 = (S0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + T1) | 0
    d = c
    c = b
    b = a
    a = (T1 + T2) | 0
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
