/** Imports that change from run to run, where other resources rotate: each run works on the handles that it was given. */
import { expect, it } from 'vitest'
import type { Backend } from '../../src/backends/backend.ts'
import { createVulkanBackend } from '../../src/backends/vulkan/index.ts'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph } from '../../src/planner/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'

const bytes = 16
const wgsl = `
@group(0) @binding(0) var<storage, read_write> theirs: array<u32>;
@compute @workgroup_size(4) fn count(@builtin(global_invocation_id) at: vec3u) { theirs[at.x] += 1u; }`

/** The dispatch does not rotate, but its submission does, and has a recording for each phase. */
const graph = (history: number) =>
  parseGraph({
    version: 1,
    resources: [
      { id: 'theirs', kind: 'buffer', size: bytes, lifetime: 'imported' },
      { id: 'past', kind: 'buffer', size: bytes, lifetime: 'persistent', history },
      { id: 'given', kind: 'buffer', size: bytes, lifetime: 'persistent' },
    ],
    shaders: [{ id: 'count', wgsl }],
    passes: [
      { id: 'give', kind: 'upload', to: 'given', input: 'given' },
      {
        id: 'count',
        kind: 'compute',
        shader: 'count',
        entryPoint: 'count',
        workgroups: [1, 1, 1],
        bindings: [{ group: 0, binding: 0, use: 'theirs', as: 'storage' }],
      },
      { id: 'keep', kind: 'copy', from: 'theirs', to: 'past' },
      { id: 'get', kind: 'readback', from: 'theirs', output: 'theirs' },
    ],
  })

/** By run: which of the handles it is given, and how many runs begin before it has ended. */
const turns = [0, 1, 0, 0, 1, 1, 0, 1, 1, 0, 2, 2, 1, 0, 2, 0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6, 6, 5, 0]

function suite(open: () => Promise<Backend>): void {
  it.each([
    { history: 1, together: 1 },
    { history: 2, together: 1 },
    { history: 2, together: 3 },
  ])('with $history earlier contents, $together runs at a time', async ({ history, together }) => {
    const backend = await open()
    const executor = await createExecutor(planGraph(graph(history), backend.profile), backend)
    const handles = Array.from({ length: 7 }, () => backend.createBuffer!(bytes))
    const counted = handles.map(() => 0)
    const given = new Uint8Array(bytes)
    for (let first = 0; first < turns.length; first += together) {
      const group = turns.slice(first, first + together)
      const results = await Promise.all(
        group.map((turn) => executor.run({ inputs: { given }, imports: { theirs: handles[turn]!.handle } })),
      )
      results.forEach(({ outputs }, i) => {
        const count = ++counted[group[i]!]!
        expect(new Uint32Array(outputs['theirs']!.buffer), `run ${first + i}`).toEqual(new Uint32Array(4).fill(count))
      })
    }
    // As many as there are handles at most for each phase, and not as many as there were runs.
    expect(backend.liveObjects()['bindGroups'] ?? 0).toBeLessThan(turns.length)
    await executor.destroy()
    handles.forEach((handle) => handle.destroy())
    await backend.destroy()
  })
}

await describeGpu('vulkan', 'changing imports on Vulkan', ({ loader }) => suite(() => createVulkanBackend({ loader })))
await describeGpu('webgpu', 'changing imports on WebGPU', ({ gpu }) => suite(() => createWebGpuBackend({ gpu })))
