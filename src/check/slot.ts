/** One effect of a pass, with the bytes that its endpoint covers. */
import type { Effect } from './effects.ts'
import type { Extent } from './extents.ts'
import type { Region } from './regions.ts'

/** An endpoint of a pass on its instance. */
export interface Slot extends Effect {
  readonly region: Region
  readonly instance: number
  readonly extent: Extent
  readonly reads: boolean
  readonly writes: boolean
}
