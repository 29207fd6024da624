/** Creates the buffers and textures of a plan, once its commands have declared the usages that they need. */
import { outOfMemory } from '../../../errors.ts'
import { extentOf } from '../memory/texture-rules.ts'
import type { Build } from '../encode/build.ts'
import { scoped } from '../device/api-errors.ts'
import { bufferUsage } from '../device/flags.ts'
import { StagingBuffer } from '../memory/staging.ts'
import type { DeviceWaits } from '../device/waits.ts'

/** The created objects, in the order of creation. */
export type Owned = { destroy(): void }[]

/** Staging buffers by heap, one for each frame in flight; empty for heaps of the device. */
export type Staging = readonly (readonly StagingBuffer[])[]

interface BufferDescription {
  readonly what: string
  readonly sizeBytes: number
  readonly usage: number
  readonly mappedAtCreation?: boolean
}
type CreateBuffer = (description: BufferDescription) => Promise<GPUBuffer>

const kernelMemory = bufferUsage.storage | bufferUsage.copySrc | bufferUsage.copyDst

export async function createObjects(
  build: Build,
  framesInFlight: number,
  waits: DeviceWaits,
  owned: Owned,
): Promise<Staging> {
  const create = bufferCreator(build, owned)
  const staging = await createHeaps(build, framesInFlight, waits, create)
  await createHelpers(build, create)
  await createTables(build, create)
  await createTextures(build, owned)
  return staging
}

const roundUp = (sizeBytes: number): number => Math.max(16, Math.ceil(sizeBytes / 4) * 4)

function bufferCreator({ plan, device, live }: Build, owned: Owned): CreateBuffer {
  return async ({ what, sizeBytes, usage, mappedAtCreation = false }) =>
    scoped(
      device,
      () => {
        const label = `${plan.name}: ${what}`
        const buffer = device.createBuffer({ size: roundUp(sizeBytes), usage, mappedAtCreation, label })
        owned.push(buffer)
        live.add('buffers')
        return buffer
      },
      (cause) => outOfMemory(what, sizeBytes, cause),
    )
}

async function createHeaps(
  { plan, places, heapUsage }: Build,
  framesInFlight: number,
  waits: DeviceWaits,
  create: CreateBuffer,
): Promise<Staging> {
  const staging: StagingBuffer[][] = plan.heaps.map(() => [])
  for (const [heap, { memory, sizeBytes }] of plan.heaps.entries()) {
    if (memory === 'imported') continue
    const buffers = places.heapBuffers[heap]!
    if (memory === 'device') {
      buffers.push(await create({ what: `heap ${heap}`, sizeBytes, usage: kernelMemory | heapUsage[heap]! }))
      continue
    }
    const mappedAtCreation = memory === 'upload'
    const usage = mappedAtCreation
      ? bufferUsage.mapWrite | bufferUsage.copySrc
      : bufferUsage.mapRead | bufferUsage.copyDst
    for (let frame = 0; frame < framesInFlight; frame++) {
      const what = `${memory} heap ${heap} of frame ${frame}`
      const buffer = await create({ what, sizeBytes, usage, mappedAtCreation })
      buffers.push(buffer)
      staging[heap]!.push(new StagingBuffer(buffer, memory, sizeBytes, what, waits))
    }
  }
  return staging
}

/** Doubles of heaps that kernels cannot bind, scratch memory, and zeros. */
async function createHelpers(build: Build, create: CreateBuffer): Promise<void> {
  for (const heap of build.shadowed) {
    const { sizeBytes } = build.plan.heaps[heap]!
    const what = `the device's double of heap ${heap}`
    build.shadows.set(heap, await create({ what, sizeBytes, usage: kernelMemory }))
  }
  if (build.scratchBytes > 0)
    build.scratchBuffer = await create({
      what: 'scratch memory',
      sizeBytes: build.scratchBytes,
      usage: kernelMemory,
    })
  if (build.zeroBytes > 0)
    build.zeroBuffer = await create({ what: 'zeros', sizeBytes: build.zeroBytes, usage: bufferUsage.copySrc })
}

async function createTables(build: Build, create: CreateBuffer): Promise<void> {
  if (build.tableBytes === 0) return
  const tables = await create({
    what: 'tables of the built-in kernels',
    sizeBytes: build.tableBytes,
    usage: bufferUsage.storage,
    mappedAtCreation: true,
  })
  const bytes = new Uint32Array(tables.getMappedRange())
  for (const { offset, words } of build.tableList) bytes.set(words, offset / 4)
  tables.unmap()
  build.tables = tables
}

async function createTextures(build: Build, owned: Owned): Promise<void> {
  const { plan, device, live, places } = build
  for (const [index, texture] of plan.textures.entries()) {
    if (texture.lifetime === 'imported') continue
    places.textures[index] = await scoped(
      device,
      () => {
        const made = device.createTexture({
          label: `${plan.name}: texture ${index}`,
          format: texture.format,
          dimension: texture.dimension,
          size: extentOf(texture.size),
          mipLevelCount: texture.mipLevelCount,
          sampleCount: texture.sampleCount,
          usage: build.usageOfTexture(index),
          viewFormats: [...build.textureViewFormats[index]!],
        })
        owned.push(made)
        live.add('textures')
        return made
      },
      (cause) => outOfMemory(`texture ${index}`, texture.sizeBytes, cause),
    )
  }
}
