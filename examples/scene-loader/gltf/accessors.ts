/** Accessors as tight arrays: floats of whatever they are, or indices; sparse values in their places. */
import { componentBytes, components, elementBytes } from './bounds.ts'
import type { Accessor, Gltf } from './schema.ts'
import type { ReadView } from './views.ts'

/** So many floats an element: what is normalised lies in 0…1 or −1…1. */
export interface Elements {
  readonly size: number
  readonly floats: Float32Array<ArrayBuffer>
}

export interface Accessors {
  elements(accessor: number): Elements
  /** Indices of 8 bits become 16, because devices have no smaller ones. */
  indices(accessor: number): Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>
}

/** Each accessor is read once. The file's references and bounds have been checked. */
export function accessorsOf({ accessors, bufferViews }: Gltf, readView: ReadView): Accessors {
  const read = <Values>(make: (accessor: Strided) => Values) => {
    const known = new Map<number, Values>()
    return (index: number): Values => {
      const accessor = accessors[index]!
      const byteStride = bufferViews[accessor.bufferView ?? -1]?.byteStride ?? elementBytes(accessor)
      const values = known.get(index) ?? make({ ...accessor, byteStride })
      known.set(index, values)
      return values
    }
  }
  return {
    elements: read((accessor) => {
      const scale = accessor.normalized ? normalised(accessor.componentType) : undefined
      const size = components[accessor.type]
      return { size, floats: fill(new Float32Array(accessor.count * size), accessor, readView, scale) }
    }),
    indices: read((accessor) => {
      const array = accessor.componentType === 5125 ? Uint32Array : Uint16Array
      return fill(new array(accessor.count * components[accessor.type]), accessor, readView)
    }),
  }
}

type Strided = Accessor & { readonly byteStride: number }
type Read = (view: DataView, at: number) => number
const reads: Readonly<Record<Accessor['componentType'], Read>> = {
  5120: (view, at) => view.getInt8(at),
  5121: (view, at) => view.getUint8(at),
  5122: (view, at) => view.getInt16(at, true),
  5123: (view, at) => view.getUint16(at, true),
  5125: (view, at) => view.getUint32(at, true),
  5126: (view, at) => view.getFloat32(at, true),
}

/** @returns undefined for floats, which are what they are */
export function normalised(type: Accessor['componentType']): ((value: number) => number) | undefined {
  if (type === 5126) return undefined
  const isSigned = type === 5120 || type === 5122
  const largest = 2 ** (8 * componentBytes[type] - Number(isSigned)) - 1
  return (value) => Math.max(value / largest, -1)
}

const dataView = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

function fill<Values extends Float32Array | Uint16Array | Uint32Array>(
  into: Values,
  accessor: Strided,
  readView: ReadView,
  scale: (value: number) => number = (value) => value,
): Values {
  const { bufferView, byteOffset, byteStride, componentType, count, type, sparse } = accessor
  const [size, width, get] = [components[type], componentBytes[componentType], reads[componentType]]
  const copy = (from: DataView, at: number, to: number): void => {
    for (let c = 0; c < size; c++) into[to * size + c] = scale(get(from, at + c * width))
  }
  if (bufferView !== undefined) {
    const view = dataView(readView(bufferView))
    for (let i = 0; i < count; i++) copy(view, byteOffset + i * byteStride, i)
  }
  if (!sparse) return into
  const { indices, values } = sparse
  const [places, from] = [dataView(readView(indices.bufferView)), dataView(readView(values.bufferView))]
  const placeBytes = componentBytes[indices.componentType]
  for (let i = 0; i < sparse.count; i++) {
    const place = reads[indices.componentType](places, indices.byteOffset + i * placeBytes)
    if (place < count) copy(from, values.byteOffset + i * size * width, place)
  }
  return into
}
