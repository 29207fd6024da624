/** A glTF 2.0 file, text or binary, as glTF-Transform's document; what it cannot be is said in one line. */
import { readFile } from 'node:fs/promises'
import { basename, isAbsolute, relative, resolve } from 'node:path'
import { GLB_BUFFER, Logger, NodeIO, type Document, type GLTF } from '@gltf-transform/core'
import { findOutOfBounds } from './check-bounds.ts'
import { findBrokenReference } from './check-references.ts'
import { readJson } from './read-json.ts'
import { SceneError } from './scene.ts'

/** Extensions that need nothing of the loader but what it does anyway: attributes of any type become floats. */
const harmless = new Set(['KHR_mesh_quantization'])

const advice: Readonly<Record<string, string>> = {
  KHR_draco_mesh_compression: 'its geometry is Draco-compressed; decompress it first (gltf-transform copy IN OUT)',
  EXT_meshopt_compression: 'its data is meshopt-compressed; decompress it first (gltf-transform copy IN OUT)',
  KHR_texture_basisu: 'its textures are Basis-compressed; convert them to PNG first',
}

export interface FileContents {
  readonly document: Document
  /** Extensions that the file can do without, and has to here. */
  readonly ignored: readonly string[]
}

/** @throws SceneError when the file is missing, broken, or needs what this loader has not */
export async function readDocument(path: string): Promise<FileContents> {
  const name = basename(path)
  let json: GLTF.IGLTF
  try {
    json = readJson(await readFile(path))
  } catch (error) {
    throw new SceneError(unreadable(name, path, error))
  }
  // Before anything that it names is read.
  const wrong = refusal(name, json)
  if (wrong !== undefined) throw new SceneError(wrong)
  const io = new NodeIO().setLogger(new Logger(Logger.Verbosity.ERROR))
  try {
    const file = await io.readAsJSON(path)
    for (const [i, { uri = GLB_BUFFER, byteLength }] of (file.json.buffers ?? []).entries())
      if (!((file.resources[uri]?.byteLength ?? 0) >= byteLength))
        throw new Error(`buffers[${i}] has ${file.resources[uri]?.byteLength ?? 0} bytes, not ${byteLength}`)
    delete file.json.extensionsRequired
    const ignored = (json.extensionsUsed ?? []).filter((used) => !harmless.has(used))
    return { document: await io.readJSON(file), ignored }
  } catch (error) {
    throw new SceneError(unreadable(name, path, error))
  }
}

function refusal(name: string, json: GLTF.IGLTF): string | undefined {
  if (typeof json !== 'object' || json === null || typeof json.asset !== 'object' || json.asset === null)
    return `${name} is not a glTF file: it has no "asset"`
  if (json.asset.version !== '2.0') return `${name} is glTF ${json.asset.version}; this loader reads glTF 2.0`
  const required = (json.extensionsRequired ?? []).filter((extension) => !harmless.has(extension))
  if (required.length > 0) {
    const reason = required.map((extension) => advice[extension]).find((text) => text !== undefined)
    return `${name} requires ${required.join(', ')}, which this loader lacks${reason ? `: ${reason}` : ''}`
  }
  for (const { uri } of [...(json.buffers ?? []), ...(json.images ?? [])]) {
    const reason = uri === undefined ? undefined : findForeign(uri)
    if (reason !== undefined) return `${name} needs ${uri}, which ${reason}`
  }
  let invalid: string | undefined
  try {
    invalid = findBrokenReference(json) ?? findOutOfBounds(json)
  } catch (error) {
    // Something is a number or a text where a list belongs.
    invalid = firstLine(error)
  }
  return invalid === undefined ? undefined : `${name} is not valid glTF 2.0: ${invalid}`
}

/** A file names what lies beside or below it: it must not reach for others, nor for the network. */
function findForeign(uri: string): string | undefined {
  if (uri.startsWith('data:')) return undefined
  if (/^[a-z][a-z\d+.-]*:|^\/\//i.test(uri)) return 'is not beside it; only files are read'
  let path: string
  try {
    path = decodeURIComponent(uri)
  } catch {
    return 'is not a URI'
  }
  const within = relative('/scene', resolve('/scene', path.replaceAll('\\', '/')))
  if (isAbsolute(path) || within.startsWith('..') || path.includes('\0')) return 'lies outside of its folder'
  return undefined
}

function unreadable(name: string, path: string, error: unknown): string {
  const { code, path: missing } = error as NodeJS.ErrnoException
  if (code === 'ENOENT')
    return missing === undefined || missing === path
      ? `There is no file ${path}`
      : `${name} needs ${missing}, which is not there`
  if (code === 'EISDIR') return `${path} is a folder; give a .gltf or .glb file`
  if (error instanceof SyntaxError) return `${name} is neither a binary glTF 2.0 file nor JSON: ${firstLine(error)}`
  if (code !== undefined) return `${name} cannot be read: ${firstLine(error)}`
  return `${name} is not valid glTF 2.0: ${firstLine(error)}`
}

const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]!
