/**
 * The buffers and textures of a plan, once its commands have declared the usages that they need: those of the session before where
 * they serve, new ones otherwise.
 */
import { isSameList } from '../../../graph/lists.ts'
import { outOfMemory } from '../../../errors.ts'
import type { Predecessor } from '../../backend.ts'
import { extentOf } from '../memory/texture-rules.ts'
import type { Build } from '../encode/build.ts'
import { scoped } from '../device/api-errors.ts'
import { bufferUsage } from '../device/flags.ts'
import { bufferBytes } from '../device/native-buffer.ts'
import type { Held, Holdings, MadeObjects } from '../device/holdings.ts'
import { memoryWords, Residents } from '../../../plan/facts/plan-words.ts'
import { StagingBuffer } from '../memory/staging.ts'
import type { DeviceWaits } from '../device/waits.ts'

/** The objects of a session, for the one that follows it. */
export interface SessionObjects {
  /** By heap: one buffer, or staging by frame; empty for imports. */
  readonly heaps: readonly (readonly Held<GPUBuffer | StagingBuffer>[])[]
  readonly textures: readonly (Held<GPUTexture> | undefined)[]
  /** Buffers of the backend's own, by what they are for. */
  readonly helpers: ReadonlyMap<string, Held<GPUBuffer>>
  /** Words of the tables of built-in kernels. */
  readonly tables: readonly Uint32Array[]
  readonly made: MadeObjects
}

interface Parts {
  readonly framesInFlight: number
  readonly waits: DeviceWaits
  readonly holdings: Holdings
  readonly previous: (Predecessor & { readonly session: { readonly objects: SessionObjects } }) | undefined
}

interface BufferDescription {
  readonly what: string
  readonly sizeBytes: number
  readonly usage: number
  readonly mappedAtCreation?: boolean
}

const kernelMemory = bufferUsage.storage | bufferUsage.copySrc | bufferUsage.copyDst
/** Heaps have every usage, because a later plan may need another one of a heap that stays. */
const heapMemory = kernelMemory | bufferUsage.uniform | bufferUsage.vertex | bufferUsage.index | bufferUsage.indirect

export async function createObjects(build: Build, parts: Parts): Promise<Omit<SessionObjects, 'made'>> {
  const creator = new Creator(build, parts)
  const heaps = await creator.heaps()
  await creator.createHelpers()
  const textures = await creator.textures()
  return { heaps, textures, helpers: creator.helpers, tables: build.tableList.map(({ words }) => words) }
}

/** Made here, so that what is owned does not reach the creator, and through it the session before. */
const destroying = (object: { destroy(): void }) => () => object.destroy()

class Creator {
  readonly helpers = new Map<string, Held<GPUBuffer>>()
  private readonly build: Build
  private readonly parts: Parts

  /** The residents of each heap and texture, for the labels of new ones. */
  private readonly residents: Residents

  constructor(build: Build, parts: Parts) {
    this.build = build
    this.parts = parts
    this.residents = new Residents(build.plan)
  }

  async heaps(): Promise<Held<GPUBuffer | StagingBuffer>[][]> {
    const { plan, places } = this.build
    const all: Held<GPUBuffer | StagingBuffer>[][] = []
    for (const heap of plan.heaps.keys()) {
      const held = this.sharedHeap(heap) ?? (await this.newHeap(heap))
      all.push(held)
      for (const { object } of held)
        places.heapBuffers[heap]!.push(object instanceof StagingBuffer ? object.buffer : object)
    }
    return all
  }

  private sharedHeap(heap: number): Held<GPUBuffer | StagingBuffer>[] | undefined {
    const { previous, holdings, framesInFlight } = this.parts
    const other = previous?.heaps[heap] ?? -1
    const known = other < 0 ? undefined : previous!.session.objects.heaps[other]
    const { memory } = this.build.plan.heaps[heap]!
    if (!known || known.length !== (memory === 'device' ? 1 : framesInFlight)) return undefined
    return known.map((held) => holdings.share(held))
  }

  private async newHeap(heap: number): Promise<Held<GPUBuffer | StagingBuffer>[]> {
    const { framesInFlight, waits, holdings } = this.parts
    const { memory, sizeBytes } = this.build.plan.heaps[heap]!
    if (memory === 'imported') return []
    if (memory === 'device') {
      const what = memoryWords('the device heap', this.residents.of('heap', heap), `heaps[${heap}]`)
      return [await this.create({ what, sizeBytes, usage: heapMemory })]
    }
    const mappedAtCreation = memory === 'upload'
    const usage = mappedAtCreation
      ? bufferUsage.mapWrite | bufferUsage.copySrc
      : bufferUsage.mapRead | bufferUsage.copyDst
    const frames: Held<StagingBuffer>[] = []
    for (let frame = 0; frame < framesInFlight; frame++) {
      const what = `the ${memory} heap (heaps[${heap}]) of frame ${frame}`
      frames.push(
        await this.guarded({ what, sizeBytes, usage, mappedAtCreation }, (buffer) =>
          holdings.own('buffers', new StagingBuffer(buffer, memory, sizeBytes, what, waits), destroying(buffer), {
            sizeBytes,
          }),
        ),
      )
    }
    return frames
  }

