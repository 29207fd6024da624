/** The interface of commands to a terminal: text out, errors out, progress, and standard input. */
import { fstatSync } from 'node:fs'
import { inputTooLarge, printable, writeFailed } from '../errors.ts'
import { FileError } from './usage.ts'

/** The terminal, or pipe, that the command line prints to. */
export interface Terminal {
  /** Prints text and waits until it is out. Rejects where it cannot be written: a full disk, a closed pipe. */
  print(text: string): void | Promise<void>
  /** Prints one line of an error; the line break is added. */
  error(line: string): void
  /** Shows the current activity to a person who watches, in place of the one before; '' clears it. */
  progress(what: string): void
  /** All of standard input; reading may stop, and fail, after `maxBytes`. */
  readInput(maxBytes: number): Promise<Uint8Array>
}

export const processTerminal: Terminal = {
  print: (text) =>
    new Promise((resolve, reject) => {
      // Ids in JSON may hold what a terminal obeys; there, and in what else is printed, it is only shown.
      process.stdout.write(process.stdout.isTTY ? printable(text) : text, (error) => {
        if (error) reject(writeFailed('standard output', (error as NodeJS.ErrnoException).code ?? error.message, error))
        else resolve()
      })
    }),
  error(line) {
    clearProgress()
    process.stderr.write(`${line}\n`)
  },
  progress(what) {
    if (!process.stderr.isTTY) return
    clearProgress()
    // Some terminals do not say how wide they are.
    process.stderr.write(what.slice(0, (process.stderr.columns || 80) - 1))
  },
  async readInput(maxBytes) {
    const chunks: Uint8Array[] = []
    let total = 0
    // Node's stream of a folder is an empty one.
    if (isFolder(process.stdin.fd)) throw new FileError('standard input cannot be read (EISDIR): it is a folder')
    if (process.stdin.isTTY) this.progress('reading standard input, to its end (Ctrl-D)')
    for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) {
      total += chunk.byteLength
      if (total > maxBytes) throw inputTooLarge('standard input', maxBytes)
      chunks.push(chunk)
    }
    return Buffer.concat(chunks, total)
  },
}

function isFolder(fd: number): boolean {
  try {
    return fstatSync(fd).isDirectory()
  } catch {
    return false
  }
}

/** Moves to the start of the line and erases it. */
const clearProgress = (): void => void (process.stderr.isTTY && process.stderr.write('\r\u001B[K'))
