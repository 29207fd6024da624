/** Frames: work that repeats, a few of them on the device at a time, each with staging of its own. */
import { frameMisuse, invalidOption } from '../errors.ts'
import type { Milestone } from './milestone.ts'
import { Operation } from './operation.ts'
import { dataBytes, StagingBuffer } from './staging-buffer.ts'

const alignment = 16
const leastArena = 4096

/** Staging of one frame in flight. It is empty again when the device has finished the frame. */
class Slot {
  last: Milestone | undefined
  private arena: StagingBuffer | undefined
  /** The least size of the next arena. */
  private wantedBytes = leastArena
  private used = 0
  /** Buffers for what did not fit into the arena: the next frame of this slot has a larger one. */
  private overflow: StagingBuffer[] = []

  reset(): void {
    if (this.arena?.isMapped) this.arena.unmap()
    const extra = this.overflow.reduce((sum, { size }) => sum + size, 0)
    if (extra > 0) {
      // Made when it is needed first, so that the frame begins also where there is no memory for it.
      this.wantedBytes = (this.arena?.size ?? 0) + extra
      this.arena?.destroy()
      this.arena = undefined
      this.overflow = []
    }
    this.used = 0
  }

  take(size: number): StagingBuffer {
    this.arena ??= this.makeArena(size)
    const offset = this.used
    if (offset + size <= this.arena.size) {
      this.used = Math.ceil((offset + size) / alignment) * alignment
      return this.arena.slice(offset, size)
    }
    const own = new StagingBuffer(Math.ceil(size / alignment) * alignment)
    this.overflow.push(own)
    return own.slice(0, size)
  }

  private makeArena(size: number): StagingBuffer {
    const bytes = Math.max(size, this.wantedBytes)
    // A later call asks for no more than it needs, should there be no memory now.
    this.wantedBytes = leastArena
    return new StagingBuffer(2 ** Math.ceil(Math.log2(bytes)))
  }

  get bytes(): number {
    return [this.arena, ...this.overflow].reduce((sum, buffer) => sum + (buffer?.allocatedBytes ?? 0), 0)
  }
}

/** A frame between `beginFrame` and `endFrame`. */
export class Frame {
  /** Number of the frame, from 0. */
  readonly index: number
  /** Number of the frame in flight, from 0: frames take turns. */
  readonly slot: number
  private readonly memory: Slot
  /** The staging of the frame, which ends with it: what lies behind is the next frame's. */
  private readonly taken: StagingBuffer[] = []
  private isOpen = true

  /** @internal */
  constructor(index: number, slot: number, memory: Slot) {
    this.index = index
    this.slot = slot
    this.memory = memory
  }

  /**
   * Staging that lasts until the frame ends. Its bytes are undefined at first.
   * @throws MemkitError FRAME_MISUSE after the end of the frame; INVALID_OPTION, OUT_OF_HOST_MEMORY
   */
  stagingBuffer(size: number): StagingBuffer {
    if (!this.isOpen) throw frameMisuse('This frame has ended; take staging from the current one')
    if (!(Number.isInteger(size) && size >= 1)) throw invalidOption('size', size, 'a whole number of at least 1')
    const buffer = this.memory.take(size)
    this.taken.push(buffer)
    return buffer
  }

  /** The same with a copy of these bytes. @throws MemkitError as `stagingBuffer`; INVALID_DATA */
  stagingBufferWithData(data: ArrayBufferView | ArrayBuffer): StagingBuffer {
    const bytes = dataBytes(data)
    return this.stagingBuffer(bytes.byteLength).write(bytes)
  }

  /** @internal */
  end(): void {
    this.isOpen = false
    for (const buffer of this.taken) buffer.destroy()
  }
}

export class FrameRing {
  private readonly slots: readonly Slot[]
  private count = 0
  private open: Frame | 'opening' | undefined

  constructor(framesInFlight: number) {
    this.slots = Array.from({ length: framesInFlight }, () => new Slot())
  }

  /** Waits until the device has finished the frame that used this slot before. */
  async begin(): Promise<Frame> {
    if (this.open) throw frameMisuse('beginFrame() was called inside a frame; call endFrame() first')
    this.open = 'opening'
    const index = this.count++
    const slot = index % this.slots.length
    const memory = this.slots[slot]!
    await memory.last?.over
    memory.reset()
    return (this.open = new Frame(index, slot, memory))
  }

  end(milestone: () => Milestone): Operation {
    const { open } = this
    if (!open || open === 'opening')
      throw frameMisuse('endFrame() was called outside a frame; await beginFrame() first')
    open.end()
    this.open = undefined
    const work = milestone()
    this.slots[open.slot]!.last = work
    return new Operation(open.index, work, () => undefined)
  }

  get bytes(): number {
    return this.slots.reduce((sum, { bytes }) => sum + bytes, 0)
  }
}
