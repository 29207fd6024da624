/** Inputs that the host writes straight to device memory: when, when not, and what is left of the rest. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Backend, Session } from '../../src/backends/backend.ts'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createBackendOn } from '../../src/backends/vulkan/backend.ts'
import {
  loadVulkan,
  VkCommandBufferSubmitInfo,
  VkMemoryAllocateInfo,
  VkMemoryRequirements2,
  VkPhysicalDeviceMemoryProperties2,
  VkSubmitInfo2,
} from '../../src/backends/vulkan/bindings/index.ts'
import type { VulkanBackend } from '../../src/backends/vulkan/index.ts'
import { createExecutor, type Executor } from '../../src/executor/index.ts'
import { parseGraph, planGraph, type FrameGraph } from '../../src/index.ts'
import { breakVulkan } from '../support/gpu/break-vulkan.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { patchVulkan, viewOf } from '../support/gpu/patch-vulkan.ts'
import { vulkanSuite } from '../support/gpu/vulkan-suite.ts'
import { failOnUnhandledRejections } from '../support/unhandled.ts'

const noise = (bytes: number, seed: number): Uint8Array =>
  Uint8Array.from({ length: bytes }, (_, i) => Math.imul(i + seed * 7919, 0x9e3779b1) >>> 24)

const kept = { id: 'kept', kind: 'buffer', size: 1000, lifetime: 'persistent' }
const load = parseGraph({
  version: 1,
  name: 'load',
  resources: [kept, { id: 'more', kind: 'buffer', size: 500, lifetime: 'persistent' }],
  passes: [
    { id: 'load kept', kind: 'upload', to: 'kept', input: 'kept' },
    { id: 'load more', kind: 'upload', to: { resource: 'more', offset: 100, size: 400 }, input: 'more' },
  ],
})
const look = parseGraph({
  version: 1,
  name: 'look',
  resources: [kept],
  passes: [{ id: 'get', kind: 'readback', from: 'kept', output: 'out' }],
})
const echo = (size: number): FrameGraph =>
  parseGraph({
    version: 1,
    name: 'echo',
    resources: [{ id: 'a', kind: 'buffer', size }],
    passes: [
      { id: 'in', kind: 'upload', to: 'a', input: 'in' },
      { id: 'out', kind: 'readback', from: 'a', output: 'out' },
    ],
  })

/** Uploads that come first and uploads that come later, to memory that lasts and memory that is shared, and to a texture. */
const mixed = parseGraph({
  version: 1,
  name: 'mixed',
  resources: [
    kept,
    { id: 'late', kind: 'buffer', size: 300, lifetime: 'persistent' },
    { id: 'a', kind: 'buffer', size: 700 },
    { id: 'b', kind: 'buffer', size: 700 },
    { id: 'c', kind: 'buffer', size: 256 },
    { id: 'picture', kind: 'texture', format: 'rgba8unorm', size: [8, 8] },
  ],
  passes: [
    { id: 'part', kind: 'upload', to: { resource: 'kept', offset: 500, size: 333 }, input: 'part' },
    { id: 'old', kind: 'readback', from: 'late', output: 'old' },
    { id: 'in late', kind: 'upload', to: 'late', input: 'late' },
    { id: 'in a', kind: 'upload', to: 'a', input: { name: 'ab', offset: 0 } },
    { id: 'out a', kind: 'readback', from: 'a', output: 'a' },
    { id: 'in b', kind: 'upload', to: 'b', input: { name: 'ab', offset: 100 } },
    { id: 'b to kept', kind: 'copy', from: { resource: 'b', size: 200 }, to: { resource: 'kept', offset: 800 } },
    { id: 'in picture', kind: 'upload', to: 'picture', input: 'picture' },
    { id: 'picture to c', kind: 'copy', from: 'picture', to: 'c' },
    { id: 'out b', kind: 'readback', from: 'b', output: 'b' },
    { id: 'out c', kind: 'readback', from: 'c', output: 'c' },
    { id: 'out kept', kind: 'readback', from: 'kept', output: 'kept' },
  ],
})

