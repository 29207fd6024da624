/**
 * A private copy of data that may be hostile: getters, Proxies, class instances, cycles, absurd lengths. Every property is read
 * once, and what is not plain data is refused. Recursion ends at `caps.jsonDepth`.
 */
import { isMemkitError, tooDeep, tooMany, unreadableValue } from '../errors.ts'
import { caps } from './document.ts'
import { jsonPath } from './json-path.ts'
import type { CheckedCopies, ListName } from './checked-copies.ts'
import { shapeOf } from './literals.ts'

export type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain }

/**
 * More objects and lists than any document within the caps needs; copying wide data that shares parts with itself ends here.
 */
const objectCap = caps.passes + caps.resources + caps.endpoints
/**
 * The depth from which on shared parts are copied once, so that deep data that shares parts with itself stays small. No graph
 * goes as deep.
 */
const sharedFrom = 8

/** The object that a copy spreads first: where it spreads the original first, V8 11 (Node 20) makes a hidden class for each frozen one. */
const nothing = {}

/** Entries of a list that is copied by a literal. */
const mostInLiteral = 3

const typeWords = (given: unknown): string => (given === undefined ? 'it is undefined' : `it is a ${typeof given}`)

const isLeaf = (value: unknown): value is string | number | boolean | null =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  // An object of another realm (a frame, node:vm) has another Object.prototype, which itself has no prototype.
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null
}

/** The length of a list, which a Proxy may report as anything. */
function checkedLength(list: { readonly length: unknown }, within: { place(): string }): number {
  const { length } = list
  if (typeof length !== 'number' || !Number.isSafeInteger(length) || length < 0)
    throw unreadableValue('its length is not a whole number', within.place())
  if (length > caps.endpoints) throw tooMany('entries in one list', length, caps.endpoints, within.place())
  return length
}

/** Whether a list holds the first `length` of three entries. */
const isListOf = (list: readonly Plain[], length: number, a: Plain, b: Plain, c: Plain): boolean =>
  list.length === length &&
  Object.is(a, list[0]) &&
  (length < 2 || Object.is(b, list[1])) &&
  (length < 3 || Object.is(c, list[2]))

const withoutUndefined = (object: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).filter(([, entry]) => entry !== undefined))

/**
 * A frozen copy. Objects in `trusted` are not copied. `within` leads to the value in its document, for errors. O(values).
 *
 * @param entries copies what it can of the lists of a graph document
 * @throws MemkitError UNREADABLE_VALUE, TOO_DEEP or TOO_MANY with the path.
 */
export function plainCopy(
  value: unknown,
  trusted?: ReadonlySet<object>,
  within: readonly PropertyKey[] = [],
  entries?: CheckedCopies,
): Plain {
  const copier = new PlainCopier(trusted, within, entries)
  try {
    return copier.copy(value, within.length)
  } catch (error) {
    if (isMemkitError(error)) throw error
    throw unreadableValue('reading it threw', copier.place(), error)
  }
}

/** The walk of one copy. */
class PlainCopier {
  private readonly trusted: ReadonlySet<object> | undefined
  private readonly entries: CheckedCopies | undefined
  private readonly above: object[] = []
  private readonly path: PropertyKey[]
  private copies: Map<object, Plain> | undefined
  private objects = 0
  /** The last short list of numbers that was made. */
  private shared: Plain[] = []
  /** Number of keys of `path` that lead to the value being read. */
  private at = 0

  constructor(
    trusted: ReadonlySet<object> | undefined,
    within: readonly PropertyKey[],
    entries: CheckedCopies | undefined,
  ) {
    this.trusted = trusted
    this.entries = entries
    this.path = [...within]
  }

  place(): string {
    return jsonPath(this.path.slice(0, this.at))
  }

  copy(given: unknown, depth: number): Plain {
    if (isLeaf(given)) return given
    this.at = depth
    if (typeof given !== 'object') throw unreadableValue(typeWords(given), this.place())
    if (this.trusted?.has(given)) return given as Plain
    for (let i = 0; i < depth; i++)
      if (this.above[i] === given) throw unreadableValue('it contains itself', this.place())
    if (depth === caps.jsonDepth) throw tooDeep(caps.jsonDepth)
    const known = depth < sharedFrom ? undefined : this.copies?.get(given)
    if (known !== undefined) return known
    if (this.objects++ === objectCap) throw tooMany('objects and lists', this.objects, objectCap, this.place())
    this.above[depth] = given
    const made = Array.isArray(given) ? this.copyList(given, depth) : this.copyObject(given, depth)
    if (depth >= sharedFrom) (this.copies ??= new Map()).set(given, made)
    return made
  }

