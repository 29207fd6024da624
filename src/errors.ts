/**
 * Every error of the project is made here: one class, stable codes, one factory each. One long list, so that codes and wording
 * are seen side by side.
 */

export type ErrorPhase = 'parse' | 'plan' | 'execute' | 'backend'

export interface MemkitErrorInit {
  code: string
  phase: ErrorPhase
  message: string
  /** JSON path in the document, such as `passes[3].to.offset`. */
  path?: string
  details?: ErrorDetails
  cause?: unknown
}

/** The values of an error's message, by name. */
export type ErrorDetails = Readonly<Record<string, unknown>> & {
  /** The faults of a document, up to 50 of them; may be absent where there is only one. */
  readonly issues?: readonly MemkitIssue[]
  /** Number of faults found in a document. */
  readonly issueCount?: number
}

/** The one error class. `code` is stable and made for programs; `message` says what is wrong, where, and what to do. */
export class MemkitError extends Error {
  readonly code: string
  readonly phase: ErrorPhase
  readonly path: string | undefined
  readonly details: ErrorDetails

  constructor(init: MemkitErrorInit) {
    super(
      printable(init.path ? `${init.message} (${init.path})` : init.message),
      init.cause === undefined ? {} : { cause: init.cause },
    )
    this.name = 'MemkitError'
    this.code = init.code
    this.phase = init.phase
    this.path = init.path
    this.details = init.details ?? {}
  }
}

/**
 * Controls, odd spaces, marks of direction and what is no character: terminals obey some, and others make a line look like another
 * one. Only classes that are the same in all versions of Unicode; the rest by number.
 */
const unprintable =
  /[\p{Cc}\p{Z}\p{Cs}\p{Co}\u00ad\u061c\u180e\u200b-\u200f\u2060-\u206f\u202a-\u202e\ufeff\ufff9-\uffff\u{e0000}-\u{e0fff}]/gu

/** A text in which such characters are escapes as in JSON, save for spaces, tabs and line breaks. */
export const printable = (text: string): string =>
  text.replace(unprintable, (found) =>
    ' \t\n\r'.includes(found) ? found : Array.from({ length: found.length }, (_, i) => escaped(found, i)).join(''),
  )
const escaped = (text: string, i: number): string => `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`

/** One fault of a document: `message` is without the path. */
export interface MemkitIssue {
  /** As that of an error. */
  readonly code: string
  /** A sentence that says what is wrong, and what to do. */
  readonly message: string
  /** The place in the document, such as `passes[3].to.offset`. */
  readonly path?: string
}

/** `instanceof` for what strangers throw and return: a revoked Proxy has no prototype to ask for. */
export function isInstance<T>(value: unknown, of: new (...args: never[]) => T): value is T {
  try {
    return value instanceof of
  } catch {
    return false
  }
}

/** Whether an error is of this package: its `code` says what is wrong. */
export const isMemkitError = (value: unknown): value is MemkitError => isInstance(value, MemkitError)

type Details = Record<string, unknown>
interface Rest {
  readonly path?: string | undefined
  readonly details?: Details | undefined
  readonly cause?: unknown
}
/** Fields that are undefined count as left out. */
const make = (code: string, phase: ErrorPhase, message: string, { path, details, cause }: Rest = {}) =>
  new MemkitError({
    code,
    phase,
    message,
    ...(path === undefined ? {} : { path }),
    ...(details ? { details } : {}),
    cause,
  })

/** The end of a message about a name that is not known, where a known one is like it. */
export const suggestion = (nearest: string | undefined): string =>
  nearest === undefined ? '' : `; did you mean ${shown(nearest)}?`

/** A user's id or value as messages repeat it: at most 80 characters. */
export const shown = (value: unknown): string => {
  // An object's own `toString` may take long, or throw.
  if ((typeof value === 'object' && value !== null) || typeof value === 'function')
    return typeof value === 'object' ? 'an object' : 'a function'
  const text =
    typeof value === 'string' ? JSON.stringify(value) : `${String(value)}${typeof value === 'bigint' ? 'n' : ''}`
  return text.length > 80 ? `${text.slice(0, 77)}…` : text
}

/** The message of what was thrown, of any realm's error; undefined for what is no error, or says nothing of itself. */
function messageIn(thrown: unknown): string | undefined {
  try {
    const { message } = (thrown ?? {}) as { readonly message?: unknown }
    return typeof message === 'string' ? message : undefined
  } catch {
    return undefined
  }
}

/** A thrown value in words. Strangers may throw anything. */
export const messageOf = (thrown: unknown): string =>
  messageIn(thrown) ?? (typeof thrown === 'string' ? thrown : shown(thrown))

export const threw = (cause: unknown): string => `threw: ${shown(messageIn(cause) ?? cause)}`

/** A number of things: `1 byte`, `2 bytes`, `2 passes`. */
export const counted = (count: number, thing: string): string =>
  `${count} ${thing}${count === 1 ? '' : thing.endsWith('s') ? 'es' : 's'}`

