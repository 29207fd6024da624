/** Every golden case gives on WebGPU the bytes that it gives on the Dummy (whose own test compares them with the folder's). */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Backend, Body } from '../../src/backends/backend.ts'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createWebGpuBackend, type WebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import type { FrameGraph } from '../../src/graph/document.ts'
import { parseGraphText } from '../../src/graph/parse.ts'
import { planGraph, profiles } from '../../src/planner/index.ts'
import { generateBodies } from '../golden/support/bodies.ts'
import { goldenCases } from '../golden/support/cases.ts'
import { generateBytes, inputBytes } from '../golden/support/inputs.ts'
import { countGpu, type GpuCounts } from '../support/count-gpu.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { importBuffers } from '../support/import-buffers.ts'
import { byteAccess, gpuBody, type MixUse } from '../support/wgsl-mix.ts'

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** The custom body of golden/support/bodies.ts, as WGSL. */
function stirShader(uses: readonly MixUse[]): string {
  const sums = uses.map(({ access, size }, k) =>
    access === 'write'
      ? ''
      : `{ var c = 0u; for (var i = 0u; i < ${size}u; i++) { c = c * 31u + r${k}(i); } sum += c; }`,
  )
  const stirs = uses.map(({ access, size }, k) =>
    access === 'read'
      ? ''
      : `for (var i = 0u; i < ${size}u; i++) { w${k}(i, ${access === 'read-write' ? `r${k}(i)` : '0u'} + (sum >> (8u * (i & 3u))) + i); }`,
  )
  return `${byteAccess(uses)}
    @compute @workgroup_size(1, 1, 1) fn main() { var sum = 1u; ${sums.join('\n')} ${stirs.join('\n')}
      ${uses.map(({ access }, k) => (access === 'write' ? '' : `_ = r${k}(0u);`)).join(' ')} }`
}

function bodiesOf(graph: FrameGraph, device: GPUDevice): Record<string, Body> {
  const bodies = generateBodies(graph)
  for (const pass of graph.passes) if (pass.kind === 'custom') bodies[pass.body] = gpuBody(device, pass, [], stirShader)
  return bodies
}

await describeGpu('webgpu', 'golden cases', ({ gpu }) => {
  let backend: WebGpuBackend
  let counts: GpuCounts
  beforeAll(async () => {
    backend = await createWebGpuBackend({ gpu })
    counts = countGpu(backend.device)
  })
  afterAll(() => backend.destroy())

  describe.each(goldenCases())('$name', ({ graphText, runs }) => {
    const graph = parseGraphText(graphText)
    it.each(['the preset', 'the live device'])('gives the bytes of the Dummy, planned for %s', async (what) => {
      counts.errors.length = 0
      const plan = planGraph(graph, what === 'the preset' ? profiles.webgpu : backend.profile)
      const imported = Object.fromEntries(
        graph.resources.flatMap((resource) =>
          resource.lifetime === 'imported' && resource.kind === 'buffer'
            ? [[resource.id, generateBytes(resource.id, resource.size)] as const]
            : [],
        ),
      )
      const run = async (on: Backend, bodies: Record<string, Body>, imports: Record<string, unknown>) => {
        const executor = await createExecutor(plan, on)
        const results: Record<string, string>[] = []
        for (let r = 0; r < runs; r++) {
          const inputs = Object.fromEntries(
            plan.inputs
              .filter(({ producer }) => producer === undefined)
              .map((input) => [input.name, inputBytes(input.name, input.sizeBytes, r)]),
          )
          const { outputs } = await executor.run({ inputs, bodies, imports })
          results.push(Object.fromEntries(Object.entries(outputs).map(([output, bytes]) => [output, sha256(bytes)])))
        }
        await executor.destroy()
        return results
      }
      const before = counts.submits
      const got = await run(backend, bodiesOf(graph, backend.device), importBuffers(backend.device, imported))
      const dummy = createDummyBackend({ profile: profiles.webgpu })
      expect(got).toEqual(await run(dummy, generateBodies(graph), imported))
      await dummy.destroy()
      expect(counts.submits - before).toBe(runs * plan.report.submissions.count)
      expect(counts.errors).toEqual([])
    })
  })
})
