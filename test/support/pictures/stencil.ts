/** Stencil: comparisons, operations, masks, references and faces. Each reads the stencil itself back. */
import { compareFunctions, stencilOperations } from '../../../src/graph/draw-schema.ts'
import { cell, cellAt, rect, vertices, white } from './geometry.ts'
import { drawOf, flatFragment, picture, type Scene } from './picture.ts'

const fragment = flatFragment
const stencilOnly = {
  format: null,
  resources: [
    { id: 'stencil', kind: 'texture' as const, format: 'stencil8' as const, size: [16, 16] as [number, number] },
  ],
  after: [{ id: 'get', kind: 'readback' as const, from: 'stencil', output: 'picture' }],
} satisfies Partial<Scene>
const cleared = (stencilClearValue: number) => ({
  depth: { use: 'stencil', load: 'clear' as const, stencilClearValue },
})
const both = <Face>(face: Face) => ({ stencilFront: face, stencilBack: face })
const eight = (corners = (i: number) => cell(i)) => vertices([0, 1, 2, 3, 4, 5, 6, 7].flatMap(corners))

export const stencilPictures = [
  picture('stencil-operations', {
    ...stencilOnly,
    vertices: eight(),
    pipelines: stencilOperations.map((passOp) => ({ id: passOp, depthStencil: both({ passOp }) })),
    pass: cleared(255),
    draws: stencilOperations.map((id, i) => drawOf(id, i * 6, 6, { stencilReference: 7 })),
    texel: (x, y) => [[255, 0, 7, 0, 255, 254, 0, 254][cellAt(x, y)] ?? 255],
  }),
  picture('stencil-wraps', {
    ...stencilOnly,
    vertices: eight(),
    pipelines: stencilOperations.map((passOp) => ({ id: passOp, depthStencil: both({ passOp }) })),
    pass: cleared(0),
    draws: stencilOperations.map((id, i) => drawOf(id, i * 6, 6, { stencilReference: 9 })),
    texel: (x, y) => [[0, 0, 9, 255, 1, 0, 1, 255][cellAt(x, y)] ?? 0],
  }),
  // The reference is on the left of the comparison: 4 against the 5 of the stencil.
  picture('stencil-compare', {
    ...stencilOnly,
    vertices: eight(),
    pipelines: compareFunctions.map((compare) => ({
      id: compare,
      depthStencil: both({ compare, passOp: 'replace' as const, failOp: 'zero' as const }),
    })),
    pass: cleared(5),
    draws: compareFunctions.map((id, i) => drawOf(id, i * 6, 6, { stencilReference: 4 })),
    texel: (x, y) => [[0, 4, 0, 4, 0, 4, 0, 4][cellAt(x, y)] ?? 5],
  }),
  picture('stencil-masks', {
    ...stencilOnly,
    vertices: vertices([...rect(0, 0, 16, 8), ...rect(0, 8, 16, 8)]),
    pipelines: [
      { id: 'writes', depthStencil: { ...both({ passOp: 'replace' as const }), stencilWriteMask: 0x0f } },
      {
        id: 'reads',
        depthStencil: { ...both({ compare: 'equal' as const, passOp: 'replace' as const }), stencilReadMask: 0xf0 },
      },
    ],
    pass: cleared(0xa5),
    draws: [drawOf('writes', 0, 6, { stencilReference: 0xff }), drawOf('reads', 6, 6, { stencilReference: 0xa0 })],
    texel: (_, y) => [y < 8 ? 0xaf : 0xa0],
  }),
  picture('stencil-faces', {
    ...stencilOnly,
    vertices: vertices([...rect(0, 0, 8, 16), ...rect(8, 0, 8, 16).toReversed()]),
    pipelines: [
      {
        id: 'faces',
        depthStencil: { stencilFront: { passOp: 'increment-wrap' }, stencilBack: { passOp: 'decrement-wrap' } },
      },
    ],
    pass: cleared(3),
    draws: [drawOf('faces', 0, 12)],
    texel: (x) => [x < 8 ? 4 : 2],
  }),
  // Depth fails on the right half: its operation is another one. Then only where the stencil is 1 colour is drawn.
  picture('stencil-and-depth', {
    resources: [{ id: 'both', kind: 'texture', format: 'depth24plus-stencil8', size: [16, 16] }],
    vertices: vertices([
      ...rect(0, 0, 8, 16, white, 0.25),
      ...rect(8, 0, 8, 16, white, 0.75),
      ...rect(0, 0, 16, 16, [1, 0.5, 0, 1], 0),
    ]),
    pipelines: [
      {
        id: 'mark',
        fragment: { entryPoint: 'fs', targets: [{ writeMask: 0 }] },
        depthStencil: {
          depthWriteEnabled: false,
          depthCompare: 'less',
          ...both({ passOp: 'increment-clamp' as const, depthFailOp: 'replace' as const }),
        },
      },
      {
        id: 'paint',
        fragment,
        depthStencil: { depthWriteEnabled: false, depthCompare: 'always', ...both({ compare: 'equal' as const }) },
      },
    ],
    pass: { depth: { use: 'both', load: 'clear', clearValue: 0.5 } },
    draws: [drawOf('mark', 0, 12, { stencilReference: 9 }), drawOf('paint', 12, 6, { stencilReference: 1 })],
    after: [
      { id: 'get-stencil', kind: 'readback', from: { resource: 'both', aspect: 'stencil-only' }, output: 'stencil' },
    ],
    texel: (x) => (x < 8 ? [255, 128, 0, 255] : [0, 0, 0, 0]),
  }),
]
