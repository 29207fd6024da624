/** Devices that are not there, runs that end half-way, and ends of every kind. */
import { describe, expect, it } from 'vitest'
import { createBackendOn } from '../../src/backends/vulkan/backend.ts'
import {
  loadVulkan,
  VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT,
  VK_MEMORY_PROPERTY_HOST_CACHED_BIT,
  VK_MEMORY_PROPERTY_HOST_COHERENT_BIT,
  VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT,
  VkMappedMemoryRange,
  VkMemoryAllocateInfo,
  VkMemoryRequirements2,
  VkPhysicalDeviceMemoryProperties2,
  VkPhysicalDeviceProperties2,
} from '../../src/backends/vulkan/bindings/index.ts'
import { createVulkanBackend } from '../../src/backends/vulkan/index.ts'
import type { Session } from '../../src/backends/backend.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph } from '../../src/planner/index.ts'
import type { Command, PlannedTexture } from '../../src/plan/document.ts'
import { breakVulkan } from '../support/gpu/break-vulkan.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { runCode } from '../support/program.ts'
import { patchVulkan, viewOf } from '../support/gpu/patch-vulkan.ts'
import { vulkanSuite } from '../support/gpu/vulkan-suite.ts'
import { device, handPlan, readback, upload } from '../support/hand-plan.ts'
import { runSession } from '../support/run-session.ts'

const noise = (bytes: number, seed = 1) =>
  Uint8Array.from({ length: bytes }, (_, i) => Math.imul(i + seed, 0x9e3779b1) >>> 24)

it('F70: a loader that is not there is NO_DEVICE, and says what to install', async () => {
  await expect(createVulkanBackend({ loader: '/nowhere/libvulkan.so.1' })).rejects.toMatchObject({
    code: 'NO_DEVICE',
    message: expect.stringContaining('Install'),
  })
})

const visibleCoherentCached =
  VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT | VK_MEMORY_PROPERTY_HOST_CACHED_BIT

