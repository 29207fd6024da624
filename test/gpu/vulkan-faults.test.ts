/** FAULTS 50–57, 67, 68: every call that can fail is failed, once and for ever; what was made is freed, and nothing hangs. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createBackendOn, type VulkanBackend } from '../../src/backends/vulkan/backend.ts'
import { loadVulkan, type DebugMessage } from '../../src/backends/vulkan/bindings/index.ts'
import { isMemkitError, type MemkitError } from '../../src/errors.ts'
import { createExecutor, type RunOptions, type RunResult } from '../../src/executor/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph, type Plan } from '../../src/planner/index.ts'
import { breakVulkan, canFail, type BrokenVulkan, type Fault } from '../support/gpu/break-vulkan.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { failOnUnhandledRejections } from '../support/unhandled.ts'

const deviceLost = -4
const outOfHostMemory = -1
const mapFailed = -5
/**
 * Calls that another way may make up for: waits, those that import staging or make device memory that the host writes; and the
 * times of a run, which has all else.
 */
const survivable =
  /Wait|Semaphore|vkEnumerateInstanceExtensionProperties|vkGetMemoryHostPointerPropertiesEXT|vkCreateBuffer|vkAllocateMemory|vkMapMemory|vkBindBufferMemory2|vkGetQueryPoolResults/
const isWait = (name: string): boolean => /Wait|vkGetSemaphoreCounterValue/.test(name)

/** Something of everything: staging, a persistent texture, mipmaps, a sampler, a dispatch, ragged fills, bodies. */
const graph = parseGraph({
  version: 1,
  name: 'everything',
  resources: [
    { id: 'data', kind: 'buffer', size: 256 },
    { id: 'kept', kind: 'buffer', size: 64, lifetime: 'persistent' },
    { id: 'picture', kind: 'texture', format: 'rgba8unorm', size: [8, 8], mipLevelCount: 2, lifetime: 'persistent' },
    { id: 'scratch', kind: 'texture', format: 'rgba8unorm', size: [8, 8] },
    { id: 'drawn', kind: 'texture', format: 'rgba8unorm', size: [8, 8] },
    { id: 'given', kind: 'buffer', size: 64, lifetime: 'imported' },
  ],
  shaders: [
    {
      id: 'sample',
      wgsl: `@group(0) @binding(0) var picture: texture_2d<f32>;
        @group(0) @binding(1) var smooth_sampler: sampler;
        @group(0) @binding(2) var<storage, read_write> data: array<u32>;
        @compute @workgroup_size(8, 8) fn main(@builtin(global_invocation_id) at: vec3u) {
          let texel = textureSampleLevel(picture, smooth_sampler, (vec2f(at.xy) + 0.5) / 8.0, 0.0);
          data[at.y * 8u + at.x] += pack4x8unorm(texel);
        }`,
    },
  ],
  passes: [
    { id: 'load', kind: 'upload', to: 'data', input: 'data' },
    { id: 'show', kind: 'upload', to: { resource: 'picture', mipLevel: 0 }, input: 'picture' },
    { id: 'mips', kind: 'mipmap', texture: 'picture' },
    { id: 'ragged', kind: 'fill', to: { resource: 'kept', offset: 3, size: 50 }, value: 0x01020304 },
    { id: 'same', kind: 'copy', from: { resource: 'picture', mipLevel: 0 }, to: 'scratch' },
    {
      id: 'sample',
      kind: 'compute',
      shader: 'sample',
      entryPoint: 'main',
      workgroups: [1, 1, 1],
      bindings: [
        { group: 0, binding: 0, use: 'scratch', as: 'sampled' },
        { group: 0, binding: 1, sampler: { minFilter: 'linear' } },
        { group: 0, binding: 2, use: 'data', as: 'storage' },
      ],
    },
    { id: 'draw', kind: 'render', color: [{ use: 'drawn', load: 'clear', clearValue: [1, 0, 0, 1] }], body: 'draw' },
    { id: 'mine', kind: 'custom', uses: [{ use: 'kept', as: 'storage' }], body: 'mine', sideEffects: true },
    { id: 'give', kind: 'copy', from: { resource: 'data', size: 64 }, to: 'given' },
    { id: 'get', kind: 'readback', from: 'data', output: 'data' },
    { id: 'get-drawn', kind: 'readback', from: 'drawn', output: 'drawn' },
    { id: 'get-kept', kind: 'readback', from: 'kept', output: 'kept' },
    { id: 'get-mips', kind: 'readback', from: { resource: 'picture', mipLevel: 1 }, output: 'small' },
  ],
})
const bodies = { draw: () => undefined, mine: () => undefined }
const inputs = {
  data: Uint8Array.from({ length: 256 }, (_, i) => i),
  picture: Uint8Array.from({ length: 256 }, (_, i) => i * 7),
}

