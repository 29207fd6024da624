/** Targets of other formats than normalised bytes, several at once, and several samples. */
import { bytes, green, inRect, rect, red, vertices, type Corner } from './geometry.ts'
import { drawOf, flatFragment, flatVertex, picture } from './picture.ts'

const whole = vertices(rect(0, 0, 16, 16, [1, 0.5, 0.25, 1]))
const pixelVertex = `@vertex fn vs(@location(0) position: vec3f, @location(1) color: vec4f) -> @builtin(position) vec4f {
  return vec4f(position, 1) + 0 * color;
}`
const texture = (id: string, format: 'rgba8unorm' | 'r32uint' | 'rgba16float', sampleCount?: 4) => ({
  id,
  kind: 'texture' as const,
  format,
  size: [16, 16] as [number, number],
  ...(sampleCount && { sampleCount }),
})
const clear = { load: 'clear' as const, clearValue: [0, 0, 0, 0] as [number, number, number, number] }
const read = (from: string, output: string) => ({ id: `get-${from}`, kind: 'readback' as const, from, output })

const integers = (
  name: string,
  format: 'r32uint' | 'rgba8uint' | 'rgba16sint',
  type: string,
  value: string,
  texel: (x: number, y: number) => number[],
) =>
  picture(name, {
    format,
    wgsl: `${pixelVertex}
@fragment fn fs(@builtin(position) at: vec4f) -> @location(0) ${type} {
  let x = u32(at.x);
  let y = u32(at.y);
  return ${value};
}`,
    vertices: whole,
    pipelines: [{ id: 'numbers', fragment: flatFragment }],
    draws: [drawOf('numbers')],
    texel,
  })

const slanted: Corner[] = [
  { x: 1.3, y: 0.9, color: red },
  { x: 2.2, y: 15.1, color: red },
  { x: 14.9, y: 6.2, color: red },
]
const msaa = (more: object) => ({
  resources: [texture('samples', 'rgba8unorm', 4)],
  pass: { color: [{ use: 'samples', ...clear, resolve: 'target', ...more }] },
})

