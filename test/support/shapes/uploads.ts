/** Uploads and readbacks by the thousand. */
import {
  times,
  document,
  buffer,
  texture,
  part,
  upload,
  fill,
  readback,
  compute,
  draw,
  use,
  box,
  persistent,
  optional,
  side,
  canvas,
  type Shapes,
} from './parts.ts'

export const uploadsShapes: Shapes = {
  'partial uploads of vertices, then draws': {
    n: 6300,
    make: (n) =>
      document(
        [buffer('v', 512 * Math.floor(n / 2)), texture('c', [64, 64, 1], persistent)],
        [
          ...times(n / 2, (i) => upload(`u${i}`, part('v', i, 512), `i${i}`)),
          ...times(n / 2, (i) => draw(`d${i}`, 'c', [use('v', 'vertex')])),
        ],
      ),
  },
  'partial uploads of vertices and draws in turn': {
    n: 6300,
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
    n: 7200,
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
    n: 7200,
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
    n: 4900,
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
  'draws of vertices into targets of their own': {
    n: 4300,
    make: (n) =>
      document(
        [buffer('v', 512 * Math.floor(n / 2)), ...times(n / 2, (i) => texture(`c${i}`, [4, 4, 1], persistent))],
        [
          ...times(n / 2, (i) => upload(`u${i}`, part('v', i, 512), `i${i}`)),
          ...times(n / 2, (i) => draw(`d${i}`, `c${i}`, [use('v', 'vertex')], 'clear')),
        ],
      ),
  },
  'uploads and readbacks of slices, in reverse': {
    n: 6600,
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
    n: 5300,
    make: (n) =>
      document(
        times(n, (i) => buffer(`b${i}`, 256, persistent)),
        times(n, (i) => upload(`u${i}`, `b${i}`, 'in')),
      ),
  },
}
