import { translate } from 'naga-wasm'
import { expect, it } from 'vitest'
import { joinAccessChains } from '../../src/backends/vulkan/shaders/access-chains.ts'

/** [result, base, …indices] of every access chain, and the ids of variables. */
function read(words: Uint32Array): { chains: number[][]; variables: number[] } {
  const chains: number[][] = []
  const variables: number[] = []
  for (let at = 5; at < words.length; at += words[at]! >>> 16) {
    const operands = [...words.subarray(at + 1, at + (words[at]! >>> 16))]
    if ((words[at]! & 0xffff) === 65) chains.push(operands.slice(1))
    if ((words[at]! & 0xffff) === 59) variables.push(operands[1]!)
  }
  return { chains, variables }
}

it('every access chain of a module starts at a variable, with all indices in order', () => {
  const words = translate({
    from: 'wgsl',
    to: 'spirv',
    source: `struct Item { pad: u32, values: array<vec4u, 4> }
      @group(0) @binding(0) var<storage, read_write> items: array<Item>;
      @compute @workgroup_size(1) fn main(@builtin(global_invocation_id) at: vec3u) { items[at.x].values[2][1] = at.y; }`,
  })
  const before = read(words)
  const after = read(joinAccessChains(words))
  expect(before.chains.some(([, base]) => !before.variables.includes(base!))).toBe(true)
  expect(after.variables).toEqual(before.variables)
  expect(after.chains.map(([result]) => result)).toEqual(before.chains.map(([result]) => result))
  const full = new Map(before.chains.map(([result, ...path]) => [result!, path]))
  const walk = ([base, ...indices]: readonly number[]): number[] =>
    full.has(base!) ? [...walk(full.get(base!)!), ...indices] : [base!, ...indices]
  expect(after.chains.map(([, ...path]) => path)).toEqual(before.chains.map(([, ...path]) => walk(path)))
  expect(joinAccessChains(joinAccessChains(words))).toEqual(joinAccessChains(words))
})

it('what is cut short stays as it is', () => {
  const words = translate({ from: 'wgsl', to: 'spirv', source: '@compute @workgroup_size(1) fn main() {}' })
  const cut = words.slice(0, words.length - 1)
  expect(joinAccessChains(cut)).toEqual(cut)
})
