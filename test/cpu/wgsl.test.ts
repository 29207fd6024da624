import { describe, expect, it } from 'vitest'
import { createCompute } from '../../src/cpu/compute.ts'
import type { KernelBinding, KernelCall, KernelSampler } from '../../src/cpu/kernel.ts'
import type { TextureFormat } from '../../src/graph/formats.ts'
import { textureLayout } from '../../src/graph/texture-layout.ts'
import { wgslCases, wgslInputs, wgslSource } from '../support/wgsl-cases.ts'

type Bindings = readonly (KernelBinding | KernelSampler)[]
async function run(
  wgsl: string,
  bindings: Bindings,
  workgroups: readonly [number, number, number] = [1, 1, 1],
  entryPoint = 'main',
) {
  const runner = await createCompute().prepare([{ id: 's', wgsl }])
  runner.run('s', entryPoint, workgroups, bindings)
}
const bound = (
  binding: number,
  words: ArrayBufferView,
  access: 'read' | 'read-write' = 'read-write',
  group = 0,
): KernelBinding => ({
  group,
  binding,
  bytes: new Uint8Array(words.buffer, words.byteOffset, words.byteLength),
  access,
})
const texture = (format: TextureFormat, size: [number, number, number], more: object = {}) => {
  const layout = textureLayout({ id: 't', kind: 'texture', format, size, ...more })
  return {
    format,
    layout,
    mipLevel: 0,
    mipLevelCount: layout.levels.length,
    baseLayer: 0,
    layerCount: size[2],
    aspect: 'all' as const,
  }
}
const code = (wanted: string): unknown => expect.objectContaining({ code: wanted })

/** What the interpreter of `wgsl_reflect` gets wrong, and the like: right answers from JavaScript's exact integers. */
describe('integers on the CPU', () => {
  const { a, b } = wgslInputs()
  const results = async (name: string) => {
    const found = wgslCases.find((candidate) => candidate.name === name)!
    const out = new Uint32Array(64)
    await run(wgslSource(found), [
      bound(0, a, 'read'),
      bound(1, b, 'read'),
      bound(2, out),
      bound(0, new Uint32Array(4), 'read-write', 1),
    ])
    return [...out]
  }
  const exactly = (compute: (a: bigint, b: bigint, i: bigint) => bigint) =>
    [...a].map((one, i) => Number(BigInt.asUintN(32, compute(BigInt(one), BigInt(b[i]!), BigInt(i)))))
  const signed = (word: bigint) => BigInt.asIntN(32, word)

  it('u32 products keep their low bits', async () => {
    expect(await results('u32 products keep their low bits')).toEqual(exactly((p, q) => p * q))
  })
  it('u32 shifts right are logical, i32 ones arithmetic', async () => {
    expect(await results('u32 right shift is logical')).toEqual(exactly((p, q) => p >> (q & 31n)))
    expect(await results('i32 right shift is arithmetic')).toEqual(exactly((p, q) => signed(p) >> (q & 31n)))
  })
  it('sums wrap', async () => {
    expect(await results('u32 sums and differences wrap')).toEqual(
      exactly((p, q) => BigInt.asUintN(32, p + q) ^ BigInt.asUintN(32, p - q)),
    )
  })
  it('division by zero gives the dividend, its remainder zero', async () => {
    expect(await results('u32 division and remainder, by zero too')).toEqual(
      exactly((p, q) => (q % 7n === 0n ? p : p / (q % 7n) + (p % (q % 7n)))),
    )
  })
  it('a prefix sum through workgroup memory and barriers', async () => {
    const sums: number[] = []
    ;[...a].toReversed().forEach((word, i) => sums.push(((sums[i - 1] ?? 0) + word) >>> 0))
    expect(await results('workgroup memory and barriers: a reversed prefix sum')).toEqual(sums)
  })
})

