/** Depth: comparisons, writes, bias, clipping, passes without colour, and depth that a fragment says itself. */
import { compareFunctions } from '../../../src/graph/draw-schema.ts'
import { blue, bytes, cell, cellAt, green, rect, red, vertices, white } from './geometry.ts'
import { drawOf, flatFragment, picture, type Scene } from './picture.ts'

const fragment = flatFragment
const none = [0, 0, 0, 0]
type Format = 'depth16unorm' | 'depth24plus' | 'depth32float'
const depthTarget = (format: Format, size: readonly [number, number] = [16, 16]): Scene['resources'] => [
  { id: 'depth', kind: 'texture', format, size: [...size] as [number, number] },
]
const cleared = (clearValue = 1) => ({ depth: { use: 'depth', load: 'clear' as const, clearValue } })
const getDepth = [{ id: 'get-depth', kind: 'readback' as const, from: 'depth', output: 'depth' }]
const passes: Record<(typeof compareFunctions)[number], (a: number, b: number) => boolean> = {
  never: () => false,
  less: (a, b) => a < b,
  equal: (a, b) => a === b,
  'less-equal': (a, b) => a <= b,
  greater: (a, b) => a > b,
  'not-equal': (a, b) => a !== b,
  'greater-equal': (a, b) => a >= b,
  always: () => true,
}
const depths = [0.25, 0.5, 0.75]

