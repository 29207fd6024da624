/** A glTF 2.0 file, text or binary, as glTF-Transform's document; what it cannot be is said in one line. */
import { basename } from 'node:path'
import { Logger, NodeIO, type Document, type JSONDocument } from '@gltf-transform/core'
import { findOutOfBounds } from './check-bounds.ts'
import { SceneError } from './scene.ts'

/** Extensions that need nothing of the loader but what it does anyway: attributes of any type become floats. */
const harmless = new Set(['KHR_mesh_quantization'])

const advice: Readonly<Record<string, string>> = {
  KHR_draco_mesh_compression: 'its geometry is Draco-compressed; decompress it first (gltf-transform copy IN OUT)',
  EXT_meshopt_compression: 'its data is meshopt-compressed; decompress it first (gltf-transform copy IN OUT)',
  KHR_texture_basisu: 'its textures are Basis-compressed; convert them to PNG first',
}

/** @throws SceneError when the file is missing, broken, or needs what this loader has not */
export async function readDocument(path: string): Promise<Document> {
  const io = new NodeIO().setLogger(new Logger(Logger.Verbosity.ERROR))
  const name = basename(path)
  let file: JSONDocument
  try {
    file = await io.readAsJSON(path)
  } catch (error) {
    throw new SceneError(unreadable(name, path, error))
  }
  const { json } = file
  if (typeof json !== 'object' || json === null || typeof json.asset !== 'object')
    throw new SceneError(`${name} is not a glTF file: it has no "asset"`)
  if (json.asset.version !== '2.0')
    throw new SceneError(`${name} is glTF ${json.asset.version}; this loader reads glTF 2.0`)
  const required = (json.extensionsRequired ?? []).filter((extension) => !harmless.has(extension))
  if (required.length > 0) {
    const reason = required.map((extension) => advice[extension]).find((text) => text !== undefined)
    throw new SceneError(
      `${name} requires ${required.join(', ')}, which this loader lacks${reason ? `: ${reason}` : ''}`,
    )
  }
  const outOfBounds = findOutOfBounds(json)
  if (outOfBounds) throw new SceneError(`${name} is not valid glTF 2.0: ${outOfBounds}`)
  delete json.extensionsRequired
  try {
    return await io.readJSON(file)
  } catch (error) {
    throw new SceneError(`${name} is not valid glTF 2.0: ${firstLine(error)}`)
  }
}

function unreadable(name: string, path: string, error: unknown): string {
  const { code, path: missing } = error as NodeJS.ErrnoException
  if (code === 'ENOENT')
    return missing === undefined || missing === path
      ? `There is no file ${path}`
      : `${name} needs ${missing}, which is not there`
  if (code === 'EISDIR') return `${path} is a folder; give a .gltf or .glb file`
  if (error instanceof SyntaxError) return `${name} is neither a binary glTF 2.0 file nor JSON: ${firstLine(error)}`
  // Whatever it is, it does not look like glTF inside.
  if (error instanceof TypeError) return `${name} is not a glTF file: ${firstLine(error)}`
  return `${name} cannot be read: ${firstLine(error)}`
}

const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]!
