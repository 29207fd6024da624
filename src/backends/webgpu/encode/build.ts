/** The objects that the commands of a plan need, gathered while commands are compiled and created before the first run. */
import type { Plan } from '../../../plan/document.ts'
import type { DeviceProfile } from '../../../plan/profile.ts'
import { mostPhases, rotationsOf } from '../../../plan/facts/rotations.ts'
import { roundUp } from '../../../plan/multiples.ts'
import type { RunContext } from '../../backend.ts'
import { bufferUsage, textureUsage } from '../device/flags.ts'
import type { MemkitError } from '../../../errors.ts'
import { formatInfo } from '../../../graph/formats.ts'
import type { FlatTarget } from '../device/flat-target.ts'
import { storesAttachments } from '../device/vendors.ts'
import type { PipelineCache } from '../device/pipeline-cache.ts'
import type { MadeObjects, ObjectIds } from '../device/holdings.ts'
import type { LiveCounts, ObjectKind } from '../device/live-objects.ts'
import { Places, Variants, fixed, type BufferPlace, type Varies } from '../memory/places.ts'
import { Images } from '../memory/images.ts'
import type { Encode } from './encoding.ts'
import { Epochs } from './epochs.ts'
import type { OwnPipeline } from './own-pipelines.ts'

/** A range of the buffer that holds all tables of kernels. */
export interface Table {
  readonly offset: number
  readonly words: Uint32Array
}

const plannedUsage = {
  'copy-src': textureUsage.copySrc,
  'copy-dst': textureUsage.copyDst,
  sampled: textureUsage.sampled,
  storage: textureUsage.storage,
  attachment: textureUsage.attachment,
} as const

const noFormats: ReadonlySet<GPUTextureFormat> = new Set()

export type BuildParts = Pick<
  Build,
  'plan' | 'device' | 'profile' | 'live' | 'cache' | 'flatTarget' | 'shadowed' | 'onChip' | 'ids' | 'made'
>

export class Build {
  readonly plan: Plan
  readonly device: GPUDevice
  readonly profile: DeviceProfile
  readonly live: LiveCounts
  readonly cache: PipelineCache
  /** The pass that comes before copies to stencils, where the device needs one. */
  readonly flatTarget: FlatTarget | undefined
  readonly ids: ObjectIds
  readonly made: MadeObjects
  readonly places: Places
  readonly epochs = new Epochs()
  readonly images: Images
  /** Pipelines of the backend's own, by their keys. */
  readonly ownPipelines = new Map<string, OwnPipeline>()
  /** Views that commands share, by the part and format that they show. */
  readonly views = new Map<string, Variants<GPUTextureView>>()
  /** Levels of mipmaps that commands draw, by texture and level: many commands may make those of one texture. */
  readonly mipmapLevels = new Map<string, Encode>()
  /** Usage flags that commands need, by heap and by texture. */
  readonly heapUsage: number[]
  readonly textureUsage: number[]
  /** Formats other than their own in which textures are viewed, by texture. */
  readonly textureViewFormats = new Map<number, ReadonlySet<GPUTextureFormat>>()
  /** Whether attachments are stored that could be discarded. */
  readonly storesAttachments: boolean
  /** Textures that may stay on the chip. */
  readonly onChip: ReadonlySet<number>
  /** Heaps that have a shadow: a buffer of device memory in their place, because the API cannot bind the heap itself to kernels. */
  readonly shadowed: ReadonlySet<number>
  readonly shadows = new Map<number, GPUBuffer>()
  tables: GPUBuffer | undefined
  scratchBuffer: GPUBuffer | undefined
  scratchBytes = 0
  zeroBuffer: GPUBuffer | undefined
  zeroBytes = 0
  tableBytes = 0
  readonly tableList: Table[] = []
  readonly scratch: BufferPlace
  /** The largest period of rotation with objects for each phase. */
  readonly most: number
  readonly dropGroup = (): void => this.live.add('bindGroups', -1)
  private readonly zeros: BufferPlace
  private readonly shadowPlaces = new Map<number, BufferPlace>()
  private readonly variants: Variants<unknown>[] = []
  private readonly tasks: (() => Promise<void>)[] = []
  private readonly checks: Promise<MemkitError | undefined>[] = []
  private isOpening = true
  private making: (() => void) | undefined