  /** Shadows of heaps that kernels cannot bind, scratch memory, zeros, and the tables of kernels. */
  async createHelpers(): Promise<void> {
    const { build } = this
    for (const heap of build.shadowed) {
      const { sizeBytes, memory } = build.plan.heaps[heap]!
      const what = `the shadow of ${memoryWords(`the ${memory} heap`, this.residents.of('heap', heap), `heaps[${heap}]`)}`
      build.shadows.set(heap, await this.helper({ what, sizeBytes, usage: kernelMemory }))
    }
    if (build.scratchBytes > 0)
      build.scratchBuffer = await this.helper({
        what: 'scratch memory',
        sizeBytes: build.scratchBytes,
        usage: kernelMemory,
      })
    if (build.zeroBytes > 0)
      build.zeroBuffer = await this.helper({ what: 'zeros', sizeBytes: build.zeroBytes, usage: bufferUsage.copySrc })
    if (build.tableBytes > 0) build.tables = await this.tables()
  }

  private async helper(description: BufferDescription): Promise<GPUBuffer> {
    const { previous, holdings } = this.parts
    const known = previous?.session.objects.helpers.get(description.what)
    const held =
      known && known.sizeBytes >= description.sizeBytes ? holdings.share(known) : await this.create(description)
    this.helpers.set(description.what, held)
    return held.object
  }

  private async tables(): Promise<GPUBuffer> {
    const { build } = this
    const { previous, holdings } = this.parts
    const what = 'tables of the built-in kernels'
    const known = previous?.session.objects.helpers.get(what)
    const isSame =
      known &&
      areEqual(
        previous!.session.objects.tables,
        build.tableList.map(({ words }) => words),
      )
    const held = isSame
      ? holdings.share(known)
      : await this.create({ what, sizeBytes: build.tableBytes, usage: bufferUsage.storage, mappedAtCreation: true })
    this.helpers.set(what, held)
    if (isSame) return held.object
    const bytes = new Uint32Array(held.object.getMappedRange())
    for (const { offset, words } of build.tableList) bytes.set(words, offset / 4)
    held.object.unmap()
    return held.object
  }

  async textures(): Promise<(Held<GPUTexture> | undefined)[]> {
    const { plan, places } = this.build
    const all = plan.textures.map(({ lifetime }, index) =>
      lifetime === 'imported' ? undefined : this.sharedTexture(index),
    )
    for (let index = 0; index < all.length; index++) {
      if (!all[index] && plan.textures[index]!.lifetime !== 'imported') all[index] = await this.newTexture(index)
      places.textures[index] = all[index]?.object
    }
    return all
  }

  private sharedTexture(index: number): Held<GPUTexture> | undefined {
    const { previous, holdings } = this.parts
    const other = previous?.textures[index] ?? -1
    const known = other < 0 ? undefined : previous!.session.objects.textures[other]
    if (!known) return undefined
    const { build } = this
    const usage = build.usageOfTexture(index)
    // Memory that stays on the chip holds nothing else than attachments.
    const serves = (known.usage & usage) === usage && includes(known.viewFormats, build.viewFormatsOf(index))
    return serves ? holdings.share(known) : undefined
  }

  private async newTexture(index: number): Promise<Held<GPUTexture>> {
    const { build } = this
    const { plan, device } = build
    const { format, dimension, size, mipLevelCount, sampleCount, sizeBytes } = plan.textures[index]!
    const usage = build.usageOfTexture(index)
    const viewFormats = new Set(build.viewFormatsOf(index))
    const what = memoryWords('the texture', this.residents.of('texture', index), `textures[${index}]`)
    return scoped(
      device,
      () => {
        const made = device.createTexture({
          label: `${plan.name}: ${what}`,
          format,
          dimension,
          size: extentOf(size),
          mipLevelCount,
          sampleCount,
          usage,
          viewFormats: [...viewFormats],
        })
        return this.parts.holdings.own('textures', made, destroying(made), { sizeBytes, usage, viewFormats })
      },
      (cause) => outOfMemory(what, sizeBytes, cause),
    )
  }

  private create(description: BufferDescription): Promise<Held<GPUBuffer>> {
    return this.guarded(description, (buffer) =>
      this.parts.holdings.own('buffers', buffer, destroying(buffer), description),
    )
  }

  private guarded<T>(
    { what, sizeBytes, usage, mappedAtCreation = false }: BufferDescription,
    own: (buffer: GPUBuffer) => T,
  ): Promise<T> {
    const { plan, device } = this.build
    return scoped(
      device,
      () => {
        const label = `${plan.name}: ${what}`
        return own(device.createBuffer({ size: bufferBytes(sizeBytes), usage, mappedAtCreation, label }))
      },
      (cause) => outOfMemory(what, sizeBytes, cause),
    )
  }
}

function includes(all: ReadonlySet<string>, some: ReadonlySet<string>): boolean {
  for (const one of some) if (!all.has(one)) return false
  return true
}

const areEqual = (a: readonly Uint32Array[], b: readonly Uint32Array[]): boolean =>
  a.length === b.length && a.every((words, i) => isSameList(words, b[i]!))
