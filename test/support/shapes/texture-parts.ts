/** Shapes of textures whose parts are made from one another: levels, layers, samples, aspects, earlier runs. */
import {
  box,
  copy,
  custom,
  document,
  draw,
  persistent,
  readback,
  texture,
  times,
  upload,
  use,
  type Shapes,
} from './parts.ts'

/** A level of one texture as an endpoint. */
const level = (resource: string, mipLevel: number) => ({ resource, mipLevel, mipLevelCount: 1 })

export const texturePartsShapes: Shapes = {
  'levels of transient textures, each drawn from the one above': {
    n: 3200,
    profile: 'vulkan',
    make: (n) =>
      document(
        times(n / 8, (i) => texture(`t${i}`, [256, 256, 1], { mipLevelCount: 9 })),
        times(n / 8, (i) => [
          ...times(9, (l) =>
            draw(`d${i}-${l}`, level(`t${i}`, l), l === 0 ? [] : [use(level(`t${i}`, l - 1), 'sampled')], 'clear'),
          ),
          custom(`c${i}`, [use(`t${i}`, 'sampled')]),
        ]).flat(),
      ),
  },
  'levels of one texture, each copied from another': {
    n: 4000,
    make: (n) =>
      document(
        [texture('t', [256, 256, 1], { mipLevelCount: 9, ...persistent })],
        times(n, (i) =>
          copy(`c${i}`, box('t', [0, 0, 0], [1, 1, 1], i % 9), box('t', [0, 0, 0], [1, 1, 1], (i + 1) % 9)),
        ),
      ),
  },
  'layers of long arrays, stored and sampled one by one': {
    n: 3000,
    profile: 'vulkan',
    make: (n) =>
      document(
        times(Math.ceil(n / 256), (i) => texture(`t${i}`, [16, 16, 256])),
        times(n, (i) => {
          const layer = (k: number) => box(`t${Math.floor(k / 256)}`, [0, 0, k % 256], [16, 16, 1])
          const earlier = i === 0 ? [] : [use(layer(i - 1), 'sampled')]
          return custom(`c${i}`, [...earlier, use(layer(i), 'storage-texture', 'write')])
        }),
      ),
  },
  'targets of four samples, resolved and sampled': {
    n: 2400,
    profile: 'vulkan',
    make: (n) =>
      document(
        times(n, (i) => [texture(`m${i}`, [64, 64, 1], { sampleCount: 4 }), texture(`r${i}`, [64, 64, 1])]).flat(),
        [
          ...times(n, (i) => ({
            id: `d${i}`,
            kind: 'render' as const,
            color: [{ use: `m${i}`, load: 'clear' as const, store: 'discard' as const, resolve: `r${i}` }],
            uses: i === 0 ? [] : [{ use: `r${i - 1}`, as: 'sampled' as const }],
            body: 'b',
          })),
          readback('out', `r${Math.max(1, Math.floor(n)) - 1}`),
        ],
      ),
  },
  'depth of the pass before, sampled': {
    n: 2600,
    profile: 'vulkan',
    make: (n) =>
      document(
        times(n, (i) => texture(`d${i}`, [64, 64, 1], { format: 'depth24plus-stencil8' })),
        times(n, (i) => ({
          id: `p${i}`,
          kind: 'render' as const,
          depth: { use: `d${i}`, load: 'clear' as const },
          uses:
            i === 0 ? [] : [{ use: { resource: `d${i - 1}`, aspect: 'depth-only' as const }, as: 'sampled' as const }],
          body: 'b',
          sideEffects: true,
        })),
      ),
  },
  'boxes of earlier runs of textures': {
    n: 2600,
    make: (n) =>
      document(
        times(n, (i) => texture(`t${i}`, [8, 8, 1], { ...persistent, history: 1 })),
        times(n, (i) =>
          copy(
            `c${i}`,
            { ...box(`t${i}`, [i % 8, 0, 0], [1, 8, 1]), previous: 1 },
            box(`t${i}`, [7 - (i % 8), 0, 0], [1, 8, 1]),
          ),
        ),
      ),
  },
  'one pass that samples all textures': {
    n: 5000,
    make: (n) =>
      document(
        times(n, (i) => texture(`t${i}`, [8, 8, 1], persistent)),
        [
          custom(
            'c',
            times(n, (i) => use(`t${i}`, 'sampled')),
          ),
        ],
      ),
  },
  'textures of different sizes, uploaded and sampled': {
    n: 3000,
    profile: 'vulkan',
    make: (n) =>
      document(
        times(n, (i) => texture(`t${i}`, [4 + (i % 1000), 4 + Math.floor(i / 1000), 1], { mipLevelCount: 3 })),
        times(n, (i) => [upload(`u${i}`, `t${i}`, `i${i}`), custom(`c${i}`, [use(`t${i}`, 'sampled')])]).flat(),
      ),
  },
  'storage textures between which passes alternate': {
    n: 4400,
    profile: 'vulkan',
    make: (n) =>
      document(
        times(2, (i) => texture(`t${i}`, [64, 64, 1], { mipLevelCount: 7, ...persistent })),
        times(n, (i) =>
          custom(`c${i}`, [
            use(level(`t${i % 2}`, i % 7), 'sampled'),
            use(level(`t${(i + 1) % 2}`, i % 7), 'storage-texture', 'write'),
          ]),
        ),
      ),
  },
}