/** The backend, with the sessions that it opens and how each of their runs had its inputs written. */
function watch(backend: VulkanBackend) {
  const ways: ('direct' | 'staged')[] = []
  const sessions: Session[] = []
  const open: Backend['open'] = async (plan, options) => {
    const session = await backend.open(plan, options)
    const submit = session.submit.bind(session)
    session.submit = (context, submission) => {
      if (submission === 0) ways.push(context.direct ? 'direct' : 'staged')
      return submit(context, submission)
    }
    sessions.push(session)
    return session
  }
  return { backend: Object.create(backend, { open: { value: open } }) as VulkanBackend, ways, sessions }
}

await describeGpu('vulkan', 'direct writes on Vulkan', (driver) => {
  const suite = vulkanSuite(driver)
  failOnUnhandledRejections()
  const real = loadVulkan({ loader: driver.loader })
  const started = async (graph: FrameGraph, framesInFlight = 2) => {
    const watched = watch(suite.backend)
    const plan = planGraph(graph, suite.backend.profile)
    return { ...watched, plan, executor: await createExecutor(plan, watched.backend, { framesInFlight }) }
  }
  const inputsOf = (executor: Executor, seed: number) =>
    Object.fromEntries(
      executor.plan.inputs.map(({ name, sizeBytes }, i) => [name, noise(sizeBytes, seed * 10 + i)] as const),
    )

  it('an upload that nothing comes before submits no copy and leaves staging as it was, run after run', async () => {
    const copying = new Set<unknown>()
    const submitted: bigint[] = []
    const counting = patchVulkan(real, {
      vkCmdCopyBuffer2: (call, args) => {
        copying.add(args[0])
        return call(...args)
      },
      vkQueueSubmit2: (call, args) => {
        const info = viewOf(args[2], VkSubmitInfo2).getBigUint64(VkSubmitInfo2.offsets.pCommandBufferInfos, true)
        const { commandBuffer } = VkCommandBufferSubmitInfo.offsets
        submitted.push(viewOf(info, VkCommandBufferSubmitInfo).getBigUint64(commandBuffer, true))
        return call(...args)
      },
    })
    const counted = createBackendOn(counting, {})
    const { backend, sessions, ways } = watch(counted)
    const plan = planGraph(load, backend.profile)
    const executor = await createExecutor(plan, backend)
    const staging = [0, 1].map((frame) =>
      sessions[0]!.beginWrite(
        frame,
        plan.heaps.findIndex(({ memory }) => memory === 'upload'),
      ),
    ) as Uint8Array[]
    for (const bytes of staging) bytes.fill(0xaa)
    const before = { ...counted.counts }
    submitted.length = 0
    for (let run = 0; run < 500; run++) await executor.run({ inputs: inputsOf(executor, run) })
    expect(submitted).toHaveLength(500)
    expect(submitted.some((commands) => copying.has(commands))).toBe(false)
    expect(new Set(ways)).toEqual(new Set(['direct']))
    for (const bytes of staging) expect(bytes.every((byte) => byte === 0xaa)).toBe(true)
    expect(counted.counts).toEqual({ ...before, submissions: before.submissions + 500 })
    // In memory that a caller writes beforehand, an input waits in staging, for the device to take it.
    const inPlace = executor.allocateInput('kept')
    const { more } = inputsOf(executor, 1)
    await executor.run({ inputs: { kept: inPlace, more: more! } })
    expect(ways.at(-1)).toBe(driver.driver === 'swiftshader' ? 'direct' : 'staged')
    // What was written so is kept by the next plan like anything else.
    const last = inputsOf(executor, 77)
    await executor.run({ inputs: last })
    await executor.update(planGraph(look, backend.profile))
    expect((await executor.run()).outputs['out']).toEqual(last['kept'])
    await counted.destroy()
  })

  it('runs in flight together give the bytes of runs one by one, however many they are', async () => {
    const seen = new Set<string>()
    const dummy = createDummyBackend({ profile: suite.backend.profile })
    const bursts = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 }), bursts, fc.nat(1000), async (frames, bursts, seed) => {
        const { executor, plan, ways } = await started(mixed, frames)
        const reference = await createExecutor(plan, dummy)
        let run = seed
        for (const burst of bursts) {
          const inputs = Array.from({ length: burst }, () => inputsOf(executor, run++))
          const results = await Promise.all(inputs.map((inputs) => executor.run({ inputs })))
          for (const [i, { outputs }] of results.entries())
            expect(outputs).toEqual((await reference.run({ inputs: inputs[i]! })).outputs)
        }
        expect(ways[0]).toBe('direct')
        for (const way of ways) seen.add(way)
        await Promise.all([executor.destroy(), reference.destroy()])
      }),
      { numRuns: 30, endOnFailure: true },
    )
    await dummy.destroy()
    expect(seen).toEqual(new Set(['direct', 'staged']))
  }, 60_000)

  it('a run that starts while another still writes stages its inputs', async () => {
    const size = 40 * 2 ** 20
    const { executor, ways } = await started(echo(size))
    const inputs = [1, 2, 3].map((seed) => new Uint8Array(size).fill(seed))
    const results = await Promise.all(inputs.map((bytes) => executor.run({ inputs: { in: bytes } })))
    results.forEach(({ outputs }, i) => expect(Buffer.compare(outputs['out']!, inputs[i]!)).toBe(0))
    expect(ways.slice(0, 2)).toEqual(['direct', 'staged'])
    await executor.destroy()
  })

  it('F72, F80: after a run that ended while it wrote, the next one gives its own bytes', async () => {
    const size = 40 * 2 ** 20
    const { executor, ways, sessions } = await started(echo(size))
    const torn = (view: Uint8Array): void => {
      view.fill(9, 0, 100)
      throw new Error('no')
    }
    await expect(executor.run({ inputs: { in: torn } })).rejects.toMatchObject({ code: 'INPUT_FAILED' })
    const control = new AbortController()
    const aborted = executor.run({ inputs: { in: new Uint8Array(size).fill(8) }, signal: control.signal })
    // The first slice has been written, the second one has not.
    control.abort()
    await expect(aborted).rejects.toMatchObject({ code: 'ABORTED' })
    const bytes = new Uint8Array(size).fill(7)
    const { outputs } = await executor.run({ inputs: { in: (view: Uint8Array) => void view.set(bytes) } })
    expect(Buffer.compare(outputs['out']!, bytes)).toBe(0)
    // What the host cannot read quickly is not handed to functions.
    expect(ways).toEqual([sessions[0]!.isDirectCached ? 'direct' : 'staged'])
    await executor.destroy()
  })

  it('what a host pass makes in the middle of a run is written directly too', async () => {
    const graph = parseGraph({
      version: 1,
      name: 'there and back',
      resources: [
        { id: 'a', kind: 'buffer', size: 64, lifetime: 'persistent' },
        { id: 'b', kind: 'buffer', size: 64, lifetime: 'persistent' },
      ],
      passes: [
        { id: 'in', kind: 'upload', to: 'a', input: 'in' },
        { id: 'get a', kind: 'readback', from: 'a', output: 'a' },
        { id: 'double', kind: 'host', consumes: ['a'], produces: [{ input: 'twice', size: 64 }], body: 'double' },
        { id: 'back', kind: 'upload', to: 'b', input: 'twice' },
        { id: 'get b', kind: 'readback', from: 'b', output: 'b' },
      ],
    })
    const { executor, ways, sessions } = await started(graph)
    const writes = sessions[0]!.directTimeline!().flatMap((step) => (step.do === 'write' ? step.copies : []))
    expect(writes.every(({ heap }) => executor.plan.heaps[heap]!.memory === 'device')).toBe(true)
    const double = ({ outputs, inputs }: { outputs: Record<string, Uint8Array>; inputs: Record<string, Uint8Array> }) =>
      inputs['twice']!.set(outputs['a']!.map((byte) => byte * 2))
    for (const run of [1, 2]) {
      const bytes = noise(64, run)
      const { outputs } = await executor.run({ inputs: { in: bytes }, bodies: { double } })
      expect(outputs['b']).toEqual(bytes.map((byte) => byte * 2))
    }
    expect(ways).toEqual(['direct', 'direct'])
    await executor.destroy()
  })

  const [local, visible, coherent, cached] = [1, 2, 4, 8]
  const GiB = 2 ** 30
  const apart = [
    { flags: local, heap: 0 },
    { flags: visible | coherent, heap: 1 },
  ]
  const window = (heap: number, more = 0) => [...apart, { flags: local | visible | coherent | more, heap }]
  describe('memory that the host writes', () => {
    it.each([
      ['none: the device keeps its own to itself', apart, undefined, false, 'staged'],
      ['none: a window on some of it is left to others', window(2), undefined, false, 'staged'],
      ['the window where it is asked for', window(2), true, true, 'staged'],
      ['all of the device’s where a resizable BAR shows it', window(0), undefined, true, 'staged'],
      ['also for functions, where they may read it', window(0, cached), undefined, true, 'direct'],
      ['none where it is not wanted', window(0), false, false, 'staged'],
      ['none where it had to be told of all changes', [...apart, { flags: 3, heap: 0 }], true, false, 'staged'],
    ])('is %s', async (_, types, directWrites, isDirect, ofFunctions) => {
      const used = new Set<number>()
      // Whatever type is asked for, it is one that the host sees.
      const hostType = suite.backend.profile.memory.types.findIndex(({ hostCached }) => hostCached)
      const library = patchVulkan(real, {
        vkGetPhysicalDeviceMemoryProperties2: (call, args) => {
          call(...args)
          const view = viewOf(args[1], VkPhysicalDeviceMemoryProperties2)
          const at = VkPhysicalDeviceMemoryProperties2.offsets.memoryProperties
          view.setUint32(at, types.length, true)
          types.forEach(({ flags, heap }, i) => {
            view.setUint32(at + 4 + i * 8, flags, true)
            view.setUint32(at + 8 + i * 8, heap, true)
          })
          const sizes = [8 * GiB, 16 * GiB, GiB / 4]
          view.setUint32(at + 260, sizes.length, true)
          sizes.forEach((size, i) => view.setBigUint64(at + 264 + i * 16, BigInt(size), true))
        },
        vkGetBufferMemoryRequirements2: (call, args) => {
          call(...args)
          const { memoryRequirements } = VkMemoryRequirements2.offsets
          viewOf(args[2], VkMemoryRequirements2).setUint32(memoryRequirements + 16, (1 << types.length) - 1, true)
        },
        vkAllocateMemory: (call, args) => {
          const view = viewOf(args[1], VkMemoryAllocateInfo)
          const { memoryTypeIndex } = VkMemoryAllocateInfo.offsets
          used.add(view.getUint32(memoryTypeIndex, true))
          view.setUint32(memoryTypeIndex, hostType, true)
          return call(...args)
        },
      })
      const made = createBackendOn(library, directWrites === undefined ? {} : { directWrites })
      const { backend, sessions, ways } = watch(made)
      const executor = await createExecutor(planGraph(echo(4096), backend.profile), backend)
      expect(sessions[0]!.directTimeline !== undefined).toBe(isDirect)
      // Staging may be there too.
      expect(used.has(2) || !isDirect).toBe(true)
      const { outputs } = await executor.run({ inputs: { in: noise(4096, 5) } })
      expect(outputs['out']).toEqual(noise(4096, 5))
      const writer = (view: Uint8Array): void => view.set(noise(4096, 6))
      expect((await executor.run({ inputs: { in: writer } })).outputs['out']).toEqual(noise(4096, 6))
      expect(ways).toEqual([isDirect ? 'direct' : 'staged', ofFunctions])
      await made.destroy()
    })

    it('F50, F53: is done without where it cannot be had, or not be mapped', async () => {
      for (const [name, result] of [
        ['vkAllocateMemory', -2],
        ['vkMapMemory', -5],
      ] as const) {
        const broken = breakVulkan(real)
        const made = createBackendOn(broken.library, {})
        const { backend, sessions } = watch(made)
        const plan = planGraph(load, backend.profile)
        const count = async (): Promise<number> => {
          const before = broken.calls.filter((call) => call === name).length
          await (await createExecutor(plan, backend)).destroy()
          return broken.calls.filter((call) => call === name).length - before
        }
        // The last one is for device memory: it is made after staging.
        broken.fail({ name, result, call: await count() })
        const executor = await createExecutor(plan, backend)
        expect(broken.failed).toEqual([name])
        expect(sessions.map(({ directTimeline }) => directTimeline !== undefined)).toEqual([true, false])
        broken.fail()
        const inputs = inputsOf(executor, 3)
        await executor.run({ inputs })
        await executor.update(planGraph(look, backend.profile))
        expect((await executor.run()).outputs['out']).toEqual(inputs['kept'])
        await made.destroy()
        expect(broken.alive()).toEqual({})
      }
    })
  })
})
