/**
 * A scan over the UTF-8 bytes of JSON text for faults that `JSON.parse` does not report: duplicate keys, numbers that it would
 * round, and nesting deep enough to overflow the stack of code that walks the result. Grammar is left to `JSON.parse`; on text
 * that is not JSON the scan just ends.
 *
 * It works on bytes and flat stacks, because a document of 10^5 passes is read in one go. O(bytes).
 */
import { duplicateKey, inexactNumber, tooDeep } from '../errors.ts'
import { jsonPath } from './json-path.ts'

const QUOTE = 34
const COMMA = 44
const MINUS = 45
const COLON = 58
const OPEN_LIST = 91
const BACKSLASH = 92
const CLOSE_LIST = 93
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125

/** Objects with more keys than this are checked by a set instead of pair by pair. */
const fewKeys = 24

/** @throws MemkitError DUPLICATE_KEY, INEXACT_NUMBER or TOO_DEEP, with the JSON path. */
export function scanJson(text: Uint8Array, depthCap: number): void {
  new JsonScan(text, depthCap).run()
}

class JsonScan {
  private readonly text: Uint8Array
  private readonly depthCap: number
  /** Offset of the next byte. */
  private at = 0
  private wantsKey = false
  /** Number of open containers. */
  private depth = 0
  /** By open container: the index of the current entry of a list, or −1 for an object. */
  private readonly entry: Int32Array
  /** By open container: the number of keys before its own in the key stacks. */
  private readonly firstKey: Int32Array
  private readonly keySets: (Set<string> | undefined)[] = []
  private keyCount = 0
  private hashes = new Int32Array(1024)
  private starts = new Int32Array(1024)
  private ends = new Int32Array(1024)
  private readonly decoder = new TextDecoder()
  private readonly encoder = new TextEncoder()

  constructor(text: Uint8Array, depthCap: number) {
    this.text = text
    this.depthCap = depthCap
    this.entry = new Int32Array(depthCap)
    this.firstKey = new Int32Array(depthCap)
  }

  run(): void {
    const { text } = this
    while (this.at < text.length) {
      const c = text[this.at]!
      if (c === QUOTE) {
        if (this.wantsKey) this.scanKey()
        else this.skipString(false)
      } else if (c === MINUS || (c >= 48 && c <= 57)) this.scanNumber()
      else {
        this.at++
        if (c === COMMA) this.nextEntry()
        else if (c === OPEN_OBJECT || c === OPEN_LIST) this.open(c)
        else if (c === CLOSE_OBJECT || c === CLOSE_LIST) {
          if (this.depth === 0) return
          this.close()
        } else if (c === COLON) this.wantsKey = false
      }
    }
  }

  private nextEntry(): void {
    if (this.depth === 0) return
    if (this.entry[this.depth - 1]! >= 0) this.entry[this.depth - 1]!++
    else this.wantsKey = true
  }

  private open(c: number): void {
    const { depth } = this
    if (depth === this.depthCap)
      throw tooDeep(this.depthCap, this.decoder.decode(this.text.subarray(0, this.at - 1)).length)
    this.entry[depth] = c === OPEN_LIST ? 0 : -1
    this.firstKey[depth] = this.keyCount
    this.depth++
    this.keySets[this.depth] = undefined
    this.wantsKey = c === OPEN_OBJECT
  }

  private close(): void {
    this.keyCount = this.firstKey[--this.depth]!
    this.wantsKey = false
  }

  private scanNumber(): void {
    const { text } = this
    const start = this.at
    // Digits, point, exponent and signs; anything malformed here is JSON.parse's to report.
    let plain = text[start] !== MINUS
    let end = start + 1
    for (; end < text.length; end++) {
      const d = text[end]!
      if (d >= 48 && d <= 57) continue
      if (d !== 46 && d !== 101 && d !== 69 && d !== 43 && d !== MINUS) break
      plain = false
    }
    this.at = end
    if (!plain || end - start > 15) checkNumber(this.decoder.decode(text.subarray(start, end)), () => this.path())
  }