describe('invocations on the CPU', () => {
  it('a workgroup size of one number runs that many, in every workgroup', async () => {
    const out = new Uint32Array(6)
    const source = (size: string) => `@group(0) @binding(0) var<storage, read_write> out: array<atomic<u32>>;
      @compute ${size} fn main(@builtin(global_invocation_id) g: vec3u, @builtin(local_invocation_id) l: vec3u,
        @builtin(workgroup_id) w: vec3u, @builtin(num_workgroups) n: vec3u, @builtin(local_invocation_index) i: u32) {
        atomicAdd(&out[0], 1u); atomicMax(&out[1], g.x); atomicMax(&out[2], g.y); atomicMax(&out[3], i);
        atomicMax(&out[4], w.x * 100u + w.y * 10u + w.z); atomicMax(&out[5], n.x * 100u + n.y * 10u + n.z + l.z * 1000u); }`
    await run(source('@workgroup_size(64)'), [bound(0, out)], [3, 2, 1])
    expect([...out]).toEqual([384, 191, 1, 63, 210, 321])
    out.fill(0)
    await run(source('@workgroup_size(4, 3, 2)'), [bound(0, out)], [1, 2, 1])
    expect([...out]).toEqual([48, 3, 5, 23, 10, 1121])
  })
  it('no workgroups, nothing done', async () => {
    const out = new Uint32Array(1)
    await run(
      '@group(0) @binding(0) var<storage, read_write> out: u32; @compute @workgroup_size(1) fn main() { out = 1u; }',
      [bound(0, out)],
      [0, 1, 1],
    )
    expect(out[0]).toBe(0)
  })
  it('indices out of range stay inside', async () => {
    const out = Uint32Array.from([1, 2, 3, 99])
    await run(
      `@group(0) @binding(0) var<storage, read_write> out: array<u32>;
      @compute @workgroup_size(1) fn main() { var l = array<u32, 2>(5u, 6u); var k = 7u; out[k] = l[k]; }`,
      [bound(0, out.subarray(0, 3))],
    )
    expect([...out]).toEqual([1, 2, 6, 99])
  })
  it('memory that does not start on a word works', async () => {
    const bytes = new Uint8Array(12)
    await run(
      '@group(0) @binding(0) var<storage, read_write> out: array<u32>; @compute @workgroup_size(1) fn main() { out[1] = 0x04030201u; }',
      [{ group: 0, binding: 0, bytes: bytes.subarray(1, 9), access: 'read-write' }],
    )
    expect([...bytes]).toEqual([0, 0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0])
  })
  it('structs, uniforms and matrices lie as WGSL says', async () => {
    const uniform = new Float32Array(32).map((_, i) => i)
    const out = new Float32Array(20)
    await run(
      `struct S { a: f32, b: vec3f, c: mat2x2f, d: array<vec4f, 2>, e: mat3x3f }
      @group(0) @binding(0) var<uniform> s: S;
      struct T { v: vec3f, w: f32, m: mat2x3f, n: array<vec2f, 2> }
      @group(0) @binding(1) var<storage, read_write> t: T;
      @compute @workgroup_size(1) fn main() {
        t.v = s.b; t.w = s.a; t.m = mat2x3f(s.e[1], s.e[2]); t.n[1] = s.c[1]; t.n[0] = s.d[1].zw; }`,
      [bound(0, uniform, 'read'), bound(1, out)],
    )
    // a 0, b 4…6, c 8…11, d 12…19, e 20…, columns of four words
    expect([...out]).toEqual([4, 5, 6, 0, 24, 25, 26, 0, 28, 29, 30, 0, 18, 19, 10, 11, 0, 0, 0, 0])
  })
  it('SPIR-V in the document runs as it is', async () => {
    const { translate } = await import('naga-wasm')
    const words = translate({
      from: 'wgsl',
      to: 'spirv',
      source:
        '@group(0) @binding(0) var<storage, read_write> out: array<u32>; @compute @workgroup_size(1) fn main() { out[0] = 42u; }',
    })
    const out = new Uint32Array(1)
    const runner = await createCompute().prepare([
      { id: 's', spirv: Buffer.from(words.buffer, words.byteOffset, words.byteLength).toString('base64') },
    ])
    runner.run('s', 'main', [1, 1, 1], [bound(0, out)])
    expect(out[0]).toBe(42)
  })
})

