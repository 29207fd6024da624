/**
 * Input memory that is uploaded in place: parts of staging that a caller writes directly, so that a run copies nothing. Each
 * belongs to one frame in flight; a run that is given it uses that frame.
 */
import type { Session } from '../backends/backend.ts'
import { invalidInput, surplusInput } from '../errors.ts'
import { nearestId } from '../graph/ids.ts'
import { allocateBytes, type Input, type InputSlot } from './inputs.ts'

interface Allocated {
  /** The frame that the memory belongs to; −1 for ordinary memory, which runs copy. */
  readonly frame: number
  readonly bytes: Uint8Array
}

export interface InPlace {
  /** The frame whose memory the inputs are in, or −1 where none is in place. */
  readonly frame: number
  /** Slots of the inputs that are in place already. */
  readonly slots: ReadonlySet<number>
}

const nothing: InPlace = { frame: -1, slots: new Set() }

export class InputMemory {
  private readonly slots: readonly InputSlot[]
  private readonly session: Session
  private readonly framesInFlight: number
  /** Memory by slot; the frames take turns. */
  private readonly allocated = new Map<number, Allocated[]>()

  constructor(slots: readonly InputSlot[], session: Session, framesInFlight: number) {
    this.slots = slots
    this.session = session
    this.framesInFlight = framesInFlight
  }

  /** @throws MemkitError SURPLUS_INPUT, INVALID_INPUT, OUT_OF_HOST_MEMORY */
  allocate(name: string): Uint8Array {
    const index = this.slots.findIndex((slot) => slot.name === name)
    if (index < 0)
      throw surplusInput(
        name,
        nearestId(
          name,
          this.slots.map((slot) => slot.name),
        ),
      )
    const { sizeBytes, producer, place } = this.slots[index]!
    if (producer !== undefined) throw invalidInput(name, `the host pass ${JSON.stringify(producer)} makes it`)
    const known = this.allocated.get(index) ?? []
    // A frame has one such place, so later calls get the same places again.
    if (known.length === this.framesInFlight) {
      this.allocated.set(index, [...known.slice(1), known[0]!])
      return known[0]!.bytes
    }
    const staging = place && this.session.inputMemory?.(known.length, place.heap)
    const made =
      place && staging
        ? { frame: known.length, bytes: staging.subarray(place.offset, place.offset + sizeBytes) }
        : { frame: -1, bytes: allocateBytes(sizeBytes, `the input ${JSON.stringify(name)}`) }
    this.allocated.set(index, [...known, made])
    return made.bytes
  }

  /** The inputs of a run that are in place already. @throws MemkitError INVALID_INPUT where two belong to different frames */
  find(inputs: readonly (Input | undefined)[]): InPlace {
    if (this.allocated.size === 0) return nothing
    let frame = -1
    const slots = new Set<number>()
    for (const [index, list] of this.allocated) {
      const found = list.find(({ frame, bytes }) => frame >= 0 && isSame(bytes, inputs[index]))
      if (!found) continue
      if (frame >= 0 && frame !== found.frame)
        throw invalidInput(
          this.slots[index]!.name,
          'its memory belongs to another frame in flight than that of another input; take those that were allocated in the same turn',
        )
      frame = found.frame
      slots.add(index)
    }
    return { frame, slots }
  }
}

const isSame = (bytes: Uint8Array, input: Input | undefined): boolean =>
  ArrayBuffer.isView(input) &&
  input.buffer === bytes.buffer &&
  input.byteOffset === bytes.byteOffset &&
  input.byteLength === bytes.byteLength
