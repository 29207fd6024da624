/** The message for a file that cannot be shown: one line, with its name in front. */
import { basename } from 'node:path'
import { SceneError } from './scene.ts'

/** One line, whatever stands in the names that a file gives: signs that are no text are escaped, and long words cut. */
const asLine = (text: string): string =>
  text
    .replaceAll(
      /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
      (sign) => `\\u${sign.codePointAt(0)!.toString(16).padStart(4, '0')}`,
    )
    .replaceAll(/\S{160,}/g, (word) => `${word.slice(0, 80)}…${word.slice(-20)}`)

/** @returns an error for whatever was thrown while the file was read */
export function refusalOf(path: string, error: unknown): SceneError {
  const name = basename(path)
  if (error instanceof SceneError) return new SceneError(asLine(`${name} ${error.message}`), { cause: error.cause })
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR') return new SceneError(`There is no file ${path}`)
  if (code === 'EISDIR') return new SceneError(`${path} is a folder; give a .gltf or .glb file`)
  if (typeof code === 'string')
    return new SceneError(`${name} cannot be read (${code}); look at the file and its rights`)
  // Too much for the memory, or a fault of ours: the cause keeps its stack.
  return new SceneError(`${name} is more than this loader can read; make it smaller, or report it with the file`, {
    cause: error,
  })
}