await describeGpu('vulkan', 'the life of a Vulkan backend', (driver) => {
  const suite = vulkanSuite(driver)
  const real = loadVulkan({ loader: driver.loader })

  describe('F70: a device that is not there is NO_DEVICE', () => {
    it.each([
      ['another name', { device: 'Voodoo' }, 'Voodoo'],
      ['an index past the end', { device: 99 }, '99'],
    ])('by %s, and the message lists what there is', async (_, choice, wanted) => {
      const message = expect.stringMatching(new RegExp(`${wanted}.*Vulkan 1\\.`))
      await expect(createVulkanBackend({ loader: driver.loader, ...choice })).rejects.toMatchObject({
        code: 'NO_DEVICE',
        message,
      })
    })

    it('without a driver', () => {
      const broken = breakVulkan(real)
      broken.fail({ name: 'vkCreateInstance', call: 1, result: -9 })
      expect(() => createBackendOn(broken.library, {})).toThrow(
        expect.objectContaining({ code: 'NO_DEVICE', message: expect.stringContaining('install') }),
      )
    })

    it('with Vulkan 1.2 only', () => {
      const old = patchVulkan(real, {
        vkGetPhysicalDeviceProperties2: (call, args) => {
          call(...args)
          const view = viewOf(args[1], VkPhysicalDeviceProperties2)
          view.setUint32(VkPhysicalDeviceProperties2.offsets.properties, (1 << 22) | (2 << 12), true)
        },
      })
      expect(() => createBackendOn(old, {})).toThrow(
        expect.objectContaining({ code: 'NO_DEVICE', message: expect.stringContaining('1.3') }),
      )
    })

    it('without the validation layer, where validation is asked for', () => {
      const broken = breakVulkan(real)
      broken.fail({ name: 'vkCreateInstance', call: 1, result: -6 })
      expect(() => createBackendOn(broken.library, { validation: true })).toThrow(
        expect.objectContaining({ code: 'NO_DEVICE', message: expect.stringContaining('validation layer') }),
      )
    })
  })

  it.skipIf(!driver.validationLayers)('F51, F54: a messenger that cannot be made leaves nothing alive', () => {
    const broken = breakVulkan(real)
    broken.fail({ name: 'vkCreateDebugUtilsMessengerEXT', call: 1, result: -1 })
    expect(() => createBackendOn(broken.library, { validation: true })).toThrow(
      expect.objectContaining({ code: 'OUT_OF_HOST_MEMORY' }),
    )
    expect(broken.alive()).toEqual({})
  })

  it('a process may make and destroy any number of backends', async () => {
    // NVIDIA's driver can be loaded 27 times in a process.
    for (let i = 0; i < 60; i++) await createBackendOn(loadVulkan({ loader: driver.loader }), {}).destroy()
  }, 240_000)

  it('F62: readback memory that is not coherent is invalidated before it is read, in whole atoms', async () => {
    const invalidated: [number, number][] = []
    let result = 0
    // Two types of one memory that the host sees, the second without coherence; whatever is asked for lies there.
    let memoryType = -1
    const incoherent = patchVulkan(real, {
      vkGetPhysicalDeviceMemoryProperties2: (call, args) => {
        call(...args)
        const view = viewOf(args[1], VkPhysicalDeviceMemoryProperties2)
        const at = VkPhysicalDeviceMemoryProperties2.offsets.memoryProperties
        const flagsOf = (type: number): number => view.getUint32(at + 4 + type * 8, true)
        const types = Array.from({ length: view.getUint32(at, true) }, (_, type) => type)
        memoryType = types.find((type) => (flagsOf(type) & visibleCoherentCached) === visibleCoherentCached)!
        const [flags, heap] = [flagsOf(memoryType), view.getUint32(at + 8 + memoryType * 8, true)]
        view.setUint32(at, 2, true)
        view.setUint32(
          at + 4,
          (flags & ~VK_MEMORY_PROPERTY_HOST_CACHED_BIT) | VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT,
          true,
        )
        view.setUint32(at + 8, heap, true)
        view.setUint32(at + 12, flags & ~VK_MEMORY_PROPERTY_HOST_COHERENT_BIT, true)
        view.setUint32(at + 16, heap, true)
      },
      vkGetBufferMemoryRequirements2: (call, args) => {
        call(...args)
        viewOf(args[2], VkMemoryRequirements2).setUint32(VkMemoryRequirements2.offsets.memoryRequirements + 16, 3, true)
      },
      vkAllocateMemory: (call, args) => {
        viewOf(args[1], VkMemoryAllocateInfo).setUint32(VkMemoryAllocateInfo.offsets.memoryTypeIndex, memoryType, true)
        return call(...args)
      },
      vkInvalidateMappedMemoryRanges: (_, args) => {
        const view = viewOf(args[2], VkMappedMemoryRange)
        const { offset, size } = VkMappedMemoryRange.offsets
        invalidated.push([Number(view.getBigUint64(offset, true)), Number(view.getBigUint64(size, true))])
        return result
      },
    })
    const backend = createBackendOn(incoherent, {})
    const plan = handPlan({
      heaps: [upload(100), readback(100), readback(33)],
      submissions: [
        [
          { op: 'copy', from: 0, to: 1, regions: [[0, 0, 100]], passes: [] },
          { op: 'copy', from: 0, to: 2, regions: [[0, 0, 33]], passes: [] },
        ],
      ],
    })
    const session = await backend.open(plan, { framesInFlight: 1 })
    const { out0, out1 } = await runSession(session, plan, { inputs: { in0: noise(100) } })
    expect(out0).toEqual(noise(100))
    expect(out1).toEqual(noise(33))
    expect(invalidated).toHaveLength(2)
    expect(invalidated.every(([offset, size]) => offset % 64 === 0 && size % 64 === 0 && size >= 33)).toBe(true)
    result = -1
    await expect(runSession(session, plan, { run: 1, inputs: { in0: noise(100) } })).rejects.toMatchObject({
      code: 'OUT_OF_HOST_MEMORY',
    })
    result = 0
    expect((await runSession(session, plan, { run: 2, inputs: { in0: noise(100, 2) } })).out0).toEqual(noise(100, 2))
    await backend.destroy()
  })

  it('F73: after a run that ended between submissions, textures are where the next run expects them', async () => {
    const texture: PlannedTexture = {
      format: 'rgba8unorm',
      dimension: '2d',
      size: [4, 4, 1],
      mipLevelCount: 1,
      sampleCount: 1,
      usage: ['copy-src', 'copy-dst'],
      lifetime: 'persistent',
      resource: 't',
      sizeBytes: 64,
    }
    const written: Command = { op: 'barrier', before: ['copy-write'], after: ['copy-read'] }
    const region = { offset: 0, rowBytes: 16, rowsPerImage: 4, mipLevel: 0, aspect: 'all' as const }
    const box = { origin: [0, 0, 0] as [number, number, number], size: [4, 4, 1] as [number, number, number] }
    const readBack = handPlan({
      heaps: [readback(64)],
      textures: [texture],
      submissions: [[{ op: 'copy-from-texture', texture: 0, to: 0, regions: [{ ...region, ...box }], passes: [] }]],
    })
    const plan = handPlan({
      heaps: [upload(64), readback(64)],
      textures: [texture],
      submissions: [
        [{ op: 'copy-to-texture', from: 0, texture: 0, regions: [{ ...region, ...box }], passes: [] }],
        [written, { op: 'copy-from-texture', texture: 0, to: 1, regions: [{ ...region, ...box }], passes: [] }],
      ],
    })
    const halfRun = async (): Promise<Session> => {
      const session = await suite.backend.open(plan, { framesInFlight: 1 })
      const view = await session.beginWrite(0, 0)
      view.set(noise(64))
      session.endWrite(0, 0)
      await session.submit({ run: 0, frame: 0, bodies: {}, imports: {} }, 0)
      await session.idle()
      return session
    }
    const session = await halfRun()
    for (let run = 1; run < 4; run++) {
      const { out0 } = await runSession(session, plan, { run, inputs: { in0: noise(64, run) } })
      expect(out0).toEqual(noise(64, run))
    }
    await session.destroy()
    // Another plan takes over what such a run left behind, and the one before goes on.
    const before = await halfRun()
    const after = await suite.backend.open(readBack, { framesInFlight: 1 })
    await after.adopt!(before, { buffers: [], textures: [{ from: 0, to: 0 }], zeros: [] })
    expect((await runSession(after, readBack)).out0).toEqual(noise(64))
    expect((await runSession(before, plan, { run: 1, inputs: { in0: noise(64, 9) } })).out0).toEqual(noise(64, 9))
    await Promise.all([before.destroy(), after.destroy()])
  })

  const echo = parseGraph({
    version: 1,
    name: 'echo',
    resources: [{ id: 'a', kind: 'buffer', size: 1 << 20 }],
    passes: [
      { id: 'in', kind: 'upload', to: 'a', input: 'in' },
      { id: 'out', kind: 'readback', from: 'a', output: 'out' },
    ],
  })

  it('F77, F78: a backend that is destroyed while runs are under way waits for them, once', async () => {
    const backend = await createVulkanBackend({ loader: driver.loader })
    const executor = await createExecutor(planGraph(echo, backend.profile), backend)
    const input = noise(1 << 20)
    const runs = [1, 2, 3].map(() => executor.run({ inputs: { in: input } }))
    const settled = Promise.allSettled(runs)
    await Promise.all([executor.destroy(), executor.destroy()])
    for (const run of await settled) expect(run).toMatchObject({ status: 'fulfilled' })
    await Promise.all([backend.destroy(), backend.destroy()])
    await expect(backend.open(executor.plan, { framesInFlight: 1 })).rejects.toMatchObject({ code: 'DESTROYED' })
  })

  it('F64: destroying the device of an executor settles its runs and frees everything', async () => {
    const broken = breakVulkan(real)
    const backend = createBackendOn(broken.library, {})
    const executor = await createExecutor(planGraph(echo, backend.profile), backend)
    const run = executor.run({ inputs: { in: noise(1 << 20) } }).then(
      () => 'done',
      (error: { code: string }) => error.code,
    )
    await backend.destroy()
    expect(['done', 'DEVICE_LOST', 'DESTROYED']).toContain(await run)
    await executor.destroy()
    expect(broken.alive()).toEqual({})
  })

  it('F83: a process ends by itself with a live device, and with status 0', async () => {
    const script = `
      import { createVulkanBackend } from './src/backends/vulkan/index.ts'
      import { useVulkanDriver } from './test/support/gpu/vulkan-driver.ts'
      const backend = await createVulkanBackend({ loader: useVulkanDriver().loader })
      console.log('alive', backend.profile.queues.length > 0)`
    const { status, stdout, stderr } = await runCode(script, { timeout: 25_000 })
    expect([status, stdout, stderr]).toEqual([0, expect.stringContaining('alive true'), ''])
  })

  it('F52, F54: device memory for many heaps beside staging is asked for in few allocations', async () => {
    const before = suite.backend.counts.allocations
    const heaps = [...Array.from({ length: 50 }, () => device(4096)), ...Array.from({ length: 20 }, () => upload(4096))]
    const session = await suite.backend.open(handPlan({ heaps, submissions: [[]] }), { framesInFlight: 3 })
    expect(suite.backend.counts.allocations - before).toBeLessThan(6)
    await session.destroy()
  })
})
