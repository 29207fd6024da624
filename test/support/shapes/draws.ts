/** Draws as data, and what attachments do from pass to pass. */
import {
  buffer,
  document,
  part,
  persistent,
  readback,
  texture,
  times,
  upload,
  use,
  type Pass,
  type Shapes,
} from './parts.ts'

const pipeline = (id: string, more = {}) => ({
  id,
  kind: 'render',
  shader: 's',
  vertex: {
    entryPoint: 'v',
    buffers: [{ arrayStride: 16, attributes: [{ shaderLocation: 0, format: 'float32x4', offset: 0 }] }],
  },
  fragment: { entryPoint: 'f', ...more },
})
const blend = {
  color: { srcFactor: 'src-alpha', dstFactor: 'one-minus-src-alpha' },
  alpha: { srcFactor: 'one', dstFactor: 'one' },
}
const drawn = (base: unknown, pipelines: readonly unknown[] = [pipeline('p')]): unknown => ({
  ...(base as object),
  shaders: [{ id: 's', wgsl: '// vertices v, fragments f' }],
  pipelines,
})
const drawing = (id: string, target: unknown, draws: readonly unknown[], more = {}) =>
  ({ id, kind: 'render', color: [{ use: target, load: 'load' }], draws, ...more }) as unknown as Pass
const vertices = (i: number, more = {}) => ({ pipeline: 'p', vertexBuffers: [part('v', i)], vertexCount: 3, ...more })
const target = texture('c', [64, 64, 1], persistent)

