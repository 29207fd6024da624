import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { createWebGpuBackend, type WebGpuBackend } from '../../src/backends/webgpu/index.ts'
import type { MemkitError } from '../../src/errors.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { frameGraph, planGraph, profiles } from '../../src/index.ts'
import type { Plan, PlannedTexture } from '../../src/plan/document.ts'
import { breakGpu } from '../support/break-gpu.ts'
import { countGpu } from '../support/count-gpu.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { device, handPlan, imported, readback, upload } from '../support/hand-plan.ts'

const size = 64
const texture: PlannedTexture = {
  format: 'r8unorm',
  size: [4, 4, 1],
  dimension: '2d',
  mipLevelCount: 1,
  sampleCount: 1,
  usage: ['copy-src'],
  lifetime: 'transient',
  sizeBytes: 16,
}
/** In through the device and out, with a texture and a kernel (the fill is not aligned) beside it. */
const through: Plan = handPlan({
  heaps: [upload(size), device(size), device(size), readback(size)],
  textures: [texture],
  submissions: [
    [
      { op: 'copy', from: 0, to: 1, regions: [[0, 0, size]], passes: ['load'] },
      { op: 'fill', heap: 2, offset: 1, size: 9, value: 7, passes: ['fill'] },
      { op: 'copy', from: 1, to: 3, regions: [[0, 0, size]], passes: ['get'] },
    ],
  ],
})
const bytes = Uint8Array.from({ length: size }, (_, i) => i)
const run = { inputs: { in0: bytes } }

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: MemkitError) => error.code,
  )

const custom = (body: string): Plan =>
  handPlan({
    heaps: [device(size), readback(size)],
    submissions: [
      [
        { op: 'fill', heap: 0, offset: 0, size, value: 0, passes: ['zero'] },
        {
          op: 'custom',
          body,
          uses: [{ resource: 'r', slice: { heap: 0, offset: 0, size }, as: 'copy-dst', access: 'write' }],
          passes: ['mine'],
        },
        { op: 'copy', from: 0, to: 1, regions: [[0, 0, size]], passes: ['get'] },
      ],
    ],
  })

