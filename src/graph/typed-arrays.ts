/**
 * Typed arrays of zeros for graphs of any size. A typed array of more than 64 bytes gets memory of its own from V8, which takes
 * a microsecond to make and another to collect; a plan of thirty passes needs three hundred of them. Short ones are therefore
 * parts of a block of memory that they share, and that lives as long as one of them.
 */

/** Bytes of a shared block, and the most that one array takes of it. */
const [blockBytes, mostBytes] = [65_536, 4096]

let block: ArrayBuffer | undefined
let used = blockBytes

/** Where `bytes` zeros begin in the current block. Memory is handed out once, so it is always zero. */
function take(bytes: number): number {
  if (block === undefined || used + bytes > blockBytes) {
    block = new ArrayBuffer(blockBytes)
    used = 0
  }
  const at = used
  used += (bytes + 7) & ~7
  return at
}

export function int32Array(length: number): Int32Array {
  if (!(length <= mostBytes / 4)) return new Int32Array(length)
  const at = take(length * 4)
  return new Int32Array(block!, at, length)
}

export function uint32Array(length: number): Uint32Array {
  if (!(length <= mostBytes / 4)) return new Uint32Array(length)
  const at = take(length * 4)
  return new Uint32Array(block!, at, length)
}

export function float64Array(length: number): Float64Array {
  if (!(length <= mostBytes / 8)) return new Float64Array(length)
  const at = take(length * 8)
  return new Float64Array(block!, at, length)
}

export function uint8Array(length: number): Uint8Array {
  if (!(length <= mostBytes)) return new Uint8Array(length)
  const at = take(length)
  return new Uint8Array(block!, at, length)
}

export function int8Array(length: number): Int8Array {
  if (!(length <= mostBytes)) return new Int8Array(length)
  const at = take(length)
  return new Int8Array(block!, at, length)
}

/** A copy of `array[from … to]`, as `array.slice(from, to)` for bounds within the array. */
export function int32Slice(array: Int32Array, from = 0, to = array.length): Int32Array {
  const copy = int32Array(to - from)
  if (to - from > 64) copy.set(array.subarray(from, to))
  else for (let i = from; i < to; i++) copy[i - from] = array[i]!
  return copy
}

/** As `int32Slice`. */
export function float64Slice(array: Float64Array, from = 0, to = array.length): Float64Array {
  const copy = float64Array(to - from)
  if (to - from > 64) copy.set(array.subarray(from, to))
  else for (let i = from; i < to; i++) copy[i - from] = array[i]!
  return copy
}

/** As `int32Slice`. */
export function uint8Slice(array: Uint8Array, from = 0, to = array.length): Uint8Array {
  const copy = uint8Array(to - from)
  if (to - from > 64) copy.set(array.subarray(from, to))
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

/** The numbers 0, 1, … below `count`. */
export function ascending(count: number): Int32Array {
  const array = int32Array(count)
  for (let i = 0; i < count; i++) array[i] = i
  return array
}
