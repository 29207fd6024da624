/** Everything that users of the Rust crate memkit-gpu have, name by name (docs/migration.md), done for real. */
import { describe, expect, it } from 'vitest'
import { isMemkitError, profiles, type Backend } from 'memkit-gpu'
import { createDummyBackend, type DummyOptions } from 'memkit-gpu/dummy'
import { BufferPool, BufferUsage, Fence, Gpu, MemoryType, type DeviceBuffer, type GpuOptions } from 'memkit-gpu/gpu'
import { failOnUnhandledRejections } from '../support/unhandled.ts'

failOnUnhandledRejections()

const gpuOn = (options: DummyOptions = {}, gpuOptions: GpuOptions = {}) => {
  const backend = createDummyBackend(options)
  return { backend, gpu: new Gpu(backend, gpuOptions) }
}
const { VERTEX, INDEX, UNIFORM, STORAGE, TRANSFER_SRC, TRANSFER_DST } = BufferUsage
const codeOf = (call: () => unknown): string => {
  try {
    call()
  } catch (error) {
    if (isMemkitError(error)) return error.code
    throw error
  }
  return 'no error'
}
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

describe('buffers', () => {
  it('a device buffer has the size and the usage that it was made with', () => {
    const buffer = gpuOn().gpu.createDeviceBuffer(1024, VERTEX)
    expect([buffer.size, buffer.usage]).toEqual([1024, VERTEX])
  })

  it('a staging buffer with data has the size of the data in bytes, and its bytes', () => {
    const staging = gpuOn().gpu.stagingBufferWithData(new Float32Array([1, 2, 3, 4]))
    expect(staging.size).toBe(16)
    expect(new Float32Array(staging.read().buffer)).toEqual(new Float32Array([1, 2, 3, 4]))
  })

  it('both start as zeros, the device buffer although the Dummy poisons it', async () => {
    const { gpu } = gpuOn()
    expect(gpu.createStagingBuffer(3).read()).toEqual(bytes(0, 0, 0))
    expect(await gpu.readback(gpu.createDeviceBuffer(3, VERTEX)).done).toEqual(bytes(0, 0, 0))
  })

  it('the same code works with any backend', async () => {
    const upload = async <B extends Backend>(gpu: Gpu<B>): Promise<DeviceBuffer> => {
      const data = bytes(1, 2, 3)
      const device = gpu.createDeviceBuffer(data.length, VERTEX | TRANSFER_DST)
      await gpu.transfer(gpu.stagingBufferWithData(data), device).done
      return device
    }
    for (const profile of [profiles.dummy, profiles.webgpu, profiles.vulkan]) {
      const { gpu, backend } = gpuOn({ profile })
      expect(await gpu.readback(await upload(gpu)).done).toEqual(bytes(1, 2, 3))
      expect(gpu.backend).toBe(backend)
    }
  })

  it('six usage flags combine with | and can be asked for', () => {
    const all = [VERTEX, INDEX, UNIFORM, STORAGE, TRANSFER_SRC, TRANSFER_DST]
    expect(new Set(all).size).toBe(6)
    for (const flag of all) {
      expect(BufferUsage.contains(VERTEX | INDEX | UNIFORM | STORAGE | TRANSFER_SRC | TRANSFER_DST, flag)).toBe(true)
      expect(BufferUsage.contains(VERTEX | TRANSFER_DST, flag)).toBe(flag === VERTEX || flag === TRANSFER_DST)
    }
    expect(BufferUsage.contains(VERTEX, VERTEX | INDEX)).toBe(false)
    // Numbers that bit operations would cut to 32 bits are no flags.
    for (const usage of [64, -1, 2 ** 32, 2 ** 32 + 1, 0.5])
      expect(codeOf(() => gpuOn().gpu.createDeviceBuffer(4, usage))).toBe('INVALID_OPTION')
  })

  it('four memory types say who reaches them', () => {
    const table = Object.values(MemoryType).map(({ name, isHostAccessible, isDeviceLocal }) => [
      name,
      isHostAccessible,
      isDeviceLocal,
    ])
    expect(table).toEqual([
      ['DeviceLocal', false, true],
      ['HostVisible', true, false],
      ['HostCached', true, false],
      ['Unified', true, true],
    ])
  })
})

