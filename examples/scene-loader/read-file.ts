/** A glTF 2.0 file, text or binary: its JSON, checked, and its buffers. */
import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { checkAsset } from './gltf/asset.ts'
import { findOutOfBounds } from './gltf/bounds.ts'
import { readBuffers } from './gltf/buffers.ts'
import { readContainer } from './gltf/container.ts'
import { checkExtensions } from './gltf/extensions.ts'
import { findBrokenReference } from './gltf/references.ts'
import { parseGltf, type Gltf } from './gltf/schema.ts'
import { findBrokenTree } from './gltf/tree.ts'
import { localPath, uriReader, type ReadUri } from './gltf/uris.ts'
import { SceneError } from './scene.ts'

export interface FileContents {
  readonly file: Gltf
  readonly buffers: readonly (Uint8Array | undefined)[]
  /** Reads what the file names. */
  readonly readUri: ReadUri
  readonly notes: readonly string[]
}

/** @throws SceneError when the file is missing, broken, or needs what this loader has not */
export async function readGltf(path: string): Promise<FileContents> {
  const container = readContainer(await readFile(path))
  const { json, trailingBytes } = container
  checkAsset(json)
  const ignored = checkExtensions(json)
  const file = parseGltf(json)
  const wrong = findBrokenReference(file) ?? findBrokenTree(file) ?? findOutOfBounds(file)
  if (wrong !== undefined) throw new SceneError(`is not valid glTF 2.0: ${wrong}`)
  // Before anything that it names is read.
  for (const { uri } of [...file.buffers, ...file.images]) if (uri !== undefined && !/^data:/i.test(uri)) localPath(uri)
  const readUri = uriReader(dirname(path))
  return {
    file,
    buffers: await readBuffers(file, container, readUri),
    readUri,
    notes: [
      ...ignored.map((extension) => `${extension} is not shown`),
      ...(trailingBytes > 0 ? [`${trailingBytes} bytes behind its end are left out`] : []),
    ],
  }
}
