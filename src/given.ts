/**
 * Arguments of callers, read at the border: getters may throw, Proxies may be revoked, and lists may claim any length. Each part is
 * read once, so that what was checked is what is used.
 */
import { invalidOption, isMemkitError, mapGiven, tooMany, unknownOption, unreadableValue } from './errors.ts'
import { nearestId } from './nearest-id.ts'

/** Runs `read`, which only reads what a caller gave. @throws MemkitError UNREADABLE_VALUE with the place, where that throws */
export function readGiven<T>(place: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (isMemkitError(error)) throw error
    throw unreadableValue('reading it threw', place, error)
  }
}

export const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/**
 * These fields of an object of options, each read once; those that are undefined count as left out, as do the options themselves.
 * @throws MemkitError INVALID_OPTION for what is no object, UNREADABLE_VALUE
 */
export function givenFields<T extends object, Key extends keyof T & string>(
  given: T | undefined,
  keys: readonly Key[],
  place = 'options',
): Pick<T, Key> {
  const read: Partial<Pick<T, Key>> = {}
  if (given === undefined) return read as Pick<T, Key>
  if (!isObject(given)) throw invalidOption(place, given, 'an object')
  // One attempt for all of them: every run reads its options.
  let reading = keys[0]!
  try {
    for (const key of keys) {
      reading = key
      const value = given[key]
      if (value !== undefined) read[key] = value
    }
  } catch (error) {
    return readGiven(place === 'options' ? reading : `${place}.${reading}`, () => {
      throw error
    })
  }
  return read as Pick<T, Key>
}

/**
 * Options: these fields, as `givenFields` reads them, and none of another name but undefined ones.
 * @param others names of options that are read elsewhere
 * @throws MemkitError INVALID_OPTION, UNREADABLE_VALUE
 */
export function givenOptions<T extends object, Key extends keyof T & string>(
  given: T | undefined,
  keys: readonly Key[],
  place = 'options',
  others: readonly string[] = [],
): Pick<T, Key> {
  if (isObject(given)) refuseOthers(given, others.length === 0 ? keys : [...keys, ...others], place)
  return givenFields(given, keys, place)
}

/**
 * Refuses fields of other names. What prototypes have is not the caller's, and undefined is nothing. Allocates nothing: every run asks.
 * @throws MemkitError INVALID_OPTION with the name and the nearest known one, UNREADABLE_VALUE
 */
export function refuseOthers(given: object, known: readonly string[], place = 'options'): void {
  try {
    for (const name in given)
      if (!known.includes(name) && Object.hasOwn(given, name) && (given as Record<string, unknown>)[name] !== undefined)
        throw unknownOption(place, name, nearestId(name, known), known)
  } catch (error) {
    readGiven(place, () => {
      throw error
    })
  }
}

/** A copy of an object, whatever its fields. @throws MemkitError INVALID_OPTION for what is no object, or is a Map; UNREADABLE_VALUE */
export function givenRecord<T extends object>(given: T, place = 'options', wanted = 'an object'): T {
  checkRecord(given, place, wanted)
  return readGiven(place, () => ({ ...given }))
}

/** Refuses a Map too, whose entries are no fields: nothing of it would be seen. @throws MemkitError INVALID_OPTION, UNREADABLE_VALUE */
export function checkRecord(given: unknown, place: string, wanted: string): void {
  if (!isObject(given)) throw invalidOption(place, given, wanted)
  if (readGiven(place, () => given instanceof Map)) throw mapGiven(place, wanted)
}

/**
 * A copy of a list, or of what can be iterated.
 * @throws MemkitError INVALID_OPTION for what is neither, TOO_MANY above `most` entries, UNREADABLE_VALUE
 */
export function givenList<Entry>(given: Iterable<Entry>, place: string, wanted: string, most: number): Entry[] {
  return readGiven(place, () => {
    if (!isObject(given) || typeof given[Symbol.iterator] !== 'function') throw invalidOption(place, given, wanted)
    const { length } = given as { readonly length?: unknown }
    if (typeof length === 'number' && length > most) throw tooMany('entries in one list', length, most, place)
    const list: Entry[] = []
    for (const entry of given) {
      if (list.length === most) throw tooMany('entries in one list', most + 1, most, place)
      list.push(entry)
    }
    return list
  })
}

/** @throws MemkitError INVALID_OPTION */
export function checkFunction(given: unknown, place: string): void {
  if (typeof given !== 'function') throw invalidOption(place, given, 'a function')
}

/** Refuses what is neither true nor false: 'no' would count as yes. @throws MemkitError INVALID_OPTION */
export function checkFlag(given: unknown, place: string): void {
  if (typeof given !== 'boolean') throw invalidOption(place, given, 'true or false')
}

/**
 * The result of a caller's function, with a promise in place of any other thenable (another library's, another realm's), whose
 * `then` is read once.
 */
export function promised<T>(result: T | PromiseLike<T>): T | Promise<T> {
  if (!isObject(result) || result instanceof Promise) return result as T | Promise<T>
  const { then } = result as Partial<PromiseLike<T>>
  if (typeof then !== 'function') return result as T
  return new Promise((resolve, reject) => void then.call(result, resolve, reject))
}

/**
 * Refuses the promise of a function whose result nobody waits for: what it did later would be lost, and what it failed with would end the process.
 * @param result what the function returned
 * @throws what `refusal` makes; what reading a `then` throws
 */
export function refusePromise(result: unknown, refusal: (promise: Promise<unknown>) => Error): void {
  const promise = promised(result)
  if (!(promise instanceof Promise)) return
  promise.catch(() => undefined)
  throw refusal(promise)
}

/** Far more than any device has under way; each has staging of its own. */
const mostFrames = 256

/** @throws MemkitError INVALID_OPTION for what is no number of frames in flight */
export function checkFrames(framesInFlight: unknown): void {
  if (
    !(Number.isInteger(framesInFlight) && (framesInFlight as number) >= 1 && (framesInFlight as number) <= mostFrames)
  )
    throw invalidOption('framesInFlight', framesInFlight, `a whole number from 1 to ${mostFrames}`)
}

/** The longest wait that timers know. */
const longestMs = 2 ** 31 - 1

/**
 * A time to wait, in milliseconds; undefined for no limit, as which Infinity counts.
 * @throws MemkitError INVALID_OPTION for what is no time to wait
 */
export function givenTimeout(timeoutMs: unknown): number | undefined {
  if (timeoutMs === undefined || timeoutMs === Infinity) return undefined
  if (!(typeof timeoutMs === 'number' && timeoutMs >= 0 && timeoutMs <= longestMs))
    throw invalidOption('timeoutMs', timeoutMs, `a number of milliseconds, 0 to ${longestMs}, or Infinity`)
  return timeoutMs
}

/** Whether a value is a Uint8Array, of whatever realm: those of a frame or of a test environment are of other classes. No property of it is read. */
export function isUint8Array(value: unknown): value is Uint8Array {
  const typed = Object.getPrototypeOf(Uint8Array.prototype) as object
  const { get } = Object.getOwnPropertyDescriptor(typed, Symbol.toStringTag)!
  return Reflect.apply(get!, value, []) === 'Uint8Array'
}