  constructor({ plan, device, profile, live, cache, flatTarget, shadowed, onChip, ids, made }: BuildParts) {
    this.plan = plan
    this.device = device
    this.profile = profile
    this.live = live
    this.cache = cache
    this.flatTarget = flatTarget
    this.ids = ids
    this.made = made
    this.places = new Places(plan)
    this.most = mostPhases(plan)
    this.images = new Images(plan)
    this.heapUsage = plan.heaps.map(() => 0)
    this.textureUsage = plan.textures.map(() => 0)
    this.shadowed = shadowed
    this.onChip = onChip
    this.storesAttachments = storesAttachments(device)
    // eslint-disable-next-line @typescript-eslint/no-this-alias
    const build = this
    this.scratch = {
      varies: fixed,
      at: () => build.scratchBuffer!,
      get sizeBytes() {
        return build.scratchBytes
      },
    }
    this.zeros = { sizeBytes: 0, varies: fixed, at: () => build.zeroBuffer! }
  }

  /** Largest range that one binding can cover, a multiple of every offset alignment. */
  get windowBytes(): number {
    return Math.floor(this.profile.limits.maxStorageBindingBytes / 256) * 256
  }

  heap(heap: number, usage: number): BufferPlace {
    this.heapUsage[heap]! |= usage
    return this.places.heap(heap)
  }

  /** The place where a kernel writes the heap: the heap itself, or its shadow. */
  writable(heap: number): BufferPlace {
    if (!this.shadowed.has(heap)) return this.heap(heap, bufferUsage.storage)
    return this.shadow(heap)
  }

  /** The place where a copy writes the heap. */
  target(heap: number): BufferPlace {
    return this.shadowed.has(heap) ? this.shadow(heap) : this.heap(heap, bufferUsage.copyDst)
  }

  shadow(heap: number): BufferPlace {
    let place = this.shadowPlaces.get(heap)
    if (!place) {
      place = { sizeBytes: this.plan.heaps[heap]!.sizeBytes, varies: fixed, at: () => this.shadows.get(heap)! }
      this.shadowPlaces.set(heap, place)
    }
    return place
  }

  /** Whether kernels can bind the heap: device memory, not staging. */
  bindable(heap: number): boolean {
    const { memory } = this.plan.heaps[heap]!
    return memory === 'device' || memory === 'imported'
  }

  /** Memory that stays zero, for clearing textures by copies. */
  needZeros(sizeBytes: number): BufferPlace {
    this.zeroBytes = Math.max(this.zeroBytes, sizeBytes)
    return this.zeros
  }

  needScratch(sizeBytes: number): BufferPlace {
    this.scratchBytes = Math.max(this.scratchBytes, sizeBytes)
    return this.scratch
  }

  table(words: Uint32Array): Table {
    const table = { offset: this.tableBytes, words }
    this.tableList.push(table)
    this.tableBytes = roundUp(this.tableBytes + words.byteLength, 256)
    return table
  }

  usageOfTexture(texture: number): number {
    const { usage, lifetime, sampleCount, format } = this.plan.textures[texture]!
    // Persistent contents may be copied to another plan's texture, and a later plan may sample this one. Between runs the host may
    // write and read them, which is done by drawing and sampling for some formats.
    const kept =
      lifetime === 'persistent' ? plannedUsage['copy-src'] | plannedUsage['copy-dst'] | plannedUsage.sampled : 0
    const { depth, stencil } = formatInfo(format)
    const reached = lifetime === 'persistent' && (depth || stencil) ? plannedUsage.attachment : 0
    // The API requires it of every multisampled texture, drawn to or not.
    const drawn = sampleCount > 1 ? plannedUsage.attachment : 0
    const most = this.textureUsage[texture]! | kept | reached | drawn
    let all = most
    for (const name of usage) all |= plannedUsage[name]
    // The API allows it with no other usage, and with no views of other formats.
    const isOnChip = all === textureUsage.attachment && !this.textureViewFormats.has(texture)
    return isOnChip && this.onChip.has(texture) ? all | textureUsage.transientAttachment : all
  }

