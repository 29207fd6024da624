/**
 * Typed arrays of zeros for graphs of any size. A typed array of more than 64 bytes gets memory of its own from V8, which takes
 * a microsecond to make and another to collect; a plan of thirty passes needs a hundred and fifty of them. Short ones are therefore
 * parts of a block of memory that they share, and that lives as long as one of them.
 */
import { newMemory } from './new-memory.ts'
import { Slab } from './slab.ts'

/** Bytes of a shared block, and the most that one array takes of it. */
const [blockBytes, mostBytes] = [65_536, 4096]

let block: ArrayBuffer | undefined
let used = blockBytes

/** Long memory that was handed back, while somebody works who takes it again. */
let spare: ArrayBufferLike[] | undefined

/** Memory for the long arrays of a large work. */
let slab: Slab | undefined

/** Whether the work has made a long array. Small ones make none, and then nothing is looked through that is handed back. */
let madeLong = false

/**
 * Bytes of long arrays from which a work is large. In a smaller one, arrays of their own are better: the process has their memory from the
 * work before, and clears no more than is needed.
 */
const large = 64 << 20

/** Most pieces of memory that wait to be taken. */
const mostSpare = 48

/**
 * Long arrays of the work take memory that was handed back in it. New memory costs a page fault for each 4 KiB, and where it is not shared
 * (`new-memory.ts`), V8 looks through all objects whenever some 64 MB of it are new.
 */
export function reusingMemory<Result>(work: () => Result): Result {
  const [spareBefore, slabBefore, madeBefore] = [spare, slab, madeLong]
  spare = []
  slab = undefined
  madeLong = false
  try {
    return work()
  } finally {
    spare = spareBefore
    slab = slabBefore
    madeLong = madeBefore
  }
}

/**
 * Says how many bytes of long arrays the rest of the work has at one time, about. Those of a large work are parts of one slab, which is new
 * once. What outlives the work is better made before, because it keeps the whole slab.
 */
export function expectLongArrays(bytes: number): void {
  if (spare && !slab && bytes >= large) slab = new Slab(bytes)
}

type AnyArray = Int32Array | Uint32Array | Float64Array | Uint8Array

/** Gives back arrays, once each, whose memory nothing uses any more. */
export function handBack(...arrays: readonly AnyArray[]): void {
  if (!madeLong) return
  // Short ones are told by their length: bytes and memory are asked for by calls that V8 does not inline.
  for (const array of arrays) if (array.length > mostBytes / 8) handBackLong(array)
}

function handBackLong({ buffer, byteOffset, byteLength }: AnyArray): void {
  if (!spare || byteLength <= mostBytes) return
  if (buffer === slab?.memory) slab.giveBack(byteOffset)
  else if (spare.length < mostSpare) spare.push(buffer)
}

/** Where in its memory the array begins that was asked for last. */
let begin = 0

/** Zeros for a long array: of the slab, or the least memory that was handed back and is at most twice as long as needed, or new. */
function longMemory(bytes: number): ArrayBufferLike {
  madeLong = true
  const ofSlab = slab ? slab.take(bytes) : -1
  begin = Math.max(0, ofSlab)
  if (ofSlab >= 0) return slab!.memory
  let best = -1
  let bestBytes = 2 * bytes + 1
  const spareCount = spare?.length ?? 0
  for (let i = 0; i < spareCount; i++) {
    const { byteLength } = spare![i]!
    if (byteLength >= bytes && byteLength < bestBytes) [best, bestBytes] = [i, byteLength]
  }
  if (best < 0) return newMemory(bytes)
  const memory = spare![best]!
  spare![best] = spare!.at(-1)!
  spare!.pop()
  new Uint8Array(memory, 0, bytes).fill(0)
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
