/** Shaders that naga, or the CPU, cannot take: they are refused, and leave the others alone. */
import { describe, expect, it } from 'vitest'
import { createCompute } from '../../src/cpu/compute.ts'
import { loadNaga } from '../../src/cpu/naga.ts'
import { installNaga } from '../../src/errors.ts'
import manifest from '../../package.json' with { type: 'json' }

const shader = (body: string, before = '') =>
  `@group(0) @binding(0) var<storage, read_write> out: array<u32>; ${before}
  @compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3u) { ${body} }`
const good = shader('out[0] = id.x;')
const deep = shader(`out[0] = ${'id.x + '.repeat(100_000)}1u;`)
const wrong = shader('out[0] = nothing;')

const run = async (wgsl: string, inputBytes = 4) => {
  const runner = await createCompute().prepare([{ id: 's', wgsl }])
  runner.run(
    's',
    'main',
    [1, 1, 1],
    [
      { group: 0, binding: 0, bytes: new Uint8Array(64), access: 'read-write' },
      { group: 0, binding: 1, bytes: new Uint8Array(inputBytes), access: 'read' },
    ],
  )
}
const refused = (code: string, message: RegExp): unknown =>
  expect.objectContaining({ code, message: expect.stringMatching(message) as string })

describe('a shader that naga stops at', () => {
  it('is refused, again and again, and others compile to the same words', async () => {
    const naga = await loadNaga()
    const words = await naga.translate({ from: 'wgsl', source: good })
    for (let i = 0; i < 3; i++) {
      await expect(run(deep)).rejects.toEqual(refused('SHADER_FAILED', /"s" does not compile/))
      expect(await naga.translate({ from: 'wgsl', source: good })).toEqual(words)
    }
    await expect(run(wrong)).rejects.toEqual(
      refused('SHADER_FAILED', /no definition in scope for identifier: .?nothing/),
    )
    await run(good)
    // Asked at once, they wait for each other.
    const all = await Promise.allSettled(
      [good, wrong, good, deep, good].map((source) => naga.translate({ from: 'wgsl', source })),
    )
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled'])
  }, 60_000)
})

describe('values that a shader holds outside buffers', () => {
  const nested = (depth: number) =>
    `struct S0 { a: u32, b: u32 } ${Array.from({ length: depth }, (_, i) => `struct S${i + 1} { a: S${i}, b: S${i} }`).join(' ')}`
  it.each([
    ['of a function', shader('var p: array<u32, 300000000>; p[id.x] = 1u; out[0] = p[id.x + 3u];')],
    ['private', shader('p[id.x] = 1u; out[0] = p[id.x + 3u];', 'var<private> p: array<u32, 20000>;')],
    ['of a workgroup', shader('p[id.x] = 1u; out[0] = p[id.x + 3u];', 'var<workgroup> p: array<u32, 20000>;')],
    ['nested', shader(`var p: S14; out[0] = p.a${'.a'.repeat(14)};`, nested(14))],
  ])('are refused where they are large: %s', async (_, wgsl) => {
    await expect(run(wgsl)).rejects.toEqual(refused('UNSUPPORTED', /variable of \d+ bytes/))
  })
  it('are refused where little code becomes very much: each load and store of a struct is as long as the struct', async () => {
    const large = `${nested(12)} @group(0) @binding(1) var<storage> large: S12;`
    const loads = Array.from(
      { length: 400 },
      (_, i) => `let v${i} = large; out[${i % 16}] = v${i}.a${'.a'.repeat(12)};`,
    )
    await expect(run(shader(loads.join(' '), large), 32_768)).rejects.toEqual(
      refused('UNSUPPORTED', /becomes more than \d+ characters/),
    )
  })
  it('are refused where a vector has more than four components', async () => {
    const words = await (await loadNaga()).translate({ from: 'wgsl', source: shader('out[id.x] = dot(id, id);') })
    for (let at = 5; at < words.length; at += words[at]! >>> 16)
      if ((words[at]! & 0xffff) === 23) words[at + 3] = 2 ** 31
    const spirv = Buffer.from(words.buffer, words.byteOffset, words.byteLength).toString('base64')
    const runner = await createCompute().prepare([{ id: 's', spirv }])
    const output = { group: 0, binding: 0, bytes: new Uint8Array(64), access: 'read-write' } as const
    expect(() => runner.run('s', 'main', [1, 1, 1], [output])).toThrow(
      /not translated for the CPU.*; run it on WebGPU or Vulkan, or register a JavaScript kernel/,
    )
  })
  it('have up to 64 KiB, and buffers more', async () => {
    await run(shader('p[id.x].y = 1u; out[0] = p[id.x + 3u].x;', 'var<private> p: array<vec4u, 4096>;'))
    await run(shader(`var p: S13; out[0] = p.a${'.a'.repeat(13)};`, nested(13)))
    const large = 'struct L { a: array<u32, 100000> } @group(0) @binding(1) var<storage> large: L;'
    await run(shader('out[0] = large.a[id.x + 70000u];', large), 400_000)
  })
})

it('is installed, as messages say it, in the version that the package names', () => {
  expect(installNaga).toBe(`npm install naga-wasm@${manifest.peerDependencies['naga-wasm']}`)
})
