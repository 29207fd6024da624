/** Files that the command line reads: up to a cap, whatever size they report. */
import { open, type FileHandle } from 'node:fs/promises'
import { inputTooLarge } from '../errors.ts'
import { parseGraphText, type FrameGraph } from '../index.ts'
import { unreadable } from './file-errors.ts'
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
    throw await unreadable(path, error)
  } finally {
    await file?.close()
  }
}

async function readStandardInput(terminal: Terminal, maxBytes: number): Promise<Uint8Array> {
  const bytes = await terminal.readInput(maxBytes).catch(async (error: unknown) => {
    throw await unreadable('standard input', error)
  })
  if (bytes.byteLength > maxBytes) throw inputTooLarge('standard input', maxBytes)
  return bytes
}

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
