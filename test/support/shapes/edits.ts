/** Documents that many patches change before they are planned. */
import { buffer, document, fill, part, persistent, times, type Shapes } from './parts.ts'

const fills = (n: number) =>
  document(
    [buffer('a', 256 * n, persistent)],
    times(n, (i) => fill(`f${i}`, part('a', i))),
  )

export const editsShapes: Shapes = {
  'passes that patches remove from the front': {
    n: 40_000,
    make: fills,
    patches: (n) => times(n - 1, (i) => ({ op: 'remove', path: ['passes', `f${i}`] })),
  },
  'passes that patches remove from the back': {
    n: 40_000,
    make: fills,
    patches: (n) => times(n - 1, (i) => ({ op: 'remove', path: ['passes', `f${n - 1 - i}`] })),
  },
  'passes that patches add at the front': {
    n: 40_000,
    make: (n) => document([buffer('a', 256 * n, persistent)], [fill('f', part('a', 0))]),
    patches: (n) =>
      times(n - 1, (i) => ({ op: 'add', path: ['passes', 0], value: fill(`f${i}`, part('a', i + 1)) as never })),
  },
}
