/**
 * Buffers and images of a plan's heaps and textures in a given run: rotation permutes them from run to run, staging exists once
 * per frame in flight, and imports come with the run.
 */
import type { Plan, PlannedTexture } from '../../../plan/document.ts'
import { rotated, rotationsOf, type Rotations } from '../../../plan/facts/rotations.ts'
import type { VkBuffer, VkImage } from '../bindings/index.ts'
import type { HeapBuffer } from './buffers.ts'
import { imageOf, type Image, type ImportedImage } from './image.ts'

/**
 * A buffer of the caller, given to `run` for an imported buffer. Handles from `createBuffer` are checked by size, life and
 * device. Vulkan cannot be asked about a raw handle, so the caller promises that it is a buffer of this backend's device, lives
 * until the run has ended, is bound to memory, is large enough behind `offset`, and is shared among `native.queueFamilies`. Its
 * usage must include what the plan does with it (and storage, where workgroup counts or arguments of draws lie in it, because
 * a shader reads them first), and it must hold whole 32-bit words, because shaders access the last bytes as part of one.
 */
export interface ImportedBuffer {
  /** The `VkBuffer`. */
  readonly buffer: bigint
  /** Offset of the resource in the buffer, a multiple of the device's placement alignment. Default 0. */
  readonly offset?: number
}

/** The properties of a run that recorded command buffers depend on. */
export interface RunPlace {
  readonly run: number
  readonly frame: number
  /** Optional inputs that the run was not given. */
  readonly absent?: ReadonlySet<string>
  readonly imports: Readonly<Record<string, unknown>>
}

export interface BufferAt {
  readonly buffer: VkBuffer
  readonly offset: number
}

export class Places {
  readonly plan: Plan
  /** Buffers by heap: staging has one per frame, other heaps have one, imported ones none. */
  readonly heaps: HeapBuffer[][]
  /** Images by texture; undefined for imported ones. */
  readonly images: (Image | undefined)[]
  /** Heaps that are those of the session before. */
  readonly sharedHeaps = new Set<number>()
  /** Textures, not imported, that are not those of the session before. */
  readonly newTextures: number[] = []
  private readonly rotations: Rotations

  constructor(plan: Plan) {
    this.plan = plan
    this.heaps = plan.heaps.map(() => [])
    this.images = plan.textures.map(() => undefined)
    this.rotations = rotationsOf(plan)
  }

  buffer(heap: number, at: RunPlace): BufferAt {
    const { memory, rotation, resource } = this.plan.heaps[heap]!
    if (memory === 'imported') return importedBuffer(at.imports[resource!] as ImportedBuffer)
    if (memory !== 'device') return { buffer: this.heaps[heap]![at.frame]!.buffer, offset: 0 }
    const index = rotation ? this.rotations.heaps.of(rotation)[rotated(rotation, at.run)]! : heap
    return { buffer: this.heaps[index]![0]!.buffer, offset: 0 }
  }

  image(texture: number, at: RunPlace): Image {
    const planned = this.plan.textures[texture]!
    const { lifetime, rotation, resource } = planned
    if (lifetime === 'imported') return importedImage(planned, at.imports[resource!] as ImportedImage)
    const index = rotation ? this.rotations.textures.of(rotation)[rotated(rotation, at.run)]! : texture
    return this.images[index]!
  }

  /** Whether the host writes some of the device heaps directly. */
  get isSeenByHost(): boolean {
    return this.heaps.some((frames, heap) => this.plan.heaps[heap]!.memory === 'device' && frames[0]?.place.bytes)
  }
}

// Handles were checked when the run began.
const importedBuffer = ({ buffer, offset = 0 }: ImportedBuffer): BufferAt => ({ buffer: buffer as VkBuffer, offset })
const importedImage = (planned: PlannedTexture, { image }: ImportedImage): Image => imageOf(planned, image as VkImage)
