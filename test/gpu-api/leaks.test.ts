/** A buffer that nobody can reach any more is freed, and whoever made it is named. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { createDummyBackend } from 'memkit-gpu/dummy'
import { BufferUsage, Gpu, type BufferReport, type DeviceBuffer, type Transfer } from 'memkit-gpu/gpu'
import { failOnUnhandledRejections } from '../support/unhandled.ts'

failOnUnhandledRejections()

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Collects until something happened, or clearly will not. */
async function collectUntil(happened: () => boolean, rounds = 50): Promise<void> {
  for (let round = 0; round < rounds && !happened(); round++) {
    collect()
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

const gpuOnDummy = () => {
  const backend = createDummyBackend()
  const leaks: BufferReport[] = []
  return { backend, leaks, gpu: new Gpu(backend, { onLeak: (leak) => leaks.push(leak) }) }
}

/** Has the buffer as a field: a stack that is kept must not keep whoever called. */
class Mesh {
  vertices: DeviceBuffer | undefined
  upload(gpu: Gpu): this {
    this.vertices = gpu.createDeviceBuffer(64, BufferUsage.VERTEX)
    return this
  }
}

it('forgotten buffers are freed and named; those in reach, destroyed or handed out are not', async () => {
  const { backend, leaks, gpu } = gpuOnDummy()
  const kept = new Mesh().upload(gpu)
  const forget = (): void => {
    new Mesh().upload(gpu)
    gpu.createStagingBuffer(16)
    gpu.createDeviceBuffer(32, BufferUsage.INDEX).destroy()
  }
  forget()
  expect(gpu.bufferCount).toBe(3)
  const handle = ((): object => gpu.createDeviceBuffer(128, BufferUsage.STORAGE).handle)()
  await collectUntil(() => leaks.length >= 2)
  expect(leaks.map(({ kind, sizeBytes }) => [kind, sizeBytes]).sort()).toEqual([
    ['device', 64],
    ['staging', 16],
  ])
  for (const { madeAt } of leaks) expect(madeAt).toMatch(/(upload|forget) .*leaks\.test\.ts/)
  expect(handle).toBeDefined()
  expect([gpu.bufferCount, backend.liveObjects()['buffers']]).toEqual([2, 2])
  expect((await gpu.destroy()).map(({ sizeBytes }) => sizeBytes)).toEqual([64, 128])
  expect(kept.vertices!.isDestroyed).toBe(true)
  expect(backend.liveObjects()['buffers']).toBe(0)
})

it('a buffer in flight stays until the device is done, and its transfer does not hold on to it after', async () => {
  const { backend, leaks, gpu } = gpuOnDummy()
  const upload = (): Transfer => gpu.transfer(gpu.createStagingBuffer(8), gpu.createDeviceBuffer(8, BufferUsage.VERTEX))
  backend.pause()
  const transfer = upload()
  await collectUntil(() => leaks.length > 1, 5)
  expect(leaks.filter(({ kind }) => kind === 'device')).toEqual([])
  backend.resume()
  await transfer.done
  await collectUntil(() => leaks.length > 1)
  expect(leaks.map(({ kind }) => kind).sort()).toEqual(['device', 'staging'])
  expect(transfer.isComplete).toBe(true)
  await gpu.destroy()
  await backend.destroy()
})
