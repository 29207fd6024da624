/** Bodies of external passes on WebGPU: what they do wrong is told by their names, and the executor goes on. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createWebGpuBackend, type WebGpuBackend, type WebGpuSlice } from '../../src/backends/webgpu/index.ts'
import { createExecutor, createPlanner, disablePasses, frameGraph, type Executor } from '../../src/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'

const size = 256
const usage = { copySrc: 1, attachment: 0x10 }
const frame = frameGraph('frame')
  .buffer('a', { size })
  .buffer('b', { size })
  .texture('target', { format: 'rgba8unorm', size: [16, 16], lifetime: 'imported' })
  .upload('a', { id: 'load', input: 'a' })
  .external('engine', {
    uses: [
      { use: 'a', as: 'copy-src' },
      { use: 'b', as: 'copy-dst' },
      { use: 'target', as: 'attachment' },
    ],
    bypass: { b: 'a' },
  })
  .readback('b', { id: 'get', output: 'out' })
  .build()

type Slices = Readonly<Record<string, readonly WebGpuSlice[]>>
type Draw = (slices: Slices, device: GPUDevice) => unknown

/** `begin` above 0 reaches outside the buffer. */
const draw =
  (begin = 0): Draw =>
  ({ a, b, target }, device) => {
    const [from, to, image] = [a![0], b![0], target![0]] as [WebGpuSlice, WebGpuSlice, WebGpuSlice]
    if (!('buffer' in from) || !('buffer' in to) || !('view' in image)) throw new Error('other kinds')
    const encoder = device.createCommandEncoder()
    encoder.copyBufferToBuffer(from.buffer as GPUBuffer, from.offset + begin, to.buffer as GPUBuffer, to.offset, size)
    const view = image.view as GPUTextureView
    encoder
      .beginRenderPass({ colorAttachments: [{ view, loadOp: 'clear', storeOp: 'store', clearValue: [1, 0, 0, 1] }] })
      .end()
    device.queue.submit([encoder.finish()])
  }

await describeGpu('webgpu', 'an engine between, on WebGPU', ({ gpu }) => {
  let backend: WebGpuBackend
  let executor: Executor
  let planner: ReturnType<typeof createPlanner>
  const uncaptured: string[] = []
  beforeAll(async () => {
    backend = await createWebGpuBackend({ gpu })
    backend.device.addEventListener('uncapturederror', ({ error }) => void uncaptured.push(error.message))
    planner = createPlanner(backend.profile)
    executor = await createExecutor(planner.plan(frame), backend)
  })
  beforeEach(() => void uncaptured.splice(0))
  afterAll(async () => {
    await executor.destroy()
    await backend.destroy()
  })

  /** Runs with an engine; the target needs no usage but that of an attachment. */
  async function run(value: number, engine?: Draw) {
    const target = backend.device.createTexture({ size: [16, 16], format: 'rgba8unorm', usage: usage.attachment })
    const bodies = engine && { engine: ({ slices }: { slices: Slices }) => engine(slices, backend.device) as undefined }
    const { outputs } = await executor.run({
      inputs: { a: new Uint8Array(size).fill(value) },
      imports: { target },
      ...(bodies && { bodies }),
    })
    return outputs['out']![0]
  }

  describe('that', () => {
    const later = () => new Promise((resolve) => setTimeout(resolve, 5))
    it('takes its time keeps its place among runs in flight', async () => {
      const slow: Draw = async (slices, device) => {
        await later()
        draw()(slices, device)
        await later()
      }
      expect(await Promise.all([run(1, slow), run(2, draw()), run(3, slow), run(4, draw())])).toEqual([1, 2, 3, 4])
    })

    it.each<[string, Draw, RegExp]>([
      [
        'does what the device refuses',
        draw(16),
        /^The device refuses what the body "engine" .* pass "engine" did: .*does not fit/,
      ],
      [
        'destroys the texture that it was given',
        (slices, device) => {
          const [image] = slices['target']!
          if ('texture' in image!) image.texture.destroy()
          draw()(slices, device)
        },
        /^The import "target" cannot be used: .*[Dd]estroyed texture/,
      ],
      [
        'throws',
        () => {
          throw new Error('no scene')
        },
        /^The body "engine" of pass "engine" threw: "no scene"/,
      ],
      [
        'rejects later',
        async () => {
          await later()
          throw new Error('no scene')
        },
        /^The body "engine" of pass "engine" threw: "no scene"/,
      ],
    ])('%s fails its run by name, and the next goes on', async (_, engine, words) => {
      const failing = run(1, engine)
      const next = run(2, draw())
      await expect(failing).rejects.toThrow(words)
      expect(await next).toBe(2)
      expect(await run(3, draw())).toBe(3)
      expect(uncaptured).toEqual([])
    })
  })

  it('is bypassed where it is off, and is back when it is on', async () => {
    await executor.update(planner.plan(disablePasses(frame, ['engine'])))
    expect(await run(5)).toBe(5)
    await executor.update(planner.plan(frame))
    expect(await run(6, draw())).toBe(6)
    expect(uncaptured).toEqual([])
  })
})
