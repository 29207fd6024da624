/**
 * Records of accesses: `Access` is one access by the current command, `History` the origin (origins.ts) of the latest access
 * to each byte of one memory.
 */
import type { Extent } from './extents.ts'
import { LatestBytes, LatestTexels, type Latest } from './latest.ts'
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

/** The latest accesses of one access class (queue and kinds). */
interface AccessClass {
  readonly key: number
  readonly latest: Latest
  rows: Rows[] | undefined
}

/** Key of an access class; accesses to rows have one of their own. */
export const classKey = (origins: Origins, origin: number, isRows: boolean): number =>
  ((origins.queueOf(origin) * 32 + origins.kindOf(origin)) * 2 ** 20 + origins.maskOf(origin)) * 2 + (isRows ? 1 : 0)
/** The same class without rows. */
export const withoutRows = (key: number): number => key - (key % 2)

const nothing: readonly AccessClass[] = []

/** The latest accesses to the bytes of one memory. A memory sees few classes of access, and most memories none. */
export class History {
  readonly size: number
  readonly layout: TextureLayout | undefined
  readers = nothing
  writers = nothing

  constructor(size: number, layout?: TextureLayout) {
    this.size = size
    this.layout = layout
  }

  /** The record of one access class, made at its first access. */
  of(side: 'readers' | 'writers', key: number): AccessClass {
    for (const one of this[side]) if (one.key === key) return one
    const made: AccessClass = {
      key,
      latest: this.layout ? new LatestTexels(this.layout) : new LatestBytes(this.size),
      rows: undefined,
    }
    // A list that grows, or is spread, keeps room for sixteen more, and memories are many.
    this[side] = this[side].concat(made)
    return made
  }
}
