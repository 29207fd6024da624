/** The options of a command, parsed strictly; every fault in them is a `UsageError`. */
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { nearestId } from '../nearest-id.ts'

type OptionsConfig = NonNullable<ParseArgsConfig['options']>

/** An error in the command line itself, or a file that it names and that cannot be used: exit code 2. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError'
}

/** A file that cannot be used: the command line is well formed, and its help would not help. */
export class FileError extends UsageError {
  override readonly name = 'FileError'
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
  let parsed
  try {
    parsed = parseArgs({ args: [...args], options, strict: true, allowPositionals: true, tokens: true })
  } catch (error) {
    throw new UsageError(faultOf(error as Error, args, options))
  }
  const given = new Set<string>()
  for (const token of parsed.tokens) {
    if (token.kind !== 'option') continue
    if (token.value === '') throw new UsageError(`--${token.name} wants a value, and it is empty`)
    if (given.has(token.name) && !options[token.name]!.multiple) throw new UsageError(`--${token.name} is given twice`)
    given.add(token.name)
  }
  return parsed
}

/** The fault that parseArgs found, in our words. */
function faultOf({ message }: Error, args: readonly string[], options: OptionsConfig): string {
  // The first sentence says what is wrong; the rest explains parseArgs.
  const fault = message.split(/[.]\s/)[0]!.replace(/[.]$/, '')
  const [, name, why] = /^Option '--([^ ']+)(?: <value>)?' argument (missing|is ambiguous)$/.exec(fault) ?? []
  if (name !== undefined) {
    // The option may stand more than once: the one that is meant has something like an option behind it.
    const next = args.find((word, i) => word.startsWith('-') && args[i - 1] === `--${name}`)
    const isOption = next?.startsWith('--') && Object.hasOwn(options, next.slice(2).split('=')[0]!)
    const remedy = why === 'missing' || isOption ? '' : `; for one that begins with -, write --${name}=${next}`
    return `--${name} wants a value behind it${remedy}`
  }
  const [, valued] = /^Option '(--[^ ']+)' does not take an argument$/.exec(fault) ?? []
  if (valued !== undefined) return `${valued} takes no value`
  const [, unknown] = /^Unknown option '(.*)'$/.exec(fault) ?? []
  if (unknown === undefined) return fault
  const known = Object.keys(options).map((option) => `--${option}`)
  const nearest = unknown.startsWith('--') ? nearestId(unknown, known) : undefined
  if (nearest !== undefined) return `there is no option ${unknown}; did you mean ${nearest}?`
  const others = known.length === 0 ? 'this command takes none' : `this command takes ${known.join(', ')}`
  return `there is no option ${unknown}; ${others}`
}

/** The nearest of the names that were possible, as the end of a sentence; nothing where none is near. */
export function suggestion(name: string, names: Iterable<string>): string {
  const nearest = nearestOf(name, [...names])
  return nearest === undefined ? '' : suggestionOf(nearest)
}

export const suggestionOf = (name: string): string => `; did you mean ${JSON.stringify(name)}?`

/** The name that differs in capitals only, or else the nearest. */
export const nearestOf = (name: string, known: readonly string[]): string | undefined =>
  known.find((one) => one.toLowerCase() === name.toLowerCase()) ?? nearestId(name, known)

/** One of the names an option takes. */
export function choice<const Name extends string>(option: string, value: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === value)
  if (found === undefined)
    throw new UsageError(`${option} takes ${names.join(', ')}; not ${JSON.stringify(value)}${suggestion(value, names)}`)
  return found
}

/** The option of every command that reads files. */
export const maxInput = { 'max-input': { type: 'string', default: String(512 * 2 ** 20) } } as const

/** A size in bytes, as `--max-input` takes it: 65536, or 64KiB. */
export function bytes(option: string, value: string): number {
  const [, number, unit = ''] = /^(\d+)(|KiB|MiB|GiB)$/.exec(value) ?? []
  if (number === undefined)
    throw new UsageError(`${option} takes bytes, such as 65536, 64KiB, 64MiB or 1GiB; not ${JSON.stringify(value)}`)
  const size = Number(number) * 1024 ** ['', 'KiB', 'MiB', 'GiB'].indexOf(unit)
  if (!Number.isSafeInteger(size)) throw new UsageError(`${option} takes fewer than 2^53 bytes; not ${value}`)
  return size
}

/**
 * `NAME=FILE` pairs by name, which may not stand twice. Names may hold `=`: NAME is the longest of the known names that fits, and where none
 * does, what stands before the first `=`.
 */
export function pairs(option: string, values: readonly string[], known: ReadonlySet<string>): Map<string, string> {
  const found = new Map<string, string>()
  for (const value of values) {
    const split = splitOf(value, known)
    const [name, file] = [value.slice(0, split), value.slice(split + 1)]
    if (split < 1 || file === '') throw new UsageError(`${option} takes NAME=FILE; not ${JSON.stringify(value)}`)
    if (found.has(name)) throw new UsageError(`${option} names ${JSON.stringify(name)} twice`)
    found.set(name, file)
  }
  return found
}

function splitOf(value: string, known: ReadonlySet<string>): number {
  let split = value.lastIndexOf('=', value.length - 2)
  while (split > 0 && !known.has(value.slice(0, split))) split = value.lastIndexOf('=', split - 1)
  return split > 0 ? split : value.indexOf('=')
}
