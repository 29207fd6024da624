/**
 * Files of the command line. A file that cannot be opened is wrong usage; an error later on is an error of the command.
 *
 * Files are read up to a cap, whatever size they report, and written under a temporary name first: a reader finds the old
 * content or the new, never half of one.
 */
import { constants } from 'node:fs'
import { open, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { inputTooLarge, writeFailed } from '../errors.ts'
import { parseGraphText, type FrameGraph } from '../index.ts'
import { located, locating, type ReadFile } from './located.ts'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage.ts'

/** The terminal to read standard input from, and the most bytes that are read of one file. */
export interface Source {
  readonly terminal: Terminal
  readonly maxBytes: number
}

const chunkBytes = 2 ** 20
const mostChunkBytes = 2 ** 30

/** `-` is standard input. @throws MemkitError INPUT_TOO_LARGE as soon as more than the cap was read. */
export async function readBytes(path: string, { terminal, maxBytes }: Source): Promise<Uint8Array> {
  if (path === '') throw new UsageError('a file to read has no name')
  if (path === '-') return readStandardInput(terminal, maxBytes)
  let file: FileHandle | undefined
  try {
    file = await open(path)
    const { size } = await file.stat()
    if (size > maxBytes) throw inputTooLarge(path, maxBytes)
    const chunks: Uint8Array[] = []
    // One byte more than the file's size, so that the second read finds its end.
    let chunk = new Uint8Array(Math.min(size + 1, mostChunkBytes))
    let used = 0
    for (let total = 0; ;) {
      const { bytesRead } = await file.read(chunk, used)
      total += bytesRead
      used += bytesRead
      if (total > maxBytes) throw inputTooLarge(path, maxBytes)
      if (bytesRead > 0 && used < chunk.length) continue
      chunks.push(chunk.subarray(0, used))
      if (bytesRead === 0) return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, total)
      chunk = new Uint8Array(chunkBytes)
      used = 0
    }
  } catch (error) {
    throw unreadable(path, error)
  } finally {
    await file?.close()
  }
}

async function readStandardInput(terminal: Terminal, maxBytes: number): Promise<Uint8Array> {
  const bytes = await terminal.readInput(maxBytes).catch((error: unknown) => {
    throw unreadable('standard input', error)
  })
  if (bytes.byteLength > maxBytes) throw inputTooLarge('standard input', maxBytes)
  return bytes
}

/**
 * Replaces the content of a file at once; devices and pipes are written to directly.
 * @throws UsageError where the file cannot be made; MemkitError WRITE_FAILED where its content cannot be written.
 */
export async function writeBytes(path: string, content: string | Uint8Array): Promise<void> {
  const found = await statOf(path)
  if (found !== undefined && !found.isFile()) return writeInto(path, content)
  const target = found === undefined ? path : await realpath(path)
  const { file, name } = await openBeside(target, path, found === undefined ? 0o666 : Number(found.mode) & 0o777)
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
    throw writeFailed(path, systemCode(error) ?? String(error), error)
  }
}

/** A new file in the folder of another one. */
async function openBeside(target: string, path: string, mode: number): Promise<{ file: FileHandle; name: string }> {
  for (let n = 0; ; n++) {
    const name = join(dirname(target), `.memkit-gpu-${process.pid}-${n}.tmp`)
    try {
      return { file: await open(name, 'wx', mode), name }
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw unwritable(path, error)
    }
  }
}

async function writeInto(path: string, content: string | Uint8Array): Promise<void> {
  let file: FileHandle
  try {
    file = await open(path, constants.O_WRONLY)
  } catch (error) {
    throw unwritable(path, error)
  }
  try {
    await file.writeFile(content)
  } catch (error) {
    throw writeFailed(path, systemCode(error) ?? String(error), error)
  } finally {
    await file.close()
  }
}

/**
 * Refuses outputs that would overwrite a document that is read (under any of its names), one file for two outputs, and names of none.
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
  }
}

/** The identity of a file: its inode if it exists, else its name and the inode of its folder. */
async function identities(path: string): Promise<readonly string[]> {
  const found = await statOf(path === '-' ? '/dev/stdin' : path)
  if (found !== undefined) return found.isFile() ? [`${found.dev}:${found.ino}`] : []
  const folder = await statOf(dirname(path))
  return folder === undefined ? [] : [`${folder.dev}:${folder.ino}/${basename(path)}`]
}

const statOf = (path: string) => stat(path, { bigint: true }).catch(() => undefined)

/** The files that graphs were read from. */
const sources = new WeakMap<FrameGraph, ReadFile>()

/** @throws DocumentError where the file holds no graph */
export async function readGraph(path: string, source: Source): Promise<FrameGraph> {
  const file = { path, bytes: await readBytes(path, source) }
  source.terminal.progress('checking the graph')
  const graph = locating(file, () => parseGraphText(file.bytes))
  source.terminal.progress('')
  sources.set(graph, file)
  return graph
}

/** A graph with the sources of another one that was read: faults are found in the same file. */
export function inPlaceOf(graph: FrameGraph, other: FrameGraph): FrameGraph {
  const file = sources.get(graph)
  if (file) sources.set(other, file)
  return other
}

/** Runs work on a graph that was read; faults of the graph become a DocumentError. */
export function ofGraph<Result>(graph: FrameGraph, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    throw locatedIn(graph, error)
  }
}

/** A fault of a graph that was read, as a DocumentError; other errors as they are. */
export const locatedIn = (graph: FrameGraph, error: unknown): unknown => {
  const file = sources.get(graph)
  return file ? located(error, file) : error
}

const unreadable = (path: string, error: unknown): unknown =>
  systemCode(error) === undefined
    ? error
    : new UsageError(`${path} cannot be read (${systemCode(error)})${codeWords[systemCode(error)!] ?? ''}`)
const codeWords: Readonly<Record<string, string>> = {
  ENOENT: ': there is no such file',
  EISDIR: ': it is a folder',
  EACCES: ': it may not be read by this user',
}
const unwritable = (path: string, error: unknown) => {
  const code = systemCode(error)
  const why = code === undefined ? undefined : wordsOfWriting[code]
  return new UsageError(`${path} cannot be written (${code ?? String(error)})${why?.(dirname(path)) ?? ''}`)
}
const wordsOfWriting: Readonly<Record<string, (folder: string) => string>> = {
  ENOENT: (folder) => `: there is no folder ${folder}`,
  ENOTDIR: (folder) => `: ${folder} is no folder`,
  EISDIR: () => ': it is a folder',
  EACCES: (folder) => `: this user may not write into ${folder}`,
}

/** The operating system's code of an error; undefined for errors of other origin. */
const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && 'syscall' in error ? (error as NodeJS.ErrnoException).code : undefined
