/** Documents of any size in shapes that some algorithm would find hard. The same n gives the same document. */
import type { GraphDocument } from 'memkit-gpu'

type Pass = GraphDocument['passes'][number]
type Resource = GraphDocument['resources'][number]

export interface Shape {
  /** Where the document is large enough to be measured. */
  readonly n: number
  readonly make: (n: number) => unknown
  readonly profile?: 'dummy' | 'webgpu' | 'vulkan'
  /** The document is at fault; saying so is what is measured. */
  readonly refused?: boolean
}

const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: Math.max(1, n) }, (_, i) => make(i))
const document = (resources: readonly Resource[], passes: readonly Pass[]): unknown => ({
  version: 1,
  resources,
  shaders: [{ id: 's' }],
  passes,
})
const buffer = (id: string, size = 256, more = {}): Resource => ({ id, kind: 'buffer', size, ...more })
const texture = (id: string, size: [number, number, number], more = {}): Resource => ({
  id,
  kind: 'texture',
  format: 'rgba8unorm',
  size,
  ...more,
})
const part = (resource: string, i: number, size = 256) => ({ resource, offset: i * size, size })
const upload = (id: string, to: unknown, input: string, more = {}) =>
  ({ id, kind: 'upload', to, input, ...more }) as Pass
const fill = (id: string, to: unknown, more = {}) => ({ id, kind: 'fill', to, value: 1, ...more }) as Pass
const clear = (id: string, to: unknown, more = {}) => ({ id, kind: 'fill', to, value: 0, ...more }) as Pass
const copy = (id: string, from: unknown, to: unknown, more = {}) => ({ id, kind: 'copy', from, to, ...more }) as Pass
const readback = (id: string, from: unknown) => ({ id, kind: 'readback', from, output: id }) as Pass
const compute = (id: string, reads: readonly unknown[], writes: readonly unknown[], more = {}) =>
  ({
    id,
    kind: 'compute',
    shader: 's',
    entryPoint: 'main',
    workgroups: [1, 1, 1],
    bindings: [
      ...reads.map((use, binding) => ({ group: 0, binding, use, as: 'storage-read' })),
      ...writes.map((use, i) => ({ group: 0, binding: reads.length + i, use, as: 'storage', access: 'write' })),
    ],
    ...more,
  }) as Pass
const custom = (id: string, uses: readonly unknown[], more = {}) =>
  ({ id, kind: 'custom', body: 'b', uses, sideEffects: true, ...more }) as Pass
const draw = (id: string, target: unknown, uses: readonly unknown[], load = 'load') =>
  ({ id, kind: 'render', color: [{ use: target, load }], uses, body: 'b' }) as Pass
const use = (what: unknown, as: string, access?: string) => ({ use: what, as, ...(access ? { access } : {}) })
const box = (resource: string, origin: number[], size: number[], mipLevel = 0) => ({ resource, mipLevel, origin, size })
const persistent = { lifetime: 'persistent' }
const optional = { optional: true }

/** Readers of a whole buffer and writers of its parts; `order` says which comes when. */
const wholesAndParts = (order: 'parts first' | 'wholes first' | 'in turn', code: boolean) => (n: number) => {
  const half = Math.max(1, n >> 1)
  const write = (i: number) => (code ? compute(`w${i}`, [], [part('a', i)]) : fill(`w${i}`, part('a', i), { value: i }))
  const read = (i: number) =>
    code ? compute(`r${i}`, ['a'], [part('sums', i)]) : copy(`r${i}`, 'a', { resource: `c${i}` })
  const writes = times(half, write)
  const reads = times(half, read)
  const passes =
    order === 'parts first'
      ? [...writes, ...reads]
      : order === 'wholes first'
        ? [...reads, ...writes]
        : writes.flatMap((pass, i) => [pass, reads[i]!])
  const resources = [buffer('a', half * 256, persistent), buffer('sums', half * 256, persistent)]
  return document(
    code ? resources : [...resources, ...times(half, (i) => buffer(`c${i}`, half * 256, persistent))],
    passes,
  )
}

const side = 4096
const canvas = (more = {}) => texture('t', [side, side, 1], { ...persistent, ...more })

const crossing = (order: 'wide first' | 'in turn', kind: 'upload' | 'copy') => (n: number) => {
  const half = Math.min(side, Math.max(1, n >> 1))
  const put = (id: string, origin: number[], size: number[]) =>
    kind === 'upload'
      ? upload(id, box('t', origin, size), id)
      : copy(id, box('u', origin, size), box('t', origin, size))
  const wide = times(half, (i) => put(`w${i}`, [0, i, 0], [side, 1, 1]))
  const tall = times(half, (i) => put(`h${i}`, [i, 0, 0], [1, side, 1]))
  const passes = order === 'wide first' ? [...wide, ...tall] : wide.flatMap((pass, i) => [pass, tall[i]!])
  return document(kind === 'upload' ? [canvas()] : [canvas(), texture('u', [side, side, 1], persistent)], passes)
}