/** At most this many faults of one document are listed. */
export const mostIssues = 50

/** The fault of an error by itself. */
export const issueOf = ({ code, message, path }: MemkitError): MemkitIssue =>
  path ? { code, message: message.slice(0, -3 - printable(path).length), path } : { code, message }

/** The error for several faults: that of the first, with all of them, up to `mostIssues`, in `details.issues`. */
export const withIssues = (first: MemkitError, issues: readonly MemkitIssue[], count: number): MemkitError => {
  const { code, phase, path, details, cause } = first
  const more = count > 1 ? `; ${count - 1} more in details.issues` : ''
  const listed = { ...details, issues: issues.slice(0, mostIssues), issueCount: count }
  return make(code, phase, `${issueOf(first).message}${more}`, { path, details: listed, cause })
}

/** The error of a document that lies in another one: its paths begin with that place. */
export const withPlace = (error: MemkitError, place: string): MemkitError => {
  const { code, phase, details, cause } = error
  const inside = (path = ''): string => `${place}${path === '' || path.startsWith('[') ? '' : '.'}${path}`
  const issues = details.issues?.map((issue) => {
    return { ...issue, path: inside(issue.path) }
  })
  const { message } = issueOf(error)
  return make(code, phase, message, {
    path: inside(error.path),
    details: issues ? { ...details, issues } : details,
    cause,
  })
}

/** The error with ids in front of its message and among its details. */
export const withSubject = (error: MemkitError, subject: string, ids: Details): MemkitError => {
  const { code, phase, path, details, cause } = error
  const { message } = issueOf(error)
  const named = subject === '' ? message : `${capital(subject)}: ${small(message)}`
  const made = make(code, phase, named, { path, details: { ...ids, ...details }, cause })
  if (error.stack !== undefined) made.stack = error.stack.replace(error.message, () => made.message)
  return made
}

/** The error of work for a pass: it names that pass, unless it names one already. */
export const ofPass = (error: unknown, pass: string): unknown =>
  isMemkitError(error) && !('pass' in error.details) ? withSubject(error, `pass ${shown(pass)}`, { pass }) : error

/** Runs what is done for a pass, whose errors then name it. */
export function inPass<T>(pass: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw ofPass(error, pass)
  }
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
/** Words begin small inside a sentence; names and abbreviations stay as they are. */
const small = (text: string): string =>
  /^[A-Z][a-z]* /.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text

// ── parse: the document itself ─────────────────────────────────────────────────────────────────────────────────────

export const invalidJson = (why: string, details?: Details, cause?: unknown) =>
  make('INVALID_JSON', 'parse', `The document is not valid JSON: ${why}`, { details, cause })
export const inputTooLarge = (what: string, maxBytes: number) =>
  make(
    'INPUT_TOO_LARGE',
    'parse',
    `${what} has more than the ${counted(maxBytes, 'byte')} that ${maxBytes === 1 ? 'is' : 'are'} taken; --max-input BYTES takes more`,
    { details: { maxBytes } },
  )
export const duplicateKey = (key: string, path: string) =>
  make('DUPLICATE_KEY', 'parse', `The key ${shown(key)} stands twice in one object; remove one of the two`, {
    path,
    details: {
      key,
    },
  })
export const inexactNumber = (token: string, why: string, path: string) =>
  make('INEXACT_NUMBER', 'parse', `The number ${shown(token)} cannot be kept exactly: ${why}`, {
    path,
    details: {
      token: token.slice(0, 80),
    },
  })
export const unreadableValue = (why: string, path: string, cause?: unknown) =>
  make('UNREADABLE_VALUE', 'parse', `A value cannot be read: ${why}; give plain data`, { path, cause })
/** @param offset of the first bracket too many, in UTF-16 units of the text, where there is one */
export const tooDeep = (limit: number, offset?: number) =>
  make('TOO_DEEP', 'parse', `The document nests deeper than ${limit} levels; no document needs that`, {
    details: { limit, ...(offset !== undefined && { offset }) },
  })
export const invalidDocument = (message: string, path: string) => make('INVALID_DOCUMENT', 'parse', message, { path })
const documentNames = {
  graph: 'a graph',
  plan: 'a plan',
  profile: 'a device profile',
  text: 'a text',
  builder: 'a graph builder',
  backend: 'a backend',
} as const
export type GivenKind = keyof typeof documentNames
export const wrongDocument = (kind: GivenKind, wanted: 'graph' | 'plan' | 'profile', advice: string) =>
  make(
    'WRONG_DOCUMENT',
    wanted === 'graph' ? 'parse' : 'plan',
    `This is ${documentNames[kind]}, but ${documentNames[wanted]} is wanted; ${advice}`,
    {
      details: { kind, wanted },
    },
  )
export const unsupportedVersion = (version: unknown) =>
  make(
    'UNSUPPORTED_VERSION',
    'parse',
    `Document version ${shown(version)} is not known; this release reads version 1`,
    { path: 'version', details: { version } },
  )
