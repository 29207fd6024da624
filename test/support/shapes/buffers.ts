/** Buffers from pass to pass. */
import {
  times,
  document,
  buffer,
  texture,
  part,
  upload,
  fill,
  copy,
  readback,
  compute,
  draw,
  use,
  alikeNumbers,
  persistent,
  random,
  type Pass,
  type Shapes,
} from './parts.ts'

export const buffersShapes: Shapes = {
  'a chain': {
    n: 6000,
    make: (n) =>
      document(
        times(n + 1, (i) => buffer(`b${i}`)),
        [fill('f', 'b0'), ...times(n, (i) => compute(`c${i}`, [`b${i}`], [`b${i + 1}`])), readback('r', `b${n}`)],
      ),
  },
  'fills of numbers that hash alike': {
    n: 12_000,
    make: (n) =>
      document(
        [buffer('a', 8 * n, persistent)],
        alikeNumbers(n).map((value, i) => fill(`f${i}`, part('a', 2 * i, 4), { value })),
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
  'a tree of sums': {
    n: 1600,
    profile: 'webgpu',
    make: (n) =>
      document(
        times(2 * n, (i) => buffer(`b${i}`)),
        [
          ...times(n, (i) => upload(`u${i}`, `b${n + i}`, `i${i}`)),
          ...times(n - 1, (i) =>
            compute(
              `c${n - 1 - i}`,
              [2, 1].map((k) => `b${2 * (n - i) - k}`),
              [`b${n - 1 - i}`],
            ),
          ),
          readback('r', 'b1'),
        ],
      ),
  },
  history: {
    n: 4100,
    make: (n) =>
      document(
        times(n, (i) => buffer(`b${i}`, 256, { ...persistent, history: 1 + (i % 16) })),
        times(n, (i) => copy(`c${i}`, { resource: `b${i}`, previous: 1 + (i % 16) }, `b${i}`)),
      ),
  },
  'history of one buffer': {
    n: 4600,
    make: (n) =>
      document(
        [buffer('a', 256 * n, { ...persistent, history: 16 })],
        times(n, (i) => copy(`c${i}`, { ...part('a', i), previous: 1 + (i % 16) }, part('a', i))),
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
  'histories of many periods in one chain': {
    n: 3000,
    make: (n) =>
      document(
        times(n, (i) => buffer(`b${i}`, 256, { ...persistent, history: 1 + (i % 8) })),
        times(n - 1, (i) => compute(`c${i}`, [{ resource: `b${i}`, previous: 1 + (i % 8) }, `b${i}`], [`b${i + 1}`])),
      ),
  },
  'scratch between every two passes': {
    n: 3000,
    make: (n) =>
      document(
        [...times(n, (i) => buffer(`s${i}`, 256 * (1 + (i % 13)))), buffer('o', 256, persistent)],
        times(n, (i) => [compute(`w${i}`, [], [`s${i}`]), compute(`r${i}`, [`s${i}`], [{ resource: 'o' }])]).flat(),
      ),
  },
}
