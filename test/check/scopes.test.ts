/** WebGPU's rule of scopes: what one pass reads of a texture it does not write, level by level and layer by layer. */
import { expect, it } from 'vitest'
import { checkPlan, parseGraph, planGraph, profiles } from '../../src/index.ts'

const { dummy } = profiles
const exclusive = { ...dummy, rules: { ...dummy.rules, exclusiveUsagePerScope: true } }

/** A pass that samples layer 0 and stores to layer 1, in a plan that moves what it stores to another layer. */
function verdict(stored: number, isOneTexture = true): string {
  const texture = { kind: 'texture', format: 'rgba8unorm', size: [4, 4, 2], lifetime: 'persistent' }
  const layer = (resource: string, z: number, x: number) => ({ resource, origin: [x, 0, z], size: [2, 4, 1] })
  const graph = parseGraph({
    version: 1,
    resources: [
      { id: 'a', ...texture },
      { id: 'b', ...texture },
    ],
    shaders: [{ id: 's' }],
    passes: [
      {
        id: 'c',
        kind: 'compute',
        shader: 's',
        entryPoint: 'main',
        workgroups: [1, 1, 1],
        bindings: [
          { group: 0, binding: 0, use: layer('a', 0, 0), as: 'sampled' },
          {
            group: 0,
            binding: 1,
            use: layer(isOneTexture ? 'a' : 'b', 1, 2),
            as: 'storage-texture',
            access: 'write',
          },
        ],
      },
    ],
  })
  const plan = JSON.parse(
    JSON.stringify(planGraph(graph, dummy)).replace('"origin":[2,0,1]', `"origin":[2,0,${stored}]`),
  ) as ReturnType<typeof planGraph>
  const result = checkPlan(graph, plan, exclusive)
  return result.ok ? 'ok' : `${result.code}: ${result.message}`
}

it('is kept by a pass that samples one layer and stores to another', () => {
  expect(verdict(1)).toBe('ok')
  expect(verdict(1, false)).toBe('ok')
})

it('is broken by a pass that samples and stores in one layer, though in other texels', () => {
  expect(verdict(0)).toMatch(
    'DEVICE_RULE: Dispatch of pass "c": one pass uses mip level 0, layer 0 of the texture of "a" (textures[0]) both read and written',
  )
  expect(verdict(0, false)).toMatch(/^PASS_DIFFERS/)
})
