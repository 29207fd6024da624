/** Points, lines, triangles and strips, which faces are drawn, and which way they turn. */
import { blue, bytes, cell, green, inRect, rect, red, vertices, white, type Corner } from './geometry.ts'
import { drawOf, flatFragment, picture } from './picture.ts'

const fragment = flatFragment
const at = (x: number, y: number, color = white): Corner => ({ x, y, color })
const none = [0, 0, 0, 0]

const points = [at(0.5, 0.5, red), at(7.5, 3.5, green), at(15.5, 15.5, blue), at(3.5, 12.5), at(99, 3)]

export const topologies = [
  picture('points', {
    vertices: vertices(points),
    pipelines: [{ id: 'points', fragment, primitive: { topology: 'point-list' } }],
    draws: [drawOf('points', 0, points.length)],
    texel: (x, y) => {
      const hit = points.find((point) => point.x === x + 0.5 && point.y === y + 0.5)
      return hit ? bytes(hit.color!) : none
    },
  }),
  // Both ends lie outside: implementations differ about the last texel.
  picture('lines', {
    vertices: vertices([at(-2, 3.5, red), at(18, 3.5, red), at(6.5, -2, green), at(6.5, 18, green)]),
    pipelines: [{ id: 'lines', fragment, primitive: { topology: 'line-list' } }],
    draws: [drawOf('lines', 0, 4)],
    texel: (x, y) => (x === 6 ? bytes(green) : y === 3 ? bytes(red) : none),
  }),
  picture('line-strip', {
    vertices: vertices([at(-2, 2.5), at(18, 2.5), at(18, 20), at(-2, 20), at(-2, 9.5, blue), at(18, 9.5, blue)]),
    buffers: { indices: new Uint16Array([0, 1, 2, 3, 0xffff, 4, 5, 0xffff]) },
    pipelines: [{ id: 'strip', fragment, primitive: { topology: 'line-strip', stripIndexFormat: 'uint16' } }],
    draws: [
      {
        pipeline: 'strip',
        vertexBuffers: ['vertices'],
        indexBuffer: { use: 'indices', format: 'uint16' },
        indexCount: 8,
      },
    ],
    texel: (_, y) => (y === 2 ? bytes(white) : y === 9 ? bytes(blue) : none),
  }),
  // No centre of a texel lies on an edge.
  picture('triangles', {
    size: [32, 32],
    vertices: vertices(
      [at(3.3, 2.1, red), at(5.2, 29.7, green), at(30.1, 17.4, blue), at(40, -3), at(-9, 1), at(17, 4.7)],
      [32, 32],
    ),
    pipelines: [{ id: 'triangles', fragment }],
    draws: [drawOf('triangles')],
  }),
  picture('triangle-strip', {
    vertices: vertices([
      at(1, 1, red),
      at(1, 5, red),
      at(7, 1, red),
      at(7, 5, red),
      at(12, 1, red),
      at(12, 5, red),
      at(2, 8, green),
      at(2, 14, green),
      at(9, 8, green),
      at(9, 14, green),
    ]),
    buffers: { indices: new Uint32Array([0, 1, 2, 3, 4, 5, 0xffff_ffff, 6, 7, 8, 9]) },
    pipelines: [{ id: 'strip', fragment, primitive: { topology: 'triangle-strip', stripIndexFormat: 'uint32' } }],
    draws: [
      {
        pipeline: 'strip',
        vertexBuffers: ['vertices'],
        indexBuffer: { use: 'indices', format: 'uint32' },
        indexCount: 11,
      },
    ],
    texel: (x, y) => (inRect(x, y, [1, 1, 11, 4]) ? bytes(red) : inRect(x, y, [2, 8, 7, 6]) ? bytes(green) : none),
  }),
  // Adjacent triangles share an edge through centres of texels: each texel is blended once.
  picture('shared-edges', {
    vertices: vertices(rect(0, 0, 16, 16, [0.5, 0.25, 1, 1])),
    pipelines: [
      {
        id: 'add',
        fragment: {
          entryPoint: 'fs',
          targets: [
            { blend: { color: { srcFactor: 'one', dstFactor: 'one' }, alpha: { srcFactor: 'one', dstFactor: 'one' } } },
          ],
        },
      },
    ],
    draws: [drawOf('add')],
    texel: () => [128, 64, 255, 255],
  }),
  picture('culling', {
    vertices: vertices(
      [0, 1, 2, 3, 4, 5].flatMap((i) => [...cell(i * 2, red), ...cell(i * 2 + 1, green).toReversed()]),
      [16, 16],
    ),
    pipelines: (['none', 'front', 'back'] as const).flatMap((cullMode) =>
      (['ccw', 'cw'] as const).map((frontFace) => ({
        id: `${cullMode} ${frontFace}`,
        fragment,
        primitive: { cullMode, frontFace },
      })),
    ),
    draws: ['none ccw', 'none cw', 'front ccw', 'front cw', 'back ccw', 'back cw'].map((id, i) =>
      drawOf(id, i * 12, 12),
    ),
    texel: (x, y) => {
      const index = Math.floor(y / 4) * 4 + Math.floor(x / 4)
      if (index >= 12) return none
      const isReversed = index % 2 === 1
      const drawn = [true, true, isReversed, !isReversed, !isReversed, isReversed][Math.floor(index / 2)]
      return drawn ? bytes(isReversed ? green : red) : none
    },
  }),
  picture('front-facing', {
    wgsl: `
@vertex fn vs(@location(0) position: vec3f) -> @builtin(position) vec4f { return vec4f(position, 1); }
@fragment fn fs(@builtin(front_facing) front: bool) -> @location(0) vec4f {
  return select(vec4f(0, 0, 1, 1), vec4f(1, 0, 0, 1), front);
}`,
    vertices: vertices([...rect(0, 0, 8, 16), ...rect(8, 0, 8, 16).toReversed()]),
    pipelines: [
      {
        id: 'faces',
        vertex: {
          entryPoint: 'vs',
          buffers: [{ arrayStride: 28, attributes: [{ shaderLocation: 0, format: 'float32x3', offset: 0 }] }],
        },
        fragment,
      },
    ],
    draws: [drawOf('faces', 0, 12)],
    texel: (x) => bytes(x < 8 ? red : blue),
  }),
]
