/** Who touched what: one access of a command, and of one memory, the last access of each byte. */
import type { Command, Step } from '../plan/document.ts'
import type { Extent } from './extents.ts'
import { LatestBytes, LatestTexels, type Latest } from './latest.ts'
import type { Place } from './rejection.ts'
import type { TextureLayout } from './texture-layout.ts'

/** One command's (or host step's) access through one of its uses. */
export interface Access {
  readonly place: Place
  /** −1 for the host. */
  readonly queue: number
  readonly placeOnQueue: number
  /** Kind by which it is ordered; for a transition, the kinds that its barrier makes wait. */
  readonly kind: number
  readonly kindMask: number
  /** The use of the command: a use that reads and writes does not race with itself. */
  readonly use: number
  /** It only touches the bytes because they lie in a word with bytes that the command is after; its other uses may have them. */
  readonly beside: boolean
  readonly by: Command | Step
  /** The access of the same command whose bytes this one may overwrite: the pass says that it can work in place. */
  inPlaceOf?: number
}

/** Who touched the bytes of one memory last, by class of access. */
export class History {
  readonly size: number
  readonly layout: TextureLayout | undefined
  readonly readers = new Map<string, Latest>()
  readonly writers = new Map<string, Latest>()
  /** Accesses of rows, which the two above know by their runs only: by the same keys. */
  readonly rows = new Map<Latest, { readonly access: number; readonly extent: Extent }[]>()

  constructor(size: number, layout?: TextureLayout) {
    this.size = size
    this.layout = layout
  }

  /** Of one class. */
  of(side: Map<string, Latest>, key: string): Latest {
    let latest = side.get(key)
    if (!latest) side.set(key, (latest = this.layout ? new LatestTexels(this.layout) : new LatestBytes(this.size)))
    return latest
  }
}
