/** From JSON text to plain data, for documents that people write: nothing in the text is overlooked, and faults have a place. */
import { invalidJson, isInstance, isMemkitError } from '../errors.ts'
import { isUint8Array } from '../given.ts'
import { caps } from './document.ts'
import { jsonFault } from './json-fault.ts'
import { scanJson } from './json-scan.ts'
import { named } from './named-places.ts'
import { textPosition } from './text-position.ts'

/**
 * Parses JSON text, or its UTF-8 bytes. Beyond what `JSON.parse` refuses: keys that stand twice, numbers that cannot be kept
 * exactly, nesting deeper than 64, byte order marks, bytes that are not UTF-8.
 * @throws MemkitError INVALID_JSON (with line and column), DUPLICATE_KEY, INEXACT_NUMBER, TOO_DEEP.
 */
export function parseJsonText(text: string | Uint8Array): unknown {
  if (typeof text !== 'string' && !isUint8Array(text)) throw invalidJson('it is neither a string nor bytes')
  // Shared memory is copied first: another thread may change it between two reads, and decoders refuse it.
  const bytes =
    typeof text === 'string' ? new TextEncoder().encode(text) : text.buffer instanceof ArrayBuffer ? text : text.slice()
  const characters = typeof text === 'string' ? text : decode(bytes)
  if (characters.charCodeAt(0) === 0xfeff)
    throw invalidJson('it starts with a byte order mark; save it as UTF-8 without one')
  try {
    scanJson(bytes, caps.jsonDepth)
  } catch (error) {
    throw isMemkitError(error) ? named(error, looselyParsed(characters)) : error
  }
  try {
    return JSON.parse(characters)
  } catch (error) {
    throw syntaxError(characters, error)
  }
}

function decode(bytes: Uint8Array): string {
  let characters: string
  try {
    characters = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    if (!isInstance(error, TypeError)) throw invalidJson('it is longer than a string can be', undefined, error)
    if (isUtf16(bytes)) throw utf16(error)
    const lenient = new TextEncoder().encode(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
    const at = bytes.findIndex((byte, i) => byte !== lenient[i])
    const before = new TextDecoder().decode(bytes.subarray(0, at))
    const { line, column } = textPosition(before, before.length)
    const offset = before.length
    throw invalidJson(`byte ${at} is not UTF-8, in line ${line}, column ${column}`, { offset, line, column }, error)
  }
  if (isUtf16(bytes)) throw utf16()
  return characters
}

/** The encoding that the Windows shell and some editors write. */
const utf16 = (cause?: unknown) => invalidJson('it is UTF-16; save it as UTF-8', { offset: 0 }, cause)

/** By its byte order mark; without one, by the zero in one of the first two bytes, since JSON begins with ASCII. */
const isUtf16 = ({ 0: first, 1: second }: Uint8Array): boolean =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || (first === 0) !== (second === 0)

/** The document where `JSON.parse` understands it, for the ids in it. */
function looselyParsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function syntaxError(text: string, cause: unknown): Error {
  if (text.trim() === '') return invalidJson('it is empty', { offset: 0 }, cause)
  const offset = jsonFault(text)
  const character = text[offset]
  const { line, column } = textPosition(text, offset)
  const what = character === undefined ? 'it ends too early,' : `unexpected ${JSON.stringify(character)}`
  return invalidJson(`${what} in line ${line}, column ${column}${habit(text, offset)}`, { offset, line, column }, cause)
}

/** Advice for habits from JavaScript: comments, trailing commas, other quotes. */
function habit(text: string, offset: number): string {
  const character = text[offset] ?? ''
  const before = text.slice(0, offset).trimEnd()
  if (')]}'.includes(character) && character && before.endsWith(',')) return '; remove the comma before it'
  if (character === '/') return '; JSON has no comments'
  if (character === "'") return '; JSON has double quotes'
  if (/[\w$]/.test(character) && /[{,]$/.test(before) && /^[\w$]+\s*:/.test(text.slice(offset, offset + 100)))
    return '; keys stand in double quotes'
  if ('"{['.includes(character) && character && /[\]}"\w]$/.test(before) && looselyParsed(before) === undefined)
    return '; a comma is missing before it'
  return ''
}