describe('transfers', () => {
  it('have ids from 0, and are complete when the device is done', async () => {
    const { gpu, backend } = gpuOn()
    const device = gpu.createDeviceBuffer(4, TRANSFER_DST)
    backend.pause()
    const transfers = [0, 1, 2].map((i) => gpu.transfer(gpu.stagingBufferWithData(bytes(i)), device))
    expect(transfers.map(({ id }) => id)).toEqual([0, 1, 2])
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(transfers.map(({ isComplete }) => isComplete)).toEqual([false, false, false])
    backend.resume()
    await gpu.waitIdle()
    expect(transfers.map(({ isComplete }) => isComplete)).toEqual([true, true, true])
  })

  it.each([
    [8, 4],
    [4, 8],
  ])('from %i bytes to %i copy what the smaller of both holds', async (from, to) => {
    const { gpu } = gpuOn()
    const device = gpu.createDeviceBuffer(to, TRANSFER_DST)
    gpu.transfer(gpu.stagingBufferWithData(new Uint8Array(from).fill(9)), device)
    expect(await gpu.readback(device).done).toEqual(Uint8Array.from({ length: to }, (_, i) => (i < 4 ? 9 : 0)))
  })

  it('can be built with a source offset, a destination offset and a size', async () => {
    const { gpu } = gpuOn()
    const device = gpu.createDeviceBuffer(6, TRANSFER_DST)
    const staging = gpu.stagingBufferWithData(bytes(1, 2, 3, 4, 5))
    await gpu.transferBuilder(staging, device).sourceOffset(1).destinationOffset(2).size(2).submit().done
    expect(await gpu.readback(device).done).toEqual(bytes(0, 0, 2, 3, 0, 0))
    await gpu.transferBuilder(staging, device).destinationOffset(4).submit().done
    expect(await gpu.readback(device).done).toEqual(bytes(0, 0, 2, 3, 1, 2))
  })

  it('come in batches, with a handle for each copy', async () => {
    const { gpu } = gpuOn()
    const [a, b, c] = [100, 200, 100].map((size) => gpu.createDeviceBuffer(size, TRANSFER_DST)) as [
      DeviceBuffer,
      DeviceBuffer,
      DeviceBuffer,
    ]
    const batch = gpu
      .batch()
      .copy(gpu.stagingBufferWithData(new Uint8Array(100).fill(1)), a)
      .copy(gpu.stagingBufferWithData(new Uint8Array(200).fill(2)), b)
      .copy(a, c)
    expect(gpu.statistics.ticks).toBe(0)
    const transfers = batch.submit()
    expect(transfers).toHaveLength(3)
    await gpu.waitIdle()
    expect(gpu.statistics).toMatchObject({ ticks: 1, submissions: 1 })
    expect((await gpu.readback(c).done).every((byte) => byte === 1)).toBe(true)
    await gpu.batch().copy(b, a, { size: 4 }).submitAndWait(10_000)
    expect((await gpu.readback(a, 0, 5).done).join()).toBe('2,2,2,2,1')
  })

  it('carry the bytes of when they were called for, however soon those are written over', async () => {
    const { gpu } = gpuOn()
    const devices = [1, 2, 3].map(() => gpu.createDeviceBuffer(2, TRANSFER_DST))
    const staging = gpu.createStagingBuffer(2)
    devices.forEach((device, i) => {
      staging.write(bytes(i), 1)
      gpu.transfer(staging, device)
    })
    staging.write(bytes(7, 7))
    expect(await Promise.all(devices.map((device) => gpu.readback(device).done))).toEqual([
      bytes(0, 0),
      bytes(0, 1),
      bytes(0, 2),
    ])
  })

  it('10 000 in one tick are 1 submission and 1 plan', { timeout: 60_000 }, async () => {
    const { gpu } = gpuOn()
    const staging = gpu.createStagingBuffer(40_000)
    const data = Uint32Array.from({ length: 10_000 }, (_, i) => i)
    staging.write(data)
    const device = gpu.createDeviceBuffer(40_000, TRANSFER_DST)
    const transfers = data.map((i) => {
      const range = { sourceOffset: 4 * i, destinationOffset: 4 * i, size: 4 }
      return gpu.transfer(staging, device, range).id
    })
    await gpu.waitIdle()
    expect(transfers.at(-1)).toBe(9999)
    expect(gpu.statistics).toEqual({ ticks: 1, submissions: 1, plans: 1 })
    expect(new Uint32Array((await gpu.readback(device).done).buffer)).toEqual(data)
  })

  it('of ticks of one shape share a plan, whatever buffers they use', async () => {
    const { gpu } = gpuOn()
    const staging = gpu.stagingBufferWithData(bytes(1, 2, 3, 4))
    for (let i = 0; i < 10; i++) await gpu.transfer(staging, gpu.createDeviceBuffer(4, VERTEX)).done
    expect(gpu.statistics).toEqual({ ticks: 10, submissions: 10, plans: 1 })
  })

  it('wait with a limit, and say what the device took', async () => {
    const { gpu, backend } = gpuOn({ transferDelayNs: 5_000_000 })
    const device = gpu.createDeviceBuffer(4, TRANSFER_DST)
    backend.pause()
    const transfer = gpu.transfer(gpu.stagingBufferWithData(bytes(1)), device)
    await expect(transfer.wait(1)).rejects.toMatchObject({ code: 'TIMED_OUT' })
    await expect(gpu.waitIdle(1)).rejects.toMatchObject({ code: 'TIMED_OUT' })
    await expect(gpu.waitIdle(2 ** 31)).rejects.toMatchObject({ code: 'INVALID_OPTION' })
    expect(transfer.deviceNs).toBeUndefined()
    const withoutLimit = transfer.wait(Infinity)
    setTimeout(() => backend.resume(), 20)
    await withoutLimit
    expect(transfer.deviceNs).toBeGreaterThan(5_000_000)
    await gpu.waitIdle()
  })

  it('of a lost device fail with its error, and so does waiting for all', async () => {
    const { gpu, backend } = gpuOn()
    const device = gpu.createDeviceBuffer(4, TRANSFER_DST)
    backend.pause()
    const transfer = gpu.transfer(gpu.stagingBufferWithData(bytes(1)), device)
    gpu.flush()
    await new Promise((resolve) => setTimeout(resolve, 5))
    backend.lose('pulled out')
    await expect(transfer.done).rejects.toMatchObject({ code: 'DEVICE_LOST' })
    expect(transfer.error).toMatchObject({ code: 'DEVICE_LOST' })
    await expect(gpu.waitIdle()).rejects.toMatchObject({ code: 'DEVICE_LOST' })
    expect(codeOf(() => gpu.createStagingBuffer(1))).toBe('DEVICE_LOST')
    device.destroy()
    await gpu.destroy()
    expect(backend.liveObjects()['buffers']).toBe(0)
  })
})

