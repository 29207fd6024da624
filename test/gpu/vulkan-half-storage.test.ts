/** Shaders with f16 declare the storage of 16 bits that they use: nothing of it where they only calculate. */
import { expect, it } from 'vitest'
import { dropUnusedStorage } from '../../src/backends/vulkan/shaders/half-storage.ts'
import { loadNaga } from '../../src/cpu/naga.ts'
import { visitInstructions } from '../../src/cpu/spirv/instructions.ts'
import { op } from '../../src/cpu/spirv/opcodes.ts'

const [float16, storageBuffer, uniformAndStorageBuffer, inputOutput] = [9, 4433, 4434, 4436]
const compute = (elements: string, body: string) =>
  `enable f16; @group(0) @binding(0) var<storage, read_write> b: array<${elements}>;
   @compute @workgroup_size(1) fn main() { ${body} }`
const passes = (fields: string, half: string, seen: string) =>
  `enable f16; struct Stage { @builtin(position) at: vec4f, ${fields} }
   @vertex fn vs() -> Stage { var half = 1h; return Stage(vec4f(f32(half)), ${half}); }
   @fragment fn fs(stage: Stage) -> @location(0) vec4f { return vec4f(f32(${seen})); }`

function capabilities(words: Uint32Array): number[] {
  const found: number[] = []
  visitInstructions(words, (opcode, begin) => void (opcode === op.Capability && found.push(words[begin + 1]!)))
  return found.filter((capability) => capability === float16 || capability > 4400)
}

it.each([
  ['calculates', compute('u32', 'b[0] = u32(f16(f32(b[1])) * 1.5h);'), [float16]],
  ['stores', compute('f16', 'b[0] = b[1] * 1.5h;'), [float16, storageBuffer, uniformAndStorageBuffer]],
  [
    'passes a number between stages',
    passes('@location(0) half: f16', '1h', 'stage.half'),
    [float16, storageBuffer, uniformAndStorageBuffer, inputOutput],
  ],
  [
    'passes a vector between stages',
    passes('@location(0) half: vec3h', 'vec3h(1)', 'stage.half.y'),
    [float16, storageBuffer, uniformAndStorageBuffer, inputOutput],
  ],
  // naga names the extension where stages pass anything.
  [
    'passes other numbers',
    passes('@location(0) full: f32', '1', 'stage.full'),
    [float16, storageBuffer, uniformAndStorageBuffer],
  ],
  ['knows nothing of f16', compute('u32', 'b[0] = b[1];').replace('enable f16;', ''), []],
])('a shader that %s', async (_, source, expected) => {
  const naga = await loadNaga()
  const words = await naga.translate({ from: 'wgsl', source }, { forcePointSize: false })
  expect(capabilities(dropUnusedStorage(words))).toEqual(expected)
})

it('a module that is cut short is handed on', async () => {
  const naga = await loadNaga()
  const source = compute('u32', 'b[0] = u32(f16(f32(b[1])) * 1.5h);')
  const words = (await naga.translate({ from: 'wgsl', source }, { forcePointSize: false })).slice(0, -3)
  expect(dropUnusedStorage(words)).toBe(words)
})
