/** Buffer views as bytes: cut out of their buffer, or decompressed (EXT_ and KHR_meshopt_compression). */
import { SceneError } from '../scene.ts'
import { meshoptOf } from './bounds.ts'
import type { Decoders } from './decoders.ts'
import type { Gltf } from './schema.ts'

export type ReadView = (view: number) => Uint8Array

/** Each is decompressed once. The file's references and bounds have been checked. */
export function viewsOf(
  { bufferViews }: Gltf,
  buffers: readonly (Uint8Array | undefined)[],
  { meshopt }: Decoders,
): ReadView {
  const known = new Map<number, Uint8Array>()
  const cut = (buffer: number, byteOffset: number, byteLength: number): Uint8Array =>
    buffers[buffer]!.subarray(byteOffset, byteOffset + byteLength)
  return (index) => {
    const before = known.get(index)
    if (before) return before
    const view = bufferViews[index]!
    const compressed = meshoptOf(view)
    if (!compressed) return cut(view.buffer, view.byteOffset, view.byteLength)
    const { buffer, byteOffset, byteLength, byteStride, count, mode, filter } = compressed
    // The filters work on whole groups of four elements.
    const bytes = new Uint8Array(view.byteLength)
    try {
      meshopt!.decodeGltfBuffer(bytes, count, byteStride, cut(buffer, byteOffset, byteLength), mode, filter)
    } catch (cause) {
      const name = Object.keys(view.extensions)[0]
      throw new SceneError(
        `cannot be decompressed: bufferViews[${index}].extensions.${name} is damaged; compress it again`,
        { cause },
      )
    }
    known.set(index, bytes)
    return bytes
  }
}
