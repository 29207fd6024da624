/** Shapes of values: sizes that have nothing in common, lives of every length, and many producers with as many consumers. */
import { buffer, custom, document, fill, random, times, use, type Pass, type Shapes } from './parts.ts'

/** The first prime from 100 003 + 2k on. */
function prime(k: number): number {
  for (let p = 100_003 + 2 * k; ; p += 2) {
    let isPrime = true
    for (let d = 3; d * d <= p && isPrime; d += 2) isPrime = p % d !== 0
    if (isPrime) return p
  }
}

const primeBuffers = (n: number) => times(n, (i) => buffer(`b${i}`, 4 * prime(37 * i)))

/** Passes that each write a value and read one of the last `reach`. */
const readers = (n: number, reach: number): Pass[] => {
  const next = random(3)
  return times(n, (i) =>
    custom(`c${i}`, [
      ...(i > reach ? [use(`b${i - 1 - next(reach)}`, 'storage-read')] : []),
      use(`b${i}`, 'storage', 'write'),
    ]),
  )
}

/** n values: the passes that write some of them each are as many as those that read one of each. */
const crowd = (values: number, queues: readonly string[]): unknown => {
  const n = Math.ceil(Math.sqrt(values))
  const on = (pass: Pass, queue: string | undefined): Pass => (queue ? ({ ...pass, queue } as Pass) : pass)
  return document(
    times(n * n, (i) => buffer(`b${i}`, 256 * (1 + (i % 13)))),
    [
      ...times(n, (i) =>
        on(
          custom(
            `p${i}`,
            times(n, (k) => use(`b${i * n + k}`, 'storage', 'write')),
          ),
          queues[0],
        ),
      ),
      ...times(n, (k) =>
        on(
          custom(
            `c${k}`,
            times(n, (i) => use(`b${i * n + k}`, 'storage-read')),
          ),
          queues[1],
        ),
      ),
    ],
  )
}

export const valuesShapes: Shapes = {
  'values of prime sizes along a chain': { n: 3300, make: (n) => document(primeBuffers(n), readers(n, 3)) },
  'values of prime sizes, lives of all lengths': { n: 3000, make: (n) => document(primeBuffers(n), readers(n, 100)) },
  'values of prime sizes, lives of all lengths, WebGPU': {
    n: 3000,
    profile: 'webgpu',
    make: (n) => document(primeBuffers(n), readers(n, 100)),
  },
  'values of prime sizes that live long': {
    n: 2600,
    make: (n) =>
      document(primeBuffers(n), [
        ...times(n, (i) => fill(`f${i}`, `b${i}`)),
        ...times(n, (i) => custom(`c${i}`, [use(`b${(i * 7919) % n}`, 'storage-read')])),
      ]),
  },
  'values that chase one another on three queues': {
    n: 2500,
    make: (n) => {
      const next = random(19)
      return document(
        times(n, (i) => buffer(`b${i}`, 256 * (1 + next(1000)))),
        times(
          n,
          (i) =>
            ({
              ...custom(`c${i}`, [
                ...(i > 3 ? [use(`b${i - 1 - next(3)}`, 'storage-read')] : []),
                use(`b${i}`, 'storage', 'write'),
              ]),
              queue: ['graphics', 'compute', 'transfer'][next(2)],
            }) as Pass,
        ),
      )
    },
  },
  'producers of many values, each with a consumer among as many': { n: 7200, make: (n) => crowd(n, []) },
  'producers on one queue, consumers on another': { n: 7200, make: (n) => crowd(n, ['compute', 'graphics']) },
  'producers of one value each, and consumers of all': {
    n: 62_500,
    make: (n) => {
      const count = Math.ceil(Math.sqrt(n))
      return document(
        times(count, (i) => buffer(`b${i}`, 256 * (1 + (i % 13)))),
        [
          ...times(count, (i) => custom(`p${i}`, [use(`b${i}`, 'storage', 'write')])),
          ...times(count / 4, (k) =>
            custom(
              `c${k}`,
              times(count, (i) => use(`b${i}`, 'storage-read')),
            ),
          ),
        ],
      )
    },
  },
}
