/** Boxes of volumes: textures of three dimensions. */
import {
  box,
  clear,
  copy,
  custom,
  document,
  persistent,
  random,
  readback,
  texture,
  times,
  upload,
  use,
  type Shapes,
} from './parts.ts'

const volume = (id: string, edge: number, more = {}) =>
  texture(id, [edge, edge, edge], { dimension: '3d', ...persistent, ...more })

/** A box at random, of at most so many texels along each edge. */
const boxes = (edge: number, most: number) => {
  const next = random(5)
  const three = (number: () => number) => times(3, number)
  return (id = 't') =>
    box(
      id,
      three(() => next(edge - most)),
      three(() => 1 + next(most)),
    )
}

export const volumesShapes: Shapes = {
  'boxes of a volume, uploaded and read back in turn': {
    n: 2400,
    make: (n) => {
      const next = boxes(128, 28)
      return document(
        [volume('t', 128)],
        times(n, (i) => [upload(`u${i}`, next(), `i${i}`), readback(`r${i}`, next())]).flat(),
      )
    },
  },
  'boxes of a volume, uploaded, then read back': {
    n: 2400,
    make: (n) => {
      const next = boxes(128, 28)
      return document(
        [volume('t', 128)],
        [...times(n, (i) => upload(`u${i}`, next(), `i${i}`)), ...times(n, (i) => readback(`r${i}`, next()))],
      )
    },
  },
  'boxes of a large volume, uploaded, and the whole sampled': {
    n: 2400,
    make: (n) => {
      const next = boxes(2048, 1000)
      return document(
        [volume('t', 2048)],
        times(n, (i) => [upload(`u${i}`, next(), `i${i}`), custom(`r${i}`, [use('t', 'sampled')])]).flat(),
      )
    },
  },
  'boxes of a transient volume, cleared, and others copied': {
    n: 1800,
    make: (n) => {
      const next = boxes(256, 100)
      return document(
        [volume('t', 256, { lifetime: 'transient' }), volume('o', 256)],
        [
          clear('f', 't'),
          ...times(n, (i) => {
            const from = next()
            return [clear(`u${i}`, next()), copy(`r${i}`, from, { ...from, resource: 'o' })]
          }).flat(),
        ],
      )
    },
  },
}
