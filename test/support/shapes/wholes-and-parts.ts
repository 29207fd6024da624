/** Many accesses of one buffer, of all sizes. */
import { times, document, buffer, part, fill, copy, compute, custom, use, persistent, type Shapes } from './parts.ts'

/** Readers of a whole buffer and writers of its parts; `order` says which comes when. */
const wholesAndParts = (order: 'parts first' | 'wholes first' | 'in turn', code: boolean) => (n: number) => {
  const half = Math.max(1, n >> 1)
  // Copies of the whole take half² parts of memory, which a device has at 4n too.
  const size = code ? 256 : 16
  const write = (i: number) =>
    code ? compute(`w${i}`, [], [part('a', i)]) : fill(`w${i}`, part('a', i, size), { value: i })
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
  const resources = [buffer('a', half * size, persistent), buffer('sums', half * size, persistent)]
  return document(
    code ? resources : [...resources, ...times(half, (i) => buffer(`c${i}`, half * size, persistent))],
    passes,
  )
}

export const wholesAndPartsShapes: Shapes = {
  'parts, then readers of the whole': { n: 4000, make: wholesAndParts('parts first', true) },
  'readers of the whole, then parts': { n: 4000, make: wholesAndParts('wholes first', true) },
  'parts and wholes in turn': { n: 4000, make: wholesAndParts('in turn', true) },
  'parts, then copies of the whole': { n: 5900, make: wholesAndParts('parts first', false) },
  'copies of the whole, then parts': { n: 5900, make: wholesAndParts('wholes first', false) },
  'parts and copies of the whole in turn': { n: 5900, make: wholesAndParts('in turn', false) },
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
    n: 7400,
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
  'one pass with all the uses': {
    n: 9400,
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
}