const optionsOn = (backend: VulkanBackend): RunOptions => ({
  inputs,
  bodies,
  imports: { given: backend.createBuffer!(64).handle },
})

await describeGpu('vulkan', 'a Vulkan driver that fails', ({ loader, validationLayers }) => {
  failOnUnhandledRejections()
  const real = loadVulkan({ loader })
  let plan: Plan | undefined
  let expected: RunResult['outputs'] | undefined

  /** The whole life of a backend; resolves to the first error, if any. */
  const live = async (
    broken: BrokenVulkan,
    runs = 2,
    validation?: (message: DebugMessage) => void,
  ): Promise<unknown> => {
    let backend: VulkanBackend | undefined
    try {
      backend = createBackendOn(broken.library, validation ? { validation } : {})
      plan ??= planGraph(graph, backend.profile)
      const executor = await createExecutor(plan, backend, { framesInFlight: 1 })
      const options = optionsOn(backend)
      for (let run = 0; run < runs; run++) {
        // To the same plan: what persists is copied, and the runs make the same of it.
        if (run === 1) await executor.update(plan)
        const { outputs } = await executor.run(options)
        expect(outputs).toEqual((expected ??= outputs))
      }
      await executor.destroy()
      return undefined
    } catch (error) {
      return error
    } finally {
      await backend?.destroy()
    }
  }
  const callsOfALife = async (): Promise<string[]> => {
    const broken = breakVulkan(real)
    expect(await live(broken)).toBeUndefined()
    expect(broken.alive()).toEqual({})
    return broken.calls
  }

  it('is not noticed where nothing fails: the life makes what it destroys, without a message', async () => {
    const messages: DebugMessage[] = []
    const broken = breakVulkan(real)
    expect(
      await live(broken, 2, validationLayers ? (message) => void messages.push(message) : undefined),
    ).toBeUndefined()
    expect(broken.alive()).toEqual({})
    expect(messages).toEqual([])
  })

  it.each([
    ['F50, F54: once, out of device memory', { result: -2 }],
    ['F51, F55: for ever, out of host memory', { result: outOfHostMemory, forEver: true }],
    ['F56, F68: for ever, the device is lost', { result: deviceLost, forEver: true }],
  ] satisfies [string, Omit<Fault, 'call'>][])(
    '%s: failing the k-th call, for every k, ends in a typed error and frees everything',
    async (_, fault) => {
      const seen = new Map<string, number>()
      for (const name of await callsOfALife()) {
        const call = (seen.get(name) ?? 0) + 1
        seen.set(name, call)
        // How often it polls and waits depends on the time the device takes: the first of each is enough.
        if (isWait(name) && call > 1) continue
        const broken = breakVulkan(real)
        broken.fail({ ...fault, name, call })
        const error = await live(broken)
        // It is told, or it was got over: another memory did as well, or a wait was asked again; then all bytes are right.
        const outcome = {
          call: `${name} ${call}`,
          ok: error === undefined || isMemkitError(error),
          alive: broken.alive(),
        }
        expect(outcome).toEqual({ call: `${name} ${call}`, ok: true, alive: {} })
        if (error === undefined) expect(name).toMatch(survivable)
      }
    },
    120_000,
  )

  // For ever: where several kinds of memory do, one that cannot be mapped or given out once is got over with the next.
  it('F53: memory that cannot be mapped is a MAP_FAILED', async () => {
    const broken = breakVulkan(real)
    broken.fail({ name: 'vkMapMemory', call: 1, result: mapFailed, forEver: true })
    expect(await live(broken)).toMatchObject({ code: 'MAP_FAILED' })
    expect(broken.alive()).toEqual({})
  })

  it('F50: a plan that does not fit is OUT_OF_MEMORY, and the backend opens the next', async () => {
    const broken = breakVulkan(real)
    const backend = createBackendOn(broken.library, {})
    plan ??= planGraph(graph, backend.profile)
    broken.fail({ name: 'vkAllocateMemory', call: 2, forEver: true })
    await expect(createExecutor(plan, backend)).rejects.toMatchObject({ code: 'OUT_OF_MEMORY' })
    expect(Object.values(backend.liveObjects()).every((count) => count === 0)).toBe(true)
    broken.fail(undefined)
    const executor = await createExecutor(plan, backend)
    expect((await executor.run(optionsOn(backend))).outputs['data']).toHaveLength(256)
    await backend.destroy()
    expect(broken.alive()).toEqual({})
  })

  it('a submission that fails once fails its run; the next run gives the same bytes as ever', async () => {
    const broken = breakVulkan(real)
    const backend = createBackendOn(broken.library, {})
    plan ??= planGraph(graph, backend.profile)
    const executor = await createExecutor(plan, backend)
    const options = optionsOn(backend)
    const before = await executor.run(options)
    broken.fail({ name: 'vkQueueSubmit2', call: 1, result: outOfHostMemory })
    await expect(executor.run(options)).rejects.toMatchObject({ code: 'OUT_OF_HOST_MEMORY' })
    expect((await executor.run(options)).outputs).toEqual(before.outputs)
    await backend.destroy()
    expect(broken.alive()).toEqual({})
  })

  describe.each(['vkQueueSubmit2', 'vkGetSemaphoreCounterValue'])('F68: device loss from %s', (name) => {
    it('settles every run with DEVICE_LOST, stays lost, and a new backend works', async () => {
      const broken = breakVulkan(real)
      const backend = createBackendOn(broken.library, {})
      plan ??= planGraph(graph, backend.profile)
      const executor = await createExecutor(plan, backend)
      const options = optionsOn(backend)
      broken.fail({ name, call: 1, result: deviceLost, forEver: true })
      const runs = [executor.run(options), executor.run(options), executor.run(options)]
      for (const run of await Promise.allSettled(runs)) {
        expect(run).toMatchObject({
          status: 'rejected',
          reason: { code: 'DEVICE_LOST' } satisfies Partial<MemkitError>,
        })
      }
      expect(backend.lost?.code).toBe('DEVICE_LOST')
      expect((await backend.whenLost).code).toBe('DEVICE_LOST')
      const count = broken.calls.length
      await expect(executor.run(options)).rejects.toMatchObject({ code: 'DEVICE_LOST' })
      await expect(createExecutor(plan, backend)).rejects.toMatchObject({ code: 'DEVICE_LOST' })
      expect(broken.calls.length).toBe(count)
      await backend.destroy()
      expect(broken.alive()).toEqual({})
      expect(await live(breakVulkan(real))).toBeUndefined()
    })
  })

  describe('a device that takes its time', () => {
    /** The first polls see nothing new, so that a thread waits. */
    const slow: Fault = { name: 'vkGetSemaphoreCounterValue', call: 1, result: 0, times: 100 }
    const started = async () => {
      const broken = breakVulkan(real)
      const backend = createBackendOn(broken.library, {})
      plan ??= planGraph(graph, backend.profile)
      const executor = await createExecutor(plan, backend)
      return { broken, backend, executor, options: optionsOn(backend) }
    }

    it.each([
      ['F67: a wait that only times out goes on waiting', 2, undefined],
      [
        'F51: a wait that fails fails its run; the next one gives the same bytes',
        outOfHostMemory,
        'OUT_OF_HOST_MEMORY',
      ],
      ['F68: a device that is lost in a wait is DEVICE_LOST', deviceLost, 'DEVICE_LOST'],
    ])('%s', async (_, result, code) => {
      const { broken, backend, executor, options } = await started()
      const before = await executor.run(options)
      broken.fail(slow, { name: 'vkWaitSemaphores', call: 1, result })
      const run = await executor.run(options).catch((error: { code: string }) => error.code)
      expect(broken.failed).toContain('vkWaitSemaphores')
      expect(code ?? before.outputs).toEqual(typeof run === 'object' && 'outputs' in run ? run.outputs : run)
      if (code !== 'DEVICE_LOST') expect((await executor.run(options)).outputs).toEqual(before.outputs)
      await backend.destroy()
      expect(broken.alive()).toEqual({})
    })

    it('F67: whose waits fail in every way is taken for lost, so that nothing in flight is freed under it', async () => {
      const { broken, backend, executor, options } = await started()
      await executor.run(options)
      broken.fail(
        { ...slow, forEver: true },
        { name: 'vkWaitSemaphores', call: 1, result: outOfHostMemory, forEver: true },
        { name: 'vkQueueWaitIdle', call: 1, result: outOfHostMemory, forEver: true },
      )
      await expect(executor.run(options)).rejects.toMatchObject({ code: 'OUT_OF_HOST_MEMORY' })
      await backend.whenLost
      await expect(executor.run(options)).rejects.toMatchObject({ code: 'DEVICE_LOST' })
      await backend.destroy()
      expect(broken.alive()).toEqual({})
    })
  })

  it('F51, F81: where a recording that a body broke off cannot be reset either, the error is the body’s', async () => {
    const broken = breakVulkan(real)
    const backend = createBackendOn(broken.library, {})
    plan ??= planGraph(graph, backend.profile)
    const executor = await createExecutor(plan, backend)
    const options = optionsOn(backend)
    const mine = (): void => {
      throw new Error('no')
    }
    broken.fail({ name: 'vkResetCommandBuffer', call: 1, result: outOfHostMemory })
    await expect(executor.run({ ...options, bodies: { ...bodies, mine } })).rejects.toMatchObject({
      code: 'BODY_FAILED',
    })
    expect(broken.failed).toEqual(['vkResetCommandBuffer'])
    await backend.destroy()
    expect(broken.alive()).toEqual({})
  })

  it('F57: whichever call of cleaning up throws, the rest is still freed', async () => {
    const dry = breakVulkan(real)
    expect(await live(dry)).toBeUndefined()
    expect(dry.destroyed.length).toBeGreaterThan(12)
    for (const name of dry.destroyed) {
      const broken = breakVulkan(real)
      broken.throwIn(name)
      expect({ name, error: await live(broken) }).toEqual({ name, error: undefined })
      expect({ name, alive: broken.alive() }).toEqual({ name, alive: {} })
    }
  })

  it('every call that can fail and that the sources make was failed above', async () => {
    const made = new Set(await callsOfALife())
    const elsewhere = [
      // With validation; by vulkan-life.test.ts.
      'vkCreateDebugUtilsMessengerEXT',
      // Where memory is not coherent; by vulkan-life.test.ts.
      'vkInvalidateMappedMemoryRanges',
      // Where a body throws; above.
      'vkResetCommandBuffer',
      // Where the device takes its time; above.
      'vkQueueWaitIdle',
      'vkWaitSemaphores',
      // Where the driver imports host memory; lavapipe does.
      'vkGetMemoryHostPointerPropertiesEXT',
    ]
    const missed = namedCalls().filter((name) => canFail(name) && !made.has(name) && !elsewhere.includes(name))
    expect(missed).toEqual([])
    expect(made.size).toBeGreaterThan(25)
  })
})

/** The Vulkan functions that the backend's sources call. */
function namedCalls(): string[] {
  const folder = fileURLToPath(new URL('../../src/backends/vulkan', import.meta.url))
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.endsWith('generated'))
    .flatMap(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8').match(/(?<=\.)vk[A-Z]\w+/g) ?? [])
  return [...new Set(names)].sort()
}
