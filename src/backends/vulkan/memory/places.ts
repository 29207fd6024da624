/**
 * Which buffer or image a plan's heap or texture is at a given run: rotation swaps roles, staging exists once per frame in
 * flight, imports come with the run.
 */
import { invalidImport, missingImport } from '../../../errors.ts'
import type { Plan } from '../../../plan/document.ts'
import type { VkBuffer } from '../bindings/index.ts'
import type { HeapBuffer } from './buffers.ts'
import type { Image } from './image.ts'

/**
 * The caller's buffer, given to `run` for an imported buffer. Handles of `createBuffer` are checked by size, life and device; of a
 * raw one nothing can be asked, so the caller promises: it is a buffer of this backend's device, alive until the run has ended,
 * bound to memory, large enough behind `offset`, and shared among `native.queueFamilies`. Its usage must allow for what the plan
 * does with it (storage too, where workgroup counts lie in it: a shader looks at them first), and it must hold whole 32-bit words:
 * shaders see the last bytes as part of one.
 */
export interface ImportedBuffer {
  readonly buffer: bigint
  /** Where in it the resource starts; a multiple of the device's placement alignment. Default 0. */
  readonly offset?: number
}

/** What a recorded command buffer depends on. */
export interface RunPlace {
  readonly run: number
  readonly frame: number
  readonly imports: Readonly<Record<string, unknown>>
}

export interface BufferAt {
  readonly buffer: VkBuffer
  readonly offset: number
}

interface Rotation {
  readonly group: number
  readonly slot: number
  readonly count: number
}

/** Slot s of run r is the memory that slot s + 1 is at run r + 1. */
const rotated = ({ slot, count }: Rotation, run: number): number => (((slot - run) % count) + count) % count

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))

export class Places {
  readonly plan: Plan
  /** By heap; staging has one per frame, all else one. Imports have none. */
  readonly heaps: HeapBuffer[][]
  /** By texture; imports have none of their own. */
  readonly images: (Image | undefined)[]
  /** Makes an image of what the caller hands over. */
  imported: (texture: number, handle: unknown) => Image
  private readonly heapGroups: ReadonlyMap<string, number>
  private readonly textureGroups: ReadonlyMap<string, number>

  constructor(plan: Plan) {
    this.plan = plan
    this.heaps = plan.heaps.map(() => [])
    this.images = plan.textures.map(() => undefined)
    this.imported = (texture) => {
      throw missingImport(plan.textures[texture]!.resource!)
    }
    this.heapGroups = groupsOf(plan.heaps)
    this.textureGroups = groupsOf(plan.textures)
  }

  buffer(heap: number, at: RunPlace): BufferAt {
    const { memory, rotation, resource } = this.plan.heaps[heap]!
    if (memory === 'imported') return importedBuffer(resource!, at.imports[resource!])
    if (memory !== 'device') return { buffer: this.heaps[heap]![at.frame]!.buffer, offset: 0 }
    const index = rotation ? this.heapGroups.get(keyOf(rotation.group, rotated(rotation, at.run)))! : heap
    return { buffer: this.heaps[index]![0]!.buffer, offset: 0 }
  }

  image(texture: number, at: RunPlace): Image {
    const { lifetime, rotation, resource } = this.plan.textures[texture]!
    if (lifetime === 'imported') {
      const handle = at.imports[resource!]
      if (handle === undefined) throw missingImport(resource!)
      return this.imported(texture, handle)
    }
    const index = rotation ? this.textureGroups.get(keyOf(rotation.group, rotated(rotation, at.run)))! : texture
    return this.images[index]!
  }

  /** The host writes some of the device's own heaps. */
  get isSeenByHost(): boolean {
    return this.heaps.some((frames, heap) => this.plan.heaps[heap]!.memory === 'device' && frames[0]?.place.bytes)
  }

  /** After how many runs everything is in its old place again. */
  get period(): number {
    return [...this.plan.heaps, ...this.plan.textures].reduce((all, { rotation }) => {
      return rotation ? (all * rotation.count) / gcd(all, rotation.count) : all
    }, 1)
  }
}

function importedBuffer(name: string, handle: unknown): BufferAt {
  if (handle === undefined) throw missingImport(name)
  if (typeof handle !== 'object' || handle === null || typeof (handle as ImportedBuffer).buffer !== 'bigint')
    throw invalidImport(name, 'it is not { buffer: VkBuffer, offset? }')
  const { buffer, offset = 0 } = handle as ImportedBuffer
  return { buffer: buffer as VkBuffer, offset }
}

const keyOf = (group: number, slot: number): string => `${group}/${slot}`

const groupsOf = (items: readonly { readonly rotation?: Rotation | undefined }[]): Map<string, number> =>
  new Map(items.flatMap(({ rotation }, i) => (rotation ? [[keyOf(rotation.group, rotation.slot), i] as const] : [])))