export const tooMany = (what: string, count: number, cap: number, path: string) =>
  make('TOO_MANY', 'parse', `The document has ${count} ${what}; at most ${cap} are taken`, {
    path,
    details: { what, count, cap },
  })
export const patchMismatch = (why: string, index: number | undefined, path: string, patch: unknown) =>
  make('PATCH_MISMATCH', 'parse', `Patching failed: ${why}; patches lead from the graph they were made of`, {
    path: index === undefined ? 'patches' : `patches[${index}]`,
    details: { path, patch },
  })
export const duplicateId = (what: string, id: string, path: string, firstPath: string) =>
  make(
    'DUPLICATE_ID',
    'parse',
    `The ${what} id ${shown(id)} is already taken by another ${what} (${firstPath}); ids must be unique`,
    {
      path,
      details: { id, firstPath },
    },
  )
export const unknownReference = (what: string, id: string, path: string, nearest: string | undefined) =>
  make('UNKNOWN_REFERENCE', 'parse', `There is no ${what} ${shown(id)}${suggestion(nearest)}`, {
    path,
    details: { id, nearest },
  })
export const wrongKind = (message: string, path: string, details?: Details) =>
  make('WRONG_KIND', 'parse', message, { path, details })
export const outOfRange = (message: string, path: string, details?: Details) =>
  make('OUT_OF_RANGE', 'parse', message, { path, details })
export const sizeMismatch = (message: string, path: string, details?: Details) =>
  make('SIZE_MISMATCH', 'parse', message, { path, details })
export const invalidTexture = (message: string, path: string) => make('INVALID_TEXTURE', 'parse', message, { path })
export const invalidPipeline = (message: string, path: string, details?: Details) =>
  make('INVALID_PIPELINE', 'parse', message, { path, details })
export const invalidDraw = (message: string, path: string, details?: Details) =>
  make('INVALID_DRAW', 'parse', message, { path, details })
export const overlappingCopy = (resource: string, path: string, details?: Details) =>
  make(
    'OVERLAPPING_COPY',
    'parse',
    `Source and destination of the copy overlap in ${resource}; take parts that share nothing, or copy by way of another resource`,
    { path, details },
  )
export const usageConflict = (message: string, path: string, details?: Details) =>
  make('USAGE_CONFLICT', 'parse', message, { path, details })
export const invalidOptional = (pass: string, why: string, path: string) =>
  make('INVALID_OPTIONAL', 'parse', `The upload ${shown(pass)} cannot be optional: ${why}`, { path, details: { pass } })
export const optionalInPart = (pass: string, input: string, isOptional: boolean, path: string) =>
  make(
    'INVALID_OPTIONAL',
    'parse',
    `The upload ${shown(pass)} is ${isOptional ? '' : 'not '}optional, but another one of the input ${shown(input)} is${isOptional ? ' not' : ''}; say it for all or for none`,
    { path, details: { pass, input } },
  )
export const wrongBypass = (pass: string, out: string, source: string, why: string, path: string) =>
  make('INVALID_BYPASS', 'parse', `Pass ${shown(pass)} cannot bypass ${shown(out)} with ${shown(source)}: ${why}`, {
    path,
    details: { pass, out, in: source },
  })
/** @param kind of what is missing: a bypass writes resources only */
export const nothingLeftToRead = (
  pass: string,
  kind: 'resource' | 'input' | 'output',
  what: string,
  off: readonly string[],
  path: string,
) =>
  make(
    'NOTHING_LEFT_TO_READ',
    'plan',
    `Pass ${shown(pass)} is needed and reads ${kind === 'resource' ? '' : `the ${kind} `}${shown(what)}, which nothing writes with ${off.map(shown).slice(0, 5).join(', ')} switched off; ${kind === 'resource' ? 'give those a bypass, or ' : ''}switch ${shown(pass)} off too`,
    { path, details: { pass, [kind]: what, disabled: off } },
  )
export const portMismatch = (from: string, to: string, difference: string, path: string) =>
  make('PORT_MISMATCH', 'parse', `The port ${shown(from)} cannot be ${shown(to)}: ${difference}; give both one shape`, {
    path,
    details: { from, to },
  })
export const cyclicPort = (ports: readonly string[], path: string) =>
  make(
    'CYCLIC_PORT',
    'parse',
    `The ports ${shown(ports.join(' → '))} lead back to the first; one of them must be a resource`,
    { path, details: { ports } },
  )
export const unorderedAfter = (id: string, isItself: boolean, path: string) =>
  make(
    'UNORDERED_AFTER',
    'parse',
    isItself
      ? `"after" names ${shown(id)}, which is the pass itself; leave it out`
      : `"after" names ${shown(id)}, which is not an earlier pass; declared order is the order of meaning, so declare ${shown(id)} first, or leave it out`,
    { path, details: { id } },
  )

// ── plan: what cannot be planned ───────────────────────────────────────────────────────────────────────────────────