describe('errors', () => {
  it('too large: BUFFER_TOO_LARGE, for buffers of both kinds and for pools', () => {
    const { gpu } = gpuOn({ maxBufferBytes: 1000 })
    expect(gpu.capabilities.maxBufferSize).toBe(1000)
    expect(codeOf(() => gpu.createStagingBuffer(1001))).toBe('BUFFER_TOO_LARGE')
    expect(codeOf(() => gpu.createDeviceBuffer(1001, VERTEX))).toBe('BUFFER_TOO_LARGE')
    expect(codeOf(() => new BufferPool(gpu, { sizes: 1001 }))).toBe('BUFFER_TOO_LARGE')
    expect(codeOf(() => new BufferPool(gpu).acquire(1001))).toBe('BUFFER_TOO_LARGE')
    expect(new BufferPool(gpu).acquire(1000).size).toBe(1000)
  })

  it('no room: OUT_OF_MEMORY, and nothing is left alive', () => {
    const { gpu, backend } = gpuOn({ capacityBytes: 1000 })
    const first = gpu.createDeviceBuffer(800, VERTEX)
    expect(codeOf(() => gpu.createDeviceBuffer(800, VERTEX))).toBe('OUT_OF_MEMORY')
    first.destroy()
    gpu.createDeviceBuffer(800, VERTEX).destroy()
    expect(backend.liveObjects()['buffers']).toBe(0)
    expect(gpu.bufferCount).toBe(0)
  })

  it('not found: BUFFER_NOT_FOUND, for what was destroyed, is of another Gpu, or of no pool', () => {
    const { gpu } = gpuOn()
    const staging = gpu.createStagingBuffer(4)
    const device = gpu.createDeviceBuffer(4, VERTEX)
    const foreign = gpuOn().gpu.createDeviceBuffer(4, VERTEX)
    expect(codeOf(() => gpu.transfer(staging, foreign))).toBe('BUFFER_NOT_FOUND')
    expect(codeOf(() => new BufferPool(gpu).release(device))).toBe('BUFFER_NOT_FOUND')
    device.destroy()
    expect(codeOf(() => gpu.transfer(staging, device))).toBe('BUFFER_NOT_FOUND')
    expect(codeOf(() => gpu.readback(device))).toBe('BUFFER_NOT_FOUND')
    staging.destroy()
    expect(codeOf(() => staging.write(bytes(1)))).toBe('BUFFER_NOT_FOUND')
    expect(codeOf(() => staging.slice(0, 1))).toBe('BUFFER_NOT_FOUND')
  })

  it('not mappable: NOT_MAPPABLE for device memory; where the Dummy lets the host in, its bytes', async () => {
    const discrete = gpuOn().gpu
    await expect(discrete.createDeviceBuffer(4, VERTEX).map()).rejects.toMatchObject({ code: 'NOT_MAPPABLE' })
    const { gpu } = gpuOn({ unmappable: false })
    const device = gpu.createDeviceBuffer(4, VERTEX)
    gpu.transfer(gpu.stagingBufferWithData(bytes(1, 2)), device)
    const view = await device.map()
    expect(view).toEqual(bytes(1, 2, 0, 0))
    view[3] = 9
    await expect(device.map()).rejects.toMatchObject({ code: 'ALREADY_MAPPED' })
    expect(codeOf(() => gpu.readback(device))).toBe('ALREADY_MAPPED')
    device.unmap()
    expect(await gpu.readback(device).done).toEqual(bytes(1, 2, 0, 9))
  })

  it('already mapped: ALREADY_MAPPED, and for a transfer of a mapped buffer too; NOT_MAPPED the other way', () => {
    const { gpu } = gpuOn()
    const staging = gpu.createStagingBuffer(4)
    expect(codeOf(() => staging.unmap())).toBe('NOT_MAPPED')
    staging.map()
    expect(codeOf(() => staging.map())).toBe('ALREADY_MAPPED')
    expect(codeOf(() => gpu.transfer(staging, gpu.createDeviceBuffer(4, VERTEX)))).toBe('ALREADY_MAPPED')
    staging.unmap()
    staging.map()
  })

  it('data too large: DATA_TOO_LARGE', () => {
    const staging = gpuOn().gpu.createStagingBuffer(4)
    expect(codeOf(() => staging.write(new Uint8Array(5)))).toBe('DATA_TOO_LARGE')
    expect(codeOf(() => staging.write(new Uint8Array(2), 3))).toBe('DATA_TOO_LARGE')
    expect(codeOf(() => staging.slice(2).write(new Uint8Array(3)))).toBe('DATA_TOO_LARGE')
    for (const offset of [-1, 0.5, NaN]) {
      expect(codeOf(() => staging.write(new Uint8Array(1), offset))).toBe('INVALID_OPTION')
      expect(codeOf(() => staging.slice(offset))).toBe('INVALID_OPTION')
      expect(codeOf(() => staging.slice(0, offset))).toBe('INVALID_OPTION')
    }
    expect(codeOf(() => staging.slice(4))).toBe('OUTSIDE_BUFFER')
    expect(codeOf(() => staging.write(new Uint8Array(4)))).toBe('no error')
  })

  it('ranges outside, overlaps and senseless numbers are refused at the call, and nothing of a wrong batch is done', async () => {
    const { gpu } = gpuOn()
    const staging = gpu.createStagingBuffer(4)
    const device = gpu.createDeviceBuffer(8, VERTEX)
    const refused = (range: object) => codeOf(() => gpu.transfer(staging, device, range))
    expect(refused({ size: 5 })).toBe('OUTSIDE_BUFFER')
    expect(refused({ destinationOffset: 8 })).toBe('OUTSIDE_BUFFER')
    expect(refused({ sourceOffset: 2, size: 3 })).toBe('OUTSIDE_BUFFER')
    expect(refused({ size: 0 })).toBe('INVALID_OPTION')
    expect(refused({ size: 1.5 })).toBe('INVALID_OPTION')
    expect(refused({ sourceOffset: -1 })).toBe('INVALID_OPTION')
    expect(refused({ destinationOffset: Number.NaN })).toBe('INVALID_OPTION')
    expect(codeOf(() => gpu.transfer(device, device, { destinationOffset: 2, size: 4 }))).toBe('OVERLAPPING_COPY')
    expect(codeOf(() => gpu.createDeviceBuffer(0, VERTEX))).toBe('INVALID_OPTION')
    expect(codeOf(() => gpu.createDeviceBuffer(4, 64))).toBe('INVALID_OPTION')
    const gone = gpu.createDeviceBuffer(4, VERTEX)
    const batch = gpu.batch().copy(staging, device).copy(staging, gone)
    gone.destroy()
    expect(codeOf(() => batch.submit())).toBe('BUFFER_NOT_FOUND')
    await gpu.waitIdle()
    expect(gpu.statistics.ticks).toBe(0)
  })
})

