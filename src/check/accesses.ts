/**
 * Records of accesses: `Access` is one access by the current command, `History` the origin (origins.ts) of the latest access
 * to each byte of one memory.
 */
import type { Extent } from './extents.ts'
import { LatestBytes, LatestTexels } from './latest.ts'
import type { Origins } from './origins.ts'
import type { TextureLayout } from './texture-layout.ts'

/** An access by the current command through one of its uses. */
export interface Access {
  /** Index of its origin. */
  origin: number
  /** Index of the use within the command. A use that both reads and writes does not race with itself. */
  use: number
  /**
   * Whether the bytes are only the rest of a 4-byte word of which the command uses another part. Its other uses may touch them.
   */
  isWordRest: boolean
  /** Index of the access of the same command whose bytes this one may overwrite, because the pass allows working in place; −1 for none. */
  inPlaceOf: number
}

/** An access to rows with its exact extent: `Latest` knows only the run around the rows. */
interface Rows {
  readonly origin: number
  readonly extent: Extent
}

/** The latest accesses of one access class (queue and kinds): with what tells its bytes apart one object, because memories are many. */
interface OfClass {
  readonly key: number
  rows: Rows[] | undefined
  /** Another class of the same memory. */
  readonly next: AccessClass | undefined
}

class ClassOfBytes extends LatestBytes implements OfClass {
  readonly key: number
  readonly next: AccessClass | undefined
  rows: Rows[] | undefined

  constructor(size: number, key: number, next: AccessClass | undefined) {
    super(size)
    this.key = key
    this.next = next
    this.rows = undefined
  }
}

class ClassOfTexels extends LatestTexels implements OfClass {
  readonly key: number
  readonly next: AccessClass | undefined
  rows: Rows[] | undefined

  constructor(layout: TextureLayout, key: number, next: AccessClass | undefined) {
    super(layout)
    this.key = key
    this.next = next
    this.rows = undefined
  }
}

export type AccessClass = ClassOfBytes | ClassOfTexels

/** Key of an access class; accesses to rows have one of their own. */
export const classKey = (origins: Origins, origin: number, isRows: boolean): number =>
  ((origins.queueOf(origin) * 32 + origins.kindOf(origin)) * 2 ** 20 + origins.maskOf(origin)) * 2 + (isRows ? 1 : 0)
/** The same class without rows. */
export const withoutRows = (key: number): number => key - (key % 2)

/** The latest accesses to the bytes of one memory. A memory sees few classes of access, and most memories none. */
export class History {
  readonly size: number
  readonly layout: TextureLayout | undefined
  /** The class that was seen last; the others follow it. */
  readers: AccessClass | undefined
  writers: AccessClass | undefined

  constructor(size: number, layout?: TextureLayout) {
    this.size = size
    this.layout = layout
    this.readers = undefined
    this.writers = undefined
  }

  /** The record of one access class, made at its first access. */
  of(side: 'readers' | 'writers', key: number): AccessClass {
    const first = this[side]
    for (let one = first; one; one = one.next) if (one.key === key) return one
    return (this[side] = this.layout
      ? new ClassOfTexels(this.layout, key, first)
      : new ClassOfBytes(this.size, key, first))
  }
}