export const readBeforeWrite = (pass: string, resource: string, begin: number, end: number, path: string) =>
  make(
    'READ_BEFORE_WRITE',
    'plan',
    `Pass ${shown(pass)} reads bytes ${begin}…${end} of ${shown(resource)} before anything writes them; write them first, or make the resource persistent`,
    { path, details: { pass, resource, begin, end } },
  )
export const texelsReadBeforeWrite = (
  pass: string,
  resource: string,
  texels: {
    readonly mipLevel: number
    readonly origin: readonly number[]
    readonly size: readonly number[]
    readonly aspect: string
  },
  path: string,
) =>
  make(
    'READ_BEFORE_WRITE',
    'plan',
    `Pass ${shown(pass)} reads mip level ${texels.mipLevel}, layer ${texels.origin[2]} of ${shown(resource)} before anything writes it, or after an attachment discarded it (${texels.size.slice(0, 2).join(' × ')} texels from ${texels.origin.slice(0, 2).join(', ')}${texels.aspect === 'all' ? '' : `, ${texels.aspect}`}); write it first, store what is drawn, or read only what was written`,
    {
      path,
      details: {
        pass,
        resource,
        mipLevel: texels.mipLevel,
        origin: texels.origin,
        size: texels.size,
        aspect: texels.aspect,
      },
    },
  )
export const overLimit = (what: string, value: number, limitName: string, limit: number, path: string) =>
  make('OVER_LIMIT', 'plan', `${what} is ${value}, above the device's ${limitName} of ${limit}`, {
    path,
    details: {
      value,
      limitName,
      limit,
    },
  })
export const tooManyUploadParts = (pass: string, stagingBytes: number, limit: number, path: string) =>
  make(
    'OVER_LIMIT',
    'plan',
    `The upload of pass ${shown(pass)} goes in parts of at most ${counted(stagingBytes, 'byte')}, as much as a submission may stage, and these are more than the ${limit} that all uploads may be cut into; raise "stagingBytes" of the profile, or upload less`,
    { path, details: { pass, limitName: 'stagingBytes', stagingBytes, limit } },
  )
export const misaligned = (what: string, value: number, alignmentName: string, alignment: number, path: string) =>
  make(
    'MISALIGNED',
    'plan',
    `${what} is ${value}, but the device's ${alignmentName} wants a multiple of ${alignment}`,
    { path, details: { value, alignmentName, alignment } },
  )
export const noQueue = (pass: string, wanted: string, path: string, available: readonly string[]) =>
  make(
    'NO_QUEUE',
    'plan',
    `No queue of the device can run the pass ${shown(pass)} (${wanted}); it has ${available.join(', ')}${wanted.startsWith('asked') ? '. Ask for another kind of queue, or leave "queue" out' : ''}`,
    { path, details: { pass, wanted, available } },
  )
export const unsupportedFormat = (
  what: string,
  format: string,
  lacks: string | undefined,
  advice: string,
  path: string,
  details: Details,
) =>
  make(
    'UNSUPPORTED_FORMAT',
    'plan',
    `${what} is ${format}, ${lacks === undefined ? 'which is missing in' : `without ${JSON.stringify(lacks)} in`} the device's "formats"; ${advice}`,
    { path, details: { ...details, format, field: `formats[${JSON.stringify(format)}]`, lacks } },
  )
export const ruleForbids = (message: string, path: string, details?: Details) =>
  make('RULE_FORBIDS', 'plan', message, { path, details })
export const invalidProfile = (message: string, path?: string) => make('INVALID_PROFILE', 'plan', message, { path })
export const invalidPlan = (message: string, path?: string, details?: Details, cause?: unknown) =>
  make('INVALID_PLAN', 'plan', message, { path, details, cause })

/** At most this many resources are named. */
const mostNamed = 8
export const overBudget = (budget: number, memory: BudgetedMemory) => {
  const { peakBytes, lowerBoundBytes, anyOrderLowerBoundBytes = 0, peakLive = [] } = memory
  const largest = [...peakLive].sort((a, b) => b.sizeBytes - a.sizeBytes)
  const named = largest.slice(0, mostNamed).map(({ resource, sizeBytes }) => `${shown(resource)} ${sizeBytes} B`)
  const more = largest.length > mostNamed ? `, and ${largest.length - mostNamed} more` : ''
  const advice =
    anyOrderLowerBoundBytes > budget
      ? `no order of the passes needs less than ${anyOrderLowerBoundBytes}, so raise the budget or make what is alive there smaller`
      : `any order needs ${anyOrderLowerBoundBytes} or more; raise the budget or "effort"`
  return make(
    'OVER_BUDGET',
    'plan',
    `The memory budget is ${counted(budget, 'byte')}, but the lowest peak found is ${peakBytes} (its schedule needs ${lowerBoundBytes} or more); ${advice}. Alive there: ${named.join(', ')}${more}`,
    {
      path: 'resources',
      details: { budget, peakBytes, lowerBoundBytes, anyOrderLowerBoundBytes, alive: peakLive },
    },
  )
}
interface BudgetedMemory {
  readonly peakBytes: number
  readonly lowerBoundBytes: number
  readonly anyOrderLowerBoundBytes?: number | undefined
  readonly peakLive?: readonly { resource: string; version: number; sizeBytes: number }[] | undefined
}

