/** The JSON of a glTF file: the whole of a text file, or the first chunk of a binary one. */
import type { GLTF } from '@gltf-transform/core'

const magic = 0x46546c67
const jsonChunk = 0x4e4f534a
const headerBytes = 12
const chunkHeaderBytes = 8

/** @throws SyntaxError where it is neither, or cut short */
export function readJson(file: Uint8Array): GLTF.IGLTF {
  const { byteLength } = file
  const words = new DataView(file.buffer, file.byteOffset, byteLength)
  if (byteLength < 4 || words.getUint32(0, true) !== magic) return JSON.parse(new TextDecoder().decode(file))
  if (byteLength < headerBytes + chunkHeaderBytes) throw new SyntaxError('it ends in its header')
  // Version 1 has another layout; its JSON would say so, were it read.
  const version = words.getUint32(4, true)
  if (version !== 2) return { asset: { version: `${version}.0` } }
  if (words.getUint32(8, true) > byteLength) throw new SyntaxError('it is cut short')
  for (let at = headerBytes; at < byteLength;) {
    if (at + chunkHeaderBytes > byteLength) throw new SyntaxError('it ends in the header of a chunk')
    const size = words.getUint32(at, true)
    const begin = at + chunkHeaderBytes
    if (size > byteLength - begin) throw new SyntaxError('a chunk reaches past its end')
    if (at === headerBytes && words.getUint32(at + 4, true) !== jsonChunk)
      throw new SyntaxError('its first chunk is not JSON')
    at = begin + size
  }
  const size = words.getUint32(headerBytes, true)
  const begin = headerBytes + chunkHeaderBytes
  return JSON.parse(new TextDecoder().decode(file.subarray(begin, begin + size)))
}
