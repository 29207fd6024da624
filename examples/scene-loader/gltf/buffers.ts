/** The buffers of a glTF file, as bytes. */
import type { Container } from './container.ts'
import type { Gltf } from './schema.ts'
import { SceneError } from '../scene.ts'
import type { ReadUri } from './uris.ts'

/**
 * @returns undefined for those that nothing holds: what stands in for compressed data
 * @throws SceneError for those that are not there, or shorter than they say
 */
export async function readBuffers(
  { buffers, bufferViews }: Gltf,
  { binary }: Container,
  readUri: ReadUri,
): Promise<(Uint8Array | undefined)[]> {
  /** Those of which at least one view is read as it is, or decompressed. */
  const needed = new Set(
    bufferViews.flatMap(({ buffer, extensions }) => {
      const compressed = Object.values(extensions).flatMap((extension) => (extension ? [extension.buffer] : []))
      return compressed.length > 0 ? compressed : [buffer]
    }),
  )
  return Promise.all(
    buffers.map(async ({ uri, byteLength }, i) => {
      if (!needed.has(i)) return undefined
      const where = `buffers[${i}]`
      if (uri === undefined && !(i === 0 && binary))
        throw new SceneError(
          `is not valid glTF 2.0: ${where} has no uri, and no chunk of a binary file is its; put a uri there`,
        )
      const bytes = uri === undefined ? binary! : await readUri(uri, where)
      if (bytes.byteLength < byteLength)
        throw new SceneError(
          `is not valid glTF 2.0: ${where} has ${bytes.byteLength} bytes, and its byteLength is ${byteLength}; ` +
            'copy or export it again',
        )
      return bytes.subarray(0, byteLength)
    }),
  )
}