// ── execute: one run ───────────────────────────────────────────────────────────────────────────────────────────────

export const invalidOption = (name: string, value: unknown, wanted: string) =>
  make('INVALID_OPTION', 'execute', `The option ${name} must be ${wanted}, not ${shown(value)}`, {
    path: name,
    details: { name, value },
  })
export const mapGiven = (name: string, wanted: string) =>
  make(
    'INVALID_OPTION',
    'execute',
    `The option ${name} must be ${wanted}, in an object; a Map has no fields: give Object.fromEntries(map)`,
    { path: name, details: { name } },
  )
export const unknownOption = (place: string, name: string, nearest: string | undefined, known: readonly string[]) =>
  make(
    'INVALID_OPTION',
    'execute',
    `There is no option ${shown(name)}${place === 'options' ? '' : ` in ${place}`}; ${nearest === undefined ? `options are ${known.map(shown).join(', ')}` : `did you mean ${shown(nearest)}?`}`,
    { path: place === 'options' ? name : `${place}.${name}`, details: { name, nearest } },
  )
export const costOfNoPass = (id: string, nearest: string | undefined, path: string) =>
  make(
    'INVALID_OPTION',
    'execute',
    `The option costs names ${shown(id)}, and the graph has no pass of this id${suggestion(nearest)}`,
    { path, details: { name: id, nearest } },
  )
export const missingInput = (name: string, sizeBytes: number) =>
  make('MISSING_INPUT', 'execute', `run() needs the input ${shown(name)} (${counted(sizeBytes, 'byte')})`, {
    path: `inputs.${name}`,
    details: {
      name,
      sizeBytes,
    },
  })
export const surplusInput = (name: string, nearest: string | undefined) =>
  make('SURPLUS_INPUT', 'execute', `The plan has no input ${shown(name)}${suggestion(nearest)}`, {
    path: `inputs.${name}`,
    details: { name, nearest },
  })
export const wrongInputSize = (name: string, got: number, wanted: number, file?: string) =>
  make(
    'WRONG_INPUT_SIZE',
    'execute',
    `The input ${shown(name)}${file === undefined ? '' : `, from ${file},`} has ${counted(got, 'byte')}; the plan wants ${wanted}`,
    {
      path: `inputs.${name}`,
      details: { name, got, wanted },
    },
  )
export const invalidInput = (name: string, why: string) =>
  make('INVALID_INPUT', 'execute', `The input ${shown(name)} cannot be used: ${why}`, {
    path: `inputs.${name}`,
    details: { name },
  })
export const inputFailed = (name: string, cause: unknown) =>
  make('INPUT_FAILED', 'execute', `The function of the input ${shown(name)} ${threw(cause)}`, {
    path: `inputs.${name}`,
    details: { name },
    cause,
  })
export const invalidOutput = (name: string, why: string) =>
  make('INVALID_OUTPUT', 'execute', `The memory for the output ${shown(name)} cannot be used: ${why}`, {
    path: `outputs.${name}`,
    details: { name },
  })
export const unknownOutput = (name: string, nearest: string | undefined) =>
  invalidOutput(name, `the plan has none of that name${suggestion(nearest)}`)
export const outputReleased = (name: string, by: string) =>
  make('OUTPUT_RELEASED', 'execute', `The output ${shown(name)} was in place, and its memory was given back by ${by}`, {
    path: `outputs.${name}`,
    details: { name, by },
  })
export const readReleased = (resource: string, by: string) =>
  make(
    'OUTPUT_RELEASED',
    'execute',
    `What was read of ${shown(resource)} was in place, and its memory was given back by ${by}`,
    {
      details: { resource, by },
    },
  )
export const outputsHeld = (names: readonly string[], frames: number) =>
  make(
    'OUTPUTS_HELD',
    'execute',
    `No frame in flight is free: of all ${frames}, outputs in place are held (${names.map(shown).join(', ')}); call release() of those results, or ask for more framesInFlight`,
    { details: { names, frames } },
  )
/** Advice to pass a missing body or import under its own name, and not under `nearest`. */
const giveAs = (list: 'bodies' | 'imports', name: string, nearest: string | undefined) =>
  `as ${list}[${shown(name)}]${nearest === undefined ? '' : `, not as ${list}[${shown(nearest)}]`}`
/** @param given what stands under that name, and is no function @param nearest the name that it may have been given under */
export function missingBody(name: string, pass: string, given?: unknown, nearest?: string): MemkitError {
  const cure =
    given === undefined
      ? `give it ${giveAs('bodies', name, nearest)}`
      : `give a function ${giveAs('bodies', name, undefined)}, not ${shown(given)}`
  return make('MISSING_BODY', 'execute', `The pass ${shown(pass)} needs the body ${shown(name)}; ${cure}`, {
    path: `bodies.${name}`,
    details: { name, pass, nearest },
  })
}
export const bodyFailed = (name: string, pass: string, cause: unknown) =>
  make('BODY_FAILED', 'execute', `The body ${shown(name)} of pass ${shown(pass)} ${threw(cause)}`, {
    details: { name, pass },
    cause,
  })
