/** Files of the command line. A file that cannot be read or written is wrong usage. */
import { readFile, writeFile } from 'node:fs/promises'
import { parseGraphText, type FrameGraph } from '../index.ts'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage.ts'

/** `-` is standard input. */
export async function readBytes(path: string, terminal: Terminal): Promise<Uint8Array> {
  if (path === '-') return terminal.readInput()
  try {
    return await readFile(path)
  } catch (error) {
    throw new UsageError(`${path} cannot be read (${reason(error)})`)
  }
}

export async function writeBytes(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(path, content)
  } catch (error) {
    throw new UsageError(`${path} cannot be written (${reason(error)})`)
  }
}

export async function readGraph(path: string, terminal: Terminal): Promise<FrameGraph> {
  const bytes = await readBytes(path, terminal)
  terminal.progress('checking the graph')
  const graph = parseGraphText(bytes)
  terminal.progress('')
  return graph
}

const reason = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error)
