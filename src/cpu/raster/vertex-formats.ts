/** Vertex formats as numbers: how the components of an attribute are read from the bytes of a vertex buffer. */
import { vertexFormats, type VertexFormat } from '../../graph/draw-schema.ts'
import { fromHalf } from '../float-bits.ts'

/** Reads one component. */
type Read = (view: DataView, at: number) => number

const snorm = (value: number, most: number): number => Math.max(-1, value / most)
const readers = {
  uint8: (view, at) => view.getUint8(at),
  sint8: (view, at) => view.getInt8(at),
  unorm8: (view, at) => view.getUint8(at) / 255,
  snorm8: (view, at) => snorm(view.getInt8(at), 127),
  uint16: (view, at) => view.getUint16(at, true),
  sint16: (view, at) => view.getInt16(at, true),
  unorm16: (view, at) => view.getUint16(at, true) / 65535,
  snorm16: (view, at) => snorm(view.getInt16(at, true), 32767),
  float16: (view, at) => fromHalf(view.getUint16(at, true)),
  float32: (view, at) => view.getFloat32(at, true),
  uint32: (view, at) => view.getUint32(at, true),
  sint32: (view, at) => view.getInt32(at, true),
} as const satisfies Record<string, Read>

type Component = keyof typeof readers

export interface VertexDecoder {
  readonly bytes: number
  /** The kind of number in the shader's variable, which decides in which form a missing alpha is written. */
  readonly kind: 'float' | 'uint' | 'sint'
  readonly components: number
  /** Component `c` of the attribute at `at`. */
  read(view: DataView, at: number, c: number): number
}

const readTen: VertexDecoder['read'] = (view, at, c) => {
  const word = view.getUint32(at, true)
  return c === 3 ? (word >>> 30) / 3 : ((word >>> (10 * c)) & 1023) / 1023
}
const readBgra: VertexDecoder['read'] = (view, at, c) => view.getUint8(at + (c === 3 ? 3 : 2 - c)) / 255

export function vertexDecoder(format: VertexFormat): VertexDecoder {
  const { bytes, components, type: kind } = vertexFormats[format]
  if (format === 'unorm10-10-10-2') return { bytes, kind, components, read: readTen }
  if (format === 'unorm8x4-bgra') return { bytes, kind, components, read: readBgra }
  const read: Read = readers[format.split('x')[0] as Component]
  const each = bytes / components
  return { bytes, kind, components, read: (view, at, c) => read(view, at + c * each) }
}
