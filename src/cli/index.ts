/** The command line as a function: it finds the command and turns errors into an exit code and a line for each. */
import manifest from '../../package.json' with { type: 'json' }
import { isMemkitError, type MemkitError } from '../index.ts'
import { printable } from '../errors.ts'
import { diffCommand } from './commands/diff.ts'
import { initCommand } from './commands/init.ts'
import { inspectCommand } from './commands/inspect.ts'
import { planCommand } from './commands/plan.ts'
import { runCommand } from './commands/run.ts'
import { schemaCommand } from './commands/schema.ts'
import { validateCommand } from './commands/validate.ts'
import { helpOf } from './help.ts'
import { describeFaults, DocumentError } from './located.ts'
import { processTerminal, type Terminal } from './terminal.ts'
import { FileError, suggestion, UsageError } from './usage.ts'

export type { Terminal } from './terminal.ts'

/** 0 = done; 1 = the graph, plan or run is at fault, or `diff` found differences; 2 = wrong usage. */
export type ExitCode = 0 | 1 | 2

type Command = (args: readonly string[], terminal: Terminal) => Promise<void | ExitCode>

const commands: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['validate', validateCommand],
  ['plan', planCommand],
  ['run', runCommand],
  ['diff', diffCommand],
  ['inspect', inspectCommand],
  ['schema', schemaCommand],
  ['init', initCommand],
])

/**
 * Runs one command line, without the program's name: `runCli(['plan', 'graph.json'])`.
 * Errors are written to the terminal's error stream, one call a fault, and become the exit code; it rejects with what `terminal.error` itself throws alone.
 */
export async function runCli(args: readonly string[], terminal: Terminal = processTerminal): Promise<ExitCode> {
  try {
    return (await dispatch(args, terminal)) ?? 0
  } catch (error) {
    if (error instanceof UsageError) {
      const { message } = error
      const help = error instanceof FileError ? '' : `${message.endsWith('?') ? '' : ';'} memkit-gpu --help shows how`
      terminal.error(errorLine(`${message}${help}`))
      return 2
    }
    for (const line of linesOf(error)) terminal.error(errorLine(line))
    return 1
  }
}

async function dispatch(args: readonly string[], terminal: Terminal): Promise<void | ExitCode> {
  if (!Array.isArray(args) || args.length > mostArguments || args.some((one) => typeof one !== 'string'))
    throw new UsageError(`the command line must be a list of at most ${mostArguments} strings`)
  const [name, ...rest] = args as readonly string[]
  if (name === '--version' || name === '-v') return terminal.print(`${manifest.version}\n`)
  const wantsHelp = name === 'help' || args.includes('--help') || args.includes('-h')
  const subject = name === 'help' ? rest[0] : name
  const isOfAll = subject === undefined || subject === 'help' || subject.startsWith('-')
  if (wantsHelp && (isOfAll || commands.has(subject))) return terminal.print(helpOf(subject))
  if (name === undefined) throw new UsageError(`no command was given; ${known}`)
  const command = commands.get(name)
  if (command) return command(rest, terminal)
  throw noCommand(subject ?? name)
}

const known = `there are ${[...commands.keys()].join(', ')}`

function noCommand(name: string): UsageError {
  const nearest = suggestion(name, [...commands.keys(), '--help', '--version'])
  return new UsageError(`there is no command ${JSON.stringify(name)}${nearest || `; ${known}`}`)
}

/** More than any system hands over. */
const mostArguments = 2_000_000

/** Advice for the command line on an error that the library describes in its own terms. */
const hints: Readonly<Record<string, string>> = {
  MISSING_BODY: '--stub-bodies lets bodies do nothing',
  MISSING_INPUT: 'give it with --input NAME=FILE, or a folder of them with --inputs FOLDER',
}

function linesOf(error: unknown): string[] {
  if (error instanceof DocumentError) return describeFaults(error).map(indented)
  return [isMemkitError(error) ? describe(error) : unexpected(error)]
}

function describe(error: MemkitError): string {
  const hint = hints[error.code]
  return indented(`${error.code}: ${error.message}${hint === undefined ? '' : `; ${hint}`}`)
}

/** Names of files, too, may hold what a terminal obeys. */
const errorLine = (text: string): string => `memkit-gpu: ${printable(text)}`

/** A fault begins with a line that has its place; what a compiler draws below is kept as it drew it, away from the margin. */
const indented = (text: string): string => text.replace(/\s*[\r\n]+/g, '\n    ')

const unexpected = (error: unknown): string =>
  `INTERNAL: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
