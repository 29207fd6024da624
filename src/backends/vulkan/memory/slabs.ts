/**
 * Buffers that outlive plans, many in one allocation: drivers limit allocations, often to 4096. A slab is one buffer cut into
 * ranges of one power of two; a large buffer has a slab of its own. A slab is freed with its last range.
 */
import { Arena } from '../bindings/index.ts'
import { createBuffers } from './buffers.ts'
import type { Device } from '../device/device.ts'
import type { ImportedBuffer } from './places.ts'
import { Scope } from '../device/scope.ts'
import { sharingOf } from './sharing.ts'

/** Least size of a range, which is also an alignment that satisfies bindings and texture copies of all devices. */
const leastBytes = 256
const largestBytes = 2 ** 20
const placesPerSlab = 64

interface Slab {
  readonly buffer: bigint
  readonly scope: Scope
  readonly free: number[]
}

export interface SlabPlace {
  readonly handle: ImportedBuffer
  giveBack(): void
}

export class Slabs {
  private readonly device: Device
  /** Slabs with free ranges, by the size of a range. */
  private readonly open = new Map<number, Set<Slab>>()
  private readonly all = new Set<Slab>()

  constructor(device: Device) {
    this.device = device
  }

  /** Takes a range of at least `sizeBytes`. @throws MemkitError OUT_OF_MEMORY, DEVICE_LOST */
  take(sizeBytes: number): SlabPlace {
    if (sizeBytes > largestBytes) {
      const slab = this.create(sizeBytes, 1)
      slab.free.pop()
      return { handle: { buffer: slab.buffer }, giveBack: () => this.close(slab) }
    }
    const size = Math.max(leastBytes, 2 ** Math.ceil(Math.log2(sizeBytes)))
    let slabs = this.open.get(size)
    if (!slabs) this.open.set(size, (slabs = new Set()))
    let [slab] = slabs
    if (!slab) slabs.add((slab = this.create(size, placesPerSlab)))
    const place = slab.free.pop()!
    if (slab.free.length === 0) slabs.delete(slab)
    return { handle: { buffer: slab.buffer, offset: place * size }, giveBack: () => this.giveBack(slab, place, size) }
  }

  /** Frees all slabs, including those with ranges in use. */
  free(): void {
    for (const slab of this.all) this.close(slab)
    this.open.clear()
  }

  private create(size: number, places: number): Slab {
    const { device } = this
    const scope = new Scope(device.live)
    try {
      const request = { what: 'a device buffer', use: 'device', sizeBytes: size * places } as const
      const [made] = createBuffers(device, scope, new Arena(4096), sharingOf(device.queues), [request])
      const free = Array.from({ length: places }, (_, place) => places - 1 - place)
      const slab: Slab = { buffer: made!.buffer, scope, free }
      this.all.add(slab)
      return slab
    } catch (error) {
      scope.free()
      throw error
    }
  }

  private giveBack(slab: Slab, place: number, size: number): void {
    if (!this.all.has(slab)) return
    slab.free.push(place)
    const slabs = this.open.get(size)!
    if (slab.free.length < placesPerSlab) slabs.add(slab)
    else {
      slabs.delete(slab)
      this.close(slab)
    }
  }

  private close(slab: Slab): void {
    this.all.delete(slab)
    slab.scope.free()
  }
}
