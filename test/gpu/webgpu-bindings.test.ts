/** Bindings that a graph declares and a shader leaves alone. */
import { describe, expect, it } from 'vitest'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { withConstants } from '../../src/cpu/overrides.ts'
import { WgslText } from '../../src/backends/webgpu/device/wgsl.ts'
import { execute } from '../../src/executor/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { countGpu } from '../support/count-gpu.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'

/** Two entry points that share declarations; what each leaves alone differs. */
const shader = /* wgsl */ `
  // @group(9) @binding(9) var<storage> commented: array<u32>;
  struct Scale { factor: u32 }
  @group(0) @binding(0) var<storage, read> source: array<u32>;
  @group(0) @binding(1) var<storage, read_write> target_: array<u32>;
  @binding(2) @group(0) var<uniform> scale: Scale;
  @group(2) @binding(0) var picture: texture_2d<f32>;
  @group(2) @binding(1) var smooth_: sampler;
  @group(1) @binding(7) var<storage, read_write> spare: array<u32>;
  fn factor() -> u32 { return inner(); }
  fn inner() -> u32 { if (true) { return scale.factor; } return 0u; /* spare */ }
  fn nobody() { spare[0] = 1u; }
  @compute @workgroup_size(64, 1, 1) fn scaled(@builtin(global_invocation_id) at: vec3u) { target_[at.x] = source[at.x] * factor(); }
  @compute @workgroup_size(64, 1, 1) fn plain(@builtin(global_invocation_id) at: vec3u) { target_[at.x] = at.x; }`

const used = (wgsl: string, entryPoint: string): string[] | undefined => {
  const bindings = new WgslText(wgsl).usedBindings(entryPoint)
  return bindings && [...bindings].sort()
}

describe('bindings that an entry point uses', () => {
  it('are those whose names it reaches through functions', () => {
    expect(used(shader, 'scaled')).toEqual(['0/0', '0/1', '0/2'])
    expect(used(shader, 'plain')).toEqual(['0/1'])
  })

  it('are unknown where the entry point or a number is not plain', () => {
    expect(used(shader, 'missing')).toBeUndefined()
    expect(used(`const g = 0; @group(g) @binding(0) var<uniform> a: u32; fn main() {}`, 'main')).toBeUndefined()
  })
})

describe('storage that is only read', () => {
  it('is what every variable in its place says', () => {
    const text = new WgslText(shader)
    expect(text.isOnlyRead(0, 0)).toBe(true)
    for (const [group, binding] of [
      [0, 1],
      [0, 2],
      [2, 0],
      [1, 7],
      [9, 9],
    ] as const)
      expect(text.isOnlyRead(group, binding)).toBe(false)
    const read = '@group(0) @binding(0) var<storage> a: u32;'
    expect(new WgslText(read).isOnlyRead(0, 0)).toBe(true)
    expect(new WgslText(`${read} @binding(0u) @group(0) var<storage, read_write> b: u32;`).isOnlyRead(0, 0)).toBe(false)
  })
})

/** Texts that match in part at every character, or in many ways: nobody has found them valid when they are read. */
const hostile: Record<string, string> = {
  attributes: `${'@a '.repeat(80_000)}x`,
  'attributes with arguments that do not end': '@a( '.repeat(60_000),
  'comments that do not end': '/*'.repeat(120_000),
  'functions in functions': 'fn a() {'.repeat(30_000),
  'functions without bodies': `${'fn a '.repeat(50_000)}{`,
  'address spaces that do not end': '@a var<'.repeat(35_000),
  'blanks behind an attribute': `@a${' '.repeat(240_000)}!`,
  'blanks behind a variable': `@a var${' '.repeat(240_000)}!`,
  'overrides that do not end': 'override a='.repeat(22_000),
  'comparisons over two lines': `override a=${'='.repeat(240_000)}\n1;`,
}

describe('the time to read a text', () => {
  const cpuMs = (work: () => unknown): number => {
    const begin = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(begin)
    return (user + system) / 1000
  }

  it.each(Object.entries(hostile))('grows as it does: %s', (_, text) => {
    const ms = cpuMs(() => {
      const read = new WgslText(text)
      read.usedBindings('main')
      read.viewDimension(0, 0)
      read.isOnlyRead(0, 0)
      withConstants('s', text)
    })
    expect(ms).toBeLessThan(1500)
  })

  it('does not grow with the number of entry points that are asked for', () => {
    const read = new WgslText(Array.from({ length: 6000 }, (_, i) => `fn main${i}() { let a = ${i}u; }`).join('\n'))
    const ms = cpuMs(() => {
      for (let i = 0; i < 6000; i++) read.usedBindings(`main${i}`)
    })
    expect(ms).toBeLessThan(1500)
  })
})

