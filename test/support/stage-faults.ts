/** Documents whose pipeline's stages do not fit each other, their attributes or what they draw to: WebGPU makes none of them. */
import { parseGraph } from '../../src/graph/parse.ts'
import type { FrameGraph } from '../../src/graph/document.ts'

/** A picture of 2 × 2, drawn by a vertex stage `vs` and a fragment stage `fs`. */
export function pictureBy(wgsl: string, buffers: readonly object[] = []): FrameGraph {
  return parseGraph({
    version: 1,
    resources: [
      { id: 'picture', kind: 'texture', format: 'rgba8unorm', size: [2, 2] },
      { id: 'corners', kind: 'buffer', size: 64 },
    ],
    shaders: [{ id: 'code', wgsl }],
    pipelines: [
      {
        id: 'p',
        kind: 'render',
        shader: 'code',
        vertex: { entryPoint: 'vs', buffers },
        fragment: { entryPoint: 'fs' },
      },
    ],
    passes: [
      { id: 'zero', kind: 'fill', to: 'corners', value: 0 },
      {
        id: 'draw',
        kind: 'render',
        color: [{ use: 'picture', load: 'clear' }],
        draws: [{ pipeline: 'p', vertexCount: 3, ...(buffers.length > 0 && { vertexBuffers: ['corners'] }) }],
      },
      { id: 'get', kind: 'readback', from: 'picture', output: 'out' },
    ],
  })
}

const corner = 'vec4f(f32(i & 1) * 4 - 1, f32(i >> 1) * 4 - 1, 0, 1)'
const vertex = `@vertex fn vs(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f { return ${corner}; }`

/** Stages that pass so many values from one to the other. */
export function passing(count: number): string {
  const numbers = Array.from({ length: count }, (_, i) => i)
  return `struct Passed { @builtin(position) at: vec4f, ${numbers.map((i) => `@location(${i}) v${i}: vec4f`).join(', ')} }
    @vertex fn vs(@builtin(vertex_index) i: u32) -> Passed {
      var passed: Passed; passed.at = ${corner}; ${numbers.map((i) => `passed.v${i} = vec4f(${i} / 255.0);`).join(' ')} return passed; }
    @fragment fn fs(passed: Passed) -> @location(0) vec4f { return ${numbers.map((i) => `passed.v${i}`).join(' + ')}; }`
}

export const misfits: readonly (readonly [what: string, graph: FrameGraph])[] = [
  [
    'writes 4 components of uint to location 0',
    pictureBy(`${vertex} @fragment fn fs() -> @location(0) vec4u { return vec4u(1); }`),
  ],
  ['writes a float to location 0', pictureBy(`${vertex} @fragment fn fs() -> @location(0) f32 { return 1; }`)],
  ['writes nothing to location 0', pictureBy(`${vertex} @fragment fn fs() -> @location(1) vec4f { return vec4f(1); }`)],
  [
    'reads location 3 in its fragment stage',
    pictureBy(`${vertex} @fragment fn fs(@location(3) c: vec4f) -> @location(0) vec4f { return c; }`),
  ],
  [
    'passes 4 components of float at location 0',
    pictureBy(
      passing(1).replace('fs(passed: Passed)', 'fs(@location(0) v: vec2f)').replace('passed.v0; }', 'v.xyxy; }'),
    ),
  ],
  [
    'feeds location 0 with uint32x2, which is read as uint',
    pictureBy(
      `@vertex fn vs(@location(0) p: vec2f) -> @builtin(position) vec4f { return vec4f(p, 0, 1); }
        @fragment fn fs() -> @location(0) vec4f { return vec4f(1); }`,
      [{ arrayStride: 8, attributes: [{ shaderLocation: 0, format: 'uint32x2', offset: 0 }] }],
    ),
  ],
]
