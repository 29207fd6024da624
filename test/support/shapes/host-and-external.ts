/** Work between submissions. */
import {
  times,
  document,
  buffer,
  part,
  upload,
  fill,
  readback,
  compute,
  custom,
  use,
  persistent,
  type Pass,
  type Shapes,
} from './parts.ts'

export const hostAndExternalShapes: Shapes = {
  'host passes in turn': {
    n: 9100,
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
    n: 8200,
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
    n: 3500,
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
    n: 7300,
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
  'external passes in turn with dispatches': {
    n: 3800,
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
    n: 6300,
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
    n: 6700,
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
}
