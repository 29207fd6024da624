/** Boxes of one texture. */
import {
  times,
  document,
  buffer,
  texture,
  upload,
  clear,
  copy,
  readback,
  custom,
  use,
  box,
  persistent,
  optional,
  side,
  canvas,
  random,
  type Shapes,
} from './parts.ts'

const crossing = (order: 'wide first' | 'in turn', kind: 'upload' | 'copy') => (n: number) => {
  const half = Math.max(1, n >> 1)
  const put = (id: string, origin: number[], size: number[]) =>
    kind === 'upload'
      ? upload(id, box('t', origin, size), id)
      : copy(id, box('u', origin, size), box('t', origin, size))
  const wide = times(half, (i) => put(`w${i}`, [0, i % side, 0], [side, 1, 1]))
  const tall = times(half, (i) => put(`h${i}`, [i % side, 0, 0], [1, side, 1]))
  const passes = order === 'wide first' ? [...wide, ...tall] : wide.flatMap((pass, i) => [pass, tall[i]!])
  return document(kind === 'upload' ? [canvas()] : [canvas(), texture('u', [side, side, 1], persistent)], passes)
}

const inVolume = (edge: number, most: number) => (n: number) => {
  const next = random(2)
  const three = (number: () => number) => times(3, number)
  return document(
    [texture('t', [edge, edge, edge], { dimension: '3d', ...persistent })],
    times(n, (i) =>
      clear(
        `f${i}`,
        box(
          't',
          three(() => next(edge - most)),
          three(() => 1 + next(most)),
        ),
      ),
    ),
  )
}

export const boxesShapes: Shapes = {
  'optional tiles of an atlas, and the whole sampled': {
    n: 5700,
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
  'wide boxes, then tall ones': { n: 5600, make: crossing('wide first', 'upload') },
  'wide and tall boxes in turn': { n: 5600, make: crossing('in turn', 'upload') },
  'wide copies, then tall ones': { n: 3800, make: crossing('wide first', 'copy') },
  'wide and tall copies in turn': { n: 3800, make: crossing('in turn', 'copy') },
  'random boxes': {
    n: 5400,
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
  'small boxes of a volume': { n: 5000, make: inVolume(128, 28) },
  'large boxes of a volume': { n: 5000, make: inVolume(2048, 1024) },
  'boxes of layers': {
    n: 5000,
    make: (n) => {
      const next = random(3)
      const [origin, lengths] = [
        () => [next(2000), next(2000), next(128)],
        () => [2000, 2000, 128].map((m) => 1 + next(m)),
      ]
      return document(
        [texture('t', [4096, 4096, 256], persistent)],
        times(n, (i) => upload(`u${i}`, box('t', origin(), lengths()), `i${i}`)),
      )
    },
  },
  'boxes of two textures, each copied to another place of the other': {
    n: 3000,
    make: (n) => {
      const next = random(9)
      return document(
        ['a', 'b'].map((id) => texture(id, [512, 512, 1], persistent)),
        times(n, (i) => {
          const from = box(i % 2 ? 'a' : 'b', [next(256), next(256), 0], [1 + next(200), 1 + next(200), 1])
          return copy(`c${i}`, from, { ...from, resource: i % 2 ? 'b' : 'a', origin: [next(256), next(256), 0] })
        }),
      )
    },
  },
  'tiles of an atlas': {
    n: 5500,
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
    n: 7400,
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
    n: 7400,
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
    n: 5400,
    make: (n) =>
      document(
        [canvas()],
        times(n, (i) => upload(`u${i}`, box('t', [i % 2000, i % 2000, 0], [900, 900, 1]), `i${i}`)),
      ),
  },
  'columns of a texture, in turn with rows of a buffer': {
    n: 4200,
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
}
