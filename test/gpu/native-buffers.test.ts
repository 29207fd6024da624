/** Buffers that outlive plans: their sizes, and what runs may import, alike on every backend. */
import { describe, expect, it } from 'vitest'
import type { Backend } from '../../src/backends/backend.ts'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createVulkanBackend } from '../../src/backends/vulkan/index.ts'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import type { MemkitError } from '../../src/errors.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph } from '../../src/planner/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'

const graph = parseGraph({
  version: 1,
  resources: [{ id: 'kept', kind: 'buffer', size: 1024, lifetime: 'imported' }],
  passes: [
    { id: 'fill', kind: 'fill', to: 'kept', value: 3 },
    { id: 'read', kind: 'readback', from: 'kept', output: 'bytes' },
  ],
})

function suite(open: () => Promise<Backend>): void {
  it.each([-1, 1.5, '5', NaN, 2 ** 53])('refuse the size %s, and count nothing', async (size) => {
    const backend = await open()
    expect(() => backend.createBuffer!(size as number)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }))
    expect(backend.liveObjects()['buffers'] ?? 0).toBe(0)
    await backend.destroy()
  })

  it('larger than the device takes are refused by the name of the limit, and count nothing', async () => {
    const backend = await open()
    const size = backend.profile.limits.maxBufferBytes + 4
    expect(() => backend.createBuffer!(size)).toThrow(
      expect.objectContaining({ code: 'OVER_LIMIT', message: expect.stringContaining('maxBufferBytes') }),
    )
    expect(backend.liveObjects()['buffers'] ?? 0).toBe(0)
    await backend.destroy()
  })

  it('go with the backend where nobody destroyed them before', async () => {
    const backend = await open()
    const [left, right] = [backend.createBuffer!(64), backend.createBuffer!(2 ** 21)]
    await right.ready
    left.destroy()
    await backend.destroy()
    expect(Object.values(backend.liveObjects()).filter((count) => count !== 0)).toEqual([])
    for (const buffer of [left, right]) buffer.destroy()
    expect(Object.values(backend.liveObjects()).filter((count) => count !== 0)).toEqual([])
  })

  it('are what they are: a Proxy of a handle works as the handle, or is refused by the name of the import', async () => {
    const backend = await open()
    const executor = await createExecutor(planGraph(graph, backend.profile), backend)
    const { handle } = backend.createBuffer!(1024)
    const { proxy, revoke } = Proxy.revocable(handle, {})
    const ends = async () =>
      executor.run({ imports: { kept: proxy } }).then(
        ({ outputs }) => outputs['bytes']![4],
        ({ code, message }: MemkitError) => [code, message.includes('"kept"')],
      )
    expect([3, ['INVALID_IMPORT', true]]).toContainEqual(await ends())
    revoke()
    expect(await ends()).toEqual(['INVALID_IMPORT', true])
    await executor.destroy()
    await backend.destroy()
  })

  it('are imported where they are alive, large enough and of this device', async () => {
    const [backend, other] = [await open(), await open()]
    const executor = await createExecutor(planGraph(graph, backend.profile), backend)
    const run = (kept: object) => executor.run({ imports: { kept } })
    const refused = async (kept: object, why: string) =>
      expect(await run(kept).catch((error: unknown) => error)).toMatchObject({
        code: 'INVALID_IMPORT',
        message: expect.stringContaining(why),
      })
    const good = backend.createBuffer!(1024)
    await refused(backend.createBuffer!(1000).handle, 'it has 1000 bytes; the plan wants 1024')
    await refused(other.createBuffer!(1024).handle, 'another device')
    const { outputs } = await run(good.handle)
    expect(outputs['bytes']).toEqual(Uint8Array.from({ length: 1024 }, (_, i) => (i % 4 === 0 ? 3 : 0)))
    good.destroy()
    await refused(good.handle, 'destroyed')
    await executor.destroy()
    await Promise.all([backend.destroy(), other.destroy()])
  })
}

describe('native buffers on the Dummy', () => {
  suite(async () => createDummyBackend())
})
await describeGpu('vulkan', 'native buffers on Vulkan', ({ loader }) => suite(() => createVulkanBackend({ loader })))
await describeGpu('webgpu', 'native buffers on WebGPU', ({ gpu }) => suite(() => createWebGpuBackend({ gpu })))
