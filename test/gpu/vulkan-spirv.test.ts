/** SPIR-V of a plan is validated before a driver sees it: a driver takes any module for a valid one, and crashes. */
import { translate } from 'naga-wasm'
import { expect, it } from 'vitest'
import { createVulkanBackend } from '../../src/backends/vulkan/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph } from '../../src/planner/index.ts'
import { mutateSpirv } from '../support/fuzz/mutate-spirv.ts'
import { sequence } from '../support/fuzz/mutate.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { vulkanSuite } from '../support/gpu/vulkan-suite.ts'

const double = (size: string, more = '') => `@group(0) @binding(0) var<storage, read_write> data: array<u32>;
  ${more}
  @compute @workgroup_size(${size}) fn main(@builtin(global_invocation_id) at: vec3u) { data[at.x] *= 2u; }`
const toSpirv = (source: string) => translate({ from: 'wgsl', to: 'spirv', source })
const base64 = (words: Uint32Array) => Buffer.from(words.slice().buffer).toString('base64')
const graphOf = (code: { wgsl: string } | { spirv: string }) =>
  parseGraph({
    version: 1,
    resources: [{ id: 'data', kind: 'buffer', size: 16 }],
    shaders: [{ id: 'double', ...code }],
    passes: [
      { id: 'up', kind: 'upload', to: 'data', input: 'in' },
      {
        id: 'double',
        kind: 'compute',
        shader: 'double',
        entryPoint: 'main',
        workgroups: [1, 1, 1],
        bindings: [{ group: 0, binding: 0, use: 'data', as: 'storage' }],
      },
      { id: 'down', kind: 'readback', from: 'data', output: 'out' },
    ],
  })
const refused = expect.objectContaining({ code: 'SHADER_FAILED' })

await describeGpu('vulkan', 'SPIR-V of plans', (driver) => {
  const suite = vulkanSuite(driver)
  const open = (code: Parameters<typeof graphOf>[0], backend = suite.backend) =>
    createExecutor(planGraph(graphOf(code), backend.profile), backend)

  it.each([false, true])('a valid module runs, trusted %s', async (trustSpirv) => {
    const backend = await createVulkanBackend({ loader: driver.loader, trustSpirv })
    const executor = await open({ spirv: base64(toSpirv(double('4'))) }, backend)
    const { outputs } = await executor.run({ inputs: { in: Uint8Array.from({ length: 16 }, (_, i) => i) } })
    expect([...outputs['out']!.subarray(0, 5)]).toEqual([0, 2, 4, 6, 8])
    await executor.destroy()
    await backend.destroy()
  })

  it('a hundred that are changed are refused or harmless', async () => {
    const words = toSpirv(double('4'))
    let count = 0
    for (let seed = 0; seed < 100; seed++) {
      const spirv = base64(mutateSpirv(words, sequence(seed)).words)
      const opened = await open({ spirv }).catch((error: unknown) => error as Error)
      if (opened instanceof Error) {
        expect(opened).toMatchObject({ code: 'SHADER_FAILED' })
        count++
      } else await opened.destroy()
    }
    expect(count).toBeGreaterThan(50)
  })

  it.each(['', 'AAAA', 'AwIjBw==', base64(Uint32Array.of(0x0723_0203, 0x10000, 0, 0xffff_ffff, 0, 0))])(
    'what is no module is refused: %j',
    async (spirv) => {
      await expect(open({ spirv })).rejects.toEqual(refused)
    },
  )

  it('a variable of an invocation is of 64 KiB at most', async () => {
    const keeping = (count: number) =>
      double('4', `var<private> kept: array<u32, ${count}>;`).replace('*= 2u', '*= kept[at.x] + 2u')
    await expect(open({ wgsl: keeping(100_000) })).rejects.toEqual(refused)
    await expect(
      open({
        wgsl: double('4').replace('data[at.x] *=', 'var kept: array<vec4u, 99999>; data[at.x] *= kept[at.x].x +'),
      }),
    ).rejects.toEqual(refused)
    await (await open({ wgsl: keeping(64) })).destroy()
  })

  it('workgroups and their memory stay within the limits of the device, from WGSL as well', async () => {
    for (const size of ['1, 1, 4096', '4096, 4096', '65535, 65535, 65535'])
      await expect(open({ wgsl: double(size) })).rejects.toEqual(refused)
    await expect(open({ spirv: base64(toSpirv(double('1, 1, 4096'))) })).rejects.toEqual(refused)
    const shared = 'var<workgroup> much: array<array<vec4u, 65536>, 64>; fn touch() { much[1][2] = vec4u(); }'
    const wgsl = double('4', shared).replace('data[at.x] *=', 'touch(); data[at.x] *=')
    await expect(open({ wgsl })).rejects.toEqual(refused)
  })
})