describe('the Dummy and what is counted', () => {
  it('buffer count and total bytes are those of the buffers alive', async () => {
    const { gpu, backend } = gpuOn()
    const staging = gpu.createStagingBuffer(100)
    const device = gpu.createDeviceBuffer(50, VERTEX)
    expect([gpu.bufferCount, gpu.allocatedBytes, backend.liveObjects()['buffers']]).toEqual([2, 150, 1])
    await gpu.transfer(staging, device).done
    device.destroy()
    staging.destroy()
    expect([gpu.bufferCount, gpu.allocatedBytes, backend.liveObjects()['buffers']]).toEqual([0, 0, 0])
  })

  it('capabilities name the device, its limits, its heaps and what is left of them', () => {
    const { gpu } = gpuOn({ capacityBytes: 1000 })
    gpu.createDeviceBuffer(300, VERTEX)
    const { heaps, ...rest } = gpu.capabilities
    expect(rest).toEqual({
      backendName: 'dummy',
      deviceName: 'dummy',
      vendorName: 'memkit-gpu',
      maxBufferSize: profiles.dummy.limits.maxBufferBytes,
      maxAllocations: Infinity,
      unifiedMemory: false,
      coherentMemory: true,
    })
    expect(
      heaps.map(({ isDeviceLocal, isHostAccessible, budgetBytes }) => [isDeviceLocal, isHostAccessible, budgetBytes]),
    ).toEqual([
      [true, false, 700],
      [false, true, 700],
    ])
  })

  it('buffers in flight are freed when the device is done with them, not before', async () => {
    const { gpu, backend } = gpuOn()
    const device = gpu.createDeviceBuffer(4, VERTEX)
    backend.pause()
    const transfer = gpu.transfer(gpu.stagingBufferWithData(bytes(1)), device)
    device.destroy()
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(backend.liveObjects()['buffers']).toBe(1)
    backend.resume()
    await transfer.done
    expect(backend.liveObjects()['buffers']).toBe(0)
  })

  it('leak reports name where a buffer was made, and destroy frees what was forgotten', async () => {
    const { gpu, backend } = gpuOn()
    const forgetful = () => gpu.createDeviceBuffer(16, VERTEX)
    forgetful()
    gpu.stagingBufferWithData(bytes(1)).destroy()
    gpu.createStagingBuffer(8)
    const leaks = await gpu.destroy()
    expect(leaks.map(({ kind, sizeBytes }) => [kind, sizeBytes])).toEqual([
      ['device', 16],
      ['staging', 8],
    ])
    expect(leaks[0]!.madeAt).toMatch(/forgetful .*parity\.test\.ts/)
    expect(leaks[1]!.madeAt).toContain('parity.test.ts')
    expect(backend.liveObjects()['buffers']).toBe(0)
    expect(codeOf(() => gpu.createStagingBuffer(1))).toBe('DESTROYED')
    expect(await gpu.destroy()).toBe(leaks)
  })

  it('"using" destroys buffers at the end of their block', async () => {
    const { gpu } = gpuOn()
    {
      using staging = gpu.stagingBufferWithData(bytes(1))
      using device = gpu.createDeviceBuffer(1, VERTEX)
      await gpu.transfer(staging, device).done
      expect(gpu.bufferCount).toBe(2)
    }
    expect(gpu.bufferCount).toBe(0)
  })
})

