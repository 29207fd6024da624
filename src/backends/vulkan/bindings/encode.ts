// Building blocks of the generated writers. All numbers are little-endian, as on every machine that Vulkan runs on.
import type { Struct, StructMemory } from './struct.ts'

type Numbers = readonly number[] | Uint8Array | Uint32Array | Int32Array | Float32Array
type Addressed<Value> = Value | bigint | null | undefined

export function setU64(view: DataView, at: number, value: number | bigint): void {
  view.setBigUint64(at, typeof value === 'bigint' ? value : BigInt(value), true)
}

export function setU32s(view: DataView, at: number, count: number, values: Numbers): void {
  checkCount(values, count)
  for (let i = 0; i < values.length; i++) view.setUint32(at + i * 4, values[i]!, true)
}

export function setI32s(view: DataView, at: number, count: number, values: Numbers): void {
  checkCount(values, count)
  for (let i = 0; i < values.length; i++) view.setInt32(at + i * 4, values[i]!, true)
}

export function setF32s(view: DataView, at: number, count: number, values: Numbers): void {
  checkCount(values, count)
  for (let i = 0; i < values.length; i++) view.setFloat32(at + i * 4, values[i]!, true)
}

export function setStructs<Value>(
  view: DataView,
  at: number,
  count: number,
  type: Struct<string, Value>,
  values: readonly Value[],
  memory: StructMemory,
): void {
  checkCount(values, count)
  for (let i = 0; i < values.length; i++) type.write(view, at + i * type.size, values[i]!, memory)
}

function checkCount(values: { readonly length: number }, count: number): void {
  if (values.length > count) throw new RangeError(`${values.length} values for an array of ${count}`)
}

/** Element count of the first array that is given as an array; 0 when all are addresses or absent. */
export function countOf(...arrays: Addressed<{ readonly length: number } | ArrayBufferView>[]): number {
  for (const array of arrays) {
    if (typeof array !== 'object' || array === null) continue
    return 'length' in array ? array.length : array.byteLength
  }
  return 0
}

export function byteCountOf(bytes: Addressed<ArrayBufferView>): number {
  return typeof bytes === 'object' && bytes !== null ? bytes.byteLength : 0
}

export function toStruct<Name extends string, Value>(
  memory: StructMemory,
  type: Struct<Name, Value>,
  value: Addressed<Value>,
): bigint {
  if (value === null || value === undefined) return 0n
  return typeof value === 'bigint' ? value : memory.struct(type, value)
}

export function toStructs<Name extends string, Value>(
  memory: StructMemory,
  type: Struct<Name, Value>,
  values: Addressed<readonly Value[]>,
): bigint {
  if (values === null || values === undefined) return 0n
  return typeof values === 'bigint' ? values : memory.structs(type, values)
}

export function toU32s(memory: StructMemory, values: Addressed<readonly number[] | Uint32Array>): bigint {
  if (values === null || values === undefined) return 0n
  return typeof values === 'bigint' ? values : memory.bytes(Uint32Array.from(values))
}

export function toI32s(memory: StructMemory, values: Addressed<readonly number[] | Int32Array>): bigint {
  if (values === null || values === undefined) return 0n
  return typeof values === 'bigint' ? values : memory.bytes(Int32Array.from(values))
}

export function toF32s(memory: StructMemory, values: Addressed<readonly number[] | Float32Array>): bigint {
  if (values === null || values === undefined) return 0n
  return typeof values === 'bigint' ? values : memory.bytes(Float32Array.from(values))
}

export function toU64s(memory: StructMemory, values: Addressed<readonly (number | bigint)[] | BigUint64Array>): bigint {
  if (values === null || values === undefined) return 0n
  if (typeof values === 'bigint') return values
  return memory.bytes(BigUint64Array.from(values as readonly (number | bigint)[], BigInt))
}

export function toBytes(memory: StructMemory, bytes: Addressed<ArrayBufferView>): bigint {
  if (bytes === null || bytes === undefined) return 0n
  return typeof bytes === 'bigint' ? bytes : memory.bytes(bytes)
}

export function toText(memory: StructMemory, text: Addressed<string>): bigint {
  if (text === null || text === undefined) return 0n
  return typeof text === 'bigint' ? text : memory.text(text)
}

export function toTexts(memory: StructMemory, texts: Addressed<readonly string[]>): bigint {
  if (texts === null || texts === undefined) return 0n
  return typeof texts === 'bigint' ? texts : memory.texts(texts)
}
