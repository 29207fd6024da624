/** Documents of much text. */
import { times, document, buffer, part, fill, compute, persistent, type Shapes } from './parts.ts'

export const textsShapes: Shapes = {
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
}
