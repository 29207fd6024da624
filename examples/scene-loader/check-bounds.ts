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

/** @returns what is wrong, in one line */
export function findOutOfBounds({ accessors = [], bufferViews = [], buffers = [] }: GLTF.IGLTF): string | undefined {
  for (const [v, { buffer, byteOffset = 0, byteLength }] of bufferViews.entries())
    if (!(byteOffset + byteLength <= (buffers[buffer]?.byteLength ?? -1)))
      return `bufferViews[${v}] reaches past its buffer`
  for (const [a, { bufferView, byteOffset = 0, componentType, type, count }] of accessors.entries()) {
    const elementBytes = (componentBytes[componentType] ?? NaN) * (components[type] ?? NaN)
    if (!Number.isFinite(elementBytes)) return `accessors[${a}] has a type that glTF 2.0 does not know`
    if (bufferView === undefined) continue
    const { byteLength = -1, byteStride = elementBytes } = bufferViews[bufferView] ?? {}
    if (!(byteOffset + (count - 1) * byteStride + elementBytes <= byteLength))
      return `accessors[${a}] reaches past its buffer view`
  }
  return undefined
}