  viewFormatsOf(texture: number): ReadonlySet<GPUTextureFormat> {
    return this.textureViewFormats.get(texture) ?? noFormats
  }

  viewAs(texture: number, format: GPUTextureFormat): void {
    this.textureViewFormats.set(texture, new Set([...this.viewFormatsOf(texture), format]))
  }

  /** Objects that are made of places: when the plan is opened, unless they depend on imports. `drop` is told of what is no longer kept. */
  variant<T>(
    places: readonly { readonly varies: Varies }[],
    make: (run: RunContext) => T,
    drop?: (value: T) => void,
  ): Variants<T> {
    const variants = new Variants(places, this.most, make, drop)
    this.variants.push(variants as Variants<unknown>)
    return variants
  }

  groups(
    places: readonly { readonly varies: Varies }[],
    make: (run: RunContext) => GPUBindGroup,
  ): Variants<GPUBindGroup> {
    return this.variant(places, make, this.dropGroup)
  }

  /** Gives rotating heaps and textures the usages of their whole group, because they take every role in turn. */
  joinRotations(): void {
    const { heaps, textures } = rotationsOf(this.plan)
    for (const members of heaps.all()) {
      const usage = members.reduce((all, heap) => all | this.heapUsage[heap]!, 0)
      for (const heap of members) this.heapUsage[heap] = usage
    }
    for (const members of textures.all()) {
      const usage = members.reduce((all, texture) => all | this.usageOfTexture(texture), 0)
      const formats = new Set(members.flatMap((texture) => [...this.viewFormatsOf(texture)]))
      for (const texture of members) {
        this.textureUsage[texture] = usage
        if (formats.size > 0) this.textureViewFormats.set(texture, formats)
      }
    }
  }

  /** Adds work for after the buffers and textures exist, such as compiling pipelines. */
  later(task: () => Promise<void>): void {
    this.tasks.push(task)
  }

  async runTasks(): Promise<void> {
    await Promise.all(this.tasks.map((task) => task()))
  }

  /** @param making called before the first object that the session before does not have */
  warm(framesInFlight: number, making: () => void): void {
    this.making = making
    for (const variants of this.variants) variants.warm(framesInFlight)
    this.making = undefined
    this.isOpening = false
    this.made.close()
  }

  /** Makes something; while the plan is opened, what the API says against it is told by `explain`, and thrown by `checked`. */
  watch<T>(make: () => T, explain: (error: GPUError) => Promise<MemkitError>): T {
    if (!this.isOpening) return make()
    this.device.pushErrorScope('validation')
    try {
      return make()
    } finally {
      this.checks.push(this.device.popErrorScope().then((error) => (error ? explain(error) : undefined)))
    }
  }

  /** @throws MemkitError the first error of what was watched */
  async checked(): Promise<void> {
    const errors = await Promise.all(this.checks)
    const first = errors.find((error) => error !== undefined)
    if (first) throw first
  }

  /**
   * Passes that bind the same to the same pipeline share a group, labelled with the first of them. The label is no part of the key: when an
   * update takes a pass out of a chain, those behind it bind what others bound before.
   */
  bindGroup(layout: GPUBindGroupLayout, entries: GPUBindGroupEntry[], label = ''): GPUBindGroup {
    const key = () => `group ${this.ids.of(layout)} ${entries.map((entry) => this.entryKey(entry)).join()}`
    return this.make('bindGroups', key, () => this.device.createBindGroup({ layout, entries, label }))
  }

  /**
   * Makes an object without memory of its own, or takes over that of the session before with the same key. What a run makes is of
   * imported objects, and is not kept by key.
   */
  make<T extends object>(kind: ObjectKind, key: () => string, make: () => T): T {
    this.live.add(kind)
    if (!this.isOpening) return make()
    return this.made.use(key(), () => {
      this.making?.()
      return make()
    })
  }

  private entryKey({ binding, resource }: GPUBindGroupEntry): string {
    const { buffer, offset = 0, size = 0 } = resource as Partial<GPUBufferBinding>
    return buffer ? `${binding}:${this.ids.of(buffer)}+${offset}+${size}` : `${binding}:${this.ids.of(resource)}`
  }
}
