/** Documents at fault: what is measured is saying so. */
import { times, document, buffer, fill, readback, type Shapes } from './parts.ts'

const faults = (make: (i: number) => unknown) => (n: number) => ({ version: 1, resources: [], passes: times(n, make) })

export const faultsShapes: Shapes = {
  'faults: no known fields': { n: 125_000, refused: true, make: faults(() => ({ x: 1 })) },
  'faults: numbers for passes': { n: 250_000, refused: true, make: faults((i) => i) },
  'faults: negative offsets': {
    n: 60_000,
    refused: true,
    make: faults((i) => ({ id: `f${i}`, kind: 'fill', to: { resource: 'a', offset: -1 }, value: 0 })),
  },
  'faults: uses of no kind': {
    n: 60_000,
    refused: true,
    make: (n) => ({
      version: 1,
      resources: [],
      passes: [{ id: 'c', kind: 'custom', body: 'b', uses: times(n, () => ({ use: 'a', as: 'x' })) }],
    }),
  },
  'faults: stray keys': {
    n: 125_000,
    refused: true,
    make: (n) => ({ version: 1, resources: [], passes: [Object.fromEntries(times(n, (i) => [`k${i}`, i]))] }),
  },
  'faults: ids that stand twice': {
    n: 60_000,
    refused: true,
    make: (n) =>
      document(
        times(n, () => buffer('a')),
        [],
      ),
  },
  'faults: names that are nearly known': {
    n: 30_000,
    refused: true,
    make: (n) =>
      document(
        times(n, (i) => buffer(`resource-number-${i}`)),
        [fill('f', 'resource-nunber-1')],
      ),
  },
  'faults: a read of what nothing wrote': {
    n: 30_000,
    refused: true,
    make: (n) =>
      document(
        times(n, (i) => buffer(`b${i}`)),
        times(n, (i) => readback(`r${i}`, `b${i}`)),
      ),
  },
}