  private scanKey(): void {
    if (this.keyCount === this.hashes.length) {
      this.hashes = widened(this.hashes)
      this.starts = widened(this.starts)
      this.ends = widened(this.ends)
    }
    const start = this.at + 1
    const hash = this.skipString(true)
    this.addKey(start, this.at - 1, hash)
    this.wantsKey = false
  }

  /** Moves from an opening quote to behind the closing one. @returns the hash of the characters, escapes resolved where `hashed` */
  private skipString(hashed: boolean): number {
    const { text } = this
    const start = this.at + 1
    let hash = 0
    let escaped = false
    let end = start
    for (; end < text.length; end++) {
      const c = text[end]!
      if (c === QUOTE) break
      if (c === BACKSLASH) {
        escaped = true
        end++
      } else hash = (Math.imul(hash, 31) + c) | 0
    }
    this.at = end + 1
    return escaped && hashed ? this.hashResolved(start, end) : hash
  }

  /** The hash of a key with its escapes resolved. The next place of the key stacks is scratch: `addKey` writes it again. */
  private hashResolved(start: number, end: number): number {
    this.starts[this.keyCount] = start
    this.ends[this.keyCount] = end
    let hash = 0
    for (const byte of this.encoder.encode(this.key(this.keyCount))) hash = (Math.imul(hash, 31) + byte) | 0
    return hash
  }

  private addKey(start: number, end: number, hash: number): void {
    const from = this.firstKey[this.depth - 1]!
    const added = this.keyCount++
    this.hashes[added] = hash
    this.starts[added] = start
    this.ends[added] = end
    let twice = false
    if (this.keyCount - from <= fewKeys) {
      for (let k = from; k < added && !twice; k++) twice = this.hashes[k] === hash && this.key(k) === this.key(added)
    } else {
      let set = this.keySets[this.depth]
      if (!set) {
        set = this.keySets[this.depth] = new Set()
        for (let k = from; k < added; k++) set.add(this.key(k))
      }
      const name = this.key(added)
      twice = set.has(name)
      set.add(name)
    }
    if (twice) throw duplicateKey(this.key(added), this.path())
  }

  private key(k: number): string {
    const raw = this.decoder.decode(this.text.subarray(this.starts[k]!, this.ends[k]!))
    if (!raw.includes('\\')) return raw
    try {
      return JSON.parse(`"${raw}"`) as string
    } catch {
      return raw // a bad escape, which JSON.parse will report
    }
  }

  private path(): string {
    const keys: PropertyKey[] = []
    for (let d = 0; d < this.depth; d++) {
      const last = d + 1 < this.depth ? this.firstKey[d + 1]! - 1 : this.keyCount - 1
      if (this.entry[d]! >= 0) keys.push(this.entry[d]!)
      else if (last >= this.firstKey[d]!) keys.push(this.key(last))
    }
    return jsonPath(keys)
  }
}

const widened = (old: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
  const made = new Int32Array(old.length * 2)
  made.set(old)
  return made
}

const numberParts = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/

/**
 * Refuses what would be read as another number: overflow to Infinity, whole numbers beyond ±(2^53 − 1), and fractions that
 * round to a whole number (1e-400 to 0 among them). Other fractions round to the nearest double, as everywhere.
 */
function checkNumber(token: string, path: () => string): void {
  const parts = numberParts.exec(token)
  if (!parts) return
  const value = Number(token)
  if (!Number.isFinite(value)) throw inexactNumber(token, 'it overflows to infinity', path())
  if (!Number.isInteger(value)) return
  const [, whole = '', fraction = '', exponent = '0'] = parts
  const all = whole + fraction
  let end = all.length
  while (end > 0 && all.charCodeAt(end - 1) === 48) end--
  if (end === 0) return
  // The number is its digits times ten to some power: whole exactly when that power is not negative.
  const power = Number(exponent) - fraction.length + (all.length - end)
  if (power < 0) throw inexactNumber(token, `it would be read as ${value}`, path())
  const written = !/[.eE]/.test(token)
  if (written && !Number.isSafeInteger(value)) throw inexactNumber(token, 'whole numbers end at 2^53 − 1', path())
}
