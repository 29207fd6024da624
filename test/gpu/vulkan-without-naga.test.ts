/** Vulkan where naga-wasm is not installed: no other test may compile any shader in this process. */
import { expect, it, vi } from 'vitest'
import { execute } from '../../src/executor/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { vulkanSuite } from '../support/gpu/vulkan-suite.ts'

vi.mock('naga-wasm', () => {
  throw new Error('Cannot find package')
})

const graph = parseGraph({
  version: 1,
  resources: [{ id: 'words', kind: 'buffer', size: 4 }],
  shaders: [{ id: 'code', wgsl: '@compute @workgroup_size(1) fn main() {}' }],
  passes: [
    { id: 'run', kind: 'compute', shader: 'code', entryPoint: 'main', workgroups: [1, 1, 1], sideEffects: true },
  ],
})

await describeGpu('vulkan', 'a shader without its compiler', (driver) => {
  const suite = vulkanSuite(driver)

  it('is no fault of the shader: the package is named, with what installs it', async () => {
    await expect(execute(graph, suite.backend)).rejects.toMatchObject({
      code: 'MISSING_PACKAGE',
      message: expect.stringMatching(/"code" is not compiled.* naga-wasm.*: npm install naga-wasm@/) as string,
    })
  })
})
