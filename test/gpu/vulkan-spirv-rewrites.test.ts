/** SPIR-V as it is changed on its way to a driver. */
import { translate } from 'naga-wasm'
import { describe, expect, it } from 'vitest'
import { onlyEntryPoint } from '../../src/backends/vulkan/shaders/entry-points.ts'
import { toMaskArrays } from '../../src/backends/vulkan/shaders/sample-masks.ts'
import { specialise } from '../../src/backends/vulkan/shaders/spec-constants.ts'
import { readSpirv } from '../../src/backends/vulkan/shaders/spirv.ts'

const words = translate({
  from: 'wgsl',
  to: 'spirv',
  source: `
@group(1) @binding(3) var<uniform> tint: vec4f;
fn tinted() -> vec4f { return tint; }
@vertex fn vs() -> @builtin(position) vec4f { return vec4f(0, 0, 0, 1); }
@fragment fn fs() -> @location(0) vec4f { return tinted(); }
@fragment fn masked() -> @builtin(sample_mask) u32 { return 5u; }`,
})

describe('a module of one entry point', () => {
  it.each([
    ['vertex', 'vs', 0],
    ['fragment', 'fs', 1],
  ] as const)('of %s is valid, and has what that uses', (stage, name, resources) => {
    const only = onlyEntryPoint(words, stage, name)
    expect(() => translate({ from: 'spirv', to: 'wgsl', source: only })).not.toThrow()
    const info = readSpirv(only)
    expect([...info.entryPointsOf('vertex'), ...info.entryPointsOf('fragment')]).toEqual([name])
    expect(info.resourcesOf(stage, name).length).toBe(resources)
    expect(only.length).toBeLessThan(words.length)
  })

  it('is the module itself where it has no other', () => {
    const only = onlyEntryPoint(words, 'vertex', 'vs')
    expect(onlyEntryPoint(only, 'vertex', 'vs')).toBe(only)
  })
})

it('a sample mask becomes an array, once', () => {
  const masked = toMaskArrays(words)
  expect(masked.length).toBeGreaterThan(words.length)
  expect(toMaskArrays(masked)).toBe(masked)
})

describe('a specialisation constant', () => {
  // OpDecorate %2 SpecId 7; OpTypeInt %1 32 0; OpSpecConstant %1 %2 3
  const module = Uint32Array.of(
    0x0723_0203,
    0x1_0000,
    0,
    3,
    0,
    0x4_0047,
    2,
    1,
    7,
    0x4_0015,
    1,
    32,
    0,
    0x4_0032,
    1,
    2,
    3,
  )

  it.each([
    [{}, 3],
    [{ 7: 9 }, 9],
  ])('becomes a plain one, given %o', (values, expected) => {
    expect([...specialise('shader', module, values).subarray(5)]).toEqual([
      0x4_0015,
      1,
      32,
      0,
      0x4_002b,
      1,
      2,
      expected,
    ])
  })

  it('that is not there is told', () => {
    expect(() => specialise('shader', module, { 8: 1 })).toThrow('no specialisation constant "8"')
  })
})
