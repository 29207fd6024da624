/** Where the bytes of a read go, and bytes that are read where the device put them. */
import { readReleased } from '../errors.ts'
import type { Part } from '../graph/part.ts'
import type { Loan } from './loans.ts'
import type { OutputMemory } from './outputs.ts'

/** Where a read puts its bytes. */
export interface ReadOptions {
  /** Memory for the bytes, exactly as large as the part. It must not be touched until the promise has settled. */
  readonly into?: OutputMemory
}

/** A read without a copy. */
export interface InPlaceReadOptions {
  /** The bytes are not copied. */
  readonly into: 'in-place'
}

/** A part to be read, and where to. */
export type ReadPart = Part & (ReadOptions | InPlaceReadOptions)

/** Bytes that were read without a copy. */
export interface InPlaceRead extends Disposable {
  /**
   * The bytes, where the device wrote them, or in memory of their own where there is no such place. They are only to be read, and not
   * to be transferred. They throw OUTPUT_RELEASED after their release; DEVICE_LOST where the memory went with the device, DESTROYED where with the backend.
   */
  readonly bytes: Uint8Array
  /**
   * Gives the memory back: views of it are empty from now on (with reads that were called in the same task, once all are released),
   * or, on Vulkan, show what later reads bring. Until then nothing else has that memory, also after an update; with the executor it
   * goes. Again, and where nothing is in place, it has no effect. `using` calls it too.
   */
  release(): void
}

/** The memory that the reads of one task share: it is given back when the last of them is released. */
export class SharedLoan {
  readonly loan: Loan
  private users: number

  constructor(loan: Loan, users: number) {
    this.loan = loan
    this.users = users
  }

  release(): void {
    if (--this.users === 0) this.loan.end('release()')
  }
}

/** One read in place. */
export class HeldRead implements InPlaceRead {
  readonly #resource: string
  readonly #bytes: Uint8Array
  readonly #sizeBytes: number
  readonly #shared: SharedLoan | undefined
  readonly #lost: () => Error | undefined
  #isReleased = false

  /** @param shared undefined where the bytes are in memory of their own */
  constructor(resource: string, bytes: Uint8Array, shared: SharedLoan | undefined, lost: () => Error | undefined) {
    this.#resource = resource
    this.#bytes = bytes
    this.#sizeBytes = bytes.byteLength
    this.#shared = shared
    this.#lost = lost
  }

  get bytes(): Uint8Array {
    if (!this.#shared) return this.#bytes
    const released = (by: string) => readReleased(this.#resource, by)
    if (this.#isReleased) throw released('release()')
    return this.#shared.loan.read(this.#bytes, this.#sizeBytes, this.#lost(), released)
  }

  release(): void {
    if (this.#isReleased) return
    this.#isReleased = true
    this.#shared?.release()
  }

  [Symbol.dispose](): void {
    this.release()
  }
}
