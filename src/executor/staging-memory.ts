/**
 * Memory that callers share with the device: parts of staging from which inputs are uploaded, and to which outputs are read back, in
 * place, so that a run copies nothing. Each belongs to one frame in flight; a run that is given it uses that frame.
 */
import type { StagingPlace } from './inputs.ts'

/** An input or output that may have a place in staging. */
export interface StagingSlot {
  readonly name: string
  readonly sizeBytes: number
  readonly place: StagingPlace | undefined
}

interface Allocated {
  /** The frame that the memory belongs to; −1 for ordinary memory, which runs copy. */
  readonly frame: number
  readonly bytes: Uint8Array
}

export interface InPlace {
  /** The frame whose memory it is, or −1 where nothing is in place. */
  readonly frame: number
  /** Slots of what is in place. */
  readonly slots: ReadonlySet<number>
}

const noneInPlace: InPlace = { frame: -1, slots: new Set() }

export interface StagingSource {
  readonly framesInFlight: number
  /** Staging of a frame as memory that stays; undefined where there is none. */
  stagingOf(frame: number, heap: number): Uint8Array | undefined
  /** Ordinary memory. @throws MemkitError OUT_OF_HOST_MEMORY */
  ordinary(slot: StagingSlot): Uint8Array
  /** The error of memory of another frame than that of what came before. */
  mixed(name: string): Error
}

export class StagingMemory {
  private readonly slots: readonly StagingSlot[]
  private readonly source: StagingSource
  /** Memory by slot; the frames take turns. */
  private readonly allocated = new Map<number, Allocated[]>()

  constructor(slots: readonly StagingSlot[], source: StagingSource) {
    this.slots = slots
    this.source = source
  }

  /** @throws MemkitError OUT_OF_HOST_MEMORY */
  allocate(index: number): Uint8Array {
    const slot = this.slots[index]!
    const { sizeBytes, place } = slot
    const known = this.allocated.get(index) ?? []
    // A frame has one such place, so later calls get the same places again.
    if (known.length === this.source.framesInFlight) {
      this.allocated.set(index, [...known.slice(1), known[0]!])
      return known[0]!.bytes
    }
    const staging = place && this.source.stagingOf(known.length, place.heap)
    const made =
      place && staging
        ? { frame: known.length, bytes: staging.subarray(place.offset, place.offset + sizeBytes) }
        : { frame: -1, bytes: this.source.ordinary(slot) }
    this.allocated.set(index, [...known, made])
    return made.bytes
  }

  /** The memory of a run that is in staging already, by slot. @throws what `mixed` makes, where two belong to different frames */
  find(given: readonly unknown[] | undefined): InPlace {
    return this.allocated.size === 0 || !given ? noneInPlace : this.findAmong(given)
  }

  private findAmong(given: readonly unknown[]): InPlace {
    let frame = -1
    const slots = new Set<number>()
    for (const [index, list] of this.allocated) {
      const found = list.find(({ frame, bytes }) => frame >= 0 && isSame(bytes, given[index]))
      if (!found) continue
      if (frame >= 0 && frame !== found.frame) throw this.source.mixed(this.slots[index]!.name)
      frame = found.frame
      slots.add(index)
    }
    return { frame, slots }
  }
}

const isSame = (bytes: Uint8Array, given: unknown): boolean =>
  ArrayBuffer.isView(given) &&
  given.buffer === bytes.buffer &&
  given.byteOffset === bytes.byteOffset &&
  given.byteLength === bytes.byteLength
