/** Input and output of the geometries: transfers between host and device, and the copies they become. */
import type { StagingArena } from '../../staging/staging-heap.ts'
import type { Side } from './context.ts'

export type Direction = 'upload' | 'readback'

/** An upload or a readback, or a part of one: its name on the host, its side on the device, and its staging arena. */
export interface StagedTransfer<DeviceSide = Side> {
  readonly node: number
  readonly side: DeviceSide
  readonly name: string
  /** Offset in the input or output at which the region begins. */
  readonly nameOffset: number
  /** Range of the region that is moved, in tight bytes. */
  readonly begin: number
  readonly end: number
  readonly arena: StagingArena
}

/** The regions of one command between a staging heap and a heap or texture. */
export interface StagedCopy<CopyRegion> {
  readonly staging: number
  readonly regions: CopyRegion[]
  readonly nodes: number[]
}
