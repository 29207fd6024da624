/** Bodies of render passes on WebGPU that record once, begin with queries, and know what they draw to. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createWebGpuBackend, type WebGpuBackend, type WebGpuTextureSlice } from '../../src/backends/webgpu/index.ts'
import { createExecutor, staticBody, withQueries } from '../../src/executor/index.ts'
import type { BodyContext } from '../../src/backends/backend.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph } from '../../src/planner/index.ts'
import type { GraphDocument } from '../../src/graph/document.ts'
import { countGpu, type GpuCounts } from '../support/count-gpu.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'

type RenderContext = BodyContext<GPURenderBundleEncoder, WebGpuTextureSlice>
type Pass = GraphDocument['passes'][number]

const triangle = `
@vertex fn vs(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
  return vec4f(f32(i % 2) * 4 - 1, f32(i / 2) * 4 - 1, 0, 1);
}
@fragment fn fs() -> @location(0) vec4f { return vec4f(1, 0, 0, 1); }`

const draws = (passes: Pass[], resources: GraphDocument['resources'] = []) =>
  parseGraph({
    version: 1,
    resources: [{ id: 'target', kind: 'texture', format: 'rgba8unorm', size: [4, 4] }, ...resources],
    passes: [...passes, { id: 'get', kind: 'readback', from: 'target', output: 'picture' }],
  })
const clearAndDraw: Pass = {
  id: 'draw',
  kind: 'render',
  color: [{ use: 'target', load: 'clear' }],
  body: 'triangle',
}

await describeGpu('webgpu', 'static bodies on WebGPU', ({ gpu }) => {
  let backend: WebGpuBackend
  let counts: GpuCounts
  let pipeline: GPURenderPipeline
  beforeAll(async () => {
    backend = await createWebGpuBackend({ gpu })
    counts = countGpu(backend.device)
    const module = backend.device.createShaderModule({ code: triangle })
    pipeline = backend.device.createRenderPipeline({
      layout: 'auto',
      vertex: { module },
      fragment: { module, targets: [{ format: 'rgba8unorm' }] },
    })
  })
  beforeEach(() => void (counts.errors.length = 0))
  afterAll(() => backend.destroy())
  const open = (passes: Pass[], resources?: GraphDocument['resources']) =>
    createExecutor(planGraph(draws(passes, resources), backend.profile), backend)
  const drawn = ({ native }: { native: GPURenderBundleEncoder }) => {
    native.setPipeline(pipeline)
    native.draw(3)
  }

  it('a static body is called once, again after it was invalidated, and again where another takes its place', async () => {
    let calls = 0
    const body = () =>
      staticBody((context: RenderContext) => {
        calls++
        drawn(context)
      })
    const executor = await open([clearAndDraw])
    const bodies = { triangle: body() }
    for (let run = 0; run < 4; run++) {
      const { outputs } = await executor.run({ bodies })
      expect([...outputs['picture']!.subarray(60)]).toEqual([255, 0, 0, 255])
    }
    expect(calls).toBe(1)
    executor.invalidate('draw')
    await executor.run({ bodies })
    await executor.run({ bodies })
    expect(calls).toBe(2)
    await executor.run({ bodies: { triangle: body() } })
    expect(calls).toBe(3)
    await executor.destroy()
    expect(counts.errors).toEqual([])
    expect(backend.liveObjects()['renderBundles']).toBe(0)
  })

  it('a body that is not static is called in every run', async () => {
    let calls = 0
    const executor = await open([clearAndDraw])
    const triangle = (context: RenderContext) => {
      calls++
      drawn(context)
    }
    await executor.run({ bodies: { triangle } })
    await executor.run({ bodies: { triangle } })
    expect(calls).toBe(2)
    await executor.destroy()
  })

  it('a static body that records nonsense fails with its pass, and is called again', async () => {
    const executor = await open([clearAndDraw])
    const wrong = staticBody(({ native }: RenderContext) => native.draw(3))
    for (let run = 0; run < 2; run++)
      await expect(executor.run({ bodies: { triangle: wrong } })).rejects.toMatchObject({
        code: 'VALIDATION_FAILED',
        details: { body: 'triangle', pass: 'draw' },
      })
    await executor.run({ bodies: { triangle: staticBody(drawn) } })
    await executor.destroy()
    expect(counts.errors).toEqual([])
  })

  it('a static body that does something wrong beside what it records fails with its pass, and is called again', async () => {
    const executor = await open([clearAndDraw])
    let calls = 0
    const beside = staticBody((context: RenderContext) => {
      calls++
      drawn(context)
      // A buffer that can be mapped can be no vertex buffer.
      backend.device.createBuffer({ size: 16, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.VERTEX })
    })
    for (let run = 1; run <= 3; run++) {
      await expect(executor.run({ bodies: { triangle: beside } })).rejects.toMatchObject({
        code: 'VALIDATION_FAILED',
        details: { body: 'triangle', pass: 'draw' },
      })
      expect(calls).toBe(run)
    }
    expect(backend.liveObjects()['renderBundles']).toBe(0)
    await executor.destroy()
    expect(counts.errors).toEqual([])
  })

  it('where the contents rotate through history, a static body is called once for each turn', async () => {
    const views = new Set<unknown>()
    let calls = 0
    const executor = await open(
      [
        {
          ...clearAndDraw,
          color: [{ use: 'kept', load: 'clear' }],
          uses: [{ use: { resource: 'kept', previous: 1 }, as: 'sampled' }],
        },
        { id: 'copy', kind: 'copy', from: 'kept', to: 'target' },
      ],
      [{ id: 'kept', kind: 'texture', format: 'rgba8unorm', size: [4, 4], lifetime: 'persistent', history: 1 }],
    )
    const triangle = staticBody((context: RenderContext) => {
      calls++
      const [attached, previous] = context.slices['kept']!
      expect(attached!.texture).not.toBe(previous!.texture)
      views.add(attached!.view)
      drawn(context)
    })
    for (let run = 0; run < 6; run++) await executor.run({ bodies: { triangle } })
    expect([calls, views.size]).toEqual([2, 2])
    await executor.destroy()
    expect(counts.errors).toEqual([])
  })

  it('only the passes of this plan can be invalidated', async () => {
    const executor = await open([clearAndDraw])
    expect(() => executor.invalidate('drew')).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }))
    expect(() => executor.invalidate('get')).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }))
    await executor.destroy()
    expect(() => executor.invalidate('draw')).toThrow(expect.objectContaining({ code: 'DESTROYED' }))
  })

  it('a body is told its attachments, in the order of the document', async () => {
    const executor = await open(
      [
        {
          ...clearAndDraw,
          color: [{ use: 'samples', load: 'clear', resolve: 'target' }],
          depth: { use: 'depth', load: 'clear' },
        },
      ],
      [
        { id: 'samples', kind: 'texture', format: 'rgba8unorm', size: [4, 4], sampleCount: 4 },
        { id: 'depth', kind: 'texture', format: 'depth24plus', size: [4, 4], sampleCount: 4 },
      ],
    )
    let told: BodyContext['attachments']
    await executor.run({ bodies: { triangle: ({ attachments }: RenderContext) => void (told = attachments) } })
    const shared = { size: [4, 4], layers: 1, readOnly: false }
    expect(told).toEqual([
      { ...shared, resource: 'samples', role: 'color', format: 'rgba8unorm', sampleCount: 4 },
      { ...shared, resource: 'target', role: 'resolve', format: 'rgba8unorm', sampleCount: 1 },
      { ...shared, resource: 'depth', role: 'depth', format: 'depth24plus', sampleCount: 4 },
    ])
    await executor.destroy()
  })

  it('a body counts the samples that pass, and its pass the time', async () => {
    const { device } = backend
    const occlusionQuerySet = device.createQuerySet({ type: 'occlusion', count: 1 })
    const times = device.createQuerySet({ type: 'timestamp', count: 2 })
    const results = device.createBuffer({ size: 512, usage: 0x204 })
    const executor = await open(
      [
        clearAndDraw,
        {
          id: 'resolve',
          kind: 'custom',
          after: ['draw'],
          uses: [{ use: 'results', as: 'copy-dst', access: 'write' }],
          body: 'resolve',
        },
        { id: 'get-results', kind: 'readback', from: 'results', output: 'results' },
      ],
      [{ id: 'results', kind: 'buffer', size: 24 }],
    )
    const triangle = withQueries(
      ({ native }: BodyContext<GPURenderPassEncoder>) => {
        native.setPipeline(pipeline)
        native.beginOcclusionQuery(0)
        native.draw(3)
        native.endOcclusionQuery()
      },
      {
        occlusionQuerySet,
        timestampWrites: { querySet: times, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 },
      },
    )
    const resolve = ({ native, slices }: BodyContext<GPUCommandEncoder, { buffer: GPUBuffer; offset: number }>) => {
      native.resolveQuerySet(occlusionQuerySet, 0, 1, results, 0)
      native.resolveQuerySet(times, 0, 2, results, 256)
      const [{ buffer, offset }] = slices['results'] as [{ buffer: GPUBuffer; offset: number }]
      native.copyBufferToBuffer(results, 0, buffer, offset, 8)
      native.copyBufferToBuffer(results, 256, buffer, offset + 8, 16)
    }
    const { outputs } = await executor.run({ bodies: { triangle, resolve } })
    const [samples, begin, end] = new BigUint64Array(outputs['results']!.slice().buffer)
    expect(Number(samples)).toBeGreaterThan(0)
    expect(Number(end)).toBeGreaterThanOrEqual(Number(begin))
    await executor.destroy()
    for (const object of [occlusionQuerySet, times, results]) object.destroy()
    expect(counts.errors).toEqual([])
  })

  it('passes that are drawn as one cannot begin with two sets of queries', async () => {
    const { device } = backend
    const sets = [0, 1].map(() => device.createQuerySet({ type: 'occlusion', count: 1 }))
    const executor = await open([
      clearAndDraw,
      { ...clearAndDraw, id: 'more', color: [{ use: 'target', load: 'load' }], body: 'more' },
    ])
    const body = (set: GPUQuerySet | undefined) => withQueries(drawn, { occlusionQuerySet: set! })
    await expect(executor.run({ bodies: { triangle: body(sets[0]), more: body(sets[1]) } })).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      details: { passes: ['draw', 'more'] },
    })
    await executor.run({ bodies: { triangle: body(sets[0]), more: body(sets[0]) } })
    await executor.destroy()
    for (const set of sets) set.destroy()
    expect(counts.errors).toEqual([])
  })
})
