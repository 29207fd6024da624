/** Shaders on Vulkan after one that naga stopped at: no other test may compile any in this process. */
import { expect, it } from 'vitest'
import { execute } from '../../src/executor/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { vulkanSuite } from '../support/gpu/vulkan-suite.ts'

const storing = (value: string) =>
  parseGraph({
    version: 1,
    resources: [{ id: 'words', kind: 'buffer', size: 4 }],
    shaders: [
      {
        id: 'code',
        wgsl: `@group(0) @binding(0) var<storage, read_write> words: array<u32>;
          @compute @workgroup_size(1) fn main(@builtin(global_invocation_id) at: vec3u) { words[0] = ${value}; }`,
      },
    ],
    passes: [
      {
        id: 'run',
        kind: 'compute',
        shader: 'code',
        entryPoint: 'main',
        workgroups: [1, 1, 1],
        bindings: [{ group: 0, binding: 0, use: 'words', as: 'storage', access: 'write' }],
      },
      { id: 'get', kind: 'readback', from: 'words', output: 'out' },
    ],
  })

await describeGpu('vulkan', 'a shader that naga stops at', (driver) => {
  const suite = vulkanSuite(driver)

  it('is refused, and others run as before', async () => {
    const deep = storing(`${'at.x + '.repeat(100_000)}1u`)
    const refused = { code: 'SHADER_FAILED', message: expect.stringMatching(/"code" does not compile/) as string }
    for (const word of [7, 8]) {
      await expect(execute(deep, suite.backend)).rejects.toMatchObject(refused)
      const { outputs } = await execute(storing(`at.x + ${word}u`), suite.backend)
      expect(outputs['out']![0]).toBe(word)
    }
  }, 60_000)
})
