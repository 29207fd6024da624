// Building blocks of the generated readers. All numbers are little-endian, as on every machine that Vulkan runs on.
import type { ReadableStruct } from './struct.ts'

const decoder = new TextDecoder()

export function getU8s(view: DataView, at: number, count: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + at, count).slice()
}

export function getU32s(view: DataView, at: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => view.getUint32(at + i * 4, true))
}

export function getF32s(view: DataView, at: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => view.getFloat32(at + i * 4, true))
}

export function getU64s(view: DataView, at: number, count: number): bigint[] {
  return Array.from({ length: count }, (_, i) => view.getBigUint64(at + i * 8, true))
}

export function getStructs<Value, Read>(
  view: DataView,
  at: number,
  count: number,
  type: ReadableStruct<string, Value, Read>,
): Read[] {
  return Array.from({ length: count }, (_, i) => type.read(view, at + i * type.size))
}

/** The text of a `char[count]`, up to its terminating zero. */
export function getText(view: DataView, at: number, count: number): string {
  const bytes = getU8s(view, at, count)
  const end = bytes.indexOf(0)
  return decoder.decode(end === -1 ? bytes : bytes.subarray(0, end))
}