export const externalRefused = (name: string, pass: string, message: string) =>
  make(
    'BODY_FAILED',
    'execute',
    `The device refuses what the body ${shown(name)} of the external pass ${shown(pass)} did: ${message}`,
    { details: { name, pass } },
  )
/** @param why the operating system's code, where it has one */
export function writeFailed(what: string, why: string, cause?: unknown): MemkitError {
  const words: Readonly<Record<string, string>> = {
    ENOSPC: ': no space is left there',
    EDQUOT: ": this user's quota is used up",
    EFBIG: ': files there may not be so large',
    EIO: ': what holds it failed',
  }
  const said = Object.hasOwn(words, why) ? words[why]! : ''
  return make('WRITE_FAILED', 'execute', `${what} cannot be written (${why})${said}`, { details: { why }, cause })
}
export const invalidTimings = (what: string, path?: string) =>
  make(
    'INVALID_TIMINGS',
    'plan',
    `${what}. Give the timings of a run of this plan, as "memkit-gpu run --json" prints them`,
    { path },
  )
export const noPicture = (output: string, why: string, path: string) =>
  make(
    'NO_PICTURE',
    'execute',
    `The output ${shown(output)} makes no picture: ${why}. A file that does not end in .png takes its bytes as they are`,
    { path, details: { output } },
  )
export const pictureNeeds = (name: string, cause: unknown) =>
  make(
    'MISSING_PACKAGE',
    'execute',
    `PNG files are written by the package ${name}, which could not be loaded: npm install ${name}`,
    { details: { name }, cause },
  )
export const callbackFailed = (name: string, cause: unknown) =>
  make('CALLBACK_FAILED', 'execute', `The callback ${name} ${threw(cause)}`, {
    details: { name },
    cause,
  })
export const listenerPromised = (name: string) =>
  make(
    'CALLBACK_FAILED',
    'execute',
    `The callback ${name} returned a promise, which nobody waits for: what it failed with would end the process. Start what is asynchronous in a function that returns nothing, and handle its errors there`,
    { details: { name } },
  )
export const missingImport = (name: string, nearest?: string) =>
  make(
    'MISSING_IMPORT',
    'execute',
    `run() needs a native handle for the imported resource ${shown(name)}; give it ${giveAs('imports', name, nearest)}`,
    { path: `imports.${name}`, details: { name, nearest } },
  )
export const invalidImport = (name: string, why: string) =>
  make('INVALID_IMPORT', 'execute', `The import ${shown(name)} cannot be used: ${why.trimEnd()}`, {
    path: `imports.${name}`,
    details: { name },
  })
/** The command that installs the package. The version is that of our own manifest: without it, npm may take one that is empty. */
export const installNaga = 'npm install naga-wasm@30.1.0'

export const missingKernel = (shader: string, why: string, cause?: unknown) =>
  make(
    'MISSING_KERNEL',
    'execute',
    `The shader ${shown(shader)} cannot run on the CPU: ${why}; a JavaScript kernel may be registered for it instead`,
    { details: { shader }, cause },
  )
export const kernelFailed = (shader: string, why: string, cause?: unknown) =>
  make('KERNEL_FAILED', 'execute', `The kernel of the shader ${shown(shader)} ${why}`, { details: { shader }, cause })
export const aborted = (cause?: unknown, what = 'run') =>
  make('ABORTED', 'execute', `The ${what} was aborted by its signal`, { cause })
/** WORKER_FAILED: the worker that plans was ended by an error of its own. */
export const workerFailed = (cause: unknown) =>
  make('WORKER_FAILED', 'plan', 'The planning worker failed or has ended; see the cause, and start another', { cause })
/** The data that is left of an error when it travels to another thread. */
export const errorToData = (error: unknown): unknown => {
  if (!isMemkitError(error)) return error
  const { code, phase, message, path, details } = error
  return { code, phase, message, path, details: JSON.parse(JSON.stringify(details)) as Details }
}
/** The error that `errorToData` took apart. */
export const errorFromData = (data: unknown): unknown => {
  if (data instanceof Error || typeof data !== 'object' || data === null || !('code' in data)) return data
  const { code, phase, message, path, details } = data as MemkitErrorInit
  const error = new MemkitError({ code, phase, message, ...(path && { path }), ...(details && { details }) })
  // It names its place already.
  error.message = message
  return error
}
export const planningAborted = (cause?: unknown) =>
  make('ABORTED', 'plan', 'Planning was aborted by its signal', { cause })
export const notPersistent = (call: string, id: string, nearest: string | undefined) =>
  make(
    'NOT_PERSISTENT',
    'execute',
    `${call} wants a persistent resource of the plan, and ${shown(id)} is none: contents of transient resources live only inside a run, and imported ones are the caller's${suggestion(nearest)}`,
    { details: { resource: id, nearest } },
  )
