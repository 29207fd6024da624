/** What the commands need of a terminal: text out, errors out, progress, and standard input. */

export interface Terminal {
  print(text: string): void
  /** One line, the line break is added. */
  error(line: string): void
  /** What is being done now; shown only to a person who watches, and replaced by the next. '' clears it. */
  progress(what: string): void
  readInput(): Promise<Uint8Array>
}

export const processTerminal: Terminal = {
  print: (text) => void process.stdout.write(text),
  error(line) {
    clearProgress()
    process.stderr.write(`${line}\n`)
  },
  progress(what) {
    if (!process.stderr.isTTY) return
    clearProgress()
    process.stderr.write(what.slice(0, process.stderr.columns - 1))
  },
  async readInput() {
    const chunks: Uint8Array[] = []
    for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array)
    return Buffer.concat(chunks)
  },
}

/** To the start of the line, and erase it. */
const clearProgress = (): void => void (process.stderr.isTTY && process.stderr.write('\r\u001B[K'))