const diamonds = (queues: readonly string[], sideEffects: boolean) => (n: number) => {
  const passes: Pass[] = []
  for (let i = 0; passes.length < n; i++) {
    const after = i === 0 ? {} : { after: [`l${i - 1}`, `r${i - 1}`] }
    const queue = (k: number) => ({ queue: queues[k % queues.length]!, sideEffects })
    passes.push(
      compute(`t${i}`, ['in'], [part('o', 3 * i)], { ...after, ...queue(3 * i) }),
      compute(`l${i}`, ['in'], [part('o', 3 * i + 1)], { after: [`t${i}`], ...queue(3 * i + 1) }),
      compute(`r${i}`, ['in'], [part('o', 3 * i + 2)], { after: [`t${i}`], ...queue(3 * i + 2) }),
    )
  }
  return document([buffer('in', 256, persistent), buffer('o', 256 * (n + 3), persistent)], passes)
}

const faults = (make: (i: number) => unknown) => (n: number) => ({ version: 1, resources: [], passes: times(n, make) })

/** A seeded sequence: 0 … below − 1. */
const random = (seed: number) => {
  let state = seed
  return (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return (state >>> 8) % below
  }
}

export const shapes: Readonly<Record<string, Shape>> = {
  'parts, then readers of the whole': { n: 4000, make: wholesAndParts('parts first', true) },
  'readers of the whole, then parts': { n: 4000, make: wholesAndParts('wholes first', true) },
  'parts and wholes in turn': { n: 4000, make: wholesAndParts('in turn', true) },
  'parts, then copies of the whole': { n: 2000, make: wholesAndParts('parts first', false) },
  'copies of the whole, then parts': { n: 2000, make: wholesAndParts('wholes first', false) },
  'parts and copies of the whole in turn': { n: 2000, make: wholesAndParts('in turn', false) },
  'partial uploads of vertices, then draws': {
    n: 4000,
    make: (n) =>
      document(
        [buffer('v', 256 * n), texture('c', [64, 64, 1], persistent)],
        [
          ...times(n / 2, (i) => upload(`u${i}`, part('v', i, 512), `i${i}`)),
          ...times(n / 2, (i) => draw(`d${i}`, 'c', [use('v', 'vertex')])),
        ],
      ),
  },
  'partial uploads of vertices and draws in turn': {
    n: 4000,
    make: (n) =>
      document(
        [buffer('v', 256 * n, persistent), texture('c', [64, 64, 1], persistent)],
        times(n / 2, (i) => [
          upload(`u${i}`, part('v', i, 512), `i${i}`),
          draw(`d${i}`, 'c', [use('v', 'vertex')]),
        ]).flat(),
      ),
  },
  'optional uploads and their readers': {
    n: 4000,
    make: (n) =>
      document(
        [buffer('v', 256 * n, persistent), buffer('o', 256 * n, persistent)],
        times(n / 2, (i) => [
          upload(`u${i}`, part('v', i), `i${i}`, optional),
          compute(`c${i}`, [part('v', i)], [part('o', i)]),
        ]).flat(),
      ),
  },
  'optional uploads of parts, then of the whole': {
    n: 3000,
    make: (n) =>
      document(
        [buffer('v', 128 * n, persistent)],
        [
          ...times(n / 2, (i) => upload(`p${i}`, part('v', i), `p${i}`, optional)),
          ...times(n / 2, (i) => upload(`w${i}`, 'v', `w${i}`, optional)),
          readback('r', 'v'),
        ],
      ),
  },
  'optional uploads of parts and of the whole in turn': {
    n: 3000,
    make: (n) =>
      document(
        [buffer('v', 128 * n, persistent)],
        [
          ...times(n / 2, (i) => [
            upload(`p${i}`, part('v', i), `p${i}`, optional),
            upload(`w${i}`, 'v', `w${i}`, optional),
          ]).flat(),
          readback('r', 'v'),
        ],
      ),
  },
  'optional uploads of one input': {
    n: 4000,
    make: (n) =>
      document(
        times(n, (i) => buffer(`b${i}`, 256, persistent)),
        [...times(n, (i) => fill(`f${i}`, `b${i}`)), ...times(n, (i) => upload(`u${i}`, `b${i}`, 'in', optional))],
      ),
  },
  'optional uploads that cross in a texture': {
    n: 1000,
    make: (n) =>
      document(
        [canvas()],
        times(n, (i) =>
          i % 2
            ? upload(`w${i}`, box('t', [0, i % side, 0], [side, 1, 1]), `w${i}`, optional)
            : upload(`h${i}`, box('t', [i % side, 0, 0], [1, side, 1]), `h${i}`, optional),
        ),
      ),
  },
  'optional tiles of an atlas, and the whole sampled': {
    n: 3000,
    make: (n) => {
      const across = Math.ceil(Math.sqrt(n / 2))
      return document(
        [texture('t', [across * 16, across * 16, 1], persistent)],
        times(n / 2, (i) => [
          upload(
            `u${i}`,
            box('t', [16 * (i % across), 16 * Math.floor(i / across), 0], [16, 16, 1]),
            `i${i % 100}`,
            optional,
          ),
          custom(`c${i}`, [use('t', 'sampled')]),
        ]).flat(),
      )
    },
  },
  'draws of vertices into targets of their own': {
    n: 4000,
    make: (n) =>
      document(
        [buffer('v', 256 * n), ...times(n / 2, (i) => texture(`c${i}`, [4, 4, 1], persistent))],
        [
          ...times(n / 2, (i) => upload(`u${i}`, part('v', i, 512), `i${i}`)),
          ...times(n / 2, (i) => draw(`d${i}`, `c${i}`, [use('v', 'vertex')], 'clear')),
        ],
      ),
  },
  'after in diamonds, side effects, three queues': {
    n: 6000,
    profile: 'vulkan',
    make: diamonds(['graphics', 'compute', 'graphics', 'compute', 'graphics'], true),
  },
  'after in diamonds, three queues': { n: 6000, make: diamonds(['graphics', 'compute', 'graphics'], false) },
  'after in diamonds, one queue': { n: 6000, make: diamonds(['graphics'], false) },
  'after in diamonds, dummy queues, side effects': { n: 6000, make: diamonds(['graphics', 'compute'], true) },
  'transfers after, on three queues': {
    n: 6000,
    make: (n) =>
      document(
        times(n, (i) => buffer(`b${i}`, 256, persistent)),
        times(n, (i) =>
          fill(`f${i}`, `b${i}`, {
            sideEffects: true,
            queue: ['graphics', 'compute', 'transfer'][i % 3],
            after: i < 3 ? [] : [`f${i - 1}`, `f${i - 2}`, `f${i - 3}`],
          }),
        ),
      ),
  },
  'after every second of the last thousand': {
    n: 2000,
    make: (n) =>
      document(
        times(n, (i) => buffer(`b${i}`, 256, persistent)),
        times(n, (i) =>
          fill(`f${i}`, `b${i}`, {
            after: times(Math.min(i, 500), (k) => `f${i - 1 - 2 * (k >> 1)}`)
              .filter((x) => !x.includes('-'))
              .filter((x, k, all) => all.indexOf(x) === k)
              .slice(0, 100),
          }),
        ),
      ),
  },
  'after through culled passes': {
    n: 6000,
    make: (n) =>
      document(
        [buffer('t'), buffer('p', 256, persistent)],
        [
          ...times(n / 2, (i) => fill(`c${i}`, 't', { after: i === 0 ? [] : [`c${i - 1}`] })),
          ...times(n / 2, (i) => custom(`l${i}`, [use('p', 'storage-read')], { after: [`c${Math.floor(n / 2) - 1}`] })),
        ],
      ),
  },
  'wide boxes, then tall ones': { n: 1000, make: crossing('wide first', 'upload') },
  'wide and tall boxes in turn': { n: 1000, make: crossing('in turn', 'upload') },
  'wide copies, then tall ones': { n: 1000, make: crossing('wide first', 'copy') },
  'wide and tall copies in turn': { n: 1000, make: crossing('in turn', 'copy') },
  'random boxes': {
    n: 2000,
    make: (n) => {
      const next = random(1)
      return document(
        [canvas()],
        times(n, (i) => {
          const [w, h] = [1 + next(512), 1 + next(512)]
          return upload(`u${i}`, box('t', [next(side - w), next(side - h), 0], [w, h, 1]), `i${i}`)
        }),
      )
    },
  },
  'tiles of an atlas': {
    n: 4000,
    make: (n) => {
      const across = Math.ceil(Math.sqrt(n))
      return document(
        [texture('t', [across * 16, across * 16, 1], persistent)],
        times(n, (i) =>
          upload(`u${i}`, box('t', [16 * (i % across), 16 * Math.floor(i / across), 0], [16, 16, 1]), `i${i}`),
        ),
      )
    },
  },
  'boxes of a texture, then readbacks of the whole': {
    n: 1000,
    make: (n) => {
      const across = Math.ceil(Math.sqrt(n / 2))
      return document(
        [texture('t', [across * 64, across * 16, 1], persistent)],
        [
          ...times(n / 2, (i) =>
            upload(`u${i}`, box('t', [64 * (i % across), 16 * Math.floor(i / across), 0], [64, 16, 1]), `i${i}`),
          ),
          ...times(n / 2, (i) => readback(`r${i}`, 't')),
        ],
      )
    },
  },
  'boxes of a texture and readbacks of the whole in turn': {
    n: 1000,
    make: (n) => {
      const across = Math.ceil(Math.sqrt(n / 2))
      return document(
        [texture('t', [across * 64, across * 16, 1], persistent)],
        times(n / 2, (i) => [
          upload(`u${i}`, box('t', [64 * (i % across), 16 * Math.floor(i / across), 0], [64, 16, 1]), `i${i}`),
          readback(`r${i}`, 't'),
        ]).flat(),
      )
    },
  },
  'stairs of boxes': {
    n: 2000,
    make: (n) =>
      document(
        [canvas()],
        times(n, (i) => upload(`u${i}`, box('t', [i % 2000, i % 2000, 0], [900, 900, 1]), `i${i}`)),
      ),
  },
  'subresources touched whole': {
    n: 2000,
    make: (n) =>
      document(
        [texture('t', [16, 16, 256], { mipLevelCount: 5, ...persistent })],
        times(n, (i) => custom(`c${i}`, [use('t', 'sampled')])),
      ),
  },
  'subresources cleared and sampled whole': {
    n: 1000,
    make: (n) =>
      document(
        [texture('t', [256, 256, 256], { mipLevelCount: 9, ...persistent })],
        times(n, (i) => [clear(`f${i}`, 't'), custom(`c${i}`, [use('t', 'sampled')])]).flat(),
      ),
  },
  'subresources stored and sampled one by one': {
    n: 2304,
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
    n: 2000,
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
    n: 1000,
    make: (n) =>
      document(
        [texture('t', [256, 256, 16], { mipLevelCount: 9, ...persistent })],
        times(n, (i) => [
          upload(`u${i}`, { resource: 't', mipLevel: 0, mipLevelCount: 1 }, `i${i}`),
          { id: `m${i}`, kind: 'mipmap', texture: 't' } as Pass,
        ]).flat(),
      ),
  },
  'host passes in turn': {
    n: 3000,
    make: (n) =>
      document(
        [buffer('a'), buffer('p', 256, persistent)],
        times(n / 3, (i) => [
          ...(i === 0 ? [fill('f', 'a')] : []),
          readback(`r${i}`, 'a'),
          {
            id: `h${i}`,
            kind: 'host',
            consumes: [`r${i}`],
            produces: [{ input: `i${i}`, size: 256 }],
            body: 'b',
          } as Pass,
          upload(`u${i}`, 'a', `i${i}`),
        ])
          .flat()
          .concat(readback('last', 'a')),
      ),
  },
  'host passes without bytes': {
    n: 4000,
    make: (n) =>
      document(
        [buffer('p', 256, persistent)],
        times(n / 2, (i) => [
          { id: `h${i}`, kind: 'host', body: 'b', sideEffects: true } as Pass,
          custom(`c${i}`, [use('p', 'storage-read')]),
        ]).flat(),
      ),
  },
  'host passes after everything, through a culled pass': {
    n: 3000,
    make: (n) =>
      document(
        [buffer('p', 256, persistent), buffer('dead')],
        [
          ...times(n, (i) => custom(`c${i}`, [use('p', 'storage-read')])),
          { ...fill('culled', 'dead'), after: times(n, (i) => `c${i}`) } as Pass,
          ...times(
            n,
            (i) => ({ id: `h${i}`, kind: 'host', body: 'b', sideEffects: true, after: ['culled'] }) as unknown as Pass,
          ),
        ],
      ),
  },
  'host passes that produce for everybody': {
    n: 3000,
    make: (n) =>
      document(
        times(n / 3, (i) => buffer(`b${i}`, 256, persistent)),
        times(n / 3, (i) => [
          { id: `h${i}`, kind: 'host', produces: [{ input: `i${i}`, size: 256 }], body: 'b' } as Pass,
          upload(`u${i}`, `b${i}`, `i${i}`),
          readback(`r${i}`, `b${i}`),
        ]).flat(),
      ),
  },
  'one host pass that consumes everything': {
    n: 4000,
    make: (n) =>
      document(
        [buffer('a', 256 * n, persistent)],
        [
          ...times(n, (i) => readback(`r${i}`, part('a', i))),
          {
            id: 'h',
            kind: 'host',
            consumes: times(n, (i) => `r${i}`),
            produces: times(n, (i) => ({ input: `i${i}`, size: 256 })),
            body: 'b',
          } as Pass,
          ...times(n, (i) => upload(`u${i}`, part('a', i), `i${i}`)),
        ],
      ),
  },
  'faults: no known fields': { n: 125_000, refused: true, make: faults(() => ({ x: 1 })) },
  'faults: numbers for passes': { n: 250_000, refused: true, make: faults((i) => i) },
  'faults: negative offsets': {
    n: 60_000,
    refused: true,
    make: faults((i) => ({ id: `f${i}`, kind: 'fill', to: { resource: 'a', offset: -1 }, value: 0 })),
  },
  'faults: uses of no kind': {
    n: 60_000,
    refused: true,
    make: (n) => ({
      version: 1,
      resources: [],
      passes: [{ id: 'c', kind: 'custom', body: 'b', uses: times(n, () => ({ use: 'a', as: 'x' })) }],
    }),
  },
  'faults: stray keys': {
    n: 125_000,
    refused: true,
    make: (n) => ({ version: 1, resources: [], passes: [Object.fromEntries(times(n, (i) => [`k${i}`, i]))] }),
  },
  'faults: ids that stand twice': {
    n: 60_000,
    refused: true,
    make: (n) =>
      document(
        times(n, () => buffer('a')),
        [],
      ),
  },
  'faults: names that are nearly known': {
    n: 30_000,
    refused: true,
    make: (n) =>
      document(
        times(n, (i) => buffer(`resource-number-${i}`)),
        [fill('f', 'resource-nunber-1')],
      ),
  },
  'faults: a read of what nothing wrote': {
    n: 30_000,
    refused: true,
    make: (n) =>
      document(
        times(n, (i) => buffer(`b${i}`)),
        times(n, (i) => readback(`r${i}`, `b${i}`)),
      ),
  },
  'a chain': {
    n: 6000,
    make: (n) =>
      document(
        times(n + 1, (i) => buffer(`b${i}`)),
        [fill('f', 'b0'), ...times(n, (i) => compute(`c${i}`, [`b${i}`], [`b${i + 1}`])), readback('r', `b${n}`)],
      ),
  },
  'a chain of copies': {
    n: 8000,
    make: (n) =>
      document(
        times(n + 1, (i) => buffer(`b${i}`)),
        [fill('f', 'b0'), ...times(n, (i) => copy(`c${i}`, `b${i}`, `b${i + 1}`)), readback('r', `b${n}`)],
      ),
  },
  'copies that fan out': {
    n: 6000,
    make: (n) =>
      document(
        [buffer('a'), ...times(n, (i) => buffer(`b${i}`, 256, persistent))],
        [fill('f', 'a'), ...times(n, (i) => copy(`c${i}`, 'a', `b${i}`))],
      ),
  },
  'copies between two buffers, in turn': {
    n: 6000,
    make: (n) =>
      document(
        [buffer('a', 4096, persistent), buffer('b', 4096, persistent)],
        times(n, (i) =>
          i % 2
            ? copy(`c${i}`, part('a', i % 16), part('b', (i * 7) % 16))
            : copy(`c${i}`, part('b', i % 16), part('a', (i * 5) % 16)),
        ),
      ),
  },
  'all readers of one buffer': {
    n: 6000,
    make: (n) =>
      document(
        [buffer('a'), buffer('o', 256 * n, persistent)],
        [fill('f', 'a'), ...times(n, (i) => compute(`c${i}`, ['a'], [part('o', i)]))],
      ),
  },
  'readers, then a writer, again and again': {
    n: 6000,
    make: (n) => {
      const round = Math.max(1, Math.floor(Math.sqrt(n)))
      return document(
        [buffer('a', 256, persistent), buffer('o', 256 * n, persistent)],
        times(n, (i) => (i % round === 0 ? compute(`w${i}`, [], ['a']) : compute(`c${i}`, ['a'], [part('o', i)]))),
      )
    },
  },
  'writers of everything': {
    n: 6000,
    make: (n) =>
      document(
        [buffer('a', 256 * n, persistent)],
        times(n, (i) => compute(`c${i}`, [], [i % 2 ? 'a' : part('a', i)])),
      ),
  },
  'nested intervals': {
    n: 4000,
    make: (n) =>
      document(
        [buffer('a', 8 * n, persistent)],
        times(n, (i) => fill(`c${i}`, { resource: 'a', offset: 4 * i, size: 8 * (n - i) })),
      ),
  },
  'nested intervals, read': {
    n: 3000,
    make: (n) =>
      document(
        [buffer('a', 8 * n, persistent), buffer('o', 256 * n, persistent)],
        times(n, (i) =>
          compute(
            `c${i}`,
            [{ resource: 'a', offset: 4 * i - ((4 * i) % 256), size: 8 * (n - i) - ((8 * (n - i)) % 4) }],
            [part('o', i)],
          ),
        ),
      ),
  },
  'sliding windows': {
    n: 4000,
    make: (n) =>
      document(
        [buffer('a', 256 * (n + 64), persistent), buffer('o', 256 * n, persistent)],
        times(n, (i) =>
          i % 2
            ? compute(`c${i}`, [{ resource: 'a', offset: 256 * i, size: 256 * 64 }], [part('o', i)])
            : fill(`c${i}`, part('a', i + 32)),
        ),
      ),
  },
  butterflies: {
    n: 4000,
    make: (n) => {
      const width = 64
      return document(
        [buffer('a', 256 * width, persistent), buffer('b', 256 * width, persistent)],
        times(n, (i) => {
          const [layer, at] = [Math.floor(i / width), i % width]
          const [from, to] = layer % 2 ? ['b', 'a'] : ['a', 'b']
          return compute(`c${i}`, [part(from!, at), part(from!, at ^ (1 << (layer % 6)))], [part(to!, at)])
        }),
      )
    },
  },
  'random reads of the last results': {
    n: 6000,
    make: (n) => {
      const next = random(7)
      return document(
        times(n, (i) => buffer(`b${i}`, 256 * (1 + next(64)))),
        [
          fill('f', 'b0'),
          ...times(n - 1, (i) => compute(`c${i}`, [`b${Math.max(0, i - next(64))}`], [`b${i + 1}`])),
          ...times(n / 16, (i) => readback(`r${i}`, `b${16 * i}`)),
        ],
      )
    },
  },
  'many values alive at once': {
    n: 5000,
    make: (n) =>
      document(
        times(n, (i) => buffer(`b${i}`, 256 * (1 + (i % 7)))),
        [...times(n, (i) => compute(`w${i}`, [], [`b${i}`])), ...times(n, (i) => readback(`r${i}`, `b${n - 1 - i}`))],
      ),
  },
  'many values, WebGPU': {
    n: 3000,
    profile: 'webgpu',
    make: (n) =>
      document(
        times(n, (i) => buffer(`b${i}`, 256 * (1 + (i % 7)))),
        [
          ...times(n, (i) => upload(`w${i}`, `b${i}`, `i${i}`)),
          ...times(n - 1, (i) => compute(`c${i}`, [`b${i}`], [`b${i + 1}`])),
          readback('r', `b${n - 1}`),
        ],
      ),
  },
  'two queues that hand over': {
    n: 4000,
    profile: 'vulkan',
    make: (n) =>
      document(
        [buffer('a', 256, persistent), buffer('o', 256 * n, persistent)],
        times(n, (i) =>
          compute(`c${i}`, ['a'], i % 8 === 0 ? [part('o', i)] : [part('o', i)], {
            queue: i % 2 ? 'compute' : 'graphics',
            sideEffects: i % 5 === 0,
          }),
        ),
      ),
  },
  'side effects on two queues': {
    n: 4000,
    profile: 'vulkan',
    make: (n) =>
      document(
        [buffer('a', 256, persistent)],
        times(n, (i) => custom(`c${i}`, [use('a', 'storage-read')], { queue: i % 2 ? 'compute' : 'graphics' })),
      ),
  },
  'render passes that might merge': {
    n: 4000,
    make: (n) =>
      document(
        times(4, (i) => texture(`c${i}`, [64, 64, 1], persistent)),
        times(n, (i) => draw(`d${i}`, `c${i % 4}`, [])),
      ),
  },
  'uploads and readbacks of slices, in reverse': {
    n: 4000,
    make: (n) =>
      document(
        [buffer('a', 256 * n, persistent)],
        [
          ...times(n / 2, (i) => upload(`u${i}`, part('a', n - 1 - i), `i${i}`)),
          ...times(n / 2, (i) => readback(`r${i}`, part('a', (i * 7919) % n))),
        ],
      ),
  },
  'uploads of one input': {
    n: 5000,
    make: (n) =>
      document(
        times(n, (i) => buffer(`b${i}`, 256, persistent)),
        times(n, (i) => upload(`u${i}`, `b${i}`, 'in')),
      ),
  },
  'one pass with all the uses': {
    n: 8000,
    make: (n) =>
      document(
        [buffer('a', 256 * n, persistent)],
        [
          custom(
            'c',
            times(n, (i) => use(part('a', i), i % 2 ? 'storage-read' : 'vertex')),
          ),
        ],
      ),
  },
  history: {
    n: 3000,
    make: (n) =>
      document(
        times(n, (i) => buffer(`b${i}`, 256, { ...persistent, history: 1 + (i % 16) })),
        times(n, (i) => copy(`c${i}`, { resource: `b${i}`, previous: 1 + (i % 16) }, `b${i}`)),
      ),
  },
  'history of one buffer': {
    n: 4000,
    make: (n) =>
      document(
        [buffer('a', 256 * n, { ...persistent, history: 16 })],
        times(n, (i) => copy(`c${i}`, { ...part('a', i), previous: 1 + (i % 16) }, part('a', i))),
      ),
  },
  'history of textures': {
    n: 800,
    make: (n) =>
      document(
        times(n, (i) => texture(`t${i}`, [8, 8, 1], { ...persistent, history: 1 + (i % 8) })),
        times(n, (i) => copy(`c${i}`, { resource: `t${i}`, previous: 1 + (i % 8) }, `t${i}`)),
      ),
  },
  'textures with all levels': {
    n: 2000,
    make: (n) =>
      document(
        times(n, (i) => texture(`t${i}`, [256, 256, 1], { mipLevelCount: 9, ...persistent })),
        times(n, (i) => custom(`c${i}`, [use(`t${i}`, 'storage-texture', 'write')])),
      ),
  },
  'textures with all levels and mipmaps': {
    n: 2000,
    make: (n) =>
      document(
        times(n, (i) => texture(`t${i}`, [256, 256, 1], { mipLevelCount: 9, ...persistent })),
        times(n, (i) => ({ id: `m${i}`, kind: 'mipmap', texture: `t${i}` }) as Pass),
      ),
  },
  'arrays of cubes, a face each': {
    n: 3000,
    make: (n) =>
      document(
        times(Math.ceil(n / 6), (i) => texture(`t${i}`, [16, 16, 6], persistent)),
        times(n, (i) => draw(`d${i}`, box(`t${Math.floor(i / 6)}`, [0, 0, i % 6], [16, 16, 1]), [], 'clear')),
      ),
  },
  'slices of volumes': {
    n: 3000,
    make: (n) =>
      document(
        times(Math.ceil(n / 30), (i) =>
          texture(`t${i}`, [16, 16, 64], { dimension: '3d', mipLevelCount: 5, ...persistent }),
        ),
        times(n, (i) => upload(`u${i}`, box(`t${Math.floor(i / 30)}`, [0, 0, i % 30], [16, 16, 1]), `i${i % 10}`)),
      ),
  },
  'transient textures, all of them sampled by the next': {
    n: 3000,
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
  'external passes in turn with dispatches': {
    n: 3000,
    make: (n) =>
      document(
        [buffer('a', 256 * n, persistent)],
        times(n, (i) =>
          i % 2
            ? ({
                id: `e${i}`,
                kind: 'external',
                body: 'b',
                uses: [use(part('a', i - 1), 'storage-read')],
                sideEffects: true,
              } as unknown as Pass)
            : compute(`c${i}`, [], [part('a', i)]),
        ),
      ),
  },
  'external passes alone': {
    n: 4000,
    profile: 'vulkan',
    make: (n) =>
      document(
        [buffer('p', 256, persistent)],
        times(
          n,
          (i) =>
            ({
              id: `e${i}`,
              kind: 'external',
              body: 'b',
              uses: [use('p', 'storage-read')],
              sideEffects: true,
            }) as unknown as Pass,
        ),
      ),
  },
  'host passes after all others, again and again': {
    n: 3000,
    make: (n) => {
      const round = Math.max(2, Math.floor(Math.sqrt(n)))
      return document(
        [buffer('dead')],
        times(n, (i) =>
          i % round === round - 1
            ? fill(`x${i}`, 'dead', { after: times(round - 1, (k) => `h${i - 1 - k}`) })
            : ({
                id: `h${i}`,
                kind: 'host',
                body: 'b',
                produces: [],
                sideEffects: true,
                after: i < round ? [] : [`x${i - (i % round) - 1}`],
              } as unknown as Pass),
        ),
      )
    },
  },
  'imported textures, drawn to and sampled in turn': {
    n: 3000,
    make: (n) =>
      document(
        times(n / 2, (i) => texture(`i${i}`, [4, 4, 1], { lifetime: 'imported' })),
        times(n / 2, (i) => [draw(`d${i}`, `i${i}`, [], 'clear'), custom(`c${i}`, [use(`i${i}`, 'sampled')])]).flat(),
      ),
  },
  'indirect dispatches of counts in one buffer': {
    n: 3000,
    make: (n) =>
      document([buffer('counts', 16 * n), buffer('o', 256 * n, persistent)], [
        fill('f', 'counts'),
        ...times(n, (i) => ({
          ...compute(`c${i}`, [], [part('o', i)]),
          workgroups: { indirect: { resource: 'counts', offset: 16 * i, size: 12 } },
        })),
      ] as Pass[]),
  },
  'vertices, indices and counts of draws, one buffer': {
    n: 3000,
    make: (n) =>
      document(
        [buffer('v', 768 * n), texture('c', [64, 64, 1], persistent)],
        [
          upload('u', 'v', 'in'),
          ...times(n, (i) =>
            draw(`d${i}`, 'c', [
              use(part('v', 3 * i), 'vertex'),
              use(part('v', 3 * i + 1), 'index'),
              use(part('v', 3 * i + 2), 'indirect'),
            ]),
          ),
        ],
      ),
  },
  'transients written and read on three queues': {
    n: 3000,
    profile: 'vulkan',
    make: (n) => {
      const next = random(3)
      return document(
        [...times(n, (i) => buffer(`b${i}`)), buffer('o', 256 * n, persistent)],
        times(n, (i) =>
          compute(`c${i}`, i < 8 ? [] : [`b${i - 1 - next(8)}`], i % 16 ? [`b${i}`] : [`b${i}`, part('o', i)], {
            queue: ['graphics', 'compute', ['graphics', 'compute']][next(3)],
          }),
        ),
      )
    },
  },
  'copies between textures of all levels': {
    n: 2000,
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
    n: 1500,
    make: (n) =>
      document(
        [texture('t', [64, 64, 64], { mipLevelCount: 7, ...persistent })],
        times(n, (i) => draw(`d${i}`, box('t', [0, 0, i % 64], [64 >> (i % 7), 64 >> (i % 7), 1], i % 7), [], 'clear')),
      ),
  },
  'many bindings of one dispatch': {
    n: 1000,
    make: (n) =>
      document(
        [buffer('a', 256 * 64, persistent), buffer('o', 256 * n, persistent)],
        times(n, (i) =>
          compute(
            `c${i}`,
            times(16, (k) => part('a', (i + k) % 64)),
            [part('o', i)],
          ),
        ),
      ),
  },
  'passes switched around a bypass': {
    n: 3000,
    make: (n) =>
      document(
        times(n + 1, (i) => buffer(`b${i}`)),
        [
          fill('f', 'b0'),
          ...times(n, (i) => compute(`c${i}`, [`b${i}`], [`b${i + 1}`], { bypass: { [`b${i + 1}`]: `b${i}` } })),
          readback('r', `b${n}`),
        ],
      ),
  },
  'imports, each read once': {
    n: 4000,
    make: (n) =>
      document(
        [buffer('o', 256 * n, persistent), ...times(n, (i) => buffer(`i${i}`, 256, { lifetime: 'imported' }))],
        times(n, (i) => compute(`c${i}`, [`i${i}`], [part('o', i)])),
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
  'histories of many periods in one chain': {
    n: 3000,
    make: (n) =>
      document(
        times(n, (i) => buffer(`b${i}`, 256, { ...persistent, history: 1 + (i % 8) })),
        times(n - 1, (i) => compute(`c${i}`, [{ resource: `b${i}`, previous: 1 + (i % 8) }, `b${i}`], [`b${i + 1}`])),
      ),
  },
  'queues in turn along a chain': {
    n: 3000,
    profile: 'vulkan',
    make: (n) =>
      document(
        times(n + 1, (i) => buffer(`b${i}`)),
        [
          fill('f', 'b0'),
          ...times(n, (i) => compute(`c${i}`, [`b${i}`], [`b${i + 1}`], { queue: i % 2 ? 'compute' : 'graphics' })),
          readback('r', `b${n}`),
        ],
      ),
  },
  'long constants': {
    n: 100,
    make: (n) =>
      document(
        [buffer('o', 256 * n, persistent)],
        times(n, (i) =>
          compute(`c${i}`, [], [part('o', i)], {
            constants: Object.fromEntries(times(500, (k) => [`constant_${k}`, (i * k) / 7])),
          }),
        ),
      ),
  },
  'notes without end': {
    n: 500,
    make: (n) =>
      document(
        [buffer('o', 256 * n, persistent)],
        times(n, (i) => fill(`f${i}`, part('o', i), { meta: { list: times(300, (k) => ({ k, text: `note ${k}` })) } })),
      ),
  },
  'one note of many keys': {
    n: 60_000,
    make: (n) => ({
      ...(document([buffer('o', 256, persistent)], [fill('f', 'o')]) as object),
      meta: Object.fromEntries(times(n, (i) => [`key${i}`, { value: i }])),
    }),
  },
  'ids as long as they may be': {
    n: 1500,
    make: (n) => {
      const id = (i: number) => `${'x'.repeat(200)}${i}`
      return document(
        times(n, (i) => buffer(id(i), 256, persistent)),
        times(n, (i) => fill(`p${id(i)}`, id(i))),
      )
    },
  },
  'shaders, each with a text of its own': {
    n: 2000,
    make: (n) => ({
      version: 1,
      resources: [buffer('o', 256 * n, persistent)],
      shaders: times(n, (i) => ({
        id: `s${i}`,
        wgsl: `@compute @workgroup_size(1) fn main() { /* ${'x'.repeat(200)} ${i} */ }`,
      })),
      passes: times(n, (i) => ({ ...compute(`c${i}`, [], [part('o', i)]), shader: `s${i}` })),
    }),
  },
  'scratch between every two passes': {
    n: 3000,
    make: (n) =>
      document(
        [...times(n, (i) => buffer(`s${i}`, 256 * (1 + (i % 13)))), buffer('o', 256, persistent)],
        times(n, (i) => [compute(`w${i}`, [], [`s${i}`]), compute(`r${i}`, [`s${i}`], [{ resource: 'o' }])]).flat(),
      ),
  },
  'textures drawn, then sampled by all later ones': {
    n: 200,
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
  'columns of a texture, in turn with rows of a buffer': {
    n: 2000,
    make: (n) =>
      document(
        [canvas(), buffer('a', side * 4 * 256, persistent)],
        times(n, (i) =>
          i % 2
            ? copy(
                `c${i}`,
                { resource: 'a', offset: (i % 256) * side * 4, size: side * 4 },
                box('t', [i % side, 0, 0], [1, side, 1]),
              )
            : copy(`c${i}`, box('t', [0, i % side, 0], [side, 1, 1]), {
                resource: 'a',
                offset: (i % 256) * side * 4,
                size: side * 4,
              }),
        ),
      ),
  },
  'depth and stencil apart': {
    n: 2000,
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