export const depthPictures = [
  picture('depth-compare', {
    size: [12, 32],
    resources: depthTarget('depth32float', [12, 32]),
    vertices: vertices(
      compareFunctions.flatMap((_, f) => depths.flatMap((z, i) => cell(f * 3 + i, red, z, 3))),
      [12, 32],
    ),
    pipelines: compareFunctions.map((depthCompare) => ({
      id: depthCompare,
      fragment,
      depthStencil: { depthWriteEnabled: true, depthCompare },
    })),
    pass: cleared(0.5),
    draws: compareFunctions.map((id, f) => drawOf(id, f * 18, 18)),
    after: getDepth,
    texel: (x, y) => {
      const index = cellAt(x, y, 3)
      return passes[compareFunctions[Math.floor(index / 3)]!](depths[index % 3]!, 0.5) ? bytes(red) : none
    },
  }),
  picture('depth-writes', {
    resources: depthTarget('depth24plus'),
    vertices: vertices([
      ...rect(0, 0, 8, 16, red, 0.25),
      ...rect(8, 0, 8, 16, red, 0.25),
      ...rect(0, 0, 16, 16, green, 0.5),
    ]),
    pipelines: [
      { id: 'writes', fragment, depthStencil: { depthWriteEnabled: true, depthCompare: 'less' } },
      { id: 'tests', fragment, depthStencil: { depthWriteEnabled: false, depthCompare: 'less' } },
    ],
    pass: cleared(),
    draws: [drawOf('writes'), drawOf('tests', 6), drawOf('writes', 12)],
    texel: (x) => bytes(x < 8 ? red : green),
  }),
  // A pipeline that says nothing of depth neither tests nor writes it.
  picture('no-depth-state', {
    resources: depthTarget('depth32float'),
    vertices: vertices([...rect(0, 0, 16, 16, red, 0.75), ...rect(4, 4, 8, 8, green, 0.5)]),
    pipelines: [
      { id: 'plain', fragment },
      { id: 'less', fragment, depthStencil: { depthWriteEnabled: true, depthCompare: 'less' } },
    ],
    pass: cleared(0.6),
    draws: [drawOf('plain'), drawOf('less', 6)],
    texel: (x, y) => bytes(x >= 4 && x < 12 && y >= 4 && y < 12 ? green : red),
  }),
  // 1000 steps of 2⁻¹⁶ are about 0.015.
  picture('depth-bias', {
    resources: depthTarget('depth16unorm'),
    vertices: vertices([
      ...rect(0, 0, 16, 16, red, 0.5),
      ...rect(0, 0, 4, 16, green, 0.505),
      ...rect(4, 0, 4, 16, green, 0.505),
      ...rect(8, 0, 4, 16, green, 0.495),
      ...rect(12, 0, 4, 16, green, 0.51),
    ]),
    pipelines: [
      { id: 'none', fragment, depthStencil: { depthWriteEnabled: true, depthCompare: 'less' } },
      { id: 'nearer', fragment, depthStencil: { depthWriteEnabled: true, depthCompare: 'less', depthBias: -1000 } },
      { id: 'farther', fragment, depthStencil: { depthWriteEnabled: true, depthCompare: 'less', depthBias: 1000 } },
    ],
    pass: cleared(),
    draws: [drawOf('none'), drawOf('none', 6), drawOf('nearer', 12), drawOf('farther', 18), drawOf('nearer', 24)],
    texel: (x) => bytes([red, green, red, green][Math.floor(x / 4)]!),
  }),
  // The depth of the second plane rises by 1/32 a texel: a slope scale of −2 takes 1/16 off.
  picture('depth-slope', {
    resources: depthTarget('depth32float'),
    vertices: vertices([
      ...rect(0, 0, 16, 16, red, 0.3),
      ...rect(0, 0, 16, 8, green).map((corner) => ({ ...corner, z: corner.x / 32 })),
      ...rect(0, 8, 16, 8, blue).map((corner) => ({ ...corner, z: corner.x / 32 })),
    ]),
    pipelines: [
      { id: 'plain', fragment, depthStencil: { depthWriteEnabled: true, depthCompare: 'less' } },
      {
        id: 'biased',
        fragment,
        depthStencil: { depthWriteEnabled: true, depthCompare: 'less', depthBiasSlopeScale: -2 },
      },
    ],
    pass: cleared(),
    draws: [drawOf('plain'), drawOf('plain', 6), drawOf('biased', 12)],
    texel: (x, y) => bytes(y < 8 ? ((x + 0.5) / 32 < 0.3 ? green : red) : (x + 0.5) / 32 - 2 / 32 < 0.3 ? blue : red),
  }),
  picture('depth-only', {
    format: null,
    resources: depthTarget('depth32float'),
    vertices: vertices([...rect(0, 0, 8, 16, white, 0.25), ...rect(4, 4, 8, 8, white, 0.5)]),
    pipelines: [{ id: 'depth', depthStencil: { depthWriteEnabled: true, depthCompare: 'less' } }],
    pass: cleared(),
    draws: [drawOf('depth', 0, 12)],
    after: [{ id: 'get-depth', kind: 'readback', from: 'depth', output: 'picture' }],
    texel: (x, y) => [x < 8 ? 0.25 : x < 12 && y >= 4 && y < 12 ? 0.5 : 1],
  }),
  // What lies before the near plane or behind the far one is not drawn.
  picture('depth-clip', {
    vertices: vertices(rect(0, 0, 16, 16, red).map((corner) => ({ ...corner, z: corner.x / 8 - 0.5 }))),
    pipelines: [{ id: 'slope', fragment }],
    draws: [drawOf('slope')],
    texel: (x) => (x >= 4 && x < 12 ? bytes(red) : none),
  }),
  picture('fragment-depth', {
    resources: depthTarget('depth32float'),
    wgsl: `
@vertex fn vs(@location(0) position: vec3f, @location(1) color: vec4f) -> @builtin(position) vec4f {
  return vec4f(position, 1) + 0 * color;
}
struct Out { @location(0) color: vec4f, @builtin(frag_depth) depth: f32 }
@fragment fn fs(@builtin(position) at: vec4f) -> Out { return Out(vec4f(0, at.z, 0, 1), at.y / 16); }`,
    vertices: vertices(rect(0, 0, 16, 16, white, 0.5)),
    pipelines: [{ id: 'own', fragment, depthStencil: { depthWriteEnabled: true, depthCompare: 'less' } }],
    pass: cleared(0.5),
    draws: [drawOf('own')],
    after: getDepth,
    texel: (_, y) => (y < 8 ? [0, 128, 0, 255] : none),
  }),
]