describe('textures in compute on the CPU', () => {
  it('are read and written by texel, in their format, level and layer', async () => {
    const source = texture('rgba8unorm', [2, 2, 2], { mipLevelCount: 2 })
    const from = Uint8Array.from({ length: source.layout.sizeBytes }, (_, i) => i)
    const target = texture('rgba16float', [2, 2, 1])
    const to = new Uint8Array(target.layout.sizeBytes)
    await run(
      `@group(0) @binding(0) var s: texture_2d_array<f32>;
      @group(0) @binding(1) var t: texture_storage_2d<rgba16float, write>;
      @compute @workgroup_size(2, 2) fn main(@builtin(global_invocation_id) g: vec3u) {
        textureStore(t, g.xy, textureLoad(s, g.xy, 1, 0) * 255.0 + vec4f(vec2f(textureDimensions(s, 1)), f32(textureNumLayers(s)), f32(textureNumLevels(s))));
        textureStore(t, g.xy + vec2u(2u), vec4f(1.0)); }`,
      [
        { group: 0, binding: 0, bytes: from, access: 'read', texture: source },
        { group: 0, binding: 1, bytes: to, access: 'write', texture: target },
      ],
    )
    const { fromHalf } = await import('../../src/cpu/float-bits.ts')
    const values = [...new Uint16Array(to.buffer)].map((bits) => Math.round(fromHalf(bits)))
    // layer 1 of level 0 starts at byte 16; the view has 1 × 1 texels, 2 layers and 2 levels at level 1
    expect(values).toEqual([17, 18, 20, 21, 21, 22, 24, 25, 25, 26, 28, 29, 29, 30, 32, 33])
  })
  it('reads outside give zeros', async () => {
    const source = texture('r32uint', [1, 1, 1])
    const out = Uint32Array.from([9, 9])
    await run(
      `@group(0) @binding(0) var s: texture_2d<u32>; @group(0) @binding(1) var<storage, read_write> out: array<u32>;
      @compute @workgroup_size(1) fn main() { out[0] = textureLoad(s, vec2u(0u, 0u), 0).x; out[1] = textureLoad(s, vec2i(0, -1), 0).x; }`,
      [{ group: 0, binding: 0, bytes: Uint8Array.from([7, 0, 0, 0]), access: 'read', texture: source }, bound(1, out)],
    )
    expect([...out]).toEqual([7, 0])
  })
  it('are sampled at a level with filters and address modes', async () => {
    const source = texture('r32float', [2, 1, 1])
    const out = new Float32Array(6)
    const sample = (at: string, into: number) => `out[${into}] = textureSampleLevel(t, s, vec2f(${at}, 0.5), 0.0).x;`
    await run(
      `@group(0) @binding(0) var t: texture_2d<f32>; @group(0) @binding(1) var s: sampler; @group(0) @binding(2) var<storage, read_write> out: array<f32>;
      @compute @workgroup_size(1) fn main() { ${['0.25', '0.5', '0.375', '1.25', '0.0', '-0.25'].map(sample).join('')} }`,
      [
        {
          group: 0,
          binding: 0,
          bytes: new Uint8Array(Float32Array.from([1, 3]).buffer),
          access: 'read',
          texture: source,
        },
        { group: 0, binding: 1, sampler: { magFilter: 'linear', addressModeU: 'repeat' } },
        bound(2, out),
      ],
    )
    expect([...out]).toEqual([1, 2, 1.5, 1, 2, 3])
  })
})

