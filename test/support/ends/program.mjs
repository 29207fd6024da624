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
  vulkan: async (options) => (await from('backends/vulkan/index.js')).createVulkanBackend({ loader, ...options }),
  webgpu: async (options) =>
    (await from('backends/webgpu/index.js')).createWebGpuBackend({ api: 'vulkan', ...options }),
}
const open = async (options) => {
  const backend = await openings[kind](options)
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
/** A device that is quick, or one that works in the call that submits, ends in time: that is no fault. */
const timesOut = (promise) => promise.catch((error) => (error.code === 'TIMED_OUT' ? undefined : Promise.reject(error)))
const planOfSeconds = (profile) =>
  planGraph(
    parseGraph({
      version: 1,
      resources: [{ id: 'sum', kind: 'buffer', size: 4 }],
      shaders: [
        {
          id: 'long',
          wgsl: `@group(0) @binding(0) var<storage, read_write> sum: u32;
            @compute @workgroup_size(1) fn main() {
              var x = sum;
              for (var i = 0u; i < 60000000u; i++) { x = x * 1664525u + i; }
              sum = x;
            }`,
        },
      ],
      passes: [
        { id: 'zero', kind: 'fill', to: 'sum', value: 0 },
        {
          id: 'sum',
          kind: 'compute',
          shader: 'long',
          entryPoint: 'main',
          workgroups: [1, 1, 1],
          bindings: [{ group: 0, binding: 0, use: 'sum', as: 'storage' }],
        },
        { id: 'down', kind: 'readback', from: 'sum', output: 'out' },
      ],
    }),
    profile,
  )
/** The bytes in a buffer of their own, as far as this Node can: the old one is detached. */
const transferred = (buffer) => buffer.transfer?.() ?? structuredClone(buffer, { transfer: [buffer] })
const touch = (bytes) => {
  // The whole of what can be reached from it.
  const all = new Uint8Array(bytes.buffer)
  for (let at = 0; at < all.length; at += 4096) all[at] = 1
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
  /** The device is at work for seconds, and every time limit passes. */
  async 'timed out'() {
    const backend = await open({ timeoutMs: 50 })
    const executor = await createExecutor(planOfSeconds(backend.profile), backend, { timeoutMs: 20 })
    await timesOut(executor.run())
    await timesOut(executor.destroy())
    if (kind === 'vulkan') await timesOut(backend.destroy())
    await collect()
  },
  /** Everything that a program ever saw is kept, and written when the device is gone. */
  async 'views kept'() {
    const backend = await open()
    // Large enough that the driver gives the memory back to the system.
    const size = 2 ** 22
    const plan = planOf(size, backend.profile)
    const kept = []
    const keep = (view) => void kept.push(view.fill(7))
    const taken = (view) => void kept.push(new Uint8Array(transferred(view.buffer)))
    const given = new Uint8Array(size)
    const executor = await createExecutor(plan, backend)
    kept.push(executor.allocateInput('in'), executor.allocateInput('in'))
    for (const input of [keep, kept[0], keep, taken, keep]) {
      const run = executor.run({ inputs: { in: input }, outputs: { out: given } })
      await run.catch((error) => (input === taken ? undefined : Promise.reject(error)))
    }
    kept.push(...Object.values((await executor.run({ inputs: { in: keep } })).outputs), given)
    await executor.update(planOf(size + 4, backend.profile))
    for (const bytes of kept) touch(bytes)
    await executor.destroy()
    for (const bytes of kept) touch(bytes)
    await backend.destroy()
    await collect()
    for (const bytes of kept) touch(bytes)
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
