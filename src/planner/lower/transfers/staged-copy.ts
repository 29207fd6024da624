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
  /** Whether other transfers may move the same bytes of the input. */
  readonly isShared: boolean
}

/** The regions of one command between a staging heap and a heap or texture. */
export interface StagedCopy<CopyRegion> {
  readonly staging: number
  regions: CopyRegion[]
  nodes: number[]
}

/** Copies by their staging heap, in the order of first use. Nearly always there is one, and none needs a Map. */
export class StagedCopies<CopyRegion> {
  list: StagedCopy<CopyRegion>[] = []
  private byHeap: Map<number, StagedCopy<CopyRegion>> | undefined

  // Lists begin as literals: nearly always there is one of each, for which a list that is pushed to has far too much room.

  /** Adds a region to the copy of a heap. */
  addRegion(staging: number, region: CopyRegion): void {
    const copy = this.of(staging)
    if (copy.regions.length === 0) copy.regions = [region]
    else copy.regions.push(region)
  }

  /** Adds the node of a region that was added, unless it was the last one added. */
  addNode(staging: number, node: number): void {
    const copy = this.of(staging)
    if (copy.nodes.length === 0) copy.nodes = [node]
    else if (copy.nodes.at(-1) !== node) copy.nodes.push(node)
  }

  private of(staging: number): StagedCopy<CopyRegion> {
    const { list } = this
    const latest = list.at(-1)
    if (latest?.staging === staging) return latest
    const known = this.byHeap?.get(staging)
    if (known) return known
    const copy: StagedCopy<CopyRegion> = { staging, regions: [], nodes: [] }
    if (latest) {
      list.push(copy)
      this.byHeap = (this.byHeap ?? new Map([[list[0]!.staging, list[0]!]])).set(staging, copy)
    } else this.list = [copy]
    return copy
  }
}
