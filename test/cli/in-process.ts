/** The command line as a function, without a process of its own: for what does not depend on one. */
import { runCli } from '../../src/cli/index.ts'
import type { Terminal } from '../../src/cli/terminal.ts'

export interface Told {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs `memkit-gpu …args`, in the folder of the tests. */
export async function cli(args: readonly string[], input = ''): Promise<Told> {
  const told = { out: '', err: '' }
  const terminal: Terminal = {
    print: (text) => void (told.out += text),
    error: (line) => void (told.err += `${line}\n`),
    progress: () => undefined,
    readInput: () => Promise.resolve(new TextEncoder().encode(input)),
  }
  const code = await runCli(args, terminal)
  return { code, ...told }
}
