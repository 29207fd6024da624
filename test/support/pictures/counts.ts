/** What is drawn how often: instances, first and base vertices, indices, and counts that lie in buffers. */
import { blue, bytes, cell, cellAt, green, inRect, rect, red, vertices, white } from './geometry.ts'
import { drawOf, flatFragment, flatLayout, picture, type Draw } from './picture.ts'

const none = [0, 0, 0, 0]
const flat = [{ id: 'flat', fragment: flatFragment }]
const quad = new Uint16Array([0, 1, 2, 3, 4, 5])
const indexed = (more: Partial<Draw>): Draw => ({
  pipeline: 'flat',
  vertexBuffers: ['vertices'],
  indexBuffer: { use: 'indices', format: 'uint16' },
  indexCount: 6,
  ...more,
})
const cells = (...indices: number[]) => vertices(indices.flatMap((i) => cell(i, [red, green, blue, white][i % 4])))

/** A cell for each instance: where it is and its colour come from a second buffer. */
const instanceShader = `
struct Varying { @builtin(position) position: vec4f, @location(0) color: vec4f }
@vertex fn vs(@location(0) position: vec3f, @location(2) shift: vec2f, @location(3) color: vec4f, @builtin(instance_index) i: u32) -> Varying {
  return Varying(vec4f(position.xy + shift, 0, 1), color * f32(i + 1) / 4);
}
@fragment fn fs(in: Varying) -> @location(0) vec4f { return in.color; }`
const instanced = {
  wgsl: instanceShader,
  vertices: vertices(cell(0)),
  buffers: {
    instances: new Float32Array([0, 1, 2, 3].flatMap((i) => [i * 0.5, -i * 0.5, ...white])),
  },
  pipelines: [
    {
      id: 'instances',
      vertex: {
        entryPoint: 'vs',
        buffers: [
          { arrayStride: flatLayout.arrayStride, attributes: [flatLayout.attributes[0]!] },
          {
            arrayStride: 24,
            stepMode: 'instance' as const,
            attributes: [
              { shaderLocation: 2, format: 'float32x2' as const, offset: 0 },
              { shaderLocation: 3, format: 'float32x4' as const, offset: 8 },
            ],
          },
        ],
      },
      fragment: flatFragment,
    },
  ],
}
const instances = (instanceCount: number, firstInstance = 0): Draw => ({
  pipeline: 'instances',
  vertexBuffers: ['vertices', 'instances'],
  vertexCount: 6,
  instanceCount,
  ...(firstInstance > 0 && { firstInstance }),
})
const onDiagonal = (x: number, y: number): number | undefined => {
  const column = Math.floor(x / 4)
  return column === Math.floor(y / 4) ? column : undefined
}
const shade = (i: number) => bytes([1, 1, 1, 1].map((n) => (n * (i + 1)) / 4))

export const counted = [
  picture('first-vertex', {
    vertices: cells(0, 5, 10),
    pipelines: flat,
    draws: [drawOf('flat', 6), drawOf('flat', 12, 6)],
    texel: (x, y) => (cellAt(x, y) === 5 ? bytes(green) : cellAt(x, y) === 10 ? bytes(blue) : none),
  }),
  picture('base-vertex', {
    vertices: cells(0, 5, 10),
    buffers: { indices: new Uint16Array([...quad, 12, 13, 14, 15, 16, 17]) },
    pipelines: flat,
    draws: [indexed({ baseVertex: 6 }), indexed({ firstIndex: 6, baseVertex: -12 })],
    texel: (x, y) => (cellAt(x, y) === 5 ? bytes(green) : cellAt(x, y) === 0 ? bytes(red) : none),
  }),
  picture('first-index', {
    vertices: cells(0, 5),
    buffers: { indices: new Uint32Array([...quad, 6, 7, 8, 9, 10, 11]) },
    pipelines: flat,
    draws: [
      { ...indexed({ firstIndex: 6 }), indexBuffer: { use: 'indices', format: 'uint32' } },
      { ...indexed({}), indexBuffer: { use: { resource: 'indices', offset: 24 }, format: 'uint32' }, baseVertex: -6 },
    ],
    texel: (x, y) => (cellAt(x, y) === 5 ? bytes(green) : cellAt(x, y) === 0 ? bytes(red) : none),
  }),
  picture('instances', {
    ...instanced,
    draws: [instances(4)],
    texel: (x, y) => {
      const i = onDiagonal(x, y)
      return i === undefined ? none : shade(i)
    },
  }),
  picture('first-instance', {
    ...instanced,
    draws: [instances(2, 2)],
    texel: (x, y) => {
      const i = onDiagonal(x, y)
      return i === undefined || i < 2 ? none : shade(i)
    },
  }),
  // Nothing is drawn by counts of zero, and by a first instance that only a feature allows in a buffer.
  picture('indirect', {
    vertices: cells(0, 5, 10, 15),
    buffers: { counts: new Uint32Array([6, 1, 6, 0, 0, 1, 0, 0, 6, 0, 12, 0, 6, 1, 18, 0]) },
    pipelines: flat,
    draws: [0, 16, 32, 48].map((offset) => ({
      pipeline: 'flat',
      vertexBuffers: ['vertices'],
      indirect: { resource: 'counts', offset },
    })),
    texel: (x, y) => (cellAt(x, y) === 5 ? bytes(green) : cellAt(x, y) === 15 ? bytes(white) : none),
  }),
  picture('indexed-indirect', {
    vertices: cells(0, 5, 10),
    buffers: { indices: new Uint16Array([...quad, ...quad]), counts: new Uint32Array([99, 6, 1, 6, 6, 0]) },
    pipelines: flat,
    draws: [
      {
        pipeline: 'flat',
        vertexBuffers: ['vertices'],
        indexBuffer: { use: 'indices', format: 'uint16' },
        indirect: { resource: 'counts', offset: 4 },
      },
    ],
    texel: (x, y) => (cellAt(x, y) === 5 ? bytes(green) : none),
  }),
  // A dispatch writes the counts that the draw takes, and constants say how many.
  picture('counts-from-compute', {
    vertices: vertices([...rect(0, 0, 4, 16, red), ...rect(4, 0, 4, 16, green), ...rect(8, 0, 4, 16, blue)]),
    resources: [{ id: 'counts', kind: 'buffer', size: 16 }],
    wgsl: `
override quads: u32 = 1;
@group(0) @binding(0) var<storage, read_write> counts: array<u32, 4>;
@compute @workgroup_size(1) fn main() { counts = array(quads * 6, 1, 0, 0); }
struct Varying { @builtin(position) position: vec4f, @location(0) color: vec4f }
@vertex fn vs(@location(0) position: vec3f, @location(1) color: vec4f) -> Varying { return Varying(vec4f(position, 1), color); }
@fragment fn fs(in: Varying) -> @location(0) vec4f { return in.color; }`,
    before: [
      {
        id: 'count',
        kind: 'compute',
        shader: 'shader',
        entryPoint: 'main',
        constants: { quads: 2 },
        bindings: [{ group: 0, binding: 0, use: 'counts', as: 'storage', access: 'write' }],
        workgroups: [1, 1, 1],
      },
    ],
    pipelines: flat,
    draws: [{ pipeline: 'flat', vertexBuffers: ['vertices'], indirect: 'counts' }],
    texel: (x, y) => (inRect(x, y, [0, 0, 8, 16]) ? bytes(x < 4 ? red : green) : none),
  }),
]
