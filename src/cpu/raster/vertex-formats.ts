/** Vertex formats as numbers: how the components of an attribute are read from the bytes of a vertex buffer. */
import type { VertexFormat } from '../../graph/draw-schema.ts'
import { fromHalf } from '../float-bits.ts'

interface ComponentReader {
  readonly bytes: number
  /** What the shader's variable holds, which decides in which form a missing alpha is written. */
  readonly kind: 'float' | 'uint' | 'sint'
  readonly read: (view: DataView, at: number) => number
}

const snorm = (value: number, most: number): number => Math.max(-1, value / most)
const readers = {
  uint8: { bytes: 1, kind: 'uint', read: (view, at) => view.getUint8(at) },
  sint8: { bytes: 1, kind: 'sint', read: (view, at) => view.getInt8(at) },
  unorm8: { bytes: 1, kind: 'float', read: (view, at) => view.getUint8(at) / 255 },
  snorm8: { bytes: 1, kind: 'float', read: (view, at) => snorm(view.getInt8(at), 127) },
  uint16: { bytes: 2, kind: 'uint', read: (view, at) => view.getUint16(at, true) },
  sint16: { bytes: 2, kind: 'sint', read: (view, at) => view.getInt16(at, true) },
  unorm16: { bytes: 2, kind: 'float', read: (view, at) => view.getUint16(at, true) / 65535 },
  snorm16: { bytes: 2, kind: 'float', read: (view, at) => snorm(view.getInt16(at, true), 32767) },
  float16: { bytes: 2, kind: 'float', read: (view, at) => fromHalf(view.getUint16(at, true)) },
  float32: { bytes: 4, kind: 'float', read: (view, at) => view.getFloat32(at, true) },
  uint32: { bytes: 4, kind: 'uint', read: (view, at) => view.getUint32(at, true) },
  sint32: { bytes: 4, kind: 'sint', read: (view, at) => view.getInt32(at, true) },
} as const satisfies Record<string, ComponentReader>

type Component = keyof typeof readers

export interface VertexDecoder {
  readonly bytes: number
  readonly kind: 'float' | 'uint' | 'sint'
  readonly components: number
  /** Component `c` of the attribute at `at`. */
  read(view: DataView, at: number, c: number): number
}

const ten: VertexDecoder = {
  bytes: 4,
  kind: 'float',
  components: 4,
  read: (view, at, c) => {
    const word = view.getUint32(at, true)
    return c === 3 ? (word >>> 30) / 3 : ((word >>> (10 * c)) & 1023) / 1023
  },
}
const bgra: VertexDecoder = {
  bytes: 4,
  kind: 'float',
  components: 4,
  read: (view, at, c) => view.getUint8(at + (c === 3 ? 3 : 2 - c)) / 255,
}

export function vertexDecoder(format: VertexFormat): VertexDecoder {
  if (format === 'unorm10-10-10-2') return ten
  if (format === 'unorm8x4-bgra') return bgra
  const [name, count = '1'] = format.split('x') as [Component, string?]
  const { bytes, kind, read }: ComponentReader = readers[name]
  const components = Number(count)
  return { bytes: bytes * components, kind, components, read: (view, at, c) => read(view, at + c * bytes) }
}
