/** Whatever call of the device fails, everything settles, nothing stays alive, and what comes after works. */
import { expect, it } from 'vitest'
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
