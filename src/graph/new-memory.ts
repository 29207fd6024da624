/**
 * Memory of typed arrays. V8 counts the bytes of every ArrayBuffer, and whenever some 64 MB of them are new, it looks through all objects
 * for garbage: in a plan of 10^6 passes there are more than a thousand megabytes of objects to look through, and nearly no garbage. It does
 * not count shared memory. That is freed no sooner or later than other memory, with the object that holds it.
 */

/** Bytes from which memory is shared: to make it takes longer, which is nothing beside clearing so much. */
const leastShared = 1 << 20

/** Pages have shared memory only where nothing of another origin is in their process. */
const hasShared = typeof SharedArrayBuffer === 'function'

/** Zeros. */
export const newMemory = (bytes: number): ArrayBufferLike =>
  bytes >= leastShared && hasShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes)

/**
 * Ends memory that is not shared: arrays of it have no entries from here on. Memory that has lived for long is freed only when V8 looks
 * through all objects, which it may do long after; memory that was moved to nobody is freed with what is young.
 */
export const endMemory = (memory: ArrayBuffer): void => void structuredClone(undefined, { transfer: [memory] })
