/** Shaders that need what not every device has: a driver that lacks it ends the process, or draws something else. */
import { expect, it } from 'vitest'
import { execute } from '../../src/executor/index.ts'
import { isMemkitError } from '../../src/errors.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { vulkanSuite } from '../support/gpu/vulkan-suite.ts'

const dispatch = (value: string, before = '') =>
  parseGraph({
    version: 1,
    resources: [{ id: 'words', kind: 'buffer', size: 16 }],
    shaders: [
      {
        id: 'code',
        wgsl: `${before} @group(0) @binding(0) var<storage, read_write> words: array<u32>;
          @compute @workgroup_size(4) fn main(@builtin(global_invocation_id) at: vec3u) { let x = at.x; words[x] = ${value}; }`,
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

/** A dispatch that reads `bgra8unorm`, the only storage format that SPIR-V has no name for, from a texture of some format. */
const readWithoutFormat = (format: 'rgba8unorm' | 'bgra8unorm', access: 'read' | 'read-write') =>
  parseGraph({
    version: 1,
    resources: [
      { id: 'texels', kind: 'texture', format, size: [4, 4] },
      { id: 'words', kind: 'buffer', size: 16 },
    ],
    shaders: [
      {
        id: 'code',
        wgsl: `@group(0) @binding(0) var texels: texture_storage_2d<bgra8unorm, ${access.replace('-', '_')}>;
          @group(0) @binding(1) var<storage, read_write> words: array<vec4f>;
          @compute @workgroup_size(1) fn main() { words[0] = textureLoad(texels, vec2u(1)); }`,
      },
    ],
    passes: [
      { id: 'zero', kind: 'fill', to: 'texels', value: 0 },
      {
        id: 'run',
        kind: 'compute',
        shader: 'code',
        entryPoint: 'main',
        workgroups: [1, 1, 1],
        bindings: [
          { group: 0, binding: 0, use: 'texels', as: 'storage-texture', access },
          { group: 0, binding: 1, use: 'words', as: 'storage', access: 'write' },
        ],
      },
      { id: 'get', kind: 'readback', from: 'words', output: 'out' },
    ],
  })

const draw = (fragment: string, before = '', vertex = 'vs') =>
  parseGraph({
    version: 1,
    resources: [{ id: 'picture', kind: 'texture', format: 'rgba8unorm', size: [2, 2] }],
    shaders: [
      {
        id: 'code',
        wgsl: `${before} @vertex fn vs(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
          return vec4f(f32(i & 1) * 4 - 1, f32(i >> 1) * 4 - 1, 0, 1); } ${fragment}`,
      },
    ],
    pipelines: [
      { id: 'p', kind: 'render', shader: 'code', vertex: { entryPoint: vertex }, fragment: { entryPoint: 'fs' } },
    ],
    passes: [
      {
        id: 'draw',
        kind: 'render',
        color: [{ use: 'picture', load: 'clear' }],
        draws: [{ pipeline: 'p', vertexCount: 3 }],
      },
      { id: 'get', kind: 'readback', from: 'picture', output: 'out' },
    ],
  })

await describeGpu('vulkan', 'capabilities of shaders', (driver) => {
  const suite = vulkanSuite(driver)

  it.each([
    ['Int8', dispatch('pack4xU8(vec4u(x, 2, 3, 257))'), [0x0103_0200, 0x0103_0201, 0x0103_0202, 0x0103_0203]],
    ['Int8', dispatch('pack4xI8Clamp(vec4i(-3, 2, 3, 300))'), [0x7f03_02fd, 0x7f03_02fd, 0x7f03_02fd, 0x7f03_02fd]],
    ['Int8', dispatch('u32(unpack4xI8(0x80000000u + x).w)'), Array<number>(4).fill(0xffff_ff80)],
    ['Float16', dispatch('u32(f16(f32(x)) * 1.5h)', 'enable f16;'), [0, 1, 3, 4]],
    ['Float64', dispatch('u32(f32(f64(f32(x)) * 1.5))'), [0, 1, 3, 4]],
    ['Int64', dispatch('u32(u64(x) * 3lu)'), [0, 3, 6, 9]],
    [
      'Geometry',
      draw(
        '@fragment fn fs(@builtin(primitive_index) i: u32) -> @location(0) vec4f { return vec4f(f32(i)); }',
        'enable primitive_index;',
      ),
      [0, 0, 0, 0],
    ],
  ])('one that needs %s is run right, or refused', async (capability, graph, words) => {
    const ran = await execute(graph, suite.backend).catch((error: unknown) => error)
    if (isMemkitError(ran)) expect(ran).toMatchObject({ code: 'UNSUPPORTED', details: { capability } })
    else {
      const { outputs } = ran as Awaited<ReturnType<typeof execute>>
      expect([...new Uint32Array(outputs['out']!.slice().buffer)]).toEqual(words)
    }
  })

  it('f16 between stages is drawn right, or refused', async () => {
    const stages = `
      struct Half { @builtin(position) at: vec4f, @location(0) half: f16 }
      @vertex fn withHalf(@builtin(vertex_index) i: u32) -> Half {
        return Half(vec4f(f32(i & 1) * 4 - 1, f32(i >> 1) * 4 - 1, 0, 1), 0.5h);
      }
      @fragment fn fs(seen: Half) -> @location(0) vec4f { return vec4f(f32(seen.half) * 2, 0, 1, 0); }`
    const ran = await execute(draw(stages, 'enable f16;', 'withHalf'), suite.backend).catch((error: unknown) => error)
    if (isMemkitError(ran)) {
      expect(ran.code).toBe('UNSUPPORTED')
      expect(['Float16', 'StorageInputOutput16']).toContain(ran.details['capability'])
    } else {
      const { outputs } = ran as Awaited<ReturnType<typeof execute>>
      expect([...new Uint32Array(outputs['out']!.slice().buffer)]).toEqual(Array<number>(4).fill(0x00ff_00ff))
    }
  })

  it('dot products of bytes run', async () => {
    const { outputs } = await execute(dispatch('dot4U8Packed(x * 0x01020304u, 0xff010203u)'), suite.backend)
    const dot = (x: number) => x * (4 * 3 + 3 * 2 + 2 * 1 + 255)
    expect([...new Uint32Array(outputs['out']!.slice().buffer)]).toEqual([0, 1, 2, 3].map(dot))
  })

  it.each([
    [
      'dual-source blending',
      'enable dual_source_blending;',
      'struct Two { @location(0) @blend_src(0) a: vec4f, @location(0) @blend_src(1) b: vec4f } @fragment fn fs() -> Two { return Two(vec4f(0.2), vec4f(1)); }',
    ],
    [
      'FragmentBarycentricKHR',
      '',
      '@fragment fn fs(@builtin(barycentric) at: vec3f) -> @location(0) vec4f { return vec4f(at, 1); }',
    ],
  ])('%s, which is never enabled, is refused', async (capability, before, fragment) => {
    await expect(execute(draw(fragment, before), suite.backend)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringContaining(`The shader "code" needs ${capability}`) as string,
    })
  })

  it.each(['read', 'read-write'] as const)(
    'bgra8unorm is not for a storage texture to %s: no SPIR-V names it',
    async (access) => {
      await expect(execute(readWithoutFormat('rgba8unorm', access), suite.backend)).rejects.toMatchObject({
        code: 'UNSUPPORTED',
        details: { shader: 'code', capability: 'StorageImageReadWithoutFormat' },
      })
      await expect(execute(readWithoutFormat('bgra8unorm', access), suite.backend)).rejects.toMatchObject({
        code: 'UNSUPPORTED_FORMAT',
        path: 'passes[1].bindings[0].use',
      })
    },
  )
})
