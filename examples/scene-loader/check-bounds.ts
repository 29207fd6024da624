/** Whether every accessor lies in its view and every view in its buffer: readers of glTF do not ask. */
import type { GLTF } from '@gltf-transform/core'

const componentBytes: Readonly<Record<number, number>> = { 5120: 1, 5121: 1, 5122: 2, 5123: 2, 5125: 4, 5126: 4 }
const components: Readonly<Record<string, number>> = {
  SCALAR: 1,
  VEC2: 2,
  VEC3: 3,
  VEC4: 4,
  MAT2: 4,
  MAT3: 9,
  MAT4: 16,
}
/** Of all accessors together: a few bytes of file can ask for any amount, where they have no view or share one. */
const mostBytes = 2 ** 31

/** @returns what is wrong, in one line */
export function findOutOfBounds(file: GLTF.IGLTF): string | undefined {
  const { accessors = [], bufferViews = [], buffers = [] } = file
  for (const [v, { buffer, byteOffset = 0, byteLength }] of bufferViews.entries()) {
    if (!(isSize(byteOffset) && isSize(byteLength)))
      return `bufferViews[${v}] has an offset or a length that is no size`
    if (!(byteOffset + byteLength <= (buffers[buffer]?.byteLength ?? -1)))
      return `bufferViews[${v}] reaches past its buffer`
  }
  let total = 0
  for (const [a, accessor] of accessors.entries()) {
    const wrong = findWrongAccessor(accessor, bufferViews)
    if (wrong) return `accessors[${a}] ${wrong}`
    total += elementBytes(accessor) * accessor.count
    if (total > mostBytes) return `its accessors hold more than ${mostBytes} bytes`
  }
  return undefined
}

type Accessor = GLTF.IAccessor
type Views = readonly GLTF.IBufferView[]

function findWrongAccessor(accessor: Accessor, views: Views): string | undefined {
  const { bufferView, byteOffset = 0, componentType, type, count, sparse } = accessor
  const size = elementBytes(accessor)
  if (!Number.isFinite(size)) return 'has a type that glTF 2.0 does not know'
  if (!(isSize(count) && count > 0 && isSize(byteOffset))) return 'has a count or an offset that is no size'
  if (bufferView !== undefined) {
    const { byteStride = size } = views[bufferView] ?? {}
    if (!fits(views[bufferView], byteOffset, (count - 1) * byteStride + size)) return 'reaches past its buffer view'
  }
  if (!sparse) return undefined
  const { indices, values } = sparse
  if (!(isSize(sparse.count) && sparse.count <= count)) return 'has more sparse values than values'
  const sides = [
    { ...indices, bytes: sparse.count * (componentBytes[indices?.componentType] ?? NaN) },
    { ...values, bytes: sparse.count * componentBytes[componentType]! * components[type]! },
  ]
  for (const side of sides)
    if (!fits(views[side.bufferView!], side.byteOffset ?? 0, side.bytes))
      return 'has sparse values past their buffer view'
  return undefined
}

const elementBytes = ({ componentType, type }: Accessor): number =>
  (componentBytes[componentType] ?? NaN) * (components[type] ?? NaN)

const fits = (view: GLTF.IBufferView | undefined, offset: number, bytes: number): boolean =>
  isSize(offset) && offset + bytes <= (view?.byteLength ?? -1)

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
