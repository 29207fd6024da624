/** Long arrays of a work that take memory which was handed back in it. */
import { endMemory, newMemory } from '../../graph/new-memory.ts'
import { borrowFrom, isLong, type AnyArray, type Lender } from '../../graph/typed-arrays.ts'
import { Slab } from './slab.ts'

/**
 * Bytes of long arrays from which a work takes them from one slab that ends with it: what comes after the work would take memory beside
 * them. In a smaller work, arrays of their own are better: the process has their memory from the work before, and clears no more than is
 * needed. The slab has twice the bytes that are expected, because those that are never used cost nothing.
 */
const leastEnding = 2 << 20

/** Bytes from which they do not: V8 would look through all objects for a slab that it counts. */
const leastCounted = 16 << 20

/** Bytes from which a work is so large that its slab is memory that V8 does not count. */
const large = 64 << 20

/** Most pieces of memory that wait to be taken. */
const mostSpare = 48

class ReusedMemory implements Lender {
  begin = 0
  /** Whether the work has made a long array. Small ones make none, and then nothing is looked through that is handed back. */
  hasLent = false
  /** Memory for the long arrays of a large work. */
  slab: Slab | undefined
  /** By work that is noted: the long arrays that it has made and not handed back, the innermost last. */
  readonly notes: (Uint8Array | undefined)[][] = []
  /** Memory that was handed back. */
  private readonly spare: ArrayBufferLike[] = []

  /** Zeros: of the slab, or the least memory that was handed back and is at most twice as long as needed, or new. */
  take(bytes: number): ArrayBufferLike {
    const memory = this.find(bytes)
    this.notes.at(-1)?.push(new Uint8Array(memory, this.begin, bytes))
    return memory
  }

  /** Ends the slab: nothing uses the arrays of it any more. */
  end(): void {
    if (this.slab && this.slab.memory instanceof ArrayBuffer) endMemory(this.slab.memory)
  }

  private find(bytes: number): ArrayBufferLike {
    const { slab, spare } = this
    this.hasLent = true
    const ofSlab = slab ? slab.take(bytes) : -1
    this.begin = Math.max(0, ofSlab)
    if (ofSlab >= 0) return slab!.memory
    let best = -1
    let bestBytes = 2 * bytes + 1
    for (let i = 0; i < spare.length; i++) {
      const { byteLength } = spare[i]!
      if (byteLength >= bytes && byteLength < bestBytes) [best, bestBytes] = [i, byteLength]
    }
    if (best < 0) return newMemory(bytes)
    const memory = spare[best]!
    spare[best] = spare.at(-1)!
    spare.pop()
    new Uint8Array(memory, 0, bytes).fill(0)
    return memory
  }

  giveBack({ buffer, byteOffset }: AnyArray): void {
    for (const noted of this.notes) {
      const at = noted.findIndex((array) => array?.buffer === buffer && array.byteOffset === byteOffset)
      if (at >= 0) noted[at] = undefined
    }
    if (buffer === this.slab?.memory) this.slab.giveBack(byteOffset)
    else if (this.spare.length < mostSpare) this.spare.push(buffer)
  }
}

/** That of the work under way. */
let reused: ReusedMemory | undefined

/**
 * Long arrays of the work take memory that was handed back in it. New memory costs a page fault for each 4 KiB, and where it is not shared
 * (`new-memory.ts`), V8 looks through all objects whenever some 64 MB of it are new.
 */
export function reusingMemory<Result>(work: () => Result): Result {
  const before = reused
  reused = new ReusedMemory()
  const lenderBefore = borrowFrom(reused)
  try {
    return work()
  } finally {
    reused.end()
    reused = before
    borrowFrom(lenderBefore)
  }
}

/**
 * Says how many bytes of long arrays the rest of the work has at one time, about. Where they are many, they are parts of one slab, which is
 * new once, and may end with the work. What outlives the work has to be made before.
 */
export function expectLongArrays(bytes: number): void {
  if (!reused || reused.slab) return
  if (bytes >= large) reused.slab = new Slab(newMemory(bytes))
  else if (bytes >= leastEnding && bytes < leastCounted) reused.slab = new Slab(new ArrayBuffer(2 * bytes))
}

/** The result of `work`, and the long arrays that it made and did not hand back. */
export function notingArrays<Result>(work: () => Result): { readonly result: Result; readonly arrays: AnyArray[] } {
  const notes = reused?.notes
  if (!notes) return { result: work(), arrays: [] }
  const noted: (Uint8Array | undefined)[] = []
  notes.push(noted)
  try {
    const result = work()
    return { result, arrays: noted.filter((array) => array !== undefined) }
  } finally {
    notes.pop()
    notes.at(-1)?.push(...noted)
  }
}

/** Gives back arrays, once each, whose memory nothing uses any more. */
export function handBack(...arrays: readonly AnyArray[]): void {
  if (!reused?.hasLent) return
  for (const array of arrays) if (isLong(array)) reused.giveBack(array)
}
