/** Checks of buffers that `createBuffer` made: of their sizes, and of their handles when a run imports them. */
import { counted, invalidImport, invalidOption, overLimit } from '../errors.ts'

interface Made {
  readonly device: object
  readonly sizeBytes: number
  isAlive: boolean
}

interface Destroyable {
  destroy(): void
}

/** The buffers of a backend that are alive: those that nobody has destroyed go with it. */
export class NativeBuffers {
  private readonly alive = new Set<Destroyable>()

  /** @returns the buffer, which is forgotten when it is destroyed */
  keep<T extends Destroyable>(buffer: T): T {
    const kept: T = {
      ...buffer,
      destroy: () => {
        this.alive.delete(kept)
        buffer.destroy()
      },
    }
    this.alive.add(kept)
    return kept
  }

  destroy(): void {
    for (const buffer of this.alive) buffer.destroy()
  }
}

/** Facts about handles, by handle; an entry goes with its handle. */
const made = new WeakMap<object, Made>()

/** Handles of sessions' own memory, which other sessions of the device import: they need no check. */
const own = new WeakSet<object>()

export const markOwn = (handle: object): void => void own.add(handle)
export const isOwn = (handle: object): boolean => own.has(handle)

/** @throws MemkitError INVALID_OPTION, OVER_LIMIT */
export function checkBufferSize(sizeBytes: number, maxBufferBytes: number): void {
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0)
    throw invalidOption('sizeBytes', sizeBytes, 'a whole number of bytes, 0 or more')
  if (sizeBytes > maxBufferBytes)
    throw overLimit('The size of a device buffer', sizeBytes, 'maxBufferBytes', maxBufferBytes, 'sizeBytes')
}

/** Registers a new buffer of a device. @returns a function to call when the buffer is destroyed */
export function registerHandle(handle: object, device: object, sizeBytes: number): () => void {
  const known: Made = { device, sizeBytes, isAlive: true }
  made.set(handle, known)
  return () => {
    known.isAlive = false
  }
}

/**
 * Checks a handle that a run imports. Raw native handles, of which nothing is known, pass. @throws MemkitError INVALID_IMPORT
 */
export function checkHandle(name: string, handle: object, device: object, sizeBytes: number): void {
  const known = made.get(handle)
  if (!known) return
  if (!known.isAlive) throw invalidImport(name, 'its buffer is destroyed')
  if (known.device !== device) throw invalidImport(name, 'its buffer is of another device; make one with this backend')
  if (known.sizeBytes < sizeBytes)
    throw invalidImport(name, `it has ${counted(known.sizeBytes, 'byte')}; the plan wants ${sizeBytes}`)
}
