/** Whatever call of the device fails, everything settles, nothing stays alive, and what comes after works. */
import { expect, it, vi } from 'vitest'
import { createExecutor, parseGraph, planGraph } from 'memkit-gpu'
import { createDummyBackend, type DummyBackend, type Fault, type FaultCall } from 'memkit-gpu/dummy'
import { BufferPool, BufferUsage, Fence, Gpu, type Operation } from 'memkit-gpu/gpu'
import { failOnUnhandledRejections } from '../support/unhandled.ts'

failOnUnhandledRejections()

/** @returns whether anything failed. */
async function scenario(backend: DummyBackend): Promise<boolean> {
  const gpu = new Gpu(backend, { maxPlans: 1 })
  const pool = new BufferPool(gpu, { sizes: 64, maxBuffers: 2 })
  const operations: Operation<unknown>[] = []
  let failed = false
  const tried = async (call: () => unknown): Promise<void> => {
    try {
      await call()
    } catch {
      failed = true
    }
  }
  for (let f = 0; f < 3; f++) {
    await tried(async () => {
      const buffer = pool.acquire()
      const data = new Uint8Array(64).fill(f + 1)
      const fence = new Fence(gpu)
      operations.push(gpu.transfer(gpu.stagingBufferWithData(data), buffer))
      fence.signal()
      const back = gpu.readback(buffer, 0, 8 * (f + 1))
      operations.push(back)
      pool.release(buffer)
      await fence.wait()
      // What did not fail has the right bytes.
      expect((await back.done).every((byte) => byte === f + 1)).toBe(true)
    })
  }
  await tried(() => gpu.waitIdle())
  expect(operations.every(({ isComplete }) => isComplete)).toBe(true)
  await tried(() => {
    gpu.createDeviceBuffer(16, BufferUsage.VERTEX)
  })
  pool.destroy()
  await gpu.destroy()
  return failed
}

const kinds = ['createHeap', 'map', 'submit', 'wait', 'any'] as const satisfies readonly FaultCall[]

it.each(kinds.flatMap((call) => [false, true].map((forever) => [call, forever] as const)))(
  'F55: %s fails (for ever: %s), from every k',
  { timeout: 60_000 },
  async (call, forever) => {
    const sound = createDummyBackend()
    expect(await scenario(sound)).toBe(false)
    expect(sound.calls[call]).toBeGreaterThan(2)
    for (let at = 0; at < sound.calls[call]; at++) {
      for (const effect of ['fail', 'lose'] as const satisfies readonly Fault['effect'][]) {
        const backend = createDummyBackend({ faults: [{ call, at, forever, effect }] })
        const what = `${call} ${at} ${effect}`
        const failed = await scenario(backend)
        // Freeing that fails is nobody's result.
        if (call !== 'any') expect({ what, failed }).toEqual({ what, failed: true })
        const alive = Object.entries(backend.liveObjects()).filter(([, count]) => count !== 0)
        expect({ what, alive }).toEqual({ what, alive: [] })
        if (effect === 'fail' && !forever)
          expect({ what, again: await scenario(backend) }).toEqual({ what, again: false })
        await backend.destroy()
      }
    }
  },
)

const storage = BufferUsage.STORAGE

it('what a graph writes by the handle of a new buffer is there afterwards', async () => {
  const backend = createDummyBackend()
  const gpu = new Gpu(backend)
  const buffer = gpu.createDeviceBuffer(64, storage)
  const graph = parseGraph({
    version: 1,
    resources: [{ id: 'mine', kind: 'buffer', size: 64, lifetime: 'imported' }],
    passes: [{ id: 'fill', kind: 'fill', to: 'mine', value: 0x07070707 }],
  })
  const executor = await createExecutor(planGraph(graph, backend.profile), backend)
  await executor.run({ imports: { mine: buffer.handle } })
  expect(await gpu.readback(buffer).done).toEqual(new Uint8Array(64).fill(7))
})

it('F55: a buffer whose first tick fails is zeros for the next one, unless another one has used it since', async () => {
  const gpu = new Gpu(createDummyBackend({ faults: [{ call: 'submit', at: 0 }] }))
  const [alone, shared] = [gpu.createDeviceBuffer(64, storage), gpu.createDeviceBuffer(64, storage)]
  const words = gpu.stagingBufferWithData(new Uint8Array(64).fill(1))
  const failed = [gpu.transfer(words, alone), gpu.transfer(words, shared)]
  gpu.flush()
  const written = gpu.transfer(words, shared)
  for (const { done } of failed) await expect(done).rejects.toMatchObject({ code: 'BACKEND_FAILED' })
  await written.done
  expect(await gpu.readback(alone).done).toEqual(new Uint8Array(64))
  expect(await gpu.readback(shared).done).toEqual(new Uint8Array(64).fill(1))
})

it('F82: a time that is no time to wait is refused; nothing is taken or submitted, and no rejection is left over', async () => {
  const gpu = new Gpu(createDummyBackend({ faults: [{ call: 'submit', at: 0 }] }))
  const pool = new BufferPool(gpu, { sizes: 64 })
  const refused = { code: 'INVALID_OPTION', path: 'timeoutMs' }
  await expect(pool.acquireWhenFree(64, -1)).rejects.toMatchObject(refused)
  expect(pool.leaks()).toEqual([])
  const buffer = gpu.createDeviceBuffer(64, storage)
  const batch = gpu.batch().copy(gpu.createStagingBuffer(64), buffer)
  await expect(batch.submitAndWait(-1)).rejects.toMatchObject(refused)
  expect(gpu.statistics.ticks).toBe(0)
  const failing = gpu.readback(buffer)
  await expect(failing.wait(-1)).rejects.toMatchObject(refused)
  await expect(gpu.waitIdle()).rejects.toMatchObject({ code: 'BACKEND_FAILED' })
})

it('F51: a frame begins where there is no memory for its staging, and works when there is some again', async () => {
  const gpu = new Gpu(createDummyBackend(), { framesInFlight: 1 })
  const frame = await gpu.beginFrame()
  for (const size of [4096, 8192]) frame.stagingBuffer(size)
  gpu.endFrame()
  const { Uint8Array: memory } = globalThis
  vi.stubGlobal(
    'Uint8Array',
    class extends memory {
      constructor() {
        super(2 ** 60)
      }
    },
  )
  const next = await gpu.beginFrame()
  expect(() => next.stagingBuffer(16)).toThrow(expect.objectContaining({ code: 'OUT_OF_HOST_MEMORY' }))
  vi.unstubAllGlobals()
  expect(next.stagingBuffer(16).size).toBe(16)
  gpu.endFrame()
})
