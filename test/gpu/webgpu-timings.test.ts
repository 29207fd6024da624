/** When the device worked on a run. */
import { expect, it } from 'vitest'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { planGraph } from '../../src/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { twoSubmissions } from '../support/two-submissions.ts'

/** Times may be rounded to 100 µs: the host thinks for longer. */
const thinkMs = 5
const think = () => new Promise<void>((resolve) => setTimeout(resolve, thinkMs))
const run = { inputs: { in: new Uint8Array(4096) }, bodies: { think } }

await describeGpu('webgpu', 'timings on WebGPU', ({ gpu }) => {
  it('say when each submission began and ended, from the start of the first, run after run', async () => {
    const backend = await createWebGpuBackend({ gpu, timings: true })
    const plan = planGraph(twoSubmissions, backend.profile)
    expect(plan.submissions).toHaveLength(2)
    const executor = await createExecutor(plan, backend)
    const submit = backend.device.queue.submit.bind(backend.device.queue)
    let submits = 0
    backend.device.queue.submit = (commands) => {
      submits++
      return submit(commands)
    }
    for (let i = 0; i < 5; i++) {
      const { submissions, deviceNs } = (await executor.run(run)).timings
      const [first, second] = submissions!
      expect([first!.submission, second!.submission, first!.queue, second!.queue]).toEqual([0, 1, 0, 0])
      expect(first!.startNs).toBe(0)
      expect(first!.endNs).toBeGreaterThanOrEqual(0)
      // The host thinks in between.
      expect(second!.startNs - first!.endNs).toBeGreaterThan((thinkMs / 2) * 1e6)
      expect(second!.endNs).toBeGreaterThanOrEqual(second!.startNs)
      expect(deviceNs).toBe(second!.endNs)
    }
    expect(submits).toBe(10)
    await executor.destroy()
    expect(Object.values(backend.liveObjects()).every((count) => count === 0)).toBe(true)
    await backend.destroy()
  })

  it('of passes are within those of their submissions, in order, for each pass and run', async () => {
    const backend = await createWebGpuBackend({ gpu })
    const plan = planGraph(twoSubmissions, backend.profile)
    const executor = await createExecutor(plan, backend, { timings: 'passes' })
    for (let i = 0; i < 4; i++) {
      const { submissions, passes, deviceNs } = (await executor.run(run)).timings
      expect(passes!.map(({ pass, submission }) => [pass, submission])).toEqual([
        ['load', 0],
        ['see', 0],
        ['keep', 1],
      ])
      for (const { submission, startNs, endNs } of passes!) {
        expect(startNs).toBeGreaterThanOrEqual(submissions![submission]!.startNs)
        expect(endNs).toBeGreaterThanOrEqual(startNs)
        expect(endNs).toBeLessThanOrEqual(submissions![submission]!.endNs)
      }
      expect(passes![1]!.startNs).toBeGreaterThanOrEqual(passes![0]!.endNs)
      expect(deviceNs).toBe(submissions![1]!.endNs)
    }
    await executor.destroy()
    await backend.destroy()
  })

  it('are absent where nobody asked, or the device has no clock', async () => {
    const quiet = await createWebGpuBackend({ gpu })
    const device = await (await gpu.requestAdapter())!.requestDevice()
    const clockless = await createWebGpuBackend({ device, timings: true })
    for (const backend of [quiet, clockless]) {
      const executor = await createExecutor(planGraph(twoSubmissions, backend.profile), backend)
      expect((await executor.run(run)).timings).toEqual({})
      await executor.destroy()
      await backend.destroy()
    }
    device.destroy()
  })
})