await describeGpu('webgpu', 'bindings on WebGPU', ({ gpu }) => {
  it.each(['scaled', 'plain'])('may be declared though the shader (%s) does not use them', async (entryPoint) => {
    const backend = await createWebGpuBackend({ gpu })
    const counts = countGpu(backend.device)
    const binding = (group: number, index: number, use: string, as: string) => ({ group, binding: index, use, as })
    const graph = parseGraph({
      version: 1,
      resources: [
        { id: 'source', kind: 'buffer', size: 256 },
        { id: 'target', kind: 'buffer', size: 256, lifetime: 'persistent' },
        { id: 'scale', kind: 'buffer', size: 256 },
        { id: 'spare', kind: 'buffer', size: 256, lifetime: 'persistent' },
        { id: 'picture', kind: 'texture', format: 'rgba8unorm', size: [4, 4], lifetime: 'persistent' },
      ],
      shaders: [{ id: 's', wgsl: shader }],
      passes: [
        { id: 'load', kind: 'upload', to: 'source', input: 'source' },
        { id: 'set', kind: 'fill', to: 'scale', value: 3 },
        {
          id: 'go',
          kind: 'compute',
          shader: 's',
          entryPoint,
          workgroups: [1, 1, 1],
          bindings: [
            binding(0, 0, 'source', 'storage-read'),
            binding(0, 1, 'target', 'storage'),
            binding(0, 2, 'scale', 'uniform'),
            binding(2, 0, 'picture', 'sampled'),
            { group: 2, binding: 1, sampler: {} },
            binding(1, 7, 'spare', 'storage'),
          ],
        },
        { id: 'get', kind: 'readback', from: 'target', output: 'out' },
      ],
    })
    const source = Uint32Array.from({ length: 64 }, (_, i) => i * i)
    const { outputs } = await execute(graph, backend, { inputs: { source } })
    const expected = entryPoint === 'scaled' ? source.map((n) => n * 3) : source.map((_, i) => i)
    expect(new Uint32Array(outputs['out']!.buffer)).toEqual(expected)
    expect(counts.errors).toEqual([])
    await backend.destroy()
  })

  it('must not say that they are written where the shader only reads them, beside what it writes in one buffer', async () => {
    const backend = await createWebGpuBackend({ gpu })
    const run = (as: string, entryPoint: string) => {
      const binding = (index: number, use: string, how: string) => ({ group: 0, binding: index, use, as: how })
      const graph = parseGraph({
        version: 1,
        resources: ['source', 'target', 'scale'].map((id) => ({ id, kind: 'buffer', size: 256 })),
        shaders: [{ id: 's', wgsl: shader }],
        passes: [
          { id: 'load', kind: 'upload', to: 'source', input: 'source' },
          { id: 'set', kind: 'fill', to: 'scale', value: 3 },
          { id: 'clear', kind: 'fill', to: 'target', value: 0 },
          {
            id: 'go',
            kind: 'compute',
            shader: 's',
            entryPoint,
            workgroups: [1, 1, 1],
            bindings: [binding(0, 'source', as), binding(1, 'target', 'storage'), binding(2, 'scale', 'uniform')],
          },
          { id: 'get', kind: 'readback', from: 'target', output: 'out' },
        ],
      })
      return execute(graph, backend, { inputs: { source: new Uint32Array(64).fill(2) } })
    }
    await expect(run('storage', 'scaled')).rejects.toMatchObject({
      code: 'PLAN_MISMATCH',
      message: expect.stringContaining('bind it as "storage-read"'),
      details: { passes: ['go'], resource: 'source', group: 0, binding: 0 },
    })
    expect((await run('storage-read', 'scaled')).outputs['out']![0]).toBe(6)
    // What the shader leaves alone may be said to be anything.
    expect((await run('storage', 'plain')).outputs['out']![4]).toBe(1)
    await backend.destroy()
  })
})
