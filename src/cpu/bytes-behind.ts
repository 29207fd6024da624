/**
 * The bytes of a view or a buffer as the engine knows them. Properties of the object itself cannot be trusted: a subclass or an
 * own property may give other values. Classes cannot either: what comes from another realm (a frame, a test environment) has its own.
 */
type Read<T> = (memory: object) => T

function getter<T>(prototype: object, key: string | symbol): Read<T> {
  const { get } = Object.getOwnPropertyDescriptor(prototype, key)!
  return (memory) => Reflect.apply(get!, memory, []) as T
}

const typed = Object.getPrototypeOf(Uint8Array.prototype) as object
const ofTyped = {
  buffer: getter<ArrayBufferLike>(typed, 'buffer'),
  offset: getter<number>(typed, 'byteOffset'),
  length: getter<number>(typed, 'byteLength'),
}
const ofData = {
  buffer: getter<ArrayBufferLike>(DataView.prototype, 'buffer'),
  offset: getter<number>(DataView.prototype, 'byteOffset'),
  length: getter<number>(DataView.prototype, 'byteLength'),
}
/** The name of a typed array's class; undefined for a DataView. */
const typedName = getter<string | undefined>(typed, Symbol.toStringTag)
const bufferLengths = [
  getter<number>(ArrayBuffer.prototype, 'byteLength'),
  // Pages have the class only where they are isolated from other origins.
  ...(typeof SharedArrayBuffer === 'undefined' ? [] : [getter<number>(SharedArrayBuffer.prototype, 'byteLength')]),
]

/** The length of a typed array in bytes. @throws TypeError for anything else */
export const typedLengthOf = ofTyped.length

/** Whether a value is memory of JavaScript's own: a buffer, or a view of one. No property of it is read. */
export const isMemory = (value: unknown): value is ArrayBufferView | ArrayBufferLike =>
  ArrayBuffer.isView(value) || (typeof value === 'object' && value !== null && isBuffer(value))

const isBuffer = (value: object): boolean =>
  bufferLengths.some((lengthOf) => {
    try {
      lengthOf(value)
      return true
    } catch {
      return false
    }
  })

/** The buffer that a view is a part of. */
export const bufferBehind = (view: ArrayBufferView): ArrayBufferLike =>
  (typedName(view) === undefined ? ofData : ofTyped).buffer(view)

/** @throws TypeError or RangeError for a buffer or view that was detached, or no longer fits. */
export function bytesBehind(memory: ArrayBufferView | ArrayBufferLike): Uint8Array {
  if (!ArrayBuffer.isView(memory)) return new Uint8Array(memory)
  const of = typedName(memory) === undefined ? ofData : ofTyped
  return new Uint8Array(of.buffer(memory), of.offset(memory), of.length(memory))
}