export const invalidPart = (call: string, resource: string, why: string, field?: string) =>
  make('INVALID_PART', 'execute', `${call} cannot reach that part of ${shown(resource)}: ${why}`, {
    path: field,
    details: { resource },
  })
export const invalidData = (call: string, resource: string, why: string, cause?: unknown) =>
  make('INVALID_DATA', 'execute', `${call} cannot use the memory given for ${shown(resource)}: ${why}`, {
    details: { resource },
    cause,
  })
export const wrongDataSize = (resource: string, got: number, wanted: number) =>
  make(
    'WRONG_DATA_SIZE',
    'execute',
    `write() of ${shown(resource)} was given ${counted(got, 'byte')}; the part has ${wanted}`,
    {
      details: { resource, got, wanted },
    },
  )
export const destroyed = (what: string) =>
  make('DESTROYED', 'execute', `This ${what} was destroyed; make a new one`, { details: { what } })
export const reentrantRun = (call = 'run()') =>
  make(
    'REENTRANT_RUN',
    'execute',
    `A body called ${call} of its own executor, which would wait for the body; call it after the run ends`,
    { details: { call } },
  )
export const planMismatch = (message: string, details?: Details) =>
  make('PLAN_MISMATCH', 'execute', message, { details })
export const timedOut = (what: string, ms: number) =>
  make('TIMED_OUT', 'execute', `${capital(what)} did not finish within ${ms} ms`, { details: { what, ms } })
export const bufferTooLarge = (sizeBytes: number, limit: number, whose = "the device's") =>
  make('BUFFER_TOO_LARGE', 'execute', `A buffer of ${counted(sizeBytes, 'byte')} is above ${whose} limit of ${limit}`, {
    details: { sizeBytes, limit },
  })
export const bufferNotFound = (why: string) =>
  make('BUFFER_NOT_FOUND', 'execute', `There is no such buffer here: ${why}`)
export const notMappable = (what: string) =>
  make(
    'NOT_MAPPABLE',
    'execute',
    `The host cannot map ${what}; write it by way of a staging buffer, read it with readback()`,
    { details: { what } },
  )
export const alreadyMapped = (what: string, advice: string) =>
  make('ALREADY_MAPPED', 'execute', `${what} is mapped already; ${advice}`)
export const notMapped = (what: string) => make('NOT_MAPPED', 'execute', `${what} is not mapped; map it first`)
export const dataTooLarge = (sizeBytes: number, offset: number, room: number) =>
  make(
    'DATA_TOO_LARGE',
    'execute',
    `${counted(sizeBytes, 'byte')} at offset ${offset} ${sizeBytes === 1 ? 'does' : 'do'} not fit into a buffer of ${counted(room, 'byte')}; ${offset < room ? `at most ${room - offset} fit there` : 'none fit there'}`,
    { details: { sizeBytes, offset, room } },
  )
export const outsideBuffer = (what: string, offset: number, size: number, room: number) =>
  make(
    'OUTSIDE_BUFFER',
    'execute',
    `${size < 1 ? `Byte ${offset} is` : `Bytes ${offset}…${offset + size} reach`} outside the ${what} of ${counted(room, 'byte')}`,
    {
      details: { what, offset, size, room },
    },
  )
export const poolExhausted = (maxBuffers: number) =>
  make(
    'POOL_EXHAUSTED',
    'execute',
    `${maxBuffers === 1 ? 'The one buffer of the pool is' : `All ${maxBuffers} buffers of the pool are`} in use; release some, or wait with acquireWhenFree()`,
    { details: { maxBuffers } },
  )
export const frameMisuse = (message: string) => make('FRAME_MISUSE', 'execute', message)

// ── backend: the device ────────────────────────────────────────────────────────────────────────────────────────────

export const deviceLost = (why: string, cause?: unknown) =>
  make('DEVICE_LOST', 'backend', `The device was lost (${why}); make a new backend and a new executor`, {
    details: { why },
    cause,
  })
export const outOfMemory = (what: string, sizeBytes: number, cause?: unknown) =>
  make('OUT_OF_MEMORY', 'backend', `The device has no room for ${what} (${counted(sizeBytes, 'byte')})`, {
    details: { what, sizeBytes },
    cause,
  })
/** Whether the device or the host had no memory for something. */
export const isOutOfMemory = (error: unknown): boolean =>
  isMemkitError(error) && (error.code === 'OUT_OF_MEMORY' || error.code === 'OUT_OF_HOST_MEMORY')

export const outOfHostMemory = (what: string, cause?: unknown) =>
  make('OUT_OF_HOST_MEMORY', 'backend', `The host has no memory for ${what}`, { details: { what }, cause })
export const mapFailed = (what: string, cause?: unknown) =>
  make('MAP_FAILED', 'backend', `Mapping ${what} failed`, { details: { what }, cause })
export const validationFailed = (message: string, cause?: unknown) =>
  make('VALIDATION_FAILED', 'backend', message, { cause })
