/** Order that no data asks for, and several queues. */
import {
  times,
  document,
  buffer,
  part,
  fill,
  readback,
  compute,
  custom,
  use,
  persistent,
  random,
  type Pass,
  type Shapes,
} from './parts.ts'

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

export const orderShapes: Shapes = {
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
    n: 7100,
    make: (n) =>
      document(
        [buffer('t'), buffer('p', 256, persistent)],
        [
          ...times(n / 2, (i) => fill(`c${i}`, 't', { after: i === 0 ? [] : [`c${i - 1}`] })),
          ...times(n / 2, (i) => custom(`l${i}`, [use('p', 'storage-read')], { after: [`c${Math.floor(n / 2) - 1}`] })),
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
    n: 5400,
    profile: 'vulkan',
    make: (n) =>
      document(
        [buffer('a', 256, persistent)],
        times(n, (i) => custom(`c${i}`, [use('a', 'storage-read')], { queue: i % 2 ? 'compute' : 'graphics' })),
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
  'random order on three queues': {
    n: 4000,
    make: (n) => {
      const next = random(5)
      return document(
        times(n, (i) => buffer(`b${i}`, 256, persistent)),
        times(n, (i) =>
          fill(`f${i}`, `b${i}`, {
            queue: ['graphics', 'compute', 'transfer'][next(3)],
            after: i === 0 ? [] : [...new Set(times(4, () => `f${next(i)}`))],
          }),
        ),
      )
    },
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
}
