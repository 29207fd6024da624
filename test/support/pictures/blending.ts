/** Blending: every factor and operation, the constant, and write masks. */
import { blendFactors, blendOperations } from '../../../src/graph/draw-schema.ts'
import { bytes, cell, cellAt, rect, vertices } from './geometry.ts'
import { drawOf, flatFragment, picture } from './picture.ts'

type Rgba = readonly [number, number, number, number]
const source: Rgba = [0.8, 0.2, 0.4, 0.6]
const target: Rgba = [0.2, 0.6, 0.4, 0.8]
const constant: Rgba = [0.4, 0.8, 0.2, 0.6]
const sixteen = vertices(Array.from({ length: 16 }, (_, i) => cell(i, source)).flat())

/** What a factor is, for each component. */
const factors: Record<(typeof blendFactors)[number], (component: number) => number> = {
  zero: () => 0,
  one: () => 1,
  src: (c) => source[c]!,
  'one-minus-src': (c) => 1 - source[c]!,
  'src-alpha': () => source[3],
  'one-minus-src-alpha': () => 1 - source[3],
  dst: (c) => target[c]!,
  'one-minus-dst': (c) => 1 - target[c]!,
  'dst-alpha': () => target[3],
  'one-minus-dst-alpha': () => 1 - target[3],
  'src-alpha-saturated': (c) => (c === 3 ? 1 : Math.min(source[3], 1 - target[3])),
  constant: (c) => constant[c]!,
  'one-minus-constant': (c) => 1 - constant[c]!,
}
const operations: Record<(typeof blendOperations)[number], (src: number, dst: number) => number> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  'reverse-subtract': (a, b) => b - a,
  min: Math.min,
  max: Math.max,
}

const factorPicture = (side: 'srcFactor' | 'dstFactor') =>
  picture(`blend-${side === 'srcFactor' ? 'source' : 'target'}-factors`, {
    clearValue: target,
    vertices: sixteen,
    pipelines: blendFactors.map((factor) => {
      const component = { srcFactor: 'zero' as const, dstFactor: 'zero' as const, [side]: factor }
      return {
        id: factor,
        fragment: { entryPoint: 'fs', targets: [{ blend: { color: component, alpha: component } }] },
      }
    }),
    draws: blendFactors.map((id, i) =>
      drawOf(id, i * 6, 6, { blendConstant: [...constant] as [number, number, number, number] }),
    ),
    texel: (x, y) => {
      const factor = blendFactors[cellAt(x, y)]
      const blended = side === 'srcFactor' ? source : target
      return bytes(factor === undefined ? target : blended.map((n, c) => n * factors[factor](c)))
    },
  })

export const blending = [
  factorPicture('srcFactor'),
  factorPicture('dstFactor'),
  picture('blend-operations', {
    clearValue: target,
    vertices: sixteen,
    pipelines: blendOperations.flatMap((operation) => {
      const whole = { operation, srcFactor: 'one' as const, dstFactor: 'one' as const }
      const keep = { srcFactor: 'zero' as const, dstFactor: 'one' as const }
      return [
        {
          id: `${operation} color`,
          fragment: { entryPoint: 'fs', targets: [{ blend: { color: whole, alpha: keep } }] },
        },
        {
          id: `${operation} alpha`,
          fragment: { entryPoint: 'fs', targets: [{ blend: { color: keep, alpha: whole } }] },
        },
      ]
    }),
    draws: blendOperations.flatMap((operation, i) => [
      drawOf(`${operation} color`, i * 12),
      drawOf(`${operation} alpha`, i * 12 + 6),
    ]),
    texel: (x, y) => {
      const index = cellAt(x, y)
      const operation = blendOperations[Math.floor(index / 2)]
      if (operation === undefined) return bytes(target)
      return bytes(target.map((n, c) => ((c === 3) === (index % 2 === 1) ? operations[operation](source[c]!, n) : n)))
    },
  }),
  // The constant is each draw's own: the second says none, so it is zero.
  picture('blend-constant', {
    vertices: vertices([...rect(0, 0, 8, 8), ...rect(8, 0, 8, 8), ...rect(0, 8, 8, 8)]),
    pipelines: [
      {
        id: 'constant',
        fragment: {
          entryPoint: 'fs',
          targets: [{ blend: { color: { srcFactor: 'constant' }, alpha: { srcFactor: 'constant' } } }],
        },
      },
    ],
    draws: [
      drawOf('constant', 0, 6, { blendConstant: [1, 0.5, 0.25, 1] }),
      drawOf('constant', 6),
      drawOf('constant', 12, 6, { blendConstant: [0, 1, 0, 0.5] }),
    ],
    texel: (x, y) => (y < 8 ? (x < 8 ? [255, 128, 64, 255] : [0, 0, 0, 0]) : x < 8 ? [0, 255, 0, 128] : [0, 0, 0, 0]),
  }),
  picture('write-masks', {
    clearValue: target,
    vertices: sixteen,
    pipelines: Array.from({ length: 16 }, (_, writeMask) => ({
      id: `mask ${writeMask}`,
      fragment: { entryPoint: 'fs', targets: [{ writeMask }] },
    })),
    draws: Array.from({ length: 16 }, (_, i) => drawOf(`mask ${i}`, i * 6)),
    texel: (x, y) => bytes(target.map((n, c) => (cellAt(x, y) & (1 << c) ? source[c]! : n))),
  }),
  // Blending an sRGB target is done with linear values.
  picture('srgb', {
    format: 'rgba8unorm-srgb',
    clearValue: [0.2, 0.2, 0.2, 1],
    vertices: vertices([...rect(0, 0, 8, 16, [0.5, 0.1, 0.9, 1]), ...rect(8, 0, 8, 16, [0.6, 0.6, 0.6, 0.5])]),
    pipelines: [
      { id: 'plain', fragment: flatFragment },
      {
        id: 'over',
        fragment: {
          entryPoint: 'fs',
          targets: [
            {
              blend: {
                color: { srcFactor: 'src-alpha', dstFactor: 'one-minus-src-alpha' },
                alpha: { dstFactor: 'one-minus-src-alpha' },
              },
            },
          ],
        },
      },
    ],
    draws: [drawOf('plain'), drawOf('over', 6)],
    texel: (x) =>
      x < 8 ? [...bytes([0.5, 0.1, 0.9].map(encodeSrgb)), 255] : [...bytes([0.4, 0.4, 0.4].map(encodeSrgb)), 255],
  }),
]

function encodeSrgb(n: number): number {
  return n <= 0.0031308 ? n * 12.92 : 1.055 * n ** (1 / 2.4) - 0.055
}