export const passRefused = (pass: string, message: string, cause?: unknown) =>
  make('VALIDATION_FAILED', 'backend', `WebGPU refuses pass ${shown(pass)}: ${message}`, { details: { pass }, cause })
export const strayError = (message: string, cause: unknown) =>
  make(
    'VALIDATION_FAILED',
    'backend',
    `WebGPU reported an error while this run was under way, of the run's commands or of other work on the device: ${message}`,
    { cause },
  )
/** Stages of a pipeline that do not fit each other, or what feeds them or is drawn to. */
export const stagesDoNotFit = (shader: string, why: string) =>
  make('SHADER_FAILED', 'backend', `The pipeline ${why}`, { details: { shader } })
export const shaderFailed = (shader: string, message: string, cause?: unknown) =>
  make('SHADER_FAILED', 'backend', `The shader ${shown(shader)} does not compile: ${message.trimEnd()}`, {
    details: { shader },
    cause,
  })
/** MISSING_PACKAGE: a shader is not compiled without the compiler. */
export const shaderNeeds = (shader: string, why: string, cause: unknown) =>
  make('MISSING_PACKAGE', 'backend', `The shader ${shown(shader)} is not compiled: ${why}`, {
    details: { shader, name: 'naga-wasm' },
    cause,
  })
/** A shader, and what is bound where it declares something else. */
export const bindingsDoNotFit = (shader: string, why: string) =>
  make('SHADER_FAILED', 'backend', `The shader ${shown(shader)} does not fit what it is given: ${why}`, {
    details: { shader },
  })
/** A shader's overridable constants, and the values that a pass or a pipeline gives. */
export const constantsDoNotFit = (shader: string, constant: string, why: string) =>
  make('SHADER_FAILED', 'backend', `The shader ${shown(shader)} does not compile: ${why}`, {
    details: { shader, constant },
  })
export const pipelineFailed = (pipeline: string, pass: string, draw: number, message: string, cause?: unknown) =>
  make(
    'SHADER_FAILED',
    'backend',
    `The pipeline ${shown(pipeline)}, first used by draw ${draw} of pass ${shown(pass)}, cannot be made: ${message}`,
    { details: { pipeline, pass, draw }, cause },
  )
export const bodyRefused = (body: string, pass: string, message: string, cause?: unknown) =>
  make(
    'VALIDATION_FAILED',
    'backend',
    `The device refuses what the body ${shown(body)} of pass ${shown(pass)} did: ${message}`,
    {
      details: { body, pass },
      cause,
    },
  )
export const drawFailed = (pass: string, draw: number, pipeline: string, message: string, cause?: unknown) =>
  make(
    'VALIDATION_FAILED',
    'backend',
    `Draw ${draw} of pass ${shown(pass)}, with the pipeline ${shown(pipeline)}, is refused: ${message}`,
    { details: { pass, draw, pipeline }, cause },
  )
export const shaderMismatch = (message: string, path: string, details?: Details) =>
  make('SHADER_MISMATCH', 'plan', message, { path, details })
/** The alternatives to a GPU, as a sentence in errors of missing devices. */
export const withoutGpu =
  'Without a GPU, memkit-gpu/software-gpu has WebGPU and Vulkan run on the CPU (Linux on x64; on the command line, --software)'
export const noDevice = (message: string, details?: Details, cause?: unknown) =>
  make('NO_DEVICE', 'backend', message, { details, cause })
export const backendFailed = (call: string, why: string, details?: Details, cause?: unknown) =>
  make('BACKEND_FAILED', 'backend', `${call} failed: ${why}`, { details: { call, ...details }, cause })
export const hazard = (message: string, details?: Details) => make('HAZARD', 'backend', message, { details })
export const unsupported = (message: string, details?: Details) => make('UNSUPPORTED', 'backend', message, { details })
/** UNSUPPORTED: what a shader does, and its translation for the CPU does not. */
export const notOnCpu = (message: string, details?: Details) =>
  unsupported(
    `${message}; run it on WebGPU or Vulkan, or register a JavaScript kernel where it is a compute shader`,
    details,
  )

// ── other engines on the same device ───────────────────────────────────────────────────────────────────────────────

/** An engine, and the version whose private fields are read. */
export interface Engine {
  readonly name: string
  /** The npm package. */
  readonly packageName: string
  readonly version: string
}
export const engineMismatch = ({ name, packageName, version }: Engine, field: string, found: string | undefined) =>
  make(
    'ENGINE_MISMATCH',
    'backend',
    `${name} has no ${field} here. That is no promised part of ${name}: it was read off version ${version}, and ` +
      `${found === undefined ? 'this is another one, or not an object of it' : `this is ${found}`}. Install ${packageName}@${version}, or a memkit-gpu that knows yours`,
    { details: { engine: name, field, version, ...(found === undefined ? {} : { found }) } },
  )
export const engineNotReady = ({ name }: Engine, why: string) =>
  make('ENGINE_NOT_READY', 'backend', `${name} cannot hand this over yet: ${why}`, { details: { engine: name } })