describe('fences', () => {
  it('are made raised or not, and lowered by reset', async () => {
    const { gpu } = gpuOn()
    const raised = new Fence(gpu, { signalled: true })
    const lowered = new Fence(gpu)
    expect([raised.isSignalled, lowered.isSignalled]).toEqual([true, false])
    await raised.wait(0)
    raised.reset()
    expect(raised.isSignalled).toBe(false)
    await expect(raised.wait(1)).rejects.toMatchObject({ code: 'TIMED_OUT' })
  })

  it('are raised by the device when it has done what was called for before, and by nothing else', async () => {
    const { gpu, backend } = gpuOn()
    const fence = new Fence(gpu)
    fence.signal()
    expect(fence.isSignalled).toBe(true)
    fence.reset()
    backend.pause()
    const transfer = gpu.transfer(gpu.stagingBufferWithData(bytes(1)), gpu.createDeviceBuffer(1, VERTEX))
    const waiting = fence.wait()
    fence.signal()
    await expect(fence.wait(5)).rejects.toMatchObject({
      code: 'TIMED_OUT',
      message: 'Waiting for the signal of the fence did not finish within 5 ms',
    })
    expect([fence.isSignalled, transfer.isComplete]).toEqual([false, false])
    backend.resume()
    await waiting
    expect([fence.isSignalled, transfer.isComplete]).toEqual([true, true])
  })

  it('a reset takes back a signal that is under way', async () => {
    const { gpu } = gpuOn()
    const fence = new Fence(gpu)
    gpu.transfer(gpu.stagingBufferWithData(bytes(1)), gpu.createDeviceBuffer(1, VERTEX))
    fence.signal()
    fence.reset()
    await gpu.waitIdle()
    expect(fence.isSignalled).toBe(false)
  })

  it('of work that fails reject with its error', async () => {
    const { gpu, backend } = gpuOn()
    const fence = new Fence(gpu)
    backend.pause()
    gpu.transfer(gpu.stagingBufferWithData(bytes(1)), gpu.createDeviceBuffer(1, VERTEX))
    fence.signal()
    const waiting = fence.wait()
    backend.lose('pulled out')
    await expect(waiting).rejects.toMatchObject({ code: 'DEVICE_LOST' })
    await expect(fence.wait()).rejects.toMatchObject({ code: 'DEVICE_LOST' })
    expect(fence.isSignalled).toBe(false)
  })
})

