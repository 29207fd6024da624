/** Whether every accessor lies in its view and every view in its buffer. */
import type { Accessor, BufferView, Gltf } from './schema.ts'

export const componentBytes = { 5120: 1, 5121: 1, 5122: 2, 5123: 2, 5125: 4, 5126: 4 } as const
export const components = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT2: 4, MAT3: 9, MAT4: 16 } as const
/** The limit of all accessors and decompressed views together: a few bytes of file can ask for any amount, where they have no view or share one. */
const mostBytes = 2 ** 30

/** @returns what is wrong, in one line */
export function findOutOfBounds(file: Gltf): string | undefined {
  const { accessors, bufferViews, buffers } = file
  let total = 0
  for (const [v, view] of bufferViews.entries()) {
    const wrong = findWrongView(view, buffers)
    if (wrong) return `bufferViews[${v}]${wrong}`
    if (meshoptOf(view)) total += view.byteLength
    if (total > mostBytes)
      return `it decompresses to more than ${mostBytes} bytes from bufferViews[${v}] on; split the scene`
  }
  for (const [a, accessor] of accessors.entries()) {
    const wrong = findWrongAccessor(accessor, bufferViews)
    if (wrong) return `accessors[${a}]${wrong}`
    // They become floats, whatever they are in the file.
    total += 4 * components[accessor.type] * accessor.count
    if (total > mostBytes)
      return `its accessors hold more than ${mostBytes} bytes from accessors[${a}].count on; split the scene`
  }
  return undefined
}

/** The compressed form of a view, by either name. */
export const meshoptOf = ({ extensions }: BufferView) =>
  extensions.EXT_meshopt_compression ?? extensions.KHR_meshopt_compression

/** Filters that want elements of certain sizes. */
const strideOf: Readonly<Record<string, readonly number[]>> = { OCTAHEDRAL: [4, 8], COLOR: [4, 8], QUATERNION: [8] }

function findWrongView(view: BufferView, buffers: Gltf['buffers']): string | undefined {
  const { buffer, byteOffset, byteLength } = view
  const meshopt = meshoptOf(view)
  if (!meshopt) {
    if (byteOffset + byteLength > buffers[buffer]!.byteLength)
      return ` reaches past its buffer, buffers[${buffer}]; its byteOffset and byteLength must fit in there`
    return undefined
  }
  const name = view.extensions.EXT_meshopt_compression ? 'EXT_meshopt_compression' : 'KHR_meshopt_compression'
  const where = `.extensions.${name}`
  if (meshopt.byteOffset + meshopt.byteLength > buffers[meshopt.buffer]!.byteLength)
    return `${where} reaches past its buffer, buffers[${meshopt.buffer}]; compress the file again`
  if (meshopt.count * meshopt.byteStride > byteLength)
    return `${where} holds more than the ${byteLength} bytes of its view; compress the file again`
  const { mode, byteStride, filter, count } = meshopt
  const fits = mode === 'ATTRIBUTES' ? byteStride % 4 === 0 : byteStride === 2 || byteStride === 4
  const strides: readonly number[] | undefined = strideOf[filter]
  const isFiltered = !strides || strides.includes(byteStride)
  if (!fits || !isFiltered || (mode !== 'ATTRIBUTES' && filter !== 'NONE') || (mode === 'TRIANGLES' && count % 3 > 0))
    return `${where} has a stride or count that ${mode} with filter ${filter} has not; compress the file again`
  return undefined
}

function findWrongAccessor(accessor: Accessor, views: readonly BufferView[]): string | undefined {
  const { bufferView, byteOffset, componentType, count, sparse } = accessor
  const bytes = elementBytes(accessor)
  if (bufferView !== undefined) {
    const { byteStride = bytes, byteLength } = views[bufferView]!
    if (byteStride < bytes && count > 1)
      return ` has elements of ${bytes} bytes, more than the byteStride of bufferViews[${bufferView}]; make that larger`
    if (byteOffset + (count - 1) * byteStride + bytes > byteLength)
      return ` reaches past its buffer view, bufferViews[${bufferView}]; its byteOffset and count must fit in there`
  }
  if (!sparse) return undefined
  if (sparse.count > count) return `.sparse.count is ${sparse.count}, more than its ${count} elements; make it smaller`
  const sides = [
    { ...sparse.indices, bytes: sparse.count * componentBytes[sparse.indices.componentType] },
    { ...sparse.values, bytes: sparse.count * componentBytes[componentType] * components[accessor.type] },
  ]
  for (const side of sides)
    if (side.byteOffset + side.bytes > views[side.bufferView]!.byteLength)
      return `.sparse has indices or values past their buffer view, bufferViews[${side.bufferView}]; make sparse.count smaller`
  return undefined
}

export const elementBytes = ({ componentType, type }: Pick<Accessor, 'componentType' | 'type'>): number =>
  componentBytes[componentType] * components[type]
