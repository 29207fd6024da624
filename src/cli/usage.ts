/** The options of a command, parsed strictly; every fault in them is a `UsageError`. */
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { nearestId } from '../nearest-id.ts'

type OptionsConfig = NonNullable<ParseArgsConfig['options']>

/** An error in the command line itself: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Parses options and at most one positional argument, `what`. */
export function parseOptionalSubject<const Options extends OptionsConfig>(
  args: readonly string[],
  what: string,
  options: Options,
) {
  const parsed = parse(args, options)
  const [subject, ...surplus] = parsed.positionals
  if (surplus.length > 0) throw new UsageError(`one ${what} is taken, but ${JSON.stringify(surplus[0])} follows it`)
  return { subject, values: parsed.values }
}

/** Parses options and exactly one positional argument, `what`. */
export function parseOptions<const Options extends OptionsConfig>(
  args: readonly string[],
  what: string,
  options: Options,
) {
  const { subject, values } = parseOptionalSubject(args, what, options)
  if (subject === undefined) throw new UsageError(`${what} is missing`)
  return { subject, values }
}

/** Parses options and exactly two positional arguments. */
export function parsePair<const Options extends OptionsConfig>(
  args: readonly string[],
  what: string,
  options: Options,
) {
  const { positionals, values } = parse(args, options)
  const [first, second, ...surplus] = positionals
  if (first === undefined || second === undefined) throw new UsageError(`two files are compared: ${what} is missing`)
  if (surplus.length > 0) throw new UsageError(`two files are compared, but ${JSON.stringify(surplus[0])} follows them`)
  return { pair: [first, second] as const, values }
}

function parse<const Options extends OptionsConfig>(args: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true })
  } catch (error) {
    // The first sentence says what is wrong; the rest explains parseArgs.
    const message = (error as Error).message.split(/[.]\s/)[0]!.replace(/[.]$/, '')
    const [, unknown] = /^Unknown option '--(.*)'$/.exec(message) ?? []
    const [, valueless] = /^Option '--([^ ']+)(?: <value>)?' argument (?:missing|is ambiguous)$/.exec(message) ?? []
    if (valueless !== undefined) throw new UsageError(`--${valueless} wants a value behind it`)
    if (unknown === undefined) throw new UsageError(message)
    const nearest = nearestId(unknown, Object.keys(options))
    const known = Object.keys(options).map((name) => `--${name}`)
    const others = known.length > 0 ? `there are ${known.join(', ')}` : 'this command takes none'
    throw new UsageError(`${message}; ${nearest === undefined ? others : `did you mean --${nearest}?`}`)
  }
}

/** The nearest of the names that were possible, as the end of a sentence; nothing where none is near. */
export function suggestion(name: string, names: Iterable<string>): string {
  const nearest = nearestId(name, names)
  return nearest === undefined ? '' : `; did you mean ${JSON.stringify(nearest)}?`
}

/** One of the names an option takes. */
export function choice<const Name extends string>(option: string, value: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === value)
  if (found === undefined)
    throw new UsageError(`${option} takes ${names.join(', ')}; not ${JSON.stringify(value)}${suggestion(value, names)}`)
  return found
}

/** The option of every command that reads files. */
export const maxInput = { 'max-input': { type: 'string', default: String(512 * 2 ** 20) } } as const

/** A size in bytes, as `--max-input` takes it. */
export function bytes(option: string, value: string): number {
  if (!/^[0-9]{1,15}$/.test(value))
    throw new UsageError(`${option} takes a number of bytes; not ${JSON.stringify(value)}`)
  return Number(value)
}

/** `NAME=FILE` pairs by name. A name may not stand twice. */
export function pairs(option: string, values: readonly string[] = []): Map<string, string> {
  const found = new Map<string, string>()
  for (const value of values) {
    const split = value.indexOf('=')
    const [name, file] = [value.slice(0, split), value.slice(split + 1)]
    if (split < 1 || file === '') throw new UsageError(`${option} takes NAME=FILE; not ${JSON.stringify(value)}`)
    if (found.has(name)) throw new UsageError(`${option} names ${JSON.stringify(name)} twice`)
    found.set(name, file)
  }
  return found
}
