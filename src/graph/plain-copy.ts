/**
 * A private copy of data that may be hostile: getters, Proxies, class instances, cycles, absurd lengths. Every property is read
 * once, nothing is called twice, and what is not plain data is refused. What stands in two places is copied once.
 */
import { isMemkitError, tooDeep, tooMany, unreadableValue } from '../errors.ts'
import { jsonPath } from './json-path.ts'

export type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain }

interface Frame {
  readonly source: object
  readonly copy: Plain[] | Record<string, Plain>
  /** Keys of an object; undefined for a list. */
  readonly keys: readonly string[] | undefined
  readonly length: number
  next: number
}

/**
 * O(values); no recursion.
 * @throws MemkitError UNREADABLE_VALUE, TOO_DEEP or TOO_MANY with the path.
 */
export function plainCopy(value: unknown, depthCap: number, lengthCap: number): Plain {
  const copies = new Map<object, Plain>()
  const open = new Set<object>()
  const stack: Frame[] = []
  const place = (): string => jsonPath(stack.map((frame) => (frame.keys ? frame.keys[frame.next - 1]! : frame.next - 1)))

  const take = (given: unknown): Plain => {
    switch (typeof given) {
      case 'string':
      case 'boolean':
      case 'number':
        return given
      case 'object':
        break
      default:
        throw unreadableValue(`it is a ${typeof given}`, place())
    }
    if (given === null) return null
    if (open.has(given)) throw unreadableValue('it contains itself', place())
    const known = copies.get(given)
    if (known !== undefined) return known
    if (stack.length === depthCap) throw tooDeep(depthCap)
    const frame = openFrame(given, lengthCap, place)
    copies.set(given, frame.copy)
    open.add(given)
    stack.push(frame)
    return frame.copy
  }

  try {
    const root = take(value)
    while (stack.length > 0) {
      const frame = stack[stack.length - 1]!
      if (frame.next === frame.length) {
        open.delete(frame.source)
        stack.pop()
        continue
      }
      const at = frame.next++
      if (frame.keys) {
        const key = frame.keys[at]!
        const given = (frame.source as Record<string, unknown>)[key]
        // As in a TypeScript literal, a field that is undefined is a field left out.
        if (given === undefined) continue
        const taken = take(given)
        if (key === '__proto__') Object.defineProperty(frame.copy, key, { value: taken, enumerable: true, configurable: true, writable: true })
        else (frame.copy as Record<string, Plain>)[key] = taken
      } else (frame.copy as Plain[])[at] = take((frame.source as unknown[])[at])
    }
    return root
  } catch (error) {
    if (isMemkitError(error)) throw error
    throw unreadableValue('reading it threw', place(), error)
  }
}

function openFrame(given: object, lengthCap: number, place: () => string): Frame {
  if (Array.isArray(given)) {
    const { length } = given as { length: unknown }
    if (typeof length !== 'number' || !Number.isSafeInteger(length) || length < 0)
      throw unreadableValue('its length is not a whole number', place())
    if (length > lengthCap) throw tooMany('entries in one list', length, lengthCap, place())
    return { source: given, copy: [], keys: undefined, length, next: 0 }
  }
  const prototype: unknown = Object.getPrototypeOf(given)
  // An object of another realm (a frame, node:vm) has another Object.prototype, which itself has no prototype.
  if (prototype !== null && prototype !== Object.prototype && Object.getPrototypeOf(prototype) !== null)
    throw unreadableValue('it is an instance of a class', place())
  const keys: string[] = []
  for (const key of Reflect.ownKeys(given)) {
    if (typeof key === 'symbol') throw unreadableValue('it has a key that is a symbol', place())
    keys.push(key)
  }
  return { source: given, copy: {}, keys, length: keys.length, next: 0 }
}
