/** Files that the command line writes: looked at before any work is done. */
import { constants } from 'node:fs'
import { access, readlink, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, sep } from 'node:path'
import { systemCode, unwritable } from './file-errors.ts'
import { FileError, UsageError } from './usage.ts'

/**
 * Refuses outputs that would overwrite a document that is read (under any of its names), one file for two outputs, names of none, and
 * files that cannot be written.
 * @throws UsageError
 */
export async function checkTargets(option: string, targets: Iterable<string>, documents: readonly string[]) {
  const taken = new Map<string, string>()
  for (const path of documents) for (const key of await identities(path)) taken.set(key, `${path}, which is read`)
  for (const path of targets) {
    if (path === '' || path === '-')
      throw new UsageError(`${option} wants a file to write${path === '-' ? ': - is standard input' : ''}`)
    for (const key of await identities(path)) {
      const why = taken.get(key)
      if (why !== undefined) throw new UsageError(`${option} would overwrite ${why}`)
      taken.set(key, `${path}, which is written already`)
    }
    await checkWritable(path)
  }
}

/** The identity of a file: its inode if it exists, else its name and the inode of its folder. */
async function identities(path: string): Promise<readonly string[]> {
  const target = path === '-' ? '/dev/stdin' : await behindLinks(path)
  const found = await statOf(target)
  if (found !== undefined) return found.isFile() ? [`${found.dev}:${found.ino}`] : []
  const folder = await statOf(dirname(target))
  return folder === undefined ? [] : [`${folder.dev}:${folder.ino}/${basename(target)}`]
}

/** @throws FileError where a file cannot be replaced, or made. */
async function checkWritable(path: string): Promise<void> {
  const target = await behindLinks(path)
  try {
    const found = await stat(target).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return undefined
      throw error
    })
    if (found?.isDirectory()) throw unwritable(path, 'EISDIR')
    if (found) await access(target, constants.W_OK)
    if (found && !found.isFile()) return
    // A name that ends in a separator is that of a folder.
    const folder = target.endsWith('/') || target.endsWith(sep) ? target : dirname(target)
    await access(folder, constants.W_OK).catch((error: unknown) => {
      throw unwritable(path, systemCode(error) ?? String(error), folder)
    })
  } catch (error) {
    const code = systemCode(error)
    if (code === 'EACCES') throw new FileError(`${path} cannot be written (EACCES): this user may not change it`)
    throw code === undefined ? error : unwritable(path, code)
  }
}

/** The file that a chain of symbolic links leads to, whether it is there or not. */
export async function behindLinks(path: string): Promise<string> {
  let at = path
  for (let n = 0; n < mostLinks; n++) {
    const link = await readlink(at).catch(() => undefined)
    if (link === undefined) return at
    at = isAbsolute(link) ? link : `${dirname(at)}${sep}${link}`
  }
  throw unwritable(path, 'ELOOP')
}

/** As many as Linux follows. */
const mostLinks = 40

export const statOf = (path: string) => stat(path, { bigint: true }).catch(() => undefined)
