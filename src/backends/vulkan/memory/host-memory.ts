/** Memory of a session that the host sees: views of it, and what was handed out of it. */
import { planMismatch } from '../../../errors.ts'
import type { Plan } from '../../../plan/document.ts'
import { heapWords } from '../../../plan/facts/plan-words.ts'
import { VkMappedMemoryRange, type Arena, type Pointer } from '../bindings/index.ts'
import type { Device } from '../device/device.ts'
import type { HeapBuffer } from './buffers.ts'
import type { Places } from './places.ts'
import { roundUp } from '../../../plan/multiples.ts'

interface HostMemoryParts {
  readonly device: Device
  readonly plan: Plan
  readonly places: Places
  /** Structs that live as long as the session. */
  readonly lasting: Arena
}

export class HostMemory {
  private readonly parts: HostMemoryParts
  /** Stands for the session where it has handed out staging that other sessions have too. */
  private readonly lender = {}
  /** Views by heap and frame, from when they are asked for first. */
  private readonly views: Uint8Array[][] = []
  private readonly invalidations: readonly (Pointer<'VkMappedMemoryRange'> | undefined)[][]

  constructor(parts: HostMemoryParts) {
    this.parts = parts
    this.invalidations = parts.places.heaps.map((frames) => frames.map((heap) => this.invalidation(heap)))
  }

  /** @throws MemkitError PLAN_MISMATCH where the host does not see the heap */
  view(frame: number, heap: number): Uint8Array {
    const { plan, places } = this.parts
    const { memory, sizeBytes } = plan.heaps[heap]!
    const bytes = places.heaps[heap]![memory === 'device' ? 0 : frame]?.place.bytes
    if (!bytes) throw planMismatch(`The host cannot map ${heapWords(plan, heap)}`)
    // Memory of a place stays, so a view of it does.
    const views = (this.views[heap] ??= [])
    const known = views[frame]
    if (known?.buffer === bytes.buffer) return known
    return (views[frame] = bytes.subarray(0, sizeBytes))
  }

  /** The same, with what the device wrote. */
  viewToRead(frame: number, heap: number): Uint8Array {
    const range = this.invalidations[heap]![frame]
    if (range !== undefined) {
      const { device, plan } = this.parts
      const result = device.vk.vkInvalidateMappedMemoryRanges(device.handle, 1, range)
      device.check(result, 'vkInvalidateMappedMemoryRanges', heapWords(plan, heap))
    }
    return this.view(frame, heap)
  }

  /** Whether the memory is JavaScript's own. What the driver maps is unmapped with the session, so views of it are never given out. */
  isOurs(frame: number, heap: number): boolean {
    return this.parts.places.heaps[heap]![frame]?.place.isImported ?? false
  }

  /** A view to be kept by the caller; undefined where there is none to give, or another session gave one. */
  lend(frame: number, heap: number): Uint8Array | undefined {
    if (!this.isOurs(frame, heap) || this.isLentByOther(heap)) return undefined
    for (const buffer of this.parts.places.heaps[heap]!) buffer.lender = this.lender
    return this.view(frame, heap)
  }

  isLent(heap: number): boolean {
    return this.parts.places.heaps[heap]!.some(({ lender }) => lender !== undefined)
  }

  isLentByOthers(): boolean {
    return this.parts.places.heaps.some((_, heap) => this.isLentByOther(heap))
  }

  private isLentByOther(heap: number): boolean {
    return this.parts.places.heaps[heap]!.some(({ lender }) => lender !== undefined && lender !== this.lender)
  }

  /** The range to invalidate before the host reads memory that is not coherent, in whole units of nonCoherentAtomSize. */
  private invalidation({ place }: HeapBuffer): Pointer<'VkMappedMemoryRange'> | undefined {
    if (!place.bytes || place.coherent) return undefined
    const { device, lasting } = this.parts
    const { memory, offset, sizeBytes } = place
    const atom = Number(device.physical.limits.nonCoherentAtomSize)
    const size = roundUp(sizeBytes, atom)
    return lasting.struct(VkMappedMemoryRange, { memory, offset, size })
  }
}