export const targets = [
  integers('uint-target', 'r32uint', 'u32', '0xfffffff0u + x % 16 - y * 65536', (x, y) => [
    (0xfffffff0 + x - y * 65536) >>> 0,
  ]),
  integers('uint8-target', 'rgba8uint', 'vec4u', 'vec4u(x, y, x * y, 255)', (x, y) => [x, y, x * y, 255]),
  integers('sint-target', 'rgba16sint', 'vec4i', 'vec4i(-i32(x) * 1000, i32(y), -1, 32767)', (x, y) => [
    x * -1000,
    y,
    -1,
    32767,
  ]),
  picture('float-target', {
    format: 'rgba16float',
    vertices: vertices(rect(0, 0, 16, 16, [-2.5, 1000, 0.0625, 1])),
    pipelines: [{ id: 'flat', fragment: flatFragment }],
    draws: [drawOf('flat')],
    texel: () => [-2.5, 1000, 0.0625, 1],
  }),
  picture('several-targets', {
    wgsl: `${pixelVertex}
struct Out { @location(0) color: vec4f, @location(1) number: u32, @location(2) linear: vec4f }
@fragment fn fs(@builtin(position) at: vec4f) -> Out {
  return Out(vec4f(0.5, 1, 0, 1), u32(at.x), vec4f(at.xy, -1, 2));
}
@fragment fn second(@builtin(position) at: vec4f) -> @location(1) u32 { return 77; }`,
    resources: [texture('numbers', 'r32uint'), texture('linear', 'rgba16float')],
    vertices: vertices([...rect(0, 0, 16, 16), ...rect(4, 4, 8, 8)]),
    pipelines: [
      { id: 'all', fragment: { entryPoint: 'fs', targets: [{ writeMask: 3 }, {}, {}] } },
      { id: 'one', fragment: { entryPoint: 'second', targets: [null, {}, null] } },
    ],
    pass: {
      color: [
        { use: 'target', ...clear },
        { use: 'numbers', ...clear },
        { use: 'linear', ...clear },
      ],
    },
    draws: [drawOf('all'), drawOf('one', 6)],
    after: [read('numbers', 'numbers'), read('linear', 'linear')],
    texel: () => [128, 255, 0, 0],
  }),
  picture('resolve', {
    ...msaa({}),
    vertices: vertices(slanted),
    pipelines: [{ id: 'slanted', fragment: flatFragment }],
    draws: [drawOf('slanted', 0, 3)],
  }),
  // A multisampled depth test: the second triangle is behind in its upper part.
  picture('resolve-with-depth', {
    resources: [
      texture('samples', 'rgba8unorm', 4),
      { id: 'depth', kind: 'texture', format: 'depth32float', size: [16, 16], sampleCount: 4 },
    ],
    pass: {
      color: [{ use: 'samples', ...clear, resolve: 'target', store: 'discard' }],
      depth: { use: 'depth', load: 'clear', clearValue: 1 },
    },
    vertices: vertices([
      ...slanted.map((corner) => ({ ...corner, z: 0.5 })),
      ...rect(0, 0, 16, 16, green).map((corner) => ({ ...corner, z: 1 - corner.y / 17.3 })),
    ]),
    pipelines: [
      {
        id: 'less',
        vertex: flatVertex,
        fragment: flatFragment,
        depthStencil: { depthWriteEnabled: true, depthCompare: 'less' },
      },
    ],
    draws: [drawOf('less', 0, 3), drawOf('less', 3, 6)],
  }),
  // Two of four samples.
  picture('sample-mask', {
    ...msaa({}),
    vertices: vertices([...rect(0, 0, 8, 16), ...rect(8, 0, 8, 16)]),
    pipelines: [
      { id: 'half', fragment: flatFragment, multisample: { mask: 0b0110 } },
      { id: 'one', fragment: flatFragment, multisample: { mask: 0xffff_fff1 } },
    ],
    draws: [drawOf('half'), drawOf('one', 6)],
    texel: (x) => Array(4).fill(x < 8 ? 128 : 64),
  }),
  // Devices choose how alpha becomes samples: these values are far from where they differ.
  picture('alpha-to-coverage', {
    ...msaa({}),
    // Which samples a share covers is each device's choice.
    vertices: vertices([0, 1].flatMap((alpha, i) => rect(i * 8, 0, 8, 16, [1, 1, 1, alpha]))),
    pipelines: [{ id: 'coverage', fragment: flatFragment, multisample: { alphaToCoverageEnabled: true } }],
    draws: [drawOf('coverage', 0, 12)],
    texel: (x) => Array(4).fill(x < 8 ? 0 : 255),
  }),
  picture('sample-mask-output', {
    ...msaa({}),
    wgsl: `${pixelVertex}
struct Out { @location(0) color: vec4f, @builtin(sample_mask) mask: u32 }
@fragment fn fs(@builtin(position) at: vec4f) -> Out {
  return Out(vec4f(1), select(1u, 7u, at.x < 8));
}`,
    vertices: whole,
    pipelines: [{ id: 'masks', fragment: flatFragment }],
    draws: [drawOf('masks')],
    texel: (x) => Array(4).fill(x < 8 ? 191 : 64),
  }),
  // Two passes with the same attachments: the second loads what the first drew.
  picture('loads', {
    clearValue: [0, 0, 1, 1],
    vertices: vertices([...rect(0, 0, 8, 8, red), ...rect(4, 4, 8, 8, green)]),
    pipelines: [{ id: 'flat', fragment: flatFragment }],
    draws: [drawOf('flat')],
    before: [],
    after: [
      {
        id: 'again',
        kind: 'render',
        color: [{ use: 'target', load: 'load' }],
        draws: [drawOf('flat', 6)],
      },
      read('target', 'again'),
    ],
    texel: (x, y) => (inRect(x, y, [0, 0, 8, 8]) ? bytes(red) : [0, 0, 255, 255]),
  }),
]
