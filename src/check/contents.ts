/** The interface of symbolic contents, be they bytes or texels. */
import type { Extent } from './extents.ts'
import type { Snapshot } from './snapshot.ts'

/** Contents that are read and written by extents. */
export interface Contents {
  read(extent: Extent): Snapshot
  write(extent: Extent, content: Snapshot): void
  /** [begin, end] of the first undefined bytes of `extent`; for a texture, in its linear layout. */
  firstHole(extent: Extent): readonly [number, number] | undefined
}
