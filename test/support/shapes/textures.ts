/** Textures by their levels, layers and aspects. */
import {
  times,
  document,
  buffer,
  texture,
  part,
  upload,
  clear,
  copy,
  readback,
  custom,
  draw,
  use,
  box,
  persistent,
  type Pass,
  type Shapes,
} from './parts.ts'

export const texturesShapes: Shapes = {
  'subresources touched whole': {
    n: 6800,
    make: (n) =>
      document(
        [texture('t', [16, 16, 256], { mipLevelCount: 5, ...persistent })],
        times(n, (i) => custom(`c${i}`, [use('t', 'sampled')])),
      ),
  },
  'subresources cleared and sampled whole': {
    n: 4600,
    make: (n) =>
      document(
        [texture('t', [256, 256, 256], { mipLevelCount: 9, ...persistent })],
        times(n, (i) => [clear(`f${i}`, 't'), custom(`c${i}`, [use('t', 'sampled')])]).flat(),
      ),
  },
  'subresources cleared one by one, and sampled whole': {
    n: 6000,
    make: (n) =>
      document(
        [texture('t', [64, 64, 256], { mipLevelCount: 7, ...persistent })],
        times(n, (i) =>
          i % 9 === 8
            ? custom(`s${i}`, [use('t', 'sampled')])
            : clear(`f${i}`, box('t', [0, 0, (i * 7) % 256], [64 >> (i % 7), 64 >> (i % 7), 1], i % 7)),
        ),
      ),
  },
  'subresources stored and sampled one by one': {
    n: 3700,
    make: (n) =>
      document(
        [texture('t', [256, 256, 256], { mipLevelCount: 9, ...persistent })],
        times(n, (i) =>
          custom(`c${i}`, [
            use(
              {
                resource: 't',
                mipLevel: i % 9,
                mipLevelCount: 1,
                origin: [0, 0, Math.floor(i / 9) % 256],
                size: [256 >> (i % 9), 256 >> (i % 9), 1],
              },
              i % 2 ? 'sampled' : 'storage-texture',
            ),
          ]),
        ),
      ),
  },
  'one layer written, all sampled': {
    n: 6200,
    make: (n) =>
      document(
        [texture('t', [16, 16, 256], persistent)],
        times(n / 2, (i) => [
          upload(`u${i}`, box('t', [0, 0, i % 256], [16, 16, 1]), `i${i}`),
          custom(`c${i}`, [use('t', 'sampled')]),
        ]).flat(),
      ),
  },
  'mipmaps of many levels': {
    n: 4600,
    make: (n) =>
      document(
        [texture('t', [256, 256, 16], { mipLevelCount: 9, ...persistent })],
        times(n, (i) => [
          upload(`u${i}`, { resource: 't', mipLevel: 0, mipLevelCount: 1 }, `i${i}`),
          { id: `m${i}`, kind: 'mipmap', texture: 't' } as Pass,
        ]).flat(),
      ),
  },
  'render passes that might merge': {
    n: 7400,
    make: (n) =>
      document(
        times(4, (i) => texture(`c${i}`, [64, 64, 1], persistent)),
        times(n, (i) => draw(`d${i}`, `c${i % 4}`, [])),
      ),
  },
  'history of textures': {
    n: 3600,
    make: (n) =>
      document(
        times(n, (i) => texture(`t${i}`, [8, 8, 1], { ...persistent, history: 1 + (i % 8) })),
        times(n, (i) => copy(`c${i}`, { resource: `t${i}`, previous: 1 + (i % 8) }, `t${i}`)),
      ),
  },
  'textures with all levels': {
    n: 2800,
    make: (n) =>
      document(
        times(n, (i) => texture(`t${i}`, [256, 256, 1], { mipLevelCount: 9, ...persistent })),
        times(n, (i) => custom(`c${i}`, [use(`t${i}`, 'storage-texture', 'write')])),
      ),
  },
  'textures with all levels and mipmaps': {
    n: 4000,
    make: (n) =>
      document(
        times(n, (i) => texture(`t${i}`, [256, 256, 1], { mipLevelCount: 9, ...persistent })),
        times(n, (i) => ({ id: `m${i}`, kind: 'mipmap', texture: `t${i}` }) as Pass),
      ),
  },
  'arrays of cubes, a face each': {
    n: 3900,
    make: (n) =>
      document(
        times(Math.ceil(n / 6), (i) => texture(`t${i}`, [16, 16, 6], persistent)),
        times(n, (i) => draw(`d${i}`, box(`t${Math.floor(i / 6)}`, [0, 0, i % 6], [16, 16, 1]), [], 'clear')),
      ),
  },
  'slices of volumes': {
    n: 5500,
    make: (n) =>
      document(
        times(Math.ceil(n / 30), (i) =>
          texture(`t${i}`, [16, 16, 64], { dimension: '3d', mipLevelCount: 5, ...persistent }),
        ),
        times(n, (i) => upload(`u${i}`, box(`t${Math.floor(i / 30)}`, [0, 0, i % 30], [16, 16, 1]), `i${i % 10}`)),
      ),
  },
  'transient textures, all of them alive at once': {
    n: 10_000,
    profile: 'webgpu',
    make: (n) =>
      document(
        times(n, (i) => texture(`t${i}`, [4, 4, 1])),
        [
          ...times(n, (i) => draw(`d${i}`, `t${i}`, [], 'clear')),
          custom(
            'c',
            times(n, (i) => use(`t${i}`, 'sampled')),
          ),
        ],
      ),
  },
  'transient textures, all of them sampled by the next': {
    n: 3400,
    profile: 'vulkan',
    make: (n) =>
      document(
        times(n, (i) => texture(`t${i}`, [64, 64, 1])),
        [
          ...times(n, (i) => draw(`d${i}`, `t${i}`, i === 0 ? [] : [use(`t${i - 1}`, 'sampled')], 'clear')),
          readback('r', `t${n - 1}`),
        ],
      ),
  },
  'imported textures, drawn to and sampled in turn': {
    n: 4600,
    make: (n) =>
      document(
        times(n / 2, (i) => texture(`i${i}`, [4, 4, 1], { lifetime: 'imported' })),
        times(n / 2, (i) => [draw(`d${i}`, `i${i}`, [], 'clear'), custom(`c${i}`, [use(`i${i}`, 'sampled')])]).flat(),
      ),
  },
  'copies between textures of all levels': {
    n: 6100,
    make: (n) =>
      document(
        [
          texture('a', [64, 64, 8], { mipLevelCount: 7, ...persistent }),
          texture('b', [64, 64, 8], { mipLevelCount: 7, ...persistent }),
        ],
        times(n, (i) =>
          i % 2
            ? copy(`c${i}`, 'a', 'b')
            : copy(
                `c${i}`,
                box('b', [0, 0, i % 8], [64 >> (i % 7), 64 >> (i % 7), 1], i % 7),
                box('a', [0, 0, i % 8], [64 >> (i % 7), 64 >> (i % 7), 1], i % 7),
              ),
        ),
      ),
  },
  'mip levels of layers, drawn one by one': {
    n: 4400,
    make: (n) =>
      document(
        [texture('t', [64, 64, 64], { mipLevelCount: 7, ...persistent })],
        times(n, (i) => draw(`d${i}`, box('t', [0, 0, i % 64], [64 >> (i % 7), 64 >> (i % 7), 1], i % 7), [], 'clear')),
      ),
  },
  'imported textures, each sampled once': {
    n: 3000,
    make: (n) =>
      document(
        [buffer('o', 256 * n, persistent), ...times(n, (i) => texture(`i${i}`, [4, 4, 1], { lifetime: 'imported' }))],
        times(n, (i) =>
          custom(`c${i}`, [use(`i${i}`, 'sampled'), use(part('o', i), 'storage', 'write')], { sideEffects: false }),
        ),
      ),
  },
  'textures drawn, then sampled by all later ones': {
    n: 500,
    make: (n) =>
      document(
        times(n, (i) => texture(`t${i}`, [16, 16, 1], persistent)),
        times(n, (i) =>
          draw(
            `d${i}`,
            `t${i}`,
            i === 0 ? [] : times(Math.min(i, 40), (k) => use(`t${i - 1 - k}`, 'sampled')),
            'clear',
          ),
        ),
      ),
  },
  'depth and stencil apart': {
    n: 3900,
    make: (n) =>
      document(
        [texture('d', [64, 64, 16], { format: 'depth24plus-stencil8', ...persistent })],
        times(n, (i) =>
          custom(`c${i}`, [
            use(
              {
                resource: 'd',
                aspect: i % 2 ? 'depth-only' : 'stencil-only',
                origin: [0, 0, i % 16],
                size: [64, 64, 1],
              },
              'sampled',
            ),
          ]),
        ),
      ),
  },
}
