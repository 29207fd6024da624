/**
 * Typed arrays of zeros for graphs of any size. A typed array of more than 64 bytes gets memory of its own from V8, which takes
 * a microsecond to make and another to collect; a plan of thirty passes needs a hundred and fifty of them. Short ones are therefore
 * parts of a block of memory that they share, and that lives as long as one of them.
 */
import { newMemory } from './new-memory.ts'

/** Bytes of a shared block, and the most that one array takes of it. */
const [blockBytes, mostBytes] = [65_536, 4096]

/** Whether an array has memory of its own, or that of a lender. By its length, because V8 does not inline calls that ask for bytes. */
export const isLong = (array: AnyArray): boolean => array.length > mostBytes / 8 && array.byteLength > mostBytes

export type AnyArray = Int32Array | Uint32Array | Float64Array | Uint8Array

let block: ArrayBuffer | undefined
let used = blockBytes

/** Memory for long arrays that is used more than once. */
export interface Lender {
  /** Memory with so many zeros from `begin` on. */
  take(bytes: number): ArrayBufferLike
  /** Where in its memory the array begins that was asked for last. */
  readonly begin: number
}

let lender: Lender | undefined

/** Has long arrays take the memory of `next` from here on, or new memory. @returns whose memory they took until now */
export function borrowFrom(next: Lender | undefined): Lender | undefined {
  const before = lender
  lender = next
  return before
}

/** Where in its memory the array begins that was asked for last. */
let begin = 0

function longMemory(bytes: number): ArrayBufferLike {
  const memory = lender ? lender.take(bytes) : newMemory(bytes)
  begin = lender ? lender.begin : 0
  return memory
}

/** Arrays without entries, which all are alike. */
const noInt32 = /* @__PURE__ */ new Int32Array(0)
const noFloat64 = /* @__PURE__ */ new Float64Array(0)
const noUint8 = /* @__PURE__ */ new Uint8Array(0)

/** Memory of so many zeros from `begin` on: that of a block, which is handed out once, or of a long array. */
function memoryOf(bytes: number): ArrayBufferLike {
  if (!(bytes <= mostBytes)) return longMemory(bytes)
  if (block === undefined || used + bytes > blockBytes) {
    block = new ArrayBuffer(blockBytes)
    used = 0
  }
  begin = used
  used += (bytes + 7) & ~7
  return block
}

/** By number: what makes an array of so many entries. */
const makers = [
  (length: number): Int32Array => (length === 0 ? noInt32 : new Int32Array(memoryOf(length * 4), begin, length)),
  (length: number): Float64Array => (length === 0 ? noFloat64 : new Float64Array(memoryOf(length * 8), begin, length)),
  (length: number): Uint8Array => (length === 0 ? noUint8 : new Uint8Array(memoryOf(length), begin, length)),
  (length: number): Uint32Array => new Uint32Array(memoryOf(length * 4), begin, length),
  (length: number): Int8Array => new Int8Array(memoryOf(length), begin, length),
] as const

/**
 * Makers are called by their numbers in this one place, and so V8 does not put their code into that of the callers: plans make arrays in a
 * hundred and fifty places, mostly once in each, and a small plan takes a twentieth longer where the processor has to fetch all of that.
 */
const make = (maker: number, length: number) => makers[maker]!(length)

export const int32Array = (length: number): Int32Array => make(0, length) as Int32Array

export const float64Array = (length: number): Float64Array => make(1, length) as Float64Array

export const uint8Array = (length: number): Uint8Array => make(2, length) as Uint8Array

export const uint32Array = (length: number): Uint32Array => make(3, length) as Uint32Array

export const int8Array = (length: number): Int8Array => make(4, length) as Int8Array

/** Most entries that a loop fills or copies sooner than a call does. */
const fewEntries = 64

/** An array with −1 in every place: of no index. */
export function noIndices(length: number): Int32Array {
  const array = int32Array(length)
  if (length > fewEntries) return array.fill(-1)
  for (let i = 0; i < length; i++) array[i] = -1
  return array
}

/** A copy of `array[from … to]`, as `array.slice(from, to)` for bounds within the array. */
export function int32Slice(array: Int32Array, from = 0, to = array.length): Int32Array {
  const copy = int32Array(to - from)
  if (to - from > fewEntries) copy.set(array.subarray(from, to))
  else for (let i = from; i < to; i++) copy[i - from] = array[i]!
  return copy
}

/** As `int32Slice`. */
export function float64Slice(array: Float64Array, from = 0, to = array.length): Float64Array {
  const copy = float64Array(to - from)
  if (to - from > fewEntries) copy.set(array.subarray(from, to))
  else for (let i = from; i < to; i++) copy[i - from] = array[i]!
  return copy
}

/** As `int32Slice`. */
export function uint8Slice(array: Uint8Array, from = 0, to = array.length): Uint8Array {
  const copy = uint8Array(to - from)
  if (to - from > fewEntries) copy.set(array.subarray(from, to))
  else for (let i = from; i < to; i++) copy[i - from] = array[i]!
  return copy
}

/** The numbers of a list. */
export function int32From(list: ArrayLike<number>): Int32Array {
  const array = int32Array(list.length)
  for (let i = 0; i < list.length; i++) array[i] = list[i]!
  return array
}

/** As `int32From`. */
export function float64From(list: ArrayLike<number>): Float64Array {
  const array = float64Array(list.length)
  for (let i = 0; i < list.length; i++) array[i] = list[i]!
  return array
}

/** As `int32From`. */
export function uint8From(list: ArrayLike<number>): Uint8Array {
  const array = uint8Array(list.length)
  for (let i = 0; i < list.length; i++) array[i] = list[i]!
  return array
}

/** The numbers of an array that stand at these places. */
export function int32At(array: Int32Array, places: Int32Array): Int32Array {
  const picked = int32Array(places.length)
  for (let i = 0; i < places.length; i++) picked[i] = array[places[i]!]!
  return picked
}

/** The numbers 0, 1, … below `count`. A plain loop: `Int32Array.from` with a function takes ten times as long. */
export function ascending(count: number): Int32Array {
  const array = int32Array(count)
  for (let i = 0; i < count; i++) array[i] = i
  return array
}
