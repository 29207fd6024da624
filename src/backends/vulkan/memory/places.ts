/**
 * Buffers and images of a plan's heaps and textures in a given run: rotation permutes them from run to run, staging exists once
 * per frame in flight, and imports come with the run.
 */
import { invalidImport, missingImport } from '../../../errors.ts'
import type { Plan } from '../../../plan/document.ts'
import { rotated, rotationsOf, type Rotations } from '../../../plan/facts/rotations.ts'
import type { VkBuffer } from '../bindings/index.ts'
import type { HeapBuffer } from './buffers.ts'
import type { Image } from './image.ts'

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
  /** Makes an image of a handle that the caller gives. */
  imported: (texture: number, handle: unknown) => Image
  private readonly rotations: Rotations

  constructor(plan: Plan) {
    this.plan = plan
    this.heaps = plan.heaps.map(() => [])
    this.images = plan.textures.map(() => undefined)
    this.imported = (texture) => {
      throw missingImport(plan.textures[texture]!.resource!)
    }
    this.rotations = rotationsOf(plan)
  }

  buffer(heap: number, at: RunPlace): BufferAt {
    const { memory, rotation, resource } = this.plan.heaps[heap]!
    if (memory === 'imported') return importedBuffer(resource!, at.imports[resource!])
    if (memory !== 'device') return { buffer: this.heaps[heap]![at.frame]!.buffer, offset: 0 }
    const index = rotation ? this.rotations.heaps.of(rotation)[rotated(rotation, at.run)]! : heap
    return { buffer: this.heaps[index]![0]!.buffer, offset: 0 }
  }

  image(texture: number, at: RunPlace): Image {
    const { lifetime, rotation, resource } = this.plan.textures[texture]!
    if (lifetime === 'imported') {
      const handle = at.imports[resource!]
      if (handle === undefined) throw missingImport(resource!)
      return this.imported(texture, handle)
    }
    const index = rotation ? this.rotations.textures.of(rotation)[rotated(rotation, at.run)]! : texture
    return this.images[index]!
  }

  /** Whether the host writes some of the device heaps directly. */
  get isSeenByHost(): boolean {
    return this.heaps.some((frames, heap) => this.plan.heaps[heap]!.memory === 'device' && frames[0]?.place.bytes)
  }
}

function importedBuffer(name: string, handle: unknown): BufferAt {
  if (handle === undefined) throw missingImport(name)
  if (typeof handle !== 'object' || handle === null || typeof (handle as ImportedBuffer).buffer !== 'bigint')
    throw invalidImport(name, 'it is not { buffer: VkBuffer, offset? }')
  const { buffer, offset = 0 } = handle as ImportedBuffer
  return { buffer: buffer as VkBuffer, offset }
}
