/**
 * The bytes of a view or a buffer as the engine knows them. Properties of the object itself cannot be trusted: a subclass or an
 * own property may give other values.
 */
type Read<T> = (view: object) => T

function getter<T>(prototype: object, key: string): Read<T> {
  const { get } = Object.getOwnPropertyDescriptor(prototype, key)!
  return (view) => Reflect.apply(get!, view, []) as T
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

/** The length of a typed array in bytes. @throws TypeError for anything else */
export const typedLengthOf = ofTyped.length

/** Whether a value is memory of JavaScript's own: a buffer, or a view of one. Nothing of it is read. */
export function isMemory(value: unknown): value is ArrayBufferView | ArrayBufferLike {
  if (ArrayBuffer.isView(value)) return true
  try {
    return (
      value instanceof ArrayBuffer || (typeof SharedArrayBuffer !== 'undefined' && value instanceof SharedArrayBuffer)
    )
  } catch {
    // A revoked Proxy has no prototype to ask for.
    return false
  }
}

/** @throws TypeError or RangeError for a buffer or view that was detached, or no longer fits. */
export function bytesBehind(memory: ArrayBufferView | ArrayBufferLike): Uint8Array {
  if (!ArrayBuffer.isView(memory)) return new Uint8Array(memory)
  const of = memory instanceof DataView ? ofData : ofTyped
  return new Uint8Array(of.buffer(memory), of.offset(memory), of.length(memory))
}
