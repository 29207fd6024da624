/**
 * One pass over the UTF-8 bytes of JSON text for what `JSON.parse` swallows: keys that stand twice, numbers it would round, and nesting deep
 * enough to hurt whoever walks the result. Grammar is left to `JSON.parse`; on text that is not JSON the scan just ends.
 *
 * Bytes and flat stacks, because a document of 10^5 passes is read in one go. O(bytes).
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
  // Per open container: position in its list, or −1 for an object, whose keys begin at keysFrom in the flat key stacks.
  const position = new Int32Array(depthCap)
  const keysFrom = new Int32Array(depthCap)
  const keySets: (Set<string> | undefined)[] = []
  let hashes = new Int32Array(1024)
  let starts = new Int32Array(1024)
  let ends = new Int32Array(1024)
  const decoder = new TextDecoder()
  const encoder = new TextEncoder()
  let keyCount = 0
  let depth = 0
  let i = 0
  const { length } = text

  const key = (k: number): string => {
    const raw = decoder.decode(text.subarray(starts[k]!, ends[k]!))
    if (!raw.includes('\\')) return raw
    try {
      return JSON.parse(`"${raw}"`) as string
    } catch {
      return raw // a bad escape, which JSON.parse will report
    }
  }
  const path = (): string => {
    const keys: PropertyKey[] = []
    for (let d = 0; d < depth; d++) {
      const last = d + 1 < depth ? keysFrom[d + 1]! - 1 : keyCount - 1
      if (position[d]! >= 0) keys.push(position[d]!)
      else if (last >= keysFrom[d]!) keys.push(key(last))
    }
    return jsonPath(keys)
  }
  const addKey = (start: number, end: number, hash: number): void => {
    const from = keysFrom[depth - 1]!
    hashes[keyCount] = hash
    starts[keyCount] = start
    ends[keyCount] = end
    keyCount++
    let twice = false
    if (keyCount - from <= fewKeys) {
      for (let k = from; k < keyCount - 1 && !twice; k++) twice = hashes[k] === hash && key(k) === key(keyCount - 1)
    } else {
      let set = keySets[depth]
      if (!set) {
        set = keySets[depth] = new Set()
        for (let k = from; k < keyCount - 1; k++) set.add(key(k))
      }
      const name = key(keyCount - 1)
      twice = set.has(name)
      set.add(name)
    }
    if (twice) throw duplicateKey(key(keyCount - 1), path())
  }
  /** From an opening quote to behind the closing one; the hash of the characters, escapes resolved. */
  const skipString = (hashed: boolean): number => {
    const start = ++i
    let hash = 0
    let escaped = false
    for (; i < length; i++) {
      const c = text[i]!
      if (c === QUOTE) break
      if (c === BACKSLASH) {
        escaped = true
        i++
      } else hash = (Math.imul(hash, 31) + c) | 0
    }
    if (escaped && hashed) {
      starts[keyCount] = start // a scratch slot: addKey writes it again
      ends[keyCount] = i
      hash = 0
      for (const byte of encoder.encode(key(keyCount))) hash = (Math.imul(hash, 31) + byte) | 0
    }
    i++
    return hash
  }

  let wantsKey = false
  while (i < length) {
    const c = text[i]!
    if (c === QUOTE) {
      if (wantsKey) {
        if (keyCount === hashes.length) {
          hashes = widened(hashes)
          starts = widened(starts)
          ends = widened(ends)
        }
        const start = i + 1
        const hash = skipString(true)
        addKey(start, i - 1, hash)
        wantsKey = false
      } else skipString(false)
    } else if (c === MINUS || (c >= 48 && c <= 57)) {
      const start = i
      i++
      // Digits, point, exponent and signs; anything malformed here is JSON.parse's to report.
      let plain = c !== MINUS
      for (; i < length; i++) {
        const d = text[i]!
        if (d >= 48 && d <= 57) continue
        if (d !== 46 && d !== 101 && d !== 69 && d !== 43 && d !== MINUS) break
        plain = false
      }
      if (!plain || i - start > 15) checkNumber(decoder.decode(text.subarray(start, i)), path)
    } else {
      i++
      if (c === COMMA) {
        if (depth > 0) {
          if (position[depth - 1]! >= 0) position[depth - 1]!++
          else wantsKey = true
        }
      } else if (c === OPEN_OBJECT || c === OPEN_LIST) {
        if (depth === depthCap) throw tooDeep(depthCap)
        position[depth] = c === OPEN_LIST ? 0 : -1
        keysFrom[depth] = keyCount
        depth++
        keySets[depth] = undefined
        wantsKey = c === OPEN_OBJECT
      } else if (c === CLOSE_OBJECT || c === CLOSE_LIST) {
        if (depth === 0) return
        keyCount = keysFrom[--depth]!
        wantsKey = false
      } else if (c === COLON) wantsKey = false
    }
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
