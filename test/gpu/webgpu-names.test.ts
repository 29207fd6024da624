/** Errors of Dawn, and captures, name passes and resources by the ids of the document. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createWebGpuBackend, type WebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { frameGraph, planGraph } from '../../src/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'

await describeGpu('webgpu', 'what the device is told', ({ gpu }) => {
  let backend: WebGpuBackend
  beforeAll(async () => {
    backend = await createWebGpuBackend({ gpu })
  })
  afterAll(() => backend.destroy())

  const graph = frameGraph('frame')
    .buffer('lights', { size: 64 })
    .buffer('kept', { size: 64 })
    .upload('lights', { id: 'load', input: 'lights' })
    .custom('sort-lights', {
      uses: [
        { use: 'lights', as: 'copy-src' },
        { use: 'kept', as: 'copy-dst' },
      ],
    })
    .readback('kept', { id: 'get', output: 'kept' })
    .build()

  it('names the pass and its resources in an error of validation, in the first run and in later ones', async () => {
    const executor = await createExecutor(planGraph(graph, backend.profile), backend)
    const inputs = { lights: new Uint8Array(64) }
    const bodies = {
      'sort-lights': ({ native: encoder, slices }: any) => {
        const [from, to] = [slices.lights[0], slices.kept[0]]
        encoder.pushDebugGroup('inner')
        encoder.copyBufferToBuffer(from.buffer, from.offset, to.buffer, to.offset + 1, 64)
        encoder.popDebugGroup()
      },
    }
    for (let run = 0; run < 3; run++) {
      const failure = await executor.run({ inputs, bodies }).catch((error: unknown) => error)
      expect(failure).toMatchObject({ code: 'VALIDATION_FAILED', details: { pass: 'sort-lights' } })
      expect((failure as Error).message).toMatch(/^WebGPU refuses pass "sort-lights": [^]*lights/)
    }
    await executor.destroy()
  })

  it.each(['a pass', 'a "pass", group 1', 'line\nbreak'])('names %j in an error of its bindings', async (pass) => {
    const sum = frameGraph('sum')
      .buffer('words', { size: 16 })
      .shader('sum', {
        wgsl: `@group(0) @binding(0) var<storage, read_write> words: array<u32>; @group(0) @binding(1) var<storage> more: array<u32>;
          @compute @workgroup_size(1) fn main() { words[0] = more[0]; }`,
      })
      .compute(pass, {
        shader: 'sum',
        workgroups: [1, 1, 1],
        bindings: [{ group: 0, binding: 0, use: 'words', as: 'storage', access: 'write' }],
      })
      .readback('words', { output: 'words' })
      .build()
    const opening = createExecutor(planGraph(sum, backend.profile), backend)
    await expect(opening).rejects.toMatchObject({ code: 'VALIDATION_FAILED', details: { pass } })
  })
})
