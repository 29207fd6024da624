/** Records of accesses: `Access` is one access by one command, `History` the latest access to each byte of one memory. */
import type { Extent } from './extents.ts'
import { LatestBytes, LatestTexels, type Latest } from './latest.ts'
import type { Place } from './rejection.ts'
import type { TextureLayout } from './texture-layout.ts'

/** An access by one command (or host step) through one of its uses. */
export interface Access {
  readonly place: Place
  /** Queue of the command; −1 for the host. */
  readonly queue: number
  readonly placeOnQueue: number
  /** Access kind that barriers and waits order it by; for a layout transition, the kinds that its barrier makes wait. */
  readonly kind: number
  readonly kindMask: number
  /** Index of the use within the command. A use that both reads and writes does not race with itself. */
  readonly use: number
  /**
   * Whether the bytes are only the rest of a 4-byte word of which the command uses another part. Its other uses may touch them.
   */
  readonly isWordRest: boolean
  /** Index of the access of the same command whose bytes this one may overwrite, because the pass allows working in place. */
  inPlaceOf?: number
}

/** The latest accesses to the bytes of one memory, one record per access class (queue and kinds). */
export class History {
  readonly size: number
  readonly layout: TextureLayout | undefined
  readonly readers = new Map<string, Latest>()
  readonly writers = new Map<string, Latest>()
  /** Exact extents of accesses to rows. `readers` and `writers` know only the run around the rows. */
  readonly rows = new Map<Latest, { readonly access: number; readonly extent: Extent }[]>()

  constructor(size: number, layout?: TextureLayout) {
    this.size = size
    this.layout = layout
  }

  /** The record of one access class, made at its first access. */
  of(side: Map<string, Latest>, key: string): Latest {
    let latest = side.get(key)
    if (!latest) side.set(key, (latest = this.layout ? new LatestTexels(this.layout) : new LatestBytes(this.size)))
    return latest
  }
}
