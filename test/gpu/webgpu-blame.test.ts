/** What the device refuses is told to the run that did it, by body and pass, and to no other executor on the device. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWebGpuBackend, type WebGpuBackend, type WebGpuSlice } from '../../src/backends/webgpu/index.ts'
import { createExecutor, frameGraph, planGraph, withQueries, type Body, type Executor } from '../../src/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'

const size = 256

const bystander = frameGraph('bystander')
  .buffer('a', { size: 1 << 20 })
  .upload('a', { id: 'load', input: 'in' })
  .readback('a', { id: 'get', output: 'out' })
  .build()

const withCustom = frameGraph('custom')
  .buffer('a', { size })
  .buffer('b', { size })
  .upload('a', { id: 'load', input: 'in' })
  .custom('mine', {
    uses: [
      { use: 'a', as: 'copy-src' },
      { use: 'b', as: 'copy-dst', access: 'write' },
    ],
  })
  .readback('b', { id: 'get', output: 'out' })
  .build()

const withRender = frameGraph('render')
  .texture('a', { format: 'r8unorm', size: [size] })
  .buffer('b', { size })
  .render('mine', { color: [{ use: 'a', load: 'clear' }], body: 'mine' })
  .copy('a', 'b')
  .readback('b', { id: 'get', output: 'out' })
  .build()

interface Context {
  readonly native: Pick<GPUCommandEncoder, 'finish' | 'copyBufferToBuffer'> & Pick<GPURenderPassEncoder, 'end'>
  readonly slices: Record<string, WebGpuSlice[]>
}

await describeGpu('webgpu', 'who is to blame', ({ gpu }) => {
  let backend: WebGpuBackend
  let other: Executor
  beforeAll(async () => {
    backend = await createWebGpuBackend({ gpu })
    other = await createExecutor(planGraph(bystander, backend.profile), backend)
  })
  afterAll(async () => {
    await other.destroy()
    await backend.destroy()
    if (Object.values(backend.liveObjects()).some((count) => count !== 0)) throw new Error('objects are left alive')
  })
  const runOther = () => other.run({ inputs: { in: new Uint8Array(1 << 20).fill(3) } })
  const usageless: Body = () => void backend.device.createBuffer({ size: 16, usage: 0 })
  const later: Body = async () => {
    await Promise.resolve()
    backend.device.createBuffer({ size: 16, usage: 0 })
  }

  describe.each([
    ['custom', withCustom],
    ['render', withRender],
  ] as const)('a body of a %s pass', (kind, graph) => {
    const inputs: Record<string, Uint8Array> = kind === 'custom' ? { in: new Uint8Array(size) } : {}

    it.each([usageless, later])('that makes an error fails its own run, %s', async (body) => {
      const executor = await createExecutor(planGraph(graph, backend.profile), backend)
      const others = [runOther(), runOther()]
      const failing = executor.run({ inputs, bodies: { mine: body } })
      others.push(runOther())
      const message =
        body === usageless ? /refuses what the body "mine" of pass "mine" did: Buffer usages/ : /Buffer usages/
      await expect(failing).rejects.toMatchObject({
        code: 'VALIDATION_FAILED',
        message: expect.stringMatching(message),
      })
      for (const { outputs } of await Promise.all(others)) expect(outputs['out']![0]).toBe(3)
      await executor.run({ inputs, bodies: { mine: () => {} } })
      await executor.destroy()
    })

    it('that ends its encoder is named, and what is encoded after it is no error of anybody else', async () => {
      const executor = await createExecutor(planGraph(graph, backend.profile), backend)
      const mine = ({ native }: Context) => void (kind === 'custom' ? native.finish() : native.end())
      let uncaptured = 0
      const count = (event: Event) => {
        event.preventDefault()
        uncaptured++
      }
      backend.device.addEventListener('uncapturederror', count)
      await expect(executor.run({ inputs, bodies: { mine } })).rejects.toMatchObject({
        code: 'VALIDATION_FAILED',
        message: expect.stringContaining('mine'),
      })
      await backend.device.queue.onSubmittedWorkDone()
      backend.device.removeEventListener('uncapturederror', count)
      expect(uncaptured).toBe(0)
      await executor.run({ inputs, bodies: { mine: () => {} } })
      await executor.destroy()
    })

    it('cannot change what the next run is given', async () => {
      const executor = await createExecutor(planGraph(graph, backend.profile), backend)
      const changes = [
        ({ slices }: Context) => void slices['a']!.pop(),
        ({ slices }: Context) => void delete slices['a'],
        ({ slices }: Context) => void Object.assign(slices['a']![0]!, { offset: 4, view: undefined }),
      ]
      for (const mine of changes) {
        await expect(executor.run({ inputs, bodies: { mine } })).rejects.toMatchObject({ code: 'BODY_FAILED' })
        let given: unknown
        await executor.run({ inputs, bodies: { mine: ({ slices }: Context) => void (given = slices['a']![0]) } })
        expect(given).toMatchObject(kind === 'custom' ? { size } : { mipLevel: 0 })
      }
      await executor.destroy()
    })
  })

  it('commands that are refused when they are submitted name the passes whose bodies are in them', async () => {
    const executor = await createExecutor(planGraph(withCustom, backend.profile), backend)
    const mine = ({ native, slices: { b } }: Context) => {
      const source = backend.device.createBuffer({ size, usage: 4 })
      const { buffer, offset } = b![0] as { buffer: GPUBuffer; offset: number }
      native.copyBufferToBuffer(source, 0, buffer, offset, size)
      source.destroy()
    }
    await expect(executor.run({ inputs: { in: new Uint8Array(size) }, bodies: { mine } })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      message: expect.stringMatching(/calls the bodies of mine: .*destroyed/),
    })
    await executor.destroy()
  })

  it('queries that are none name the pass', async () => {
    const executor = await createExecutor(planGraph(withRender, backend.profile), backend)
    const mine = withQueries(() => {}, { occlusionQuerySet: {} })
    await expect(executor.run({ bodies: { mine } })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      message: expect.stringContaining('pass "mine"'),
    })
    await executor.run({ bodies: { mine: () => {} } })
    await executor.destroy()
  })
})
