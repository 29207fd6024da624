/**
 * A private copy of data that may be hostile: getters, Proxies, class instances, cycles, absurd lengths. Every property is read
 * once, and what is not plain data is refused. Recursion ends at `caps.jsonDepth`.
 */
import { isMemkitError, tooDeep, tooMany, unreadableValue } from '../errors.ts'
import { caps } from './document.ts'
import { jsonPath } from './json-path.ts'

export type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain }

/** More objects and lists than any document within the caps needs; wide data that shares parts with itself ends here. */
const objectCap = caps.passes + caps.resources + caps.endpoints
/** Deeper than any graph goes, shared parts are copied once, so deep data that shares parts with itself stays small. */
const sharedFrom = 8

/** O(values). What is `trusted` is taken as it is. @throws MemkitError UNREADABLE_VALUE, TOO_DEEP or TOO_MANY with the path. */
export function plainCopy(value: unknown, trusted?: ReadonlySet<object>): Plain {
  const above: object[] = []
  const path: PropertyKey[] = []
  const copies = new Map<object, Plain>()
  let objects = 0
  const place = (): string => jsonPath(path.slice(0, above.length))

  const copy = (given: unknown): Plain => {
    if (typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean' || given === null)
      return given
    if (typeof given !== 'object') throw unreadableValue(`it is a ${typeof given}`, place())
    if (trusted?.has(given)) return given as Plain
    const depth = above.length
    for (let i = 0; i < depth; i++) if (above[i] === given) throw unreadableValue('it contains itself', place())
    if (depth === caps.jsonDepth) throw tooDeep(caps.jsonDepth)
    const known = depth < sharedFrom ? undefined : copies.get(given)
    if (known !== undefined) return known
    if (objects++ === objectCap) throw tooMany('objects and lists', objects, objectCap, place())
    const made = Array.isArray(given) ? copyList(given, depth) : copyObject(given, depth)
    above.length = depth
    if (depth >= sharedFrom) copies.set(given, made)
    return made
  }

  const copyList = (given: readonly unknown[], depth: number): Plain[] => {
    const { length } = given as { length: unknown }
    if (typeof length !== 'number' || !Number.isSafeInteger(length) || length < 0)
      throw unreadableValue('its length is not a whole number', place())
    if (length > caps.endpoints) throw tooMany('entries in one list', length, caps.endpoints, place())
    above.push(given)
    const list: Plain[] = []
    for (let i = 0; i < length; i++) {
      path[depth] = i
      list.push(copy(given[i]))
    }
    return list
  }

  const copyObject = (given: object, depth: number): Record<string, Plain> => {
    const prototype: unknown = Object.getPrototypeOf(given)
    // An object of another realm (a frame, node:vm) has another Object.prototype, which itself has no prototype.
    if (prototype !== null && prototype !== Object.prototype && Object.getPrototypeOf(prototype) !== null)
      throw unreadableValue('it is an instance of a class', place())
    if (Object.getOwnPropertySymbols(given).length > 0) throw unreadableValue('it has a key that is a symbol', place())
    const keys = Object.keys(given)
    above.push(given)
    const object: Record<string, Plain> = {}
    for (let i = 0; i < keys.length; i++) {
      const key = (path[depth] = keys[i]!)
      const entry = (given as Record<string, unknown>)[key]
      // As in a TypeScript literal, a field that is undefined is a field left out.
      if (entry === undefined) continue
      const taken = copy(entry)
      if (key === '__proto__')
        Object.defineProperty(object, key, { value: taken, enumerable: true, configurable: true, writable: true })
      else object[key] = taken
    }
    return object
  }

  try {
    return copy(value)
  } catch (error) {
    if (isMemkitError(error)) throw error
    throw unreadableValue('reading it threw', place(), error)
  }
}
