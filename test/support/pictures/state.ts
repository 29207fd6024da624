/** State of single draws: viewports and scissors. Neither is sticky. */
import { bytes, green, inRect, rect, red, blue, vertices } from './geometry.ts'
import { drawOf, flatFragment, picture } from './picture.ts'

const none = [0, 0, 0, 0]
const flat = [{ id: 'flat', fragment: flatFragment }]

export const states = [
  picture('scissor', {
    vertices: vertices([...rect(0, 0, 16, 16, red), ...rect(0, 0, 16, 16, green), ...rect(0, 12, 2, 2, blue)]),
    pipelines: flat,
    draws: [
      drawOf('flat', 0, 6, { scissor: [2, 3, 9, 4] }),
      drawOf('flat', 6, 6, { scissor: [10, 6, 6, 10] }),
      drawOf('flat', 6, 6, { scissor: [0, 0, 0, 16] }),
      drawOf('flat', 12),
    ],
    texel: (x, y) => {
      if (inRect(x, y, [0, 12, 2, 2])) return bytes(blue)
      if (inRect(x, y, [10, 6, 6, 10])) return bytes(green)
      return inRect(x, y, [2, 3, 9, 4]) ? bytes(red) : none
    },
  }),
  picture('viewport', {
    vertices: vertices([...rect(0, 0, 16, 16, red), ...rect(4, 4, 8, 8, green), ...rect(0, 0, 2, 2, blue)]),
    pipelines: flat,
    draws: [
      drawOf('flat', 0, 6, { viewport: [1, 2, 8, 4, 0, 1] }),
      drawOf('flat', 6, 6, { viewport: [8, 8, 8, 8, 0, 1] }),
      drawOf('flat', 12),
    ],
    texel: (x, y) => {
      if (inRect(x, y, [0, 0, 2, 2])) return bytes(blue)
      if (inRect(x, y, [10, 10, 4, 4])) return bytes(green)
      return inRect(x, y, [1, 2, 8, 4]) ? bytes(red) : none
    },
  }),
  // The viewport maps depth 0…1 to 0.5…0.75 on the left, and to itself on the right.
  picture('viewport-depth', {
    resources: [{ id: 'depth', kind: 'texture', format: 'depth32float', size: [16, 16] }],
    vertices: vertices([
      ...rect(0, 0, 16, 16, red, 0.5),
      ...rect(8, 0, 8, 16, green, 0.5),
      ...rect(0, 0, 16, 16, blue, 0.6),
    ]),
    pipelines: [
      { id: 'less', fragment: flatFragment, depthStencil: { depthWriteEnabled: true, depthCompare: 'less' } },
    ],
    pass: { depth: { use: 'depth', load: 'clear', clearValue: 1 } },
    draws: [
      drawOf('less', 0, 6, { viewport: [0, 0, 16, 16, 0.5, 0.75] }),
      drawOf('less', 6),
      drawOf('less', 12, 6, { viewport: [0, 0, 16, 16, 0, 1] }),
    ],
    after: [{ id: 'get-depth', kind: 'readback', from: 'depth', output: 'depth' }],
    texel: (x) => bytes(x < 8 ? blue : green),
  }),
]
