/** What a geometry is given and gives: transfers between the host and the device, and the copies they become. */
import type { StagingArena } from '../../staging/staging-heap.ts'
import type { Side } from './context.ts'

export type Direction = 'upload' | 'readback'

/** An upload or a readback, or a part of one: the host's side of it, the device's, and where it is staged. */
export interface StagedTransfer<DeviceSide = Side> {
  readonly node: number
  readonly side: DeviceSide
  readonly name: string
  /** Where in the input or output the region begins. */
  readonly nameOffset: number
  /** The part of the region that is moved, in tight bytes. */
  readonly begin: number
  readonly end: number
  readonly arena: StagingArena
}

/** What one command moves between a staging heap and a heap or texture. */
export interface StagedCopy<CopyRegion> {
  readonly staging: number
  readonly regions: CopyRegion[]
  readonly nodes: number[]
}
