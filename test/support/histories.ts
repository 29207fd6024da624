/** Histories of many lengths that one dispatch and one draw read at once: rotation comes round after the common multiple of them all. */
import type { GraphDocument } from '../../src/graph/types.ts'

const bytes = 16

const compute = (readers: number): string => `
${Array.from({ length: readers }, (_, i) => `@group(0) @binding(${i}) var<storage, read> past${i}: array<u32>;`).join('\n')}
@group(0) @binding(${readers}) var<storage, read_write> sum: array<u32>;
@compute @workgroup_size(4) fn gather(@builtin(global_invocation_id) at: vec3u) {
  let i = at.x;
  sum[i] = sum[i] * 3u + i${Array.from({ length: readers }, (_, i) => ` + past${i}[i] * ${2 * i + 1}u`).join('')};
}`

const step = `
@group(0) @binding(0) var<storage, read> sum: array<u32>;
@group(0) @binding(1) var<storage, read_write> now: array<u32>;
@compute @workgroup_size(4) fn next(@builtin(global_invocation_id) at: vec3u) { now[at.x] = sum[at.x] + 1u; }`

const draw = (readers: number): string => `
${Array.from({ length: readers }, (_, i) => `@group(0) @binding(${i}) var<uniform> past${i}: vec4u;`).join('\n')}
@vertex fn vs(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
  return vec4f(array(vec2f(-1, -1), vec2f(3, -1), vec2f(-1, 3))[i], 0, 1);
}
@fragment fn fs() -> @location(0) vec4u {
  return vec4u(1)${Array.from({ length: readers }, (_, i) => ` + past${i} * ${2 * i + 1}u`).join('')};
}`

/** Every run writes each history anew; one dispatch gathers the oldest of all of them, and one draw does too. */
export const historiesDocument = (lengths: readonly number[]): GraphDocument => ({
  version: 1,
  resources: [
    ...lengths.map((history) => ({
      id: `past${history}`,
      kind: 'buffer' as const,
      size: bytes,
      lifetime: 'persistent' as const,
      history,
    })),
    { id: 'sum', kind: 'buffer', size: bytes, lifetime: 'persistent' },
    { id: 'target', kind: 'texture', format: 'rgba32uint', size: [2, 2] },
  ],
  shaders: [
    { id: 'compute', wgsl: compute(lengths.length) },
    { id: 'step', wgsl: step },
    { id: 'draw', wgsl: draw(lengths.length) },
  ],
  pipelines: [
    { id: 'all', kind: 'render', shader: 'draw', vertex: { entryPoint: 'vs' }, fragment: { entryPoint: 'fs' } },
  ],
  passes: [
    {
      id: 'gather',
      kind: 'compute',
      shader: 'compute',
      entryPoint: 'gather',
      workgroups: [1, 1, 1],
      bindings: [
        ...lengths.map((previous, binding) => ({
          group: 0,
          binding,
          use: { resource: `past${previous}`, previous },
          as: 'storage-read' as const,
        })),
        { group: 0, binding: lengths.length, use: 'sum', as: 'storage' },
      ],
    },
    {
      id: 'draw',
      kind: 'render',
      color: [{ use: 'target', load: 'clear' }],
      draws: [
        {
          pipeline: 'all',
          vertexCount: 3,
          bindings: lengths.map((previous, binding) => ({
            group: 0,
            binding,
            use: { resource: `past${previous}`, previous },
            as: 'uniform' as const,
          })),
        },
      ],
    },
    ...lengths.map((history) => ({
      id: `write${history}`,
      kind: 'compute' as const,
      shader: 'step',
      entryPoint: 'next',
      workgroups: [1, 1, 1] as [number, number, number],
      bindings: [
        { group: 0, binding: 0, use: 'sum', as: 'storage-read' as const },
        { group: 0, binding: 1, use: `past${history}`, as: 'storage' as const, access: 'write' as const },
      ],
    })),
    { id: 'picture', kind: 'readback', from: 'target', output: 'picture' },
    { id: 'numbers', kind: 'readback', from: 'sum', output: 'numbers' },
  ],
})
