/** Files that cannot be used, in words: which, the operating system's code, why, and what to do. */
import { readdir, readlink } from 'node:fs/promises'
import { dirname, extname, join, parse } from 'node:path'
import { FileError, nearestOf, suggestionOf } from './usage.ts'

/** The operating system's code of an error; undefined for errors of other origin. */
export const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && ('syscall' in error || (error as NodeJS.ErrnoException).code === 'ERR_INVALID_ARG_VALUE')
    ? (error as NodeJS.ErrnoException).code
    : undefined

/** Words for errors of reading and of writing. */
const words: Readonly<Record<string, string>> = {
  EISDIR: ': it is a folder',
  ELOOP: ': its symbolic links lead in a circle',
  ENAMETOOLONG: ': its name is too long',
  ERR_INVALID_ARG_VALUE: ': no file has NUL in its name',
}

/** The error for a file that cannot be opened to read; errors of other origin as they are. */
export async function unreadable(path: string, error: unknown): Promise<unknown> {
  const code = systemCode(error)
  if (code === undefined) return error
  const why =
    code === 'ENOENT'
      ? `: ${await whyAbsent(path)}`
      : code === 'ENOTDIR'
        ? `: ${dirname(path)} is no folder`
        : code === 'EACCES'
          ? ': this user may not read it'
          : words[code]
  return new FileError(`${path} cannot be read (${code})${why ?? ''}`)
}

async function whyAbsent(path: string): Promise<string> {
  const target = await readlink(path).catch(() => undefined)
  return target === undefined
    ? `there is no such file${await remedy(path)}`
    : `it is a link to ${target}, which is not there`
}

/** The file of that folder that was meant. */
async function remedy(path: string): Promise<string> {
  if (/^[a-z][a-z+.-]+:\/\//i.test(path)) return '; give a path, not a URL'
  const { dir, ext, name } = parse(path)
  const names = await readdir(dir || '.').catch(() => undefined)
  if (names === undefined) return `, and no folder ${dir}`
  const sameKind = names.filter((one) => extname(one).toLowerCase() === ext.toLowerCase()).map((one) => parse(one))
  const nearest = nearestOf(
    name,
    sameKind.map((one) => one.name),
  )
  const file = sameKind.find((one) => one.name === nearest)
  return file === undefined ? '' : suggestionOf(join(dir, file.base))
}

/** The error for a file that cannot be opened to write, or made. */
export function unwritable(path: string, code: string, folder = dirname(path)): FileError {
  const why =
    code === 'ENOENT'
      ? `: there is no folder ${folder}`
      : code === 'ENOTDIR'
        ? `: ${folder} is no folder`
        : code === 'EACCES'
          ? `: this user may not write into ${folder}`
          : code === 'EROFS'
            ? `: what lies in ${folder} can only be read`
            : words[code]
  return new FileError(`${path} cannot be written (${code})${why ?? ''}`)
}
