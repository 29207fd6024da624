/** The same calls on devices: random ones against the model, and the ways of the quick start. */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Backend } from 'memkit-gpu'
import { BufferPool, BufferUsage, Fence, Gpu } from 'memkit-gpu/gpu'
import { createVulkanBackend, type DebugMessage } from 'memkit-gpu/vulkan'
import { createWebGpuBackend } from 'memkit-gpu/webgpu'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { failOnUnhandledRejections } from '../support/unhandled.ts'
import { calls, runCalls } from './random-calls.ts'

const numRuns = Number(process.env['MEMKIT_RUNS'] ?? 25)

function suite(open: () => Promise<Backend>): void {
  failOnUnhandledRejections()
  let backend: Backend
  beforeAll(async () => {
    backend = await open()
  })
  afterAll(async () => {
    await backend.destroy()
    expect(Object.values(backend.liveObjects()).every((count) => count === 0)).toBe(true)
  })

  it('random calls give the model’s bytes', { timeout: Math.max(120_000, 1000 * numRuns) }, () =>
    fc.assert(
      fc.asyncProperty(calls, fc.constantFrom(1, 2, 3), (list, framesInFlight) =>
        runCalls(backend, list, { framesInFlight, maxPlans: 3 }),
      ),
      { numRuns, endOnFailure: true },
    ),
  )

  it('1 000 transfers of one tick are one submission, and bytes come back', async () => {
    const gpu = new Gpu(backend)
    const data = Uint32Array.from({ length: 1000 }, (_, i) => i * 7)
    const staging = gpu.stagingBufferWithData(data)
    const device = gpu.createDeviceBuffer(data.byteLength, BufferUsage.STORAGE | BufferUsage.TRANSFER_DST)
    for (let i = 0; i < 1000; i++)
      gpu.transfer(staging, device, { sourceOffset: 4 * i, destinationOffset: 4 * (999 - i), size: 4 })
    const back = gpu.readback(device)
    await gpu.waitIdle()
    expect(gpu.statistics).toMatchObject({ ticks: 1, submissions: 1 })
    expect(new Uint32Array((await back.done).buffer)).toEqual(data.toReversed())
    device.destroy()
    staging.destroy()
    expect(await gpu.destroy()).toEqual([])
  })

  it('a fence is raised when the device is done, and a pooled buffer is free only then', async () => {
    const gpu = new Gpu(backend)
    const pool = new BufferPool(gpu, { sizes: 4096, maxBuffers: 1 })
    const buffer = pool.acquire()
    const transfer = gpu.transfer(gpu.stagingBufferWithData(new Uint8Array(4096)), buffer)
    const fence = new Fence(gpu)
    fence.signal()
    pool.release(buffer)
    expect([fence.isSignalled, transfer.isComplete, pool.freeCount]).toEqual([false, false, 0])
    await fence.wait(20_000)
    expect([fence.isSignalled, transfer.isComplete, pool.freeCount]).toEqual([true, true, 1])
    pool.destroy()
    await gpu.destroy()
  })

  it('frames like the one before make no new plan', async () => {
    const gpu = new Gpu(backend, { framesInFlight: 3 })
    const device = gpu.createDeviceBuffer(256, BufferUsage.UNIFORM | BufferUsage.TRANSFER_DST)
    for (let f = 0; f < 20; f++) {
      const frame = await gpu.beginFrame()
      gpu.transfer(frame.stagingBufferWithData(new Uint8Array(256).fill(f)), device)
      gpu.endFrame()
    }
    expect((await gpu.readback(device).done).every((byte) => byte === 19)).toBe(true)
    // The first frame also makes the buffer zeros; the readback is the third kind of tick.
    expect(gpu.statistics).toMatchObject({ ticks: 21, submissions: 21, plans: 3 })
    device.destroy()
    await gpu.destroy()
  })

  it(
    '5 000 buffers are no more than the device allows, and each has bytes of its own',
    { timeout: 60_000 },
    async () => {
      const gpu = new Gpu(backend)
      const buffers = Array.from({ length: 5000 }, () => gpu.createDeviceBuffer(8, BufferUsage.STORAGE))
      const staging = gpu.stagingBufferWithData(new Uint8Array([1, 2, 3, 4]))
      buffers.forEach((buffer, i) => {
        if (i % 100 < 2) gpu.transfer(staging, buffer, { destinationOffset: 4 * (i % 2) })
      })
      const reads = [0, 1, 2, 4901].map((i) => gpu.readback(buffers[i]!).done)
      expect((await Promise.all(reads)).map((bytes) => bytes.join())).toEqual([
        '1,2,3,4,0,0,0,0',
        '0,0,0,0,1,2,3,4',
        '0,0,0,0,0,0,0,0',
        '0,0,0,0,1,2,3,4',
      ])
      for (const buffer of buffers) buffer.destroy()
      await gpu.destroy()
    },
  )

  it('says what the device is', () => {
    const { capabilities } = new Gpu(backend)
    expect(capabilities.deviceName).not.toBe('')
    expect(capabilities.vendorName).not.toBe('')
    expect(capabilities.maxAllocations).toBeGreaterThan(1000)
    expect(capabilities.maxBufferSize).toBe(backend.profile.limits.maxBufferBytes)
    for (const { sizeBytes, budgetBytes = 0 } of capabilities.heaps) expect(budgetBytes).toBeLessThanOrEqual(sizeBytes)
  })
}

await describeGpu('webgpu', 'the immediate API on WebGPU', ({ gpu }) => suite(() => createWebGpuBackend({ gpu })))
await describeGpu('vulkan', 'the immediate API on Vulkan', ({ loader, validationLayers }) => {
  const messages: DebugMessage[] = []
  afterAll(() => {
    if (messages.length > 0) throw new Error(`The validation layer says ${JSON.stringify(messages[0])}`)
  })
  const validation = validationLayers && ((message: DebugMessage) => void messages.push(message))
  suite(() => createVulkanBackend({ loader, validation }))
})
