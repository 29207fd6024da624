/**
 * A program as a user writes it, over the built package: `node [--expose-gc] program.mjs DIST WAY LOADER`. With --expose-gc the
 * collector runs between any two calls, so that whatever nobody holds is gone. It holds nothing but what it was given.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

const [, , dist, way, loader] = process.argv
const from = (path) => import(pathToFileURL(`${dist}/${path}`).href)
const collect = async () => {
  if (!globalThis.gc) return
  for (let i = 0; i < 2; i++) {
    globalThis.gc()
    await wait(0)
  }
}
const { createExecutor, parseGraph, planGraph } = await from('index.js')
const { createVulkanBackend } = await from('backends/vulkan/index.js')
const open = async () => {
  const backend = await createVulkanBackend({ loader })
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
}
await ways[way]()
await collect()