await describeGpu('webgpu', 'what WebGPU has to survive', ({ gpu }) => {
  let backend: WebGpuBackend
  const unhandled: unknown[] = []
  const note = (reason: unknown) => unhandled.push(reason)
  beforeAll(() => void process.on('unhandledRejection', note))
  afterAll(() => void process.off('unhandledRejection', note))
  beforeEach(async () => {
    backend = await createWebGpuBackend({ gpu, timeoutMs: 2000 })
  })
  afterEach(async () => {
    await backend.destroy()
    if (Object.values(backend.liveObjects()).some((count) => count !== 0)) throw new Error('objects are left alive')
    // FAULTS 82.
    await new Promise((resolve) => setTimeout(resolve, 0))
    if (unhandled.length > 0) throw new Error('unhandled rejection', { cause: unhandled.splice(0) })
  })

  it('F49, F54: out of memory at any creation fails the opening once, and leaves nothing alive', async () => {
    const breaker = breakGpu(backend.device)
    await (await createExecutor(through, backend)).destroy()
    const creations = breaker.created
    expect(creations).toBeGreaterThan(7)
    for (let k = 0; k < creations; k++) {
      breaker.outOfMemory(k)
      expect(await codeOf(createExecutor(through, backend)), `creation ${k}`).toBe('OUT_OF_MEMORY')
      expect(backend.liveObjects()).toMatchObject({ sessions: 0, buffers: 0, textures: 0 })
    }
    const executor = await createExecutor(through, backend)
    expect((await executor.run(run)).outputs['out0']).toEqual(bytes)
    await executor.destroy()
  })

  it('F55: out of memory for ever fails every opening, without a retry', async () => {
    const breaker = breakGpu(backend.device)
    breaker.outOfMemory(0, true)
    for (let i = 0; i < 3; i++) expect(await codeOf(createExecutor(through, backend))).toBe('OUT_OF_MEMORY')
    expect(breaker.created).toBe(3)
  })

  it('F10: a heap over the device’s limit is refused before anything is created', async () => {
    const plan = handPlan({ heaps: [device(backend.profile.limits.maxBufferBytes + 4)], submissions: [[]] })
    await expect(createExecutor(plan, backend)).rejects.toMatchObject({
      code: 'OVER_LIMIT',
      path: 'heaps[0].sizeBytes',
    })
  })

  it('F11: a storage binding over the limit is refused, naming the limit', async () => {
    const own = await (await gpu.requestAdapter())!.requestDevice()
    const small = await createWebGpuBackend({ device: own })
    const big = small.profile.limits.maxStorageBindingBytes + 256
    const plan = handPlan({
      heaps: [device(big)],
      shaders: [{ id: 's', wgsl: '' }],
      submissions: [
        [
          {
            op: 'dispatch',
            shader: 's',
            entryPoint: 'main',
            workgroups: [1, 1, 1],
            bindings: [
              {
                group: 0,
                binding: 0,
                resource: 'r',
                slice: { heap: 0, offset: 0, size: big },
                as: 'storage',
                access: 'write',
              },
            ],
            passes: ['p'],
          },
        ],
      ],
    })
    await expect(createExecutor(plan, small)).rejects.toMatchObject({
      code: 'INVALID_PLAN',
      message: expect.stringContaining('maxStorageBindingBytes'),
    })
    await small.destroy()
    own.destroy()
  })

  it('F26: a plan that binds one heap both ways is refused before any call', async () => {
    const use = (binding: number, offset: number, access: 'write' | 'read') => ({
      group: 0,
      binding,
      resource: 'r',
      slice: { heap: 0, offset, size: 16 },
      as: 'storage' as const,
      access,
    })
    const plan = handPlan({
      heaps: [device(512)],
      shaders: [{ id: 's', wgsl: '' }],
      submissions: [
        [
          {
            op: 'dispatch',
            shader: 's',
            entryPoint: 'main',
            workgroups: [1, 1, 1],
            bindings: [use(0, 0, 'write'), use(1, 256, 'read')],
            passes: ['p'],
          },
        ],
      ],
    })
    expect(await codeOf(createExecutor(plan, backend))).toBe('PLAN_MISMATCH')
  })

  it('F29: a plan for queues that the API does not have is refused before any call', async () => {
    const counts = countGpu(backend.device)
    const graph = frameGraph('two queues')
      .buffer('a', { size: 64, lifetime: 'persistent' })
      .buffer('b', { size: 64, lifetime: 'persistent' })
      .upload('a', { input: 'a', queue: 'transfer' })
      .fill('b', { value: 1, queue: 'compute' })
      .build()
    await expect(createExecutor(planGraph(graph, profiles.vulkan), backend)).rejects.toMatchObject({
      code: 'PLAN_MISMATCH',
    })
    expect(counts.created).toBe(0)
    // Planned for this device, its one queue does all of it.
    await (await createExecutor(planGraph(graph, backend.profile), backend)).destroy()
  })

  it('F53, F58: a mapping that is rejected fails its run, and the next one works', async () => {
    const breaker = breakGpu(backend.device)
    const executor = await createExecutor(through, backend)
    await executor.run(run)
    breaker.map = 'rejects'
    expect(await codeOf(executor.run(run))).toBe('MAP_FAILED')
    breaker.map = 'works'
    const later = await Promise.allSettled([executor.run(run), executor.run(run), executor.run(run)])
    // Staging that was to be mapped again while mapping failed may fail one more run of its frame, no more.
    expect(later.at(-1)).toMatchObject({ status: 'fulfilled', value: { outputs: { out0: bytes } } })
    await executor.destroy()
  })

  it('F60, F67: a mapping that never resolves fails its run by time-out', async () => {
    await backend.destroy()
    backend = await createWebGpuBackend({ gpu, timeoutMs: 100 })
    const breaker = breakGpu(backend.device)
    const executor = await createExecutor(through, backend, { framesInFlight: 1 })
    breaker.map = 'hangs'
    expect(await codeOf(executor.run(run))).toBe('TIMED_OUT')
    breaker.map = 'works'
    await executor.destroy()
  })

  it('ends though a body never does, and what that one records later goes nowhere', async () => {
    const own = await createWebGpuBackend({ gpu, timeoutMs: 40 })
    const mine = await createWebGpuBackend({ device: own.device, gpu, timeoutMs: 40 })
    const refused = vi.fn()
    own.device.addEventListener('uncapturederror', refused)
    const submit = vi.spyOn(own.device.queue, 'submit')
    const executor = await createExecutor(custom('mine'), mine)
    let resolve!: () => void
    const promise = new Promise<void>((done) => (resolve = done))
    const running = codeOf(executor.run({ bodies: { mine: () => promise } }))
    await mine.destroy()
    expect(await running).toBe('DESTROYED')
    expect(Object.values(mine.liveObjects()).some((count) => count !== 0)).toBe(false)
    resolve()
    await own.device.queue.onSubmittedWorkDone()
    expect([submit.mock.calls.length, refused.mock.calls.length]).toEqual([0, 0])
    own.device.removeEventListener('uncapturederror', refused)
    await own.destroy()
  })

  it('F59: destroying while a mapping is pending settles it', async () => {
    const breaker = breakGpu(backend.device)
    const session = await backend.open(through, { framesInFlight: 1 })
    breaker.map = 'hangs'
    const reading = codeOf(Promise.resolve(session.beginRead(0, 3)))
    await session.destroy()
    expect(await reading).toBe('DESTROYED')
  })

  it('F63, F64, F66: a device lost at any moment of a run settles it with DEVICE_LOST', async () => {
    for (let delay = 0; delay < 6; delay++) {
      const own = await createWebGpuBackend({ gpu })
      const executor = await createExecutor(through, own)
      await executor.run(run)
      const runs = [executor.run(run), executor.run(run), executor.run(run)].map(codeOf)
      for (let i = 0; i < delay; i++) await Promise.resolve()
      if (delay > 3) await new Promise((resolve) => setImmediate(resolve))
      own.device.destroy()
      const codes = await Promise.all(runs)
      expect(codes.filter((code) => code !== 'no error' && code !== 'DEVICE_LOST')).toEqual([])
      if (delay < 4) expect(codes.at(-1)).toBe('DEVICE_LOST')
      expect(await codeOf(executor.run(run))).toBe('DEVICE_LOST')
      expect(own.lost?.code).toBe('DEVICE_LOST')
      await executor.destroy()
      await own.destroy()
      expect(Object.values(own.liveObjects()).filter((count) => count !== 0)).toEqual([])
    }
  })

  it('F65: a device lost before is refused at once, and a new one works', async () => {
    const own = await createWebGpuBackend({ gpu })
    const executor = await createExecutor(through, own)
    own.device.destroy()
    await own.whenLost
    expect(await codeOf(executor.run(run))).toBe('DEVICE_LOST')
    expect(await codeOf(createExecutor(through, own))).toBe('DEVICE_LOST')
    await executor.destroy()
    await own.destroy()
    const fresh = await createExecutor(through, backend)
    expect((await fresh.run(run)).outputs['out0']).toEqual(bytes)
    await fresh.destroy()
  })

  it('F56: a device lost while a plan is opened rejects the opening with DEVICE_LOST', async () => {
    const own = await createWebGpuBackend({ gpu })
    const opening = codeOf(createExecutor(through, own))
    own.device.destroy()
    expect(await opening).toBe('DEVICE_LOST')
    await own.destroy()
    expect(Object.values(own.liveObjects()).filter((count) => count !== 0)).toEqual([])
  })

  it('F78: destroying the backend waits for a plan that is being opened: Dawn ended the process', async () => {
    const own = await createWebGpuBackend({ gpu })
    const opening = codeOf(createExecutor(through, own, { framesInFlight: 50 }))
    while (own.liveObjects()['buffers']! < 3) await new Promise((resolve) => setTimeout(resolve, 0))
    await own.destroy()
    expect(Object.values(own.liveObjects()).filter((count) => count !== 0)).toEqual([])
    expect(['no error', 'DESTROYED']).toContain(await opening)
  })

  it('F69: what a body encodes wrongly fails its own run, and no other', async () => {
    const executor = await createExecutor(custom('mine'), backend)
    const good = { bodies: { mine: () => undefined } }
    const bad = {
      bodies: {
        mine: ({ native, slices }: { native: GPUCommandEncoder; slices: Record<string, { buffer: GPUBuffer }[]> }) => {
          const { buffer } = slices['r']![0]!
          native.copyBufferToBuffer(buffer, 0, buffer, 16, 16)
        },
      },
    }
    const results = await Promise.allSettled([executor.run(good), executor.run(bad), executor.run(good)])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(results[1]).toMatchObject({
      reason: { code: 'VALIDATION_FAILED', message: expect.stringContaining('same') as string },
    })
    await executor.destroy()
  })

  it('F69: what goes wrong in a submission that went well many times fails its run', async () => {
    const made: GPUBuffer[] = []
    const createBuffer = backend.device.createBuffer.bind(backend.device)
    backend.device.createBuffer = (descriptor) => {
      const buffer = createBuffer(descriptor)
      made.push(buffer)
      return buffer
    }
    const executor = await createExecutor(through, backend)
    for (let i = 0; i < 5; i++) await executor.run(run)
    made.find(({ label }) => label.includes('heaps[1]'))!.destroy()
    for (let i = 0; i < 3; i++)
      await expect(executor.run(run)).rejects.toMatchObject({
        code: 'VALIDATION_FAILED',
        message: expect.stringMatching(/destroyed/) as string,
      })
    await executor.destroy()
  })

  it('F69: an object that a body makes wrongly fails its run too', async () => {
    const executor = await createExecutor(custom('mine'), backend)
    const mine = async () => {
      await Promise.resolve()
      backend.device.createBuffer({ size: 16, usage: 0x1 | 0x2 })
    }
    expect(await codeOf(executor.run({ bodies: { mine } }))).toBe('VALIDATION_FAILED')
    expect(await codeOf(executor.run({ bodies: { mine: () => undefined } }))).toBe('no error')
    await executor.destroy()
  })

  it('F81: a body that throws, at once or later, fails its run before anything is submitted', async () => {
    const executor = await createExecutor(custom('mine'), backend)
    let submits = 0
    const submit = backend.device.queue.submit.bind(backend.device.queue)
    backend.device.queue.submit = (buffers) => (submits++, submit(buffers))
    const throws = () => {
      throw new Error('oh')
    }
    expect(await codeOf(executor.run({ bodies: { mine: throws } }))).toBe('BODY_FAILED')
    expect(await codeOf(executor.run({ bodies: { mine: () => Promise.reject(new Error('later')) } }))).toBe(
      'BODY_FAILED',
    )
    expect(submits).toBe(0)
    expect(await codeOf(executor.run({ bodies: { mine: () => undefined } }))).toBe('no error')
    await executor.destroy()
  })

  it('F82: runs that fail in every way leave no rejection unhandled', async () => {
    const breaker = breakGpu(backend.device)
    const executor = await createExecutor(custom('mine'), backend)
    const mine = () => undefined
    const abort = new AbortController()
    const runs = [
      executor.run({ bodies: {} }),
      executor.run({ bodies: { mine: () => Promise.reject(new Error('mine')) } }),
      executor.run({ bodies: { mine }, signal: AbortSignal.abort() }),
      executor.run({ bodies: { mine }, signal: abort.signal }),
      executor.run({ bodies: { mine: () => executor.run({ bodies: { mine } }) as Promise<never> } }),
    ]
    abort.abort()
    const codes = (await Promise.all(runs.map(codeOf))).join(' ')
    expect(codes).toBe('MISSING_BODY BODY_FAILED ABORTED ABORTED REENTRANT_RUN')
    breaker.map = 'rejects'
    expect(await codeOf(executor.run({ bodies: { mine } }))).toBe('MAP_FAILED')
    breaker.map = 'works'
    const last = [executor.run({ bodies: { mine } }), executor.run({ bodies: { mine } })].map(codeOf)
    backend.device.destroy()
    expect((await Promise.all(last)).every((code) => code === 'DEVICE_LOST')).toBe(true)
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setTimeout(resolve, 0))
    expect(unhandled).toEqual([])
    await executor.destroy()
  })

  it('F80: a run started inside a body is refused when it is awaited there', async () => {
    const executor = await createExecutor(custom('mine'), backend)
    const inner = { bodies: { mine: () => undefined } }
    expect(await codeOf(executor.run({ bodies: { mine: async () => void (await executor.run(inner)) } }))).toBe(
      'REENTRANT_RUN',
    )
    await executor.destroy()
  })

  it('F71: a shader that does not compile fails the opening with the compiler’s message and line', async () => {
    const plan = handPlan({
      heaps: [],
      shaders: [{ id: 'broken', wgsl: 'fn main() {\n  let x = nonsense;\n}' }],
      submissions: [
        [{ op: 'dispatch', shader: 'broken', entryPoint: 'main', workgroups: [1, 1, 1], bindings: [], passes: ['p'] }],
      ],
    })
    await expect(createExecutor(plan, backend)).rejects.toMatchObject({
      code: 'SHADER_FAILED',
      message: expect.stringMatching(/"broken".*2:11.*nonsense/s) as string,
    })
  })

  it('F71: an entry point that is not there fails the opening', async () => {
    const plan = handPlan({
      heaps: [],
      shaders: [{ id: 'empty', wgsl: '@compute @workgroup_size(1) fn other() {}' }],
      submissions: [
        [{ op: 'dispatch', shader: 'empty', entryPoint: 'main', workgroups: [1, 1, 1], bindings: [], passes: ['p'] }],
      ],
    })
    await expect(createExecutor(plan, backend)).rejects.toMatchObject({
      code: 'SHADER_FAILED',
      message: expect.stringContaining('main') as string,
    })
  })

  it('F25: imports that are too small or lack a usage are refused before anything is submitted; one of another device by the device', async () => {
    const plan = handPlan({
      heaps: [imported('theirs', size), readback(size)],
      submissions: [[{ op: 'copy', from: 0, to: 1, regions: [[0, 0, size]], passes: ['get'] }]],
    })
    const executor = await createExecutor(plan, backend)
    let submits = 0
    const submit = backend.device.queue.submit.bind(backend.device.queue)
    backend.device.queue.submit = (buffers) => (submits++, submit(buffers))
    const other = await (await gpu.requestAdapter())!.requestDevice()
    const theirs = (from: GPUDevice, usage: number, bytesOf = size) => ({
      imports: { theirs: from.createBuffer({ size: bytesOf, usage }) },
    })
    expect(await codeOf(executor.run(theirs(backend.device, 0x80)))).toBe('INVALID_IMPORT')
    expect(await codeOf(executor.run(theirs(backend.device, 0x4, 16)))).toBe('INVALID_IMPORT')
    expect(await codeOf(executor.run({ imports: { theirs: 5 } }))).toBe('INVALID_IMPORT')
    expect(submits).toBe(0)
    expect(await codeOf(executor.run(theirs(other, 0x4 | 0x8)))).toBe('INVALID_IMPORT')
    expect(await codeOf(executor.run(theirs(other, 0x4)))).toBe('INVALID_IMPORT')
    expect(await codeOf(executor.run(theirs(backend.device, 0x4)))).toBe('no error')
    await executor.destroy()
    other.destroy()
  })

  it('F25: an imported texture of another device is refused', async () => {
    const planned: PlannedTexture = { ...texture, lifetime: 'imported', resource: 'theirs' }
    const plan = handPlan({
      heaps: [readback(1024)],
      textures: [planned],
      submissions: [
        [
          {
            op: 'copy-from-texture',
            texture: 0,
            to: 0,
            regions: [
              {
                offset: 0,
                rowBytes: 256,
                rowsPerImage: 4,
                mipLevel: 0,
                origin: [0, 0, 0],
                size: [4, 4, 1],
                aspect: 'all',
              },
            ],
            passes: ['get'],
          },
        ],
      ],
    })
    const executor = await createExecutor(plan, backend)
    const other = await (await gpu.requestAdapter())!.requestDevice()
    for (const usage of [0x1, 0x1 | 0x4, 0x1 | 0x10]) {
      const make = (from: GPUDevice, width = 4) => ({
        imports: { theirs: from.createTexture({ format: 'r8unorm', size: [width, 4], usage }) },
      })
      expect(await codeOf(executor.run(make(other)))).toBe('INVALID_IMPORT')
      expect(await codeOf(executor.run(make(backend.device, 5)))).toBe('INVALID_IMPORT')
      expect(await codeOf(executor.run(make(backend.device)))).toBe('no error')
    }
    await executor.destroy()
    other.destroy()
  })

  it('F77, F79: destroying twice does nothing, and what is destroyed says so', async () => {
    const executor = await createExecutor(through, backend)
    const session = await backend.open(through, { framesInFlight: 1 })
    await Promise.all([executor.destroy(), executor.destroy(), session.destroy(), session.destroy()])
    expect(await codeOf(executor.run(run))).toBe('DESTROYED')
    await Promise.all([backend.destroy(), backend.destroy()])
    expect(await codeOf(createExecutor(through, backend))).toBe('DESTROYED')
  })

  it('F78: destroying the backend waits for the runs in flight', async () => {
    const executor = await createExecutor(through, backend)
    const running = executor.run(run)
    const codes = await Promise.all([codeOf(running), executor.destroy().then(() => backend.destroy())])
    expect(codes[0]).toBe('no error')
  })
})

it('F70: an API that this machine lacks is named, with what it has', async () => {
  const api = process.platform === 'darwin' ? 'd3d12' : 'metal'
  await expect(createWebGpuBackend({ api })).rejects.toMatchObject({
    code: 'NO_DEVICE',
    message: expect.stringMatching(new RegExp(`No WebGPU adapter for the API ${api}\\. This machine has`)) as string,
  })
})

it('F70: an implementation without an adapter is a clear error', async () => {
  const gpu = { requestAdapter: () => Promise.resolve(null) } as unknown as GPU
  await expect(createWebGpuBackend({ gpu })).rejects.toMatchObject({ code: 'NO_DEVICE' })
})

it('F70: an adapter that gives no device is a clear error', async () => {
  const adapter = {
    features: new Set(),
    limits: {},
    info: { description: 'Toaster' },
    requestDevice: () => Promise.reject(new Error('too warm')),
  }
  const gpu = { requestAdapter: () => Promise.resolve(adapter) } as unknown as GPU
  await expect(createWebGpuBackend({ gpu })).rejects.toMatchObject({
    code: 'NO_DEVICE',
    message: expect.stringMatching(/Toaster.*too warm/) as string,
  })
})
