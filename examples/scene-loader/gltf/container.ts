/** The parts of a glTF file: JSON alone, or a binary file with JSON and the bytes of the first buffer. */
import { SceneError } from '../scene.ts'

const magic = 0x46546c67
const jsonChunk = 0x4e4f534a
const binaryChunk = 0x004e4942
const headerBytes = 12
const chunkHeaderBytes = 8

export interface Container {
  readonly json: unknown
  readonly binary: Uint8Array | undefined
  /** Bytes after the end that a binary file states. */
  readonly trailingBytes: number
}

/** @throws SceneError where it is neither, or cut short */
export function readContainer(file: Uint8Array): Container {
  const { byteLength } = file
  if (byteLength === 0) throw new SceneError('is empty; export it again')
  const words = new DataView(file.buffer, file.byteOffset, byteLength)
  if (byteLength < 4 || words.getUint32(0, true) !== magic)
    return { json: parseJson(file), binary: undefined, trailingBytes: 0 }
  if (byteLength < headerBytes + chunkHeaderBytes) throw broken('ends in its header')
  // Version 1 has another layout; its JSON would say so, were it read.
  const version = words.getUint32(4, true)
  if (version !== 2) return { json: { asset: { version: `${version}.0` } }, binary: undefined, trailingBytes: 0 }
  const length = words.getUint32(8, true)
  if (length > byteLength) throw broken(`is cut short: it says that it has ${length} bytes, and has ${byteLength}`)
  const chunks: { readonly type: number; readonly bytes: Uint8Array }[] = []
  for (let at = headerBytes; at < length;) {
    if (at + chunkHeaderBytes > length) throw broken('ends in the header of a chunk')
    const [size, type] = [words.getUint32(at, true), words.getUint32(at + 4, true)]
    const begin = at + chunkHeaderBytes
    if (size > length - begin) throw broken(`has a chunk ${chunks.length} that reaches past its end`)
    chunks.push({ type, bytes: file.subarray(begin, begin + size) })
    at = begin + size
  }
  const [first, second] = chunks
  if (first?.type !== jsonChunk) throw broken('does not begin with a chunk of JSON')
  return {
    json: parseJson(first.bytes),
    binary: second?.type === binaryChunk ? second.bytes : undefined,
    trailingBytes: byteLength - length,
  }
}

const broken = (what: string): SceneError =>
  new SceneError(`is neither a binary glTF 2.0 file nor JSON: it ${what}; export or copy it again`)

function parseJson(text: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(text))
  } catch (error) {
    // The engine's words differ from release to release; the place is worth keeping.
    const place = /position (\d+)/.exec(String(error))?.[1]
    throw broken(`is not JSON ${place === undefined ? 'at its end' : `from character ${place} on`}`)
  }
}
