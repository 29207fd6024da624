/** What passes bind and keep: groups, samplers, notes, persistent and imported resources by the thousand. */
import {
  buffer,
  compute,
  copy,
  custom,
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

const sampler = (i: number) => ({
  magFilter: i % 2 ? 'linear' : 'nearest',
  lodMinClamp: (i % 320) / 10,
  addressModeU: (['repeat', 'clamp-to-edge', 'mirror-repeat'] as const)[i % 3],
})
const bound = (id: string, bindings: readonly unknown[]) =>
  ({ ...compute(id, [], []), bindings, sideEffects: true }) as unknown as Pass

/** Pairs of numbers that a product with the usual constants puts in a 256th of a table twice as large as their number. */
function alikePairs(n: number): [number, number][] {
  const pairs: [number, number][] = []
  for (let high = 1; pairs.length < n; high++)
    for (let low = 0; low < high && pairs.length < n; low++)
      if ((Math.imul(low, 0x9e37_79b1) ^ Math.imul(high, 0x85eb_ca6b)) >>> 24 === 0) pairs.push([low, high])
  return pairs
}

export const bindingsShapes: Shapes = {
  'dispatches, each with four groups': {
    n: 1500,
    make: (n) =>
      document(
        [buffer('a', 256 * 64, persistent), buffer('o', 256 * n, persistent)],
        times(n, (i) =>
          bound(`c${i}`, [
            ...times(12, (k) => ({ group: k >> 2, binding: k & 3, use: part('a', (i + k) % 64), as: 'storage-read' })),
            { group: 3, binding: 0, use: part('o', i), as: 'storage', access: 'write' },
          ]),
        ),
      ),
  },
  'dispatches of many samplers': {
    n: 1500,
    make: (n) =>
      document(
        [buffer('o', 256 * n, persistent)],
        times(n, (i) =>
          bound(`c${i}`, [
            ...times(8, (k) => ({ group: 1, binding: k, sampler: sampler(8 * i + k) })),
            { group: 0, binding: 0, use: part('o', i), as: 'storage', access: 'write' },
          ]),
        ),
      ),
  },
  'one dispatch of all the bindings': {
    n: 400,
    make: (n) =>
      document(
        [buffer('a', 256 * 32 * n, persistent)],
        times(32, (k) =>
          bound(
            `c${k}`,
            times(n, (i) => ({ group: 0, binding: i, use: part('a', k * n + i), as: 'storage-read' })),
          ),
        ),
      ),
  },
  'one pass that reads half of all buffers and writes the other half': {
    n: 6000,
    profile: 'webgpu',
    make: (n) =>
      document(
        times(n, (i) => buffer(`b${i}`, 256, persistent)),
        [
          custom(
            'c',
            times(n, (i) => (i % 2 ? use(`b${i}`, 'storage', 'write') : use(`b${i}`, 'storage-read'))),
          ),
        ],
      ),
  },
  'pairs of buffers that hash alike': {
    n: 24_000,
    profile: 'webgpu',
    make: (n) => {
      const pairs = alikePairs(n)
      const buffers = times(1 + pairs.at(-1)![1], (i) => buffer(`b${i}`, 256, persistent))
      return document(buffers, [
        // Values are numbered in the order in which they are met.
        custom(
          'all',
          buffers.map(({ id }) => use(id, 'storage-read')),
        ),
        ...pairs.map(([low, high], i) =>
          custom(`c${i}`, [use(`b${low}`, 'storage-read'), use(`b${high}`, 'storage', 'read-write')]),
        ),
      ])
    },
  },
  'passes that each read all that the one before wrote': {
    n: 5000,
    profile: 'webgpu',
    make: (n) => {
      const width = Math.ceil(Math.sqrt(n))
      return document(
        times(width * width, (i) => buffer(`b${i}`)),
        times(width, (layer) =>
          custom(`c${layer}`, [
            ...times(width, (i) => use(`b${layer * width + i}`, 'storage', 'write')),
            ...(layer === 0 ? [] : times(width, (i) => use(`b${(layer - 1) * width + i}`, 'storage-read'))),
          ]),
        ),
      )
    },
  },
  'persistent buffers, all written on two queues and read back': {
    n: 2500,
    profile: 'vulkan',
    make: (n) =>
      document(
        times(n, (i) => buffer(`p${i}`, 256, persistent)),
        times(n, (i) => [
          compute(`c${i}`, [`p${(i * 7) % n}`], (i * 7) % n === i ? [] : [`p${i}`], {
            queue: i % 2 ? 'compute' : 'graphics',
            sideEffects: true,
          }),
          readback(`r${i}`, `p${i}`),
        ]).flat(),
      ),
  },
  'persistent textures, sampled and then drawn anew': {
    n: 2500,
    make: (n) =>
      document(
        times(n, (i) => texture(`t${i}`, [4, 4, 1], persistent)),
        [
          ...times(n, (i) => custom(`s${i}`, [use(`t${i}`, 'sampled')])),
          ...times(n, (i) => custom(`w${i}`, [use(`t${i}`, 'storage-texture', 'write')])),
        ],
      ),
  },
  'frames of imported textures, copied and sampled': {
    n: 2000,
    make: (n) =>
      document(
        [
          ...times(n, (i) => texture(`frame${i}`, [16, 16, 1], { lifetime: 'imported' })),
          texture('last', [16, 16, 1], { ...persistent, history: 4 }),
        ],
        times(n, (i) => [
          copy(`c${i}`, `frame${i}`, 'last'),
          custom(`s${i}`, [use('last', 'sampled'), use({ resource: 'last', previous: 1 + (i % 4) }, 'sampled')]),
        ]).flat(),
      ),
  },
  'buffers in every kind of memory': {
    n: 3000,
    make: (n) =>
      document(
        times(n, (i) => buffer(`b${i}`, 256, { memory: ['device', 'upload', 'readback', 'unified'][i % 4] })),
        times(n, (i) => [upload(`u${i}`, `b${i}`, `i${i}`), readback(`r${i}`, `b${i}`)]).flat(),
      ),
  },
  'values that take the place of the one before': {
    n: 3000,
    make: (n) =>
      document(
        times(n + 1, (i) => buffer(`b${i}`)),
        [
          upload('u', 'b0', 'in'),
          ...times(n, (i) =>
            bound(`c${i}`, [
              { group: 0, binding: 0, use: `b${i}`, as: 'storage-read' },
              { group: 0, binding: 1, use: `b${i + 1}`, as: 'storage', access: 'write', inPlace: true },
            ]),
          ),
          readback('r', `b${n}`),
        ],
      ),
  },
  'updates of one buffer, and readers of its parts': {
    n: 3000,
    make: (n) =>
      document(
        [buffer('a', 256 * n, persistent), buffer('o', 256 * n, persistent)],
        times(n, (i) =>
          i % 2
            ? compute(`c${i}`, [part('a', i)], [part('o', i)])
            : bound(`c${i}`, [{ group: 0, binding: 0, use: 'a', as: 'storage', access: 'update' }]),
        ),
      ),
  },
  'host passes and three queues in turn': {
    n: 3000,
    profile: 'vulkan',
    make: (n) =>
      document(
        [buffer('p', 256, persistent), ...times(n, (i) => buffer(`b${i}`))],
        times(n, (i) =>
          i % 4 === 3
            ? [
                readback(`r${i}`, `b${i - 1}`),
                {
                  id: `h${i}`,
                  kind: 'host',
                  body: 'b',
                  consumes: [`r${i}`],
                  produces: [{ input: `i${i}`, size: 256 }],
                } as never,
                upload(`u${i}`, `b${i}`, `i${i}`),
              ]
            : [
                compute(`c${i}`, i === 0 ? ['p'] : [`b${i - 1}`], [`b${i}`], {
                  queue: ['graphics', 'compute', ['graphics', 'compute']][i % 3],
                }),
              ],
        )
          .flat()
          .concat(readback('last', `b${n - 1}`)),
      ),
  },
  'host passes of all queues at once': {
    n: 4000,
    profile: 'vulkan',
    make: (n) =>
      document(
        [buffer('p', 256, persistent)],
        times(n, (i) =>
          i % 3
            ? custom(`c${i}`, [use('p', 'storage-read')], { queue: i % 2 ? 'compute' : 'graphics' })
            : ({
                id: `h${i}`,
                kind: 'host',
                body: 'b',
                after: i === 0 ? [] : [`c${i - 1}`],
                sideEffects: true,
              } as never),
        ),
      ),
  },
  'labels and notes of everything': {
    n: 2000,
    make: (n) =>
      document(
        times(n, (i) =>
          buffer(`b${i}`, 256, { ...persistent, label: `buffer ${'long '.repeat(20)}${i}`, meta: { of: i } }),
        ),
        times(n, (i) =>
          compute(`c${i}`, [], [`b${i}`], {
            label: `pass ${'long '.repeat(20)}${i}`,
            meta: { list: times(5, (k) => k) },
          }),
        ),
      ),
  },
}