  private copyList(given: readonly unknown[], depth: number): Plain[] {
    const length = checkedLength(given, this)
    const name = depth === 1 ? this.entries?.begin(this.path[0]!) : undefined
    if (name) return this.copyEntries(given, length, name)
    if (length > 0 && length <= mostInLiteral) return this.copyShort(given, length, depth)
    // Allocated at its final length: a list that grows keeps room for a dozen more, and most hold two or three.
    const list = new Array<Plain>(length)
    for (let i = 0; i < length; i++) list[i] = this.copyEntry(given, i, depth)
    return Object.freeze(list) as Plain[]
  }

  /** The entries of a list of a graph document. */
  private copyEntries(given: readonly unknown[], length: number, name: ListName): Plain[] {
    const list = new Array<Plain>(length)
    for (let i = 0; i < length; i++) {
      this.path[1] = i
      this.at = 2
      const entry = given[i]
      const made = this.entries!.copy(entry)
      this.objects += this.entries!.objects
      if (this.objects > objectCap) throw tooMany('objects and lists', this.objects, objectCap, this.place())
      if (this.entries!.isWhole) list[i] = made as Plain
      else {
        this.above[2] = entry as object
        list[i] = made ? this.copyFields(made, 2) : this.copy(entry, 2)
        this.entries!.leave(list[i]!, name)
      }
    }
    this.entries!.freezeLater(list)
    return list
  }

  private copyEntry(given: readonly unknown[], i: number, depth: number): Plain {
    this.path[depth] = i
    this.at = depth + 1
    return this.copy(given[i], depth + 1)
  }

  /**
   * A short list by a literal (`literals.ts` says why), or an equal one of numbers before it: passes mostly say the same counts of workgroups,
   * and textures the same size.
   */
  private copyShort(given: readonly unknown[], length: number, depth: number): Plain[] {
    const a = this.copyEntry(given, 0, depth)
    const b = length > 1 ? this.copyEntry(given, 1, depth) : 0
    const c = length > 2 ? this.copyEntry(given, 2, depth) : 0
    const isNumbers = typeof a === 'number' && typeof b === 'number' && typeof c === 'number'
    if (isNumbers && isListOf(this.shared, length, a, b, c)) return this.shared
    const list = length === 1 ? [a] : length === 2 ? [a, b] : [a, b, c]
    if (isNumbers) this.shared = list
    return Object.freeze(list) as Plain[]
  }

  /** A shallow copy. Every property is read once, by getters and Proxies too; nothing else references the result. */
  private readOnce(given: object, depth: number): Record<string, unknown> {
    try {
      return shapeOf(given)?.copy(given as Record<string, unknown>) ?? { ...nothing, ...given }
    } catch (error) {
      // The object is refused; it is read again only to find the path.
      this.at = depth + 1
      for (const key of Object.keys(given)) {
        this.path[depth] = key
        void (given as Record<string, unknown>)[key]
      }
      throw error
    }
  }

  private copyObject(given: object, depth: number): Record<string, Plain> {
    if (!isPlainObject(given)) throw unreadableValue('it is an instance of a class', this.place())
    return this.copyFields(this.readOnce(given, depth), depth)
  }

  /** Makes copies of what a private object holds. */
  private copyFields(made: Record<string, unknown>, depth: number): Record<string, Plain> {
    let object = made
    let leftOut = false
    for (const key in object) {
      const entry = object[key]
      if (isLeaf(entry)) continue
      // As in a TypeScript literal, a field that is undefined counts as left out.
      if (entry === undefined) leftOut = true
      else {
        this.path[depth] = key
        object[key] = this.copy(entry, depth + 1)
      }
    }
    if (leftOut) object = withoutUndefined(object)
    // The document itself is frozen once its resolution is kept with it.
    return (depth === 0 && this.entries ? object : Object.freeze(object)) as Record<string, Plain>
  }
}
