/** Passes that are switched off, with and without something in their place. */
import {
  buffer,
  compute,
  copy,
  custom,
  document,
  fill,
  part,
  persistent,
  readback,
  times,
  use,
  type Shapes,
} from './parts.ts'

const chain = (n: number, bypassed: boolean) =>
  document(
    times(n + 1, (i) => buffer(`b${i}`)),
    [
      fill('f', 'b0'),
      ...times(n, (i) =>
        compute(`c${i}`, [`b${i}`], [`b${i + 1}`], bypassed ? { bypass: { [`b${i + 1}`]: `b${i}` } } : {}),
      ),
      readback('r', `b${n}`),
    ],
  )

export const switchedOffShapes: Shapes = {
  'every second pass of a chain is bypassed': {
    n: 5000,
    make: (n) => chain(n, true),
    off: (n) => times(n / 2, (i) => `c${2 * i}`),
  },
  'all passes of a chain are bypassed': { n: 5000, make: (n) => chain(n, true), off: (n) => times(n, (i) => `c${i}`) },
  'a fan of bypassed passes': {
    n: 5000,
    make: (n) =>
      document(
        [buffer('a'), ...times(n, (i) => buffer(`b${i}`, 256, persistent))],
        [fill('f', 'a'), ...times(n, (i) => compute(`c${i}`, ['a'], [`b${i}`], { bypass: { [`b${i}`]: 'a' } }))],
      ),
    off: (n) => times(n, (i) => `c${i}`),
  },
  'one bypass of many resources': {
    n: 5000,
    make: (n) =>
      document(
        [...times(n, (i) => buffer(`a${i}`, 256, persistent)), ...times(n, (i) => buffer(`b${i}`, 256, persistent))],
        [
          custom(
            'c',
            [...times(n, (i) => use(`a${i}`, 'storage-read')), ...times(n, (i) => use(`b${i}`, 'storage', 'write'))],
            { bypass: Object.fromEntries(times(n, (i) => [`b${i}`, `a${n - 1 - i}`])) },
          ),
        ],
      ),
    off: () => ['c'],
  },
  'a chain that a pass fed that is off': {
    n: 5000,
    make: (n) =>
      document(
        [...times(n + 1, (i) => buffer(`b${i}`)), buffer('p', 256, persistent)],
        [fill('f', 'b0'), ...times(n, (i) => compute(`c${i}`, [`b${i}`], [`b${i + 1}`])), compute('kept', [], ['p'])],
      ),
    off: () => ['f'],
  },
  'a fan that a pass fed that is off': {
    n: 5000,
    make: (n) =>
      document(
        [buffer('a'), ...times(n, (i) => buffer(`b${i}`)), buffer('p', 256, persistent)],
        [fill('f', 'a'), ...times(n, (i) => copy(`c${i}`, 'a', `b${i}`)), compute('kept', [], ['p'])],
      ),
    off: () => ['f'],
  },
  'passes after all others, through one that is off': {
    n: 5000,
    make: (n) =>
      document(
        [buffer('p', 256, persistent)],
        [
          ...times(n, (i) => custom(`c${i}`, [use('p', 'storage-read')])),
          custom('off', [use('p', 'storage-read')], { after: times(n, (i) => `c${i}`) }),
          ...times(n, (i) => custom(`d${i}`, [use('p', 'storage-read')], { after: ['off'] })),
        ],
      ),
    off: () => ['off'],
  },
  'every second pass off, each after the two before it': {
    n: 6000,
    make: (n) =>
      document(
        times(n, (i) => buffer(`b${i}`, 256, persistent)),
        times(n, (i) => fill(`f${i}`, `b${i}`, { after: i < 2 ? [] : [`f${i - 1}`, `f${i - 2}`] })),
      ),
    off: (n) => times(n / 2, (i) => `f${2 * i}`),
  },
  'all off but one': {
    n: 6000,
    make: (n) =>
      document(
        [buffer('a', 256 * (n + 1), persistent)],
        times(n + 1, (i) => fill(`f${i}`, part('a', i), { after: i === 0 ? [] : [`f${i - 1}`] })),
      ),
    off: (n) => times(n, (i) => `f${i}`),
  },
  'host passes that are off, and their uploads': {
    n: 3000,
    make: (n) =>
      document(
        [...times(n, (i) => buffer(`b${i}`)), buffer('p', 256, persistent)],
        [
          ...times(
            n,
            (i) => ({ id: `h${i}`, kind: 'host', body: 'b', produces: [{ input: `i${i}`, size: 256 }] }) as never,
          ),
          ...times(n, (i) => ({ id: `u${i}`, kind: 'upload', to: `b${i}`, input: `i${i}` }) as never),
          fill('f', 'p'),
        ],
      ),
    off: (n) => times(n, (i) => `h${i}`),
  },
}
