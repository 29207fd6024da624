/** Every golden case gives on WebGPU the bytes that it gives on the Dummy (whose own test compares them with the folder's). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Backend, Body } from '../../src/backends/backend.ts'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createWebGpuBackend, type WebGpuBackend } from '../../src/backends/webgpu/index.ts'
import type { FrameGraph } from '../../src/graph/document.ts'
import { parseGraphText } from '../../src/graph/parse.ts'
import { planGraph, profiles } from '../../src/planner/index.ts'
import { generateBodies } from '../golden/support/bodies.ts'
import { goldenCases } from '../golden/support/cases.ts'
import { countGpu, type GpuCounts } from '../support/count-gpu.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { importedBytes, outputHashes } from '../support/golden-runs.ts'
import { importBuffers } from '../support/import-buffers.ts'
import { drawsToAttachments, webGpuEngine } from '../support/gpu/engine-bodies.ts'
import { gpuBody, stirShader, submitting } from '../support/wgsl-mix.ts'

function bodiesOf(graph: FrameGraph, device: GPUDevice): Record<string, Body> {
  const bodies = generateBodies(graph)
  for (const pass of graph.passes) {
    if (pass.kind !== 'custom' && pass.kind !== 'external') continue
    const body = drawsToAttachments(pass) ? webGpuEngine(graph, pass) : gpuBody(device, pass, [], stirShader)
    bodies[pass.body] = pass.kind === 'custom' ? body : submitting(device, body)
  }
  return bodies
}

/** Devices round what is drawn each in its own way: pictures are compared by tolerance, in tests of draws. */
const exactCases = goldenCases().filter(({ graphText }) => !parseGraphText(graphText).pipelines)

await describeGpu('webgpu', 'golden cases', ({ gpu }) => {
  let backend: WebGpuBackend
  let counts: GpuCounts
  beforeAll(async () => {
    backend = await createWebGpuBackend({ gpu })
    counts = countGpu(backend.device)
  })
  afterAll(() => backend.destroy())

  describe.each(exactCases)('$name', ({ graphText, runs }) => {
    const graph = parseGraphText(graphText)
    it.each(['the preset', 'the live device'])('gives the bytes of the Dummy, planned for %s', async (what) => {
      counts.errors.length = 0
      const profile = what === 'the preset' ? profiles.webgpu : backend.profile
      const plan = planGraph(graph, profile)
      const imported = importedBytes(graph)
      const run = (on: Backend, bodies: Record<string, Body>, imports: Record<string, unknown>) =>
        outputHashes(plan, on, runs, { bodies, imports })
      const before = counts.submits
      const got = await run(backend, bodiesOf(graph, backend.device), importBuffers(backend.device, imported))
      const dummy = createDummyBackend({ profile })
      expect(got).toEqual(await run(dummy, generateBodies(graph), imported))
      await dummy.destroy()
      expect(counts.submits - before).toBe(runs * plan.report.submissions.count)
      expect(counts.errors).toEqual([])
    })
  })
})
