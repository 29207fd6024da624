/**
 * Files are written under a temporary name first: a reader finds the old content or the new, never half of one, and what ends the
 * process meanwhile leaves nothing behind.
 */
import { constants, rmSync } from 'node:fs'
import { open, rename, rm, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { writeFailed } from '../errors.ts'
import { systemCode, unwritable } from './file-errors.ts'
import { behindLinks, statOf } from './targets.ts'

/**
 * Replaces the content of a file at once; devices and pipes are written to directly.
 * @throws FileError where the file cannot be made; MemkitError WRITE_FAILED where its content cannot be written.
 */
export async function writeBytes(path: string, content: string | Uint8Array): Promise<void> {
  const target = await behindLinks(path)
  const found = await statOf(target)
  if (found !== undefined && !found.isFile()) return writeInto(path, content)
  const { file, name, keep } = await openBeside(target, path, found === undefined ? 0o666 : Number(found.mode) & 0o777)
  try {
    try {
      await file.writeFile(content)
      // Some file systems report only now that the disk is full.
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(name, target)
  } catch (error) {
    await rm(name, { force: true })
    throw failed(path, error)
  } finally {
    keep()
  }
}

/** A new file in the folder of another one, which signals remove until `keep`. */
async function openBeside(
  target: string,
  path: string,
  mode: number,
): Promise<{ readonly file: FileHandle; readonly name: string; readonly keep: () => void }> {
  for (let n = 0; ; n++) {
    const name = join(dirname(target), `.memkit-gpu-${process.pid}-${n}.tmp`)
    // Before it is made: a signal may come before we hear that it was.
    const keep = removedBySignals(name)
    try {
      return { file: await open(name, 'wx', mode), name, keep }
    } catch (error) {
      keep()
      if (systemCode(error) !== 'EEXIST') throw unwritable(path, systemCode(error) ?? String(error))
    }
  }
}

/** Signals that end a process which does not listen. */
const ending = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Has a file removed where a signal ends the process. @returns what takes that back */
function removedBySignals(name: string): () => void {
  const end = (signal: NodeJS.Signals): void => {
    rmSync(name, { force: true })
    keep()
    // It ends the process as if nobody had listened, unless somebody else does.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
  }
  const keep = (): void => {
    for (const signal of ending) process.off(signal, end)
  }
  for (const signal of ending) process.on(signal, end)
  return keep
}

async function writeInto(path: string, content: string | Uint8Array): Promise<void> {
  let file: FileHandle
  try {
    file = await open(path, constants.O_WRONLY)
  } catch (error) {
    throw unwritable(path, systemCode(error) ?? String(error))
  }
  try {
    await file.writeFile(content)
  } catch (error) {
    throw failed(path, error)
  } finally {
    await file.close()
  }
}

const failed = (path: string, error: unknown) => writeFailed(path, systemCode(error) ?? String(error), error)
