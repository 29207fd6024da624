/**
 * A program as a user writes it, over the built package: `node [--expose-gc] program.mjs DIST BACKEND WAY LOADER`. With --expose-gc the
 * collector runs between any two calls, so that whatever nobody holds is gone. It holds nothing but what it was given.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

const [, , dist, kind, way, loader] = process.argv
const from = (path) => import(pathToFileURL(`${dist}/${path}`).href)
const collect = async () => {
  if (!globalThis.gc) return
  for (let i = 0; i < 2; i++) {
    globalThis.gc()
    await wait(0)
  }
}
const { createExecutor, parseGraph, planGraph } = await from('index.js')
const openings = {
  vulkan: async () => (await from('backends/vulkan/index.js')).createVulkanBackend({ loader }),
  webgpu: async () => (await from('backends/webgpu/index.js')).createWebGpuBackend({ api: 'vulkan' }),
}
const open = async () => {
  const backend = await openings[kind]()
  await collect()
  return backend
}
const sizes = { one: 4096, two: 70_000 }
const planOf = (size, profile) =>
  planGraph(
    parseGraph({
      version: 1,
      resources: [{ id: 'bytes', kind: 'buffer', size }],
      passes: [
        { id: 'up', kind: 'upload', to: 'bytes', input: 'in' },
        { id: 'mark', kind: 'fill', to: { resource: 'bytes', offset: 3, size: 5 }, value: 0x01010101 },
        { id: 'down', kind: 'readback', from: 'bytes', output: 'out' },
      ],
    }),
    profile,
  )
const runOn = async (executor, size) => {
  const { outputs } = await executor.run({ inputs: { in: new Uint8Array(size).fill(7) } })
  await collect()
  if (outputs.out[2] !== 7 || outputs.out[3] !== 1 || outputs.out[8] !== 7) throw new Error('wrong bytes')
}
const once = async () => {
  const backend = await open()
  const executor = await createExecutor(planOf(sizes.one, backend.profile), backend)
  await collect()
  await runOn(executor, sizes.one)
  await executor.destroy()
  await collect()
  await backend.destroy()
  await collect()
}
const ways = {
  one: once,
  async five() {
    for (let i = 0; i < 5; i++) await once()
  },
  async update() {
    const backend = await open()
    const executor = await createExecutor(planOf(sizes.one, backend.profile), backend)
    for (const size of [sizes.two, sizes.one, sizes.two]) {
      await executor.update(planOf(size, backend.profile))
      await collect()
      await runOn(executor, size)
    }
    await executor.destroy()
    await backend.destroy()
  },
  /** The device goes while a run is under way. */
  async lost() {
    const backend = await open()
    const executor = await createExecutor(planOf(sizes.two, backend.profile), backend)
    const run = executor.run({ inputs: { in: new Uint8Array(sizes.two) } }).catch(() => undefined)
    await Promise.all([backend.destroy(), run])
    await collect()
    await executor.destroy().catch(() => undefined)
  },
  /** Nobody destroys anything. */
  async dropped() {
    const backend = await open()
    let executor = await createExecutor(planOf(sizes.two, backend.profile), backend)
    await collect()
    void executor.run({ inputs: { in: new Uint8Array(sizes.two) } }).catch(() => undefined)
    executor = undefined
    await collect()
  },
  /** Nobody destroys anything, and the device has much to do yet. */
  async busy() {
    const backend = await open()
    const size = 2 ** 24
    let executor = await createExecutor(planOf(size, backend.profile), backend, { framesInFlight: 3 })
    executor.allocateInput('in').fill(7)
    const abort = new AbortController()
    for (let i = 0; i < 3; i++)
      void executor.run({ inputs: { in: new Uint8Array(size) }, signal: abort.signal }).catch(() => undefined)
    await wait(1)
    abort.abort()
    executor = undefined
    await collect()
    await wait(50)
  },
  /** One part of the device is all that is left of it. */
  async 'queue kept'() {
    const { queue } = (await open()).device
    await collect()
    await queue.onSubmittedWorkDone()
    queue.submit([])
    await collect()
  },
  async 'buffer kept'() {
    const buffer = (await open()).device.createBuffer({ size: 64, usage: 9 })
    await collect()
    await buffer.mapAsync(1)
    await collect()
    buffer.unmap()
    buffer.destroy()
  },
  async 'import kept'() {
    const made = (await open()).createBuffer(1000)
    await collect()
    await made.ready
    await collect()
    made.destroy()
  },
}
await ways[way]()
await collect()
