/** The target of a URI in a glTF file: bytes in the URI itself, or a file beside or below the one that names it. */
import { readFile } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { SceneError } from '../scene.ts'

/** @param where the path in the JSON @throws SceneError when it is elsewhere, is not there, or cannot be read */
export type ReadUri = (uri: string, where: string) => Promise<Uint8Array>

/** Files that URIs name, beside the glTF file. Each file is read once, however many name it. */
export function uriReader(folder: string): ReadUri {
  const read = new Map<string, Promise<Uint8Array>>()
  return (uri, where) => {
    if (/^data:/i.test(uri)) return readDataUri(uri, where)
    const path = localPath(uri)
    const bytes = read.get(path) ?? readLocal(join(folder, path), where)
    read.set(path, bytes)
    return bytes
  }
}

/** How it reads in a message: data URIs are long. */
const short = (uri: string): string => (uri.length > 80 ? `${uri.slice(0, 80)}…` : uri)

async function readLocal(full: string, where: string): Promise<Uint8Array> {
  try {
    return await readFile(full)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG')
      throw new SceneError(`needs ${short(full)}, which is not there: put the file of ${where}.uri beside it`)
    throw new SceneError(
      `needs ${short(full)}, which cannot be read (${code ?? 'unknown'}): ${where}.uri must name a file`,
    )
  }
}

/** A file names what lies beside or below it: it must not reach for others, nor for the network. */
export function localPath(uri: string): string {
  const refuse = (reason: string): never => {
    throw new SceneError(`needs ${short(uri)}, which ${reason}`)
  }
  if (/^[a-z][a-z\d+.-]*:|^\/\//i.test(uri))
    return refuse('is not beside it; only files are read: put a copy into its folder')
  let path = uri
  try {
    path = decodeURIComponent(uri)
  } catch {
    // A name with a percent sign that was never encoded.
  }
  const within = relative('/scene', resolve('/scene', path.replaceAll('\\', '/')))
  if (isAbsolute(path) || within.startsWith('..') || within === '' || path.includes('\0'))
    return refuse('lies outside of its folder: put a copy into its folder')
  return path
}

async function readDataUri(uri: string, where: string): Promise<Uint8Array> {
  const comma = uri.indexOf(',')
  const invalid = (what: string): SceneError => new SceneError(`is not valid glTF 2.0: ${where}.uri ${what}`)
  if (comma < 0) throw invalid('is a data URI without data; put a comma and base64 behind its type')
  const data = uri.slice(comma + 1)
  if (!/;base64$/i.test(uri.slice(0, comma))) {
    try {
      return new TextEncoder().encode(decodeURIComponent(data))
    } catch {
      throw invalid('is a data URI that is no text; encode it as base64')
    }
  }
  if (!/^[\w+/-]*={0,2}$/.test(data))
    throw invalid('is a data URI with characters that base64 has not; encode it again')
  return Buffer.from(data, 'base64')
}
