/** Archives of npm packages, unpacked once for all processes. */
import { createHash } from 'node:crypto'
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'

const block = 512

/**
 * Unpacks a `.tar.br` of an installed package into a folder named after the archive's content, once: later calls, in any process,
 * find it there. The folder appears whole or not at all (it is renamed into place), so processes may race. It lies in
 * `.cache/memkit-gpu` of the package's `node_modules`, or of the user's cache folder where that cannot be written.
 *
 * @param only the file names to keep; all of them when absent
 * @returns the absolute path of the folder
 */
export function unpackOnce(archivePath: string, only?: readonly string[]): string {
  const archive = readFileSync(archivePath)
  const key = createHash('sha256').update(archive)
  for (const name of only ?? []) key.update(`\0${name}`)
  const name = `${basename(archivePath, '.tar.br')}-${key.digest('hex').slice(0, 16)}`
  const caches = cacheFolders(archivePath)
  const found = caches.map((cache) => join(cache, name)).find((folder) => isWhole(folder, only))
  if (found !== undefined) return found

  const cache = firstWritable(caches)
  const folder = join(cache, name)
  const draft = mkdtempSync(join(cache, '.unpacking-'))
  try {
    for (const file of filesOfTar(brotliDecompressSync(archive))) {
      if (only !== undefined && !only.includes(file.name)) continue
      const path = join(draft, file.name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, file.bytes, { mode: file.mode })
    }
    // A folder that is there now lacks a file, or it would have been found.
    if (existsSync(folder) && !isWhole(folder, only)) rmSync(folder, { recursive: true, force: true })
    renameSync(draft, folder)
  } catch (error) {
    // Another process may have been first; then its folder is as good as ours.
    if (!existsSync(folder)) throw error
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
  return folder
}

const isWhole = (folder: string, only: readonly string[] = []): boolean =>
  existsSync(folder) && only.every((name) => existsSync(join(folder, name)))

/** Folders that unpacked archives may lie in, best first. The archive's path is `…/node_modules/@scope/name/bin/file`. */
function cacheFolders(archivePath: string): string[] {
  const modules = dirname(dirname(dirname(dirname(archivePath))))
  const user = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache')
  return [join(modules, '.cache', 'memkit-gpu'), join(user, 'memkit-gpu')]
}

function firstWritable(folders: readonly string[]): string {
  let cause: unknown
  for (const folder of folders) {
    try {
      mkdirSync(folder, { recursive: true })
      accessSync(folder, constants.W_OK)
      return folder
    } catch (error) {
      cause = error
    }
  }
  throw cause
}

interface TarFile {
  name: string
  mode: number
  bytes: Uint8Array
}

/** The regular files of a ustar archive, in order; links and folders are left out. */
function* filesOfTar(tar: Uint8Array): Generator<TarFile> {
  const text = new TextDecoder()
  const field = (header: Uint8Array, from: number, length: number): string =>
    (text.decode(header.subarray(from, from + length)).split('\0')[0] ?? '').trim()

  for (let at = 0; at + block <= tar.length;) {
    const header = tar.subarray(at, at + block)
    const name = field(header, 0, 100)
    if (name === '') return
    const sizeBytes = Number.parseInt(field(header, 124, 12), 8)
    const prefix = field(header, 257, 5) === 'ustar' ? field(header, 345, 155) : ''
    const type = field(header, 156, 1)
    if (type === '' || type === '0') {
      const path = (prefix === '' ? name : `${prefix}/${name}`).replace(/^\.\//, '')
      const bytes = tar.subarray(at + block, at + block + sizeBytes)
      yield { name: path, mode: Number.parseInt(field(header, 100, 8), 8), bytes }
    }
    at += block + Math.ceil(sizeBytes / block) * block
  }
}