export const drawsShapes: Shapes = {
  'draws of one pass, each with vertices of its own': {
    n: 8000,
    make: (n) =>
      drawn(
        document(
          [buffer('v', 256 * n), target],
          [
            upload('u', 'v', 'in'),
            drawing(
              'd',
              'c',
              times(n, (i) => vertices(i)),
            ),
          ],
        ),
      ),
  },
  'draws of one pass, each with buffers of its own': {
    n: 4000,
    make: (n) =>
      drawn(
        document(
          [...times(n, (i) => buffer(`v${i}`, 256, persistent)), target],
          [
            drawing(
              'd',
              'c',
              times(n, (i) => ({ pipeline: 'p', vertexBuffers: [`v${i}`], vertexCount: 3 })),
            ),
          ],
        ),
      ),
  },
  'draws of the last of as many pipelines, which might bind too much for a stage': {
    n: 2500,
    profile: 'vulkan',
    limits: { maxStorageBuffersPerShaderStage: 8 },
    make: (n) => {
      const bindings = times(9, (binding) => ({ group: 0, binding, use: 'u', as: 'uniform' }))
      const draws = times(n, () => vertices(0, { pipeline: `p${n - 1}`, bindings }))
      return drawn(
        document([buffer('v', 256, persistent), buffer('u', 256, persistent), target], [drawing('d', 'c', draws)]),
        times(n, (i) => pipeline(`p${i}`)),
      )
    },
  },
  'draws of one pass, each with bindings of its own': {
    n: 4000,
    make: (n) =>
      drawn(
        document(
          [buffer('v', 256 * n, persistent), buffer('m', 256 * n, persistent), target],
          [
            drawing(
              'd',
              'c',
              times(n, (i) => vertices(i, { bindings: [{ group: 0, binding: 0, use: part('m', i), as: 'uniform' }] })),
            ),
          ],
        ),
      ),
  },
  'indirect draws of one pass, with indices': {
    n: 4000,
    make: (n) =>
      drawn(
        document(
          [buffer('v', 256 * n, persistent), buffer('i', 256 * n, persistent), buffer('n', 20 * n, persistent), target],
          [
            drawing(
              'd',
              'c',
              times(n, (i) => ({
                pipeline: 'p',
                vertexBuffers: [part('v', i)],
                indexBuffer: { use: part('i', i), format: 'uint16' },
                indirect: { resource: 'n', offset: 20 * i, size: 20 },
              })),
            ),
          ],
        ),
      ),
  },
  'draws of one pass, each with state of its own': {
    n: 5000,
    make: (n) =>
      drawn(
        document(
          [buffer('v', 256, persistent), target],
          [
            drawing(
              'd',
              'c',
              times(n, (i) =>
                vertices(0, {
                  viewport: [i % 32, 0, 32, 32, 0, 1],
                  scissor: [i % 32, i % 16, 16, 16],
                  stencilReference: i % 256,
                  blendConstant: [(i % 7) / 8, 0, 0, 1],
                }),
              ),
            ),
          ],
        ),
      ),
  },
  'draws of one pass, each with a pipeline of its own': {
    n: 3000,
    make: (n) =>
      drawn(
        document(
          [buffer('v', 256, persistent), target],
          [
            drawing(
              'd',
              'c',
              times(n, (i) => vertices(0, { pipeline: `p${i}` })),
            ),
          ],
        ),
        times(n, (i) => pipeline(`p${i}`, { constants: { shade: i } })),
      ),
  },
  'passes of one draw that blend into one attachment': {
    n: 4000,
    make: (n) =>
      drawn(
        document(
          [buffer('v', 256 * n, persistent), target],
          times(n, (i) => drawing(`d${i}`, 'c', [vertices(i)])),
        ),
        [pipeline('p', { targets: [{ blend }] })],
      ),
  },
  'two attachments that sample each other in turn': {
    n: 4000,
    make: (n) =>
      drawn(
        document(
          [buffer('v', 256, persistent), ...times(2, (i) => texture(`c${i}`, [64, 64, 1], persistent))],
          times(n, (i) =>
            drawing(`d${i}`, `c${i % 2}`, [vertices(0)], {
              bindings: [{ group: 0, binding: 0, use: `c${1 - (i % 2)}`, as: 'sampled' }],
            }),
          ),
        ),
        [pipeline('p', { targets: [{ blend }] })],
      ),
  },
  'resolves, each sampled by the next pass': {
    n: 3000,
    make: (n) =>
      document(
        [
          ...times(2, (i) => texture(`m${i}`, [64, 64, 1], { sampleCount: 4 })),
          ...times(3, (i) => texture(`c${i}`, [64, 64, 1], persistent)),
        ],
        times(
          n,
          (i) =>
            ({
              id: `d${i}`,
              kind: 'render',
              color: [{ use: `m${i % 2}`, load: 'clear', resolve: `c${i % 3}` }],
              uses: [use(`c${(i + 2) % 3}`, 'sampled')],
              body: 'b',
            }) as unknown as Pass,
        ),
      ),
  },
  'passes of eight attachments, each of them sampled': {
    n: 1000,
    make: (n) =>
      document(
        times(16, (i) => texture(`c${i}`, [64, 64, 1], persistent)),
        times(
          n,
          (i) =>
            ({
              id: `d${i}`,
              kind: 'render',
              color: times(8, (k) => ({ use: `c${8 * (i % 2) + k}`, load: 'clear' })),
              uses: times(8, (k) => use(`c${8 - 8 * (i % 2) + k}`, 'sampled')),
              body: 'b',
            }) as unknown as Pass,
        ),
      ),
  },
  'a depth attachment that all passes test': {
    n: 4000,
    make: (n) =>
      document(
        [
          texture('z', [64, 64, 1], { format: 'depth32float', ...persistent }),
          ...times(8, (i) => texture(`c${i}`, [64, 64, 1], persistent)),
        ],
        [
          ...times(
            n,
            (i) =>
              ({
                id: `d${i}`,
                kind: 'render',
                color: [{ use: `c${i % 8}`, load: 'load' }],
                depth: { use: 'z', load: 'load', ...(i % 4 ? { readOnly: true } : {}) },
                body: 'b',
              }) as unknown as Pass,
          ),
          readback('r', 'c0'),
        ],
      ),
  },
}
