/** Creates the buffers and textures of a plan, once its commands have declared the usages that they need. */
import { outOfMemory } from '../../../errors.ts'
import { extentOf } from '../memory/texture-rules.ts'
import type { Build } from '../encode/build.ts'
import { scoped } from '../device/api-errors.ts'
import { bufferUsage, mapMode } from '../device/flags.ts'
import { StagingBuffer } from '../memory/staging.ts'
import type { DeviceWaits } from '../device/waits.ts'

/** The created objects, in the order of creation. */
export type Owned = { destroy(): void }[]

/** Staging buffers by heap, one for each frame in flight; empty for heaps of the device. */
export type Staging = readonly (readonly StagingBuffer[])[]

const roundUp = (sizeBytes: number): number => Math.max(16, Math.ceil(sizeBytes / 4) * 4)

export async function createObjects(
  build: Build,
  framesInFlight: number,
  waits: DeviceWaits,
  owned: Owned,
): Promise<Staging> {
  const { plan, device, live } = build
  const create = async (sizeBytes: number, usage: number, what: string, mappedAtCreation = false): Promise<GPUBuffer> =>
    scoped(
      device,
      () => {
        const buffer = device.createBuffer({
          size: roundUp(sizeBytes),
          usage,
          mappedAtCreation,
          label: `${plan.name}: ${what}`,
        })
        owned.push(buffer)
        live.add('buffers')
        return buffer
      },
      (cause) => outOfMemory(what, sizeBytes, cause),
    )

  const staging: StagingBuffer[][] = plan.heaps.map(() => [])
  for (const [heap, { memory, sizeBytes }] of plan.heaps.entries()) {
    if (memory === 'imported') continue
    if (memory === 'device') {
      const usage = bufferUsage.copySrc | bufferUsage.copyDst | bufferUsage.storage | build.heapUsage[heap]!
      build.places.heapBuffers[heap]!.push(await create(sizeBytes, usage, `heap ${heap}`))
      continue
    }
    const upload = memory === 'upload'
    const usage = upload ? bufferUsage.mapWrite | bufferUsage.copySrc : bufferUsage.mapRead | bufferUsage.copyDst
    for (let frame = 0; frame < framesInFlight; frame++) {
      const what = `${memory} heap ${heap} of frame ${frame}`
      const buffer = await create(sizeBytes, usage, what, upload)
      build.places.heapBuffers[heap]!.push(buffer)
      staging[heap]!.push(
        new StagingBuffer(buffer, upload ? mapMode.write : mapMode.read, sizeBytes, what, upload, waits),
      )
    }
  }
  for (const heap of build.shadowed)
    build.shadows.set(
      heap,
      await create(
        plan.heaps[heap]!.sizeBytes,
        bufferUsage.storage | bufferUsage.copySrc | bufferUsage.copyDst,
        `the device's double of heap ${heap}`,
      ),
    )
  if (build.scratchBytes > 0)
    build.scratchBuffer = await create(
      build.scratchBytes,
      bufferUsage.storage | bufferUsage.copySrc | bufferUsage.copyDst,
      'scratch memory',
    )
  if (build.zeroBytes > 0) build.zeroBuffer = await create(build.zeroBytes, bufferUsage.copySrc, 'zeros')
  if (build.tableBytes > 0) {
    const tables = await create(build.tableBytes, bufferUsage.storage, 'tables of the built-in kernels', true)
    const bytes = new Uint32Array(tables.getMappedRange())
    for (const { offset, words } of build.tableList) bytes.set(words, offset / 4)
    tables.unmap()
    build.tables = tables
  }
  for (const [index, texture] of plan.textures.entries()) {
    if (texture.lifetime === 'imported') continue
    build.places.textures[index] = await scoped(
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
  return staging
}
