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
  regions: CopyRegion[]
  readonly nodes: number[]
}

/** Copies by their staging heap, in the order of first use. Nearly always there is one, and none needs a Map. */
export class StagedCopies<CopyRegion> {
  readonly list: StagedCopy<CopyRegion>[] = []
  private byHeap: Map<number, StagedCopy<CopyRegion>> | undefined

  /** The copy of a heap, which has no regions when it is asked for first. */
  of(staging: number): StagedCopy<CopyRegion> {
    const { list } = this
    const latest = list.at(-1)
    if (latest?.staging === staging) return latest
    const known = this.byHeap?.get(staging)
    if (known) return known
    const copy: StagedCopy<CopyRegion> = { staging, regions: [], nodes: [] }
    list.push(copy)
    if (list.length > 1) this.byHeap = (this.byHeap ?? new Map([[list[0]!.staging, list[0]!]])).set(staging, copy)
    return copy
  }
}