describe('frames', () => {
  it('no more are on the device than were asked for', async () => {
    const { gpu, backend } = gpuOn({}, { framesInFlight: 3 })
    const device = gpu.createDeviceBuffer(4, VERTEX)
    backend.pause()
    let begun = 0
    const frames = (async () => {
      for (let f = 0; f < 5; f++) {
        const frame = await gpu.beginFrame()
        begun++
        gpu.transfer(frame.stagingBufferWithData(bytes(f)), device)
        expect([gpu.endFrame().id, frame.index, frame.slot]).toEqual([f, f, f % 3])
      }
    })()
    await new Promise((resolve) => setTimeout(resolve, 10))
    expect(begun).toBe(3)
    backend.resume()
    await frames
    expect(await gpu.readback(device, 0, 1).done).toEqual(bytes(4))
  })

  it('have staging that is theirs: slices of one arena, whose old bytes no later frame writes over', async () => {
    const { gpu } = gpuOn()
    const devices = Array.from({ length: 40 }, () => gpu.createDeviceBuffer(1000, VERTEX))
    const ends = []
    for (let f = 0; f < 4; f++) {
      const frame = await gpu.beginFrame()
      devices.slice(10 * f, 10 * f + 10).forEach((device, i) => {
        gpu.transfer(frame.stagingBuffer(1000).write(new Uint8Array(1000).fill(10 * f + i)), device)
      })
      ends.push(gpu.endFrame())
      expect(codeOf(() => frame.stagingBuffer(1))).toBe('FRAME_MISUSE')
    }
    const contents = await Promise.all(devices.map((device) => gpu.readback(device).done))
    contents.forEach((content, i) => expect(content.every((byte) => byte === i)).toBe(true))
    await Promise.all(ends.map(({ done }) => done))
  })

  it('have staging that ends with them: its memory is the next frame’s', async () => {
    const { gpu } = gpuOn({}, { framesInFlight: 1 })
    const device = gpu.createDeviceBuffer(4, VERTEX)
    const frame = await gpu.beginFrame()
    const stale = frame.stagingBufferWithData(bytes(1, 1, 1, 1))
    const part = stale.slice(0, 2)
    const work = gpu.transfer(stale, device)
    part.map()
    gpu.endFrame()
    await work.done
    for (const use of [
      () => stale.read(),
      () => stale.write(bytes(2)),
      () => part.map(),
      () => gpu.transfer(stale, device),
    ])
      expect(codeOf(use)).toBe('BUFFER_NOT_FOUND')
    // What the last frame left mapped holds up nothing.
    const next = await gpu.beginFrame()
    gpu.transfer(next.stagingBufferWithData(bytes(3, 3, 3, 3)), device)
    await gpu.endFrame().done
    expect(await gpu.readback(device).done).toEqual(bytes(3, 3, 3, 3))
  })

  it('refuse sizes and memory that are none', async () => {
    const { gpu } = gpuOn()
    const frame = await gpu.beginFrame()
    for (const size of [0, -1, 1.5, NaN, '4', null, undefined])
      expect(codeOf(() => frame.stagingBuffer(size as number))).toBe('INVALID_OPTION')
    for (const data of [null, undefined, [1, 2, 3, 4], { byteLength: 4 }])
      expect(codeOf(() => frame.stagingBufferWithData(data as never))).toBe('INVALID_DATA')
  })

  it('are begun and ended in turn', async () => {
    const { gpu } = gpuOn()
    expect(codeOf(() => gpu.endFrame())).toBe('FRAME_MISUSE')
    await gpu.beginFrame()
    await expect(gpu.beginFrame()).rejects.toMatchObject({ code: 'FRAME_MISUSE' })
    expect(gpu.endFrame().isComplete).toBe(true)
  })
})
