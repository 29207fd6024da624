import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync } from 'node:zlib'

const cacheFolder = fileURLToPath(new URL('../../../node_modules/.cache/memkit-gpu/', import.meta.url))
const block = 512

/**
 * Unpacks a `.tar.br` into a folder named after the archive's content, once: later calls, in any process, find it
 * there. The folder appears whole or not at all (it is renamed into place), so processes may race.
 *
 * @param only the file names to keep; all of them when absent
 * @returns the absolute path of the folder
 */
export function unpackOnce(archivePath: string, only?: readonly string[]): string {
  const archive = readFileSync(archivePath)
  const key = createHash('sha256').update(archive)
  for (const name of only ?? []) key.update(`\0${name}`)
  const folder = join(cacheFolder, `${basename(archivePath, '.tar.br')}-${key.digest('hex').slice(0, 16)}`)
  if (existsSync(folder)) return folder

  mkdirSync(cacheFolder, { recursive: true })
  const draft = mkdtempSync(join(cacheFolder, '.unpacking-'))
  try {
    for (const file of filesOfTar(brotliDecompressSync(archive))) {
      if (only !== undefined && !only.includes(file.name)) continue
      const path = join(draft, file.name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, file.bytes, { mode: file.mode })
    }
    renameSync(draft, folder)
  } catch (error) {
    // Another process may have been first; then its folder is as good as ours.
    if (!existsSync(folder)) throw error
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
  return folder
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
