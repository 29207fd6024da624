/** Very many of what documents mostly have few of. */
import {
  buffer,
  compute,
  copy,
  custom,
  document,
  fill,
  optional,
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

const withShaders = (base: unknown, shaders: readonly unknown[], pipelines?: readonly unknown[]): unknown => ({
  ...(base as object),
  shaders,
  ...(pipelines && { pipelines }),
})
const rendered = (id: string, color: readonly unknown[], more = {}) =>
  ({ id, kind: 'render', color, ...more }) as unknown as Pass
const side = 64
const levels = 7

export const crowdsShapes: Shapes = {
  'passes, each with a shader and an entry point of its own': {
    n: 2200,
    make: (n) =>
      withShaders(
        document(
          [buffer('a', 256, persistent), buffer('b', 256, persistent)],
          times(n, (i) => ({
            ...compute(`c${i}`, [i % 2 ? 'a' : 'b'], [i % 2 ? 'b' : 'a']),
            shader: `s${i}`,
            entryPoint: `main${i}`,
          })),
        ),
        times(n, (i) => ({ id: `s${i}`, wgsl: `// ${i}` })),
      ),
  },
  'dispatches, each with constants of many names': {
    n: 2000,
    make: (n) =>
      document(
        [buffer('o', 256 * n, persistent)],
        times(n, (i) =>
          compute(`c${i}`, [], [part('o', i)], {
            constants: Object.fromEntries(times(16, (k) => [`constant${k}`, i + k / 16])),
          }),
        ),
      ),
  },
  'passes of one draw, each with a pipeline of its own': {
    n: 3000,
    make: (n) =>
      withShaders(
        document(
          [texture('c', [side, side, 1], persistent)],
          times(n, (i) =>
            rendered(`d${i}`, [{ use: 'c', load: 'load' }], { draws: [{ pipeline: `p${i}`, vertexCount: 3 + i }] }),
          ),
        ),
        [{ id: 's', wgsl: '// vertices v, fragments f' }],
        times(n, (i) => ({
          id: `p${i}`,
          kind: 'render',
          shader: 's',
          vertex: { entryPoint: 'v' },
          fragment: { entryPoint: `f${i}` },
        })),
      ),
  },
  'textures, each stored and then sampled in another format': {
    n: 1900,
    make: (n) =>
      document(
        times(n, (i) => texture(`t${i}`, [side, side, 1])),
        times(n, (i) => [
          custom(`w${i}`, [use(`t${i}`, 'storage-texture', 'write')]),
          custom(`r${i}`, [use({ resource: `t${i}`, format: 'rgba8unorm-srgb' }, 'sampled')]),
        ]).flat(),
      ),
  },
  'imported textures, each drawn to once from what all share': {
    n: 2600,
    make: (n) =>
      document(
        [
          texture('shared', [side, side, 1], persistent),
          ...times(n, (i) => texture(`screen${i}`, [side, side, 1], { lifetime: 'imported' })),
        ],
        times(n, (i) =>
          rendered(`present${i}`, [{ use: `screen${i}`, load: 'clear' }], {
            uses: [use('shared', 'sampled')],
            body: 'b',
          }),
        ),
      ),
  },
  'imported buffers, each written and read back': {
    n: 3000,
    make: (n) =>
      document(
        times(n, (i) => buffer(`i${i}`, 256, { lifetime: 'imported' })),
        times(n, (i) => [compute(`c${i}`, [], [`i${i}`]), readback(`r${i}`, `i${i}`)]).flat(),
      ),
  },
  'passes without bytes, each after the one before, on three queues': {
    n: 6000,
    make: (n) =>
      document(
        [],
        times(n, (i) => ({
          ...custom(`c${i}`, []),
          queue: (['graphics', 'compute', 'transfer'] as const)[i % 3],
          ...(i > 0 && { after: [`c${i - 1}`] }),
        })) as Pass[],
      ),
  },
  'optional inputs, each read back': {
    n: 3000,
    make: (n) =>
      document(
        times(n, (i) => buffer(`b${i}`, 256, persistent)),
        times(n, (i) => [upload(`u${i}`, `b${i}`, `in${i}`, optional), readback(`r${i}`, `b${i}`)]).flat(),
      ),
  },
  'mip chains, each resolved into and sampled': {
    n: 1700,
    make: (n) =>
      document(
        [
          texture('samples', [side, side, 1], { sampleCount: 4 }),
          ...times(n, (i) => texture(`t${i}`, [side, side, 1], { mipLevelCount: levels })),
        ],
        times(n, (i) => [
          rendered(
            `d${i}`,
            [{ use: 'samples', load: 'clear', store: 'discard', resolve: { resource: `t${i}`, mipLevel: 0 } }],
            { body: 'b' },
          ),
          { id: `m${i}`, kind: 'mipmap', texture: `t${i}` } as Pass,
          custom(`r${i}`, [use(`t${i}`, 'sampled')]),
        ]).flat(),
      ),
  },
  'uploads of twelve bytes, each over the last four of the one before': {
    n: 6500,
    make: (n) =>
      document(
        [buffer('a', 8 * n + 4, persistent)],
        times(n, (i) => upload(`u${i}`, { resource: 'a', offset: 8 * i, size: 12 }, `i${i}`)),
      ),
  },
  'values that live long, in hundreds of small buffers': {
    n: 1800,
    limits: { maxBufferBytes: 2 ** 16, maxStorageBindingBytes: 2 ** 16, maxUniformBindingBytes: 2 ** 16 },
    make: (n) =>
      document(
        times(n, (i) => buffer(`b${i}`, 256 * (1 + ((i * 7919) % 100)))),
        [
          ...times(n, (i) => fill(`f${i}`, `b${i}`)),
          ...times(n, (i) => custom(`c${i}`, [use(`b${i}`, 'storage-read')])),
        ],
      ),
  },
  'layers of one array, eight drawn to at once': {
    n: 900,
    limits: { maxTextureArrayLayers: 2 ** 16 },
    make: (n) =>
      document(
        [texture('t', [16, 16, n + 8], persistent)],
        times(n, (i) =>
          rendered(
            `d${i}`,
            times(8, (k) => ({ use: { resource: 't', origin: [0, 0, i + k], size: [16, 16, 1] }, load: 'load' })),
            { body: 'b' },
          ),
        ),
      ),
  },
  'outputs of one buffer, all of it each': {
    n: 10_000,
    make: (n) =>
      document([buffer('a', 256, persistent)], [upload('u', 'a', 'in'), ...times(n, (i) => readback(`r${i}`, 'a'))]),
  },
  'all earlier runs of a history, read together': {
    n: 500,
    make: (n) =>
      document(
        times(n, (i) => buffer(`b${i}`, 256, { ...persistent, history: 16 })),
        times(n, (i) =>
          compute(
            `c${i}`,
            times(16, (k) => ({ resource: `b${i}`, previous: k + 1 })),
            [`b${i}`],
          ),
        ),
      ),
  },
  'one host pass that produces all the inputs': {
    n: 4500,
    make: (n) =>
      document(
        [buffer('a', 256 * n, persistent)],
        [
          { id: 'h', kind: 'host', body: 'b', produces: times(n, (i) => ({ input: `i${i}`, size: 256 })) } as Pass,
          ...times(n, (i) => upload(`u${i}`, part('a', i), `i${i}`)),
        ],
      ),
  },
  'copies around a ring': {
    n: 5000,
    make: (n) =>
      document(
        times(n, (i) => buffer(`b${i}`, 256, persistent)),
        times(n, (i) => copy(`c${i}`, `b${i}`, `b${(i + 1) % n}`)),
      ),
  },
  'fills from both ends': {
    n: 7000,
    make: (n) =>
      document(
        [buffer('a', 256 * n, persistent)],
        times(n, (i) => fill(`f${i}`, part('a', i % 2 ? n - 1 - (i >> 1) : i >> 1))),
      ),
  },
  'attachments that are dropped, and drawn anew': {
    n: 4200,
    make: (n) =>
      document(
        [
          texture('c', [side, side, 1], persistent),
          ...times(16, (i) => ({ ...texture(`d${i}`, [side, side, 1]), format: 'depth32float' }) as never),
        ],
        times(n, (i) =>
          rendered(`r${i}`, [{ use: 'c', load: 'load' }], {
            depth: { use: `d${i % 16}`, load: 'clear', clearValue: 1, store: 'discard' },
            body: 'b',
          }),
        ),
      ),
  },
  'dispatches that work in place, along a chain': {
    n: 3000,
    make: (n) =>
      document(
        times(n + 1, (i) => buffer(`b${i}`, 256, i === 0 || i === n ? persistent : {})),
        times(n, (i) =>
          custom(`c${i}`, [use(`b${i}`, 'storage-read'), { ...use(`b${i + 1}`, 'storage', 'write'), inPlace: true }]),
        ),
      ),
  },
  'passes that each use one of a thousand buffers as everything': {
    n: 2500,
    make: (n) =>
      document(
        times(1000, (i) => buffer(`b${i}`, 1024, persistent)),
        times(n, (i) =>
          custom(
            `c${i}`,
            (['vertex', 'index', 'indirect', 'uniform', 'storage-read', 'copy-src'] as const).map((as, k) =>
              use(`b${(7 * i + k) % 1000}`, as),
            ),
          ),
        ),
      ),
  },
}