describe('what cannot run says so', () => {
  const plain =
    '@group(0) @binding(0) var<storage, read_write> out: array<u32>; @compute @workgroup_size(1) fn main() { out[0] = 1u; }'
  it('F71: WGSL that does not compile, with the message of the compiler', async () => {
    await expect(run('fn main( {', [])).rejects.toMatchObject({
      code: 'SHADER_FAILED',
      message: expect.stringContaining('main') as string,
    })
  })
  it('an entry point that is not there, with the nearest', async () => {
    await expect(run(plain, [bound(0, new Uint32Array(1))], [1, 1, 1], 'mian')).rejects.toMatchObject({
      code: 'SHADER_FAILED',
      message: expect.stringContaining('"main"') as string,
    })
  })
  it('bindings that are missing, of the wrong kind or too small', async () => {
    await expect(run(plain, [])).rejects.toThrow(code('SHADER_FAILED'))
    await expect(run(plain, [bound(0, new Uint8Array(0))])).rejects.toThrow(code('SHADER_FAILED'))
    await expect(run(plain, [{ group: 0, binding: 0, sampler: {} }])).rejects.toThrow(code('SHADER_FAILED'))
  })
  it('dispatches that would not end in any time worth waiting for', async () => {
    const wgsl = '@compute @workgroup_size(8, 4) fn main() {}'
    await run(wgsl, [], [0, 65_535, 65_535])
    for (const workgroups of [[65_535, 65_535, 65_535] as const, [2 ** 22 + 1, 1, 1] as const])
      await expect(run(wgsl, [], workgroups)).rejects.toEqual(code('UNSUPPORTED'))
  })
  it('a loop without an end', async () => {
    const [voidType, functionType, main, entry, loop] = [1, 2, 3, 4, 5]
    const instruction = (opcode: number, ...operands: number[]) => [((operands.length + 1) << 16) | opcode, ...operands]
    const words = Uint32Array.from(
      [
        [0x0723_0203, 0x1_0000, 0, 6, 0],
        instruction(15, 5, main, 0x6e69_616d, 0), // OpEntryPoint GLCompute "main"
        instruction(19, voidType), // OpTypeVoid
        instruction(33, functionType, voidType), // OpTypeFunction
        instruction(54, voidType, main, 0, functionType), // OpFunction
        instruction(248, entry), // OpLabel
        instruction(249, loop), // OpBranch
        instruction(248, loop),
        instruction(249, loop),
        instruction(56), // OpFunctionEnd
      ].flat(),
    )
    const runner = await createCompute().prepare([{ id: 's', spirv: Buffer.from(words.buffer).toString('base64') }])
    expect(() => runner.run('s', 'main', [1, 1, 1], [])).toThrow(code('UNSUPPORTED'))
  })
  it.each([
    ['var kept: array<vec4u, 40000000>; out[0] = kept[out[1]].x;', ''],
    ['out[0] = kept[out[1]];', 'var<private> kept: array<u32, 400000000>;'],
    ['out[0] = kept[out[1]];', 'var<workgroup> kept: array<u32, 400000000>;'],
  ])('variables that would take the memory of the process: %s', async (body, outside) => {
    await expect(
      run(
        `${outside} @group(0) @binding(2) var<storage, read_write> out: array<u32>; @compute @workgroup_size(1) fn main() { ${body} }`,
        [bound(2, new Uint32Array(4))],
      ),
    ).rejects.toMatchObject({ code: 'UNSUPPORTED', message: expect.stringMatching(/variable of \d+ bytes/) as string })
  })

  it('instructions that are not translated are refused, never guessed', async () => {
    const atomic = `@group(0) @binding(0) var<storage, read_write> o: array<i64>;
      @compute @workgroup_size(1) fn main() { o[0] = o[1] + 1li; }`
    await expect(run(atomic, [])).rejects.toThrow(code('UNSUPPORTED'))
  })
  it('words that are no SPIR-V', async () => {
    const compute = createCompute()
    await expect(compute.prepare([{ id: 's', spirv: btoa('abcdefgh') }])).rejects.toThrow(code('UNSUPPORTED'))
    await expect(compute.prepare([{ id: 's', spirv: '%%' }])).rejects.toThrow(code('SHADER_FAILED'))
    const runner = await compute.prepare([])
    expect(() => runner.run('s', 'main', [1, 1, 1], [])).toThrow(code('MISSING_KERNEL'))
  })
  it('a registered kernel comes before the code of its shader, whatever its id', async () => {
    const out = new Uint32Array(1)
    const runner = await createCompute({
      kernels: { constructor: ({ bytes }: KernelCall) => void bytes(0, 0).fill(7) },
    }).prepare([{ id: 'constructor', wgsl: 'not wgsl' }])
    runner.run('constructor', 'main', [1, 1, 1], [bound(0, out)])
    expect(out[0]).toBe(0x07070707)
    const none = createCompute()
    await expect(none.prepare([{ id: 'toString' }])).rejects.toThrow(code('MISSING_KERNEL'))
  })
})
