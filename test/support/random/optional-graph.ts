/** Random graphs of few resources, most of whose uploads a run may leave out, and runs that leave some out. */
import type { GraphDocument, QueueKind } from '../../../src/graph/document.ts'
import { randomNumbers } from './recipe.ts'
import { runnable, type RandomGraph } from './runnable.ts'

type PassDocument = GraphDocument['passes'][number]

const kept = { lifetime: 'persistent' } as const
const buffers = ['a', 'b', 'c', 'tmp'] as const
const sizeBytes = 256

const resources: GraphDocument['resources'] = [
  ...buffers.map((id) => ({ id, kind: 'buffer' as const, size: sizeBytes, ...(id === 'tmp' ? {} : kept) })),
  { id: 'colors', kind: 'texture', format: 'rgba8unorm', size: [8, 8, 2], ...kept },
  { id: 'depths', kind: 'texture', format: 'depth24plus-stencil8', size: [4, 4], ...kept },
]

export interface OptionalRules {
  readonly steps: number
  /** Ranges begin and end at multiples of this. */
  readonly unit: number
  /** Kinds that passes are bound to, in turn with none. Default: none. */
  readonly queues?: readonly QueueKind[]
  /** Whether a copy may stay inside one buffer. */
  readonly sameBufferCopy: boolean
}

/** Equal seeds, equal graphs. */
export function optionalUploadsGraph(
  seed: number,
  { steps, unit, queues = [], sameBufferCopy }: OptionalRules,
): RandomGraph {
  const next = randomNumbers(seed)
  const names = 2 + next(5)
  const range = (most: number): [offset: number, size: number] => {
    const begin = next(most / unit)
    return [begin * unit, (1 + next(most / unit - begin)) * unit]
  }
  const buffer = (count: number) => buffers[next(count)]!
  const part = (resource: string) => {
    const [offset, size] = next(4) === 0 ? [0, sizeBytes] : range(sizeBytes)
    return { resource, offset, size }
  }
  const texels = () => {
    const [x, width] = range(8)
    const [y, height] = range(8)
    return { resource: 'colors', origin: [x, y, next(2)] as const, size: [width, height, 1] as const }
  }
  /** One input may feed several uploads, but not some that are optional and some that are not. */
  const input = (optional: boolean) => ({ name: `${optional ? 'o' : 'i'}${next(names)}`, offset: next(3) * 16 })
  const upload = (to: object): object => {
    const optional = next(5) > 0
    return { kind: 'upload', to, input: input(optional), ...(optional ? { optional } : {}) }
  }
  const copy = (): object => {
    const from = part(buffer(4))
    const to = { ...part(buffer(3)), size: from.size }
    const isApart = to.offset + from.size <= from.offset || from.offset + from.size <= to.offset
    if (to.offset + to.size > sizeBytes || (from.resource === to.resource && !(isApart && sameBufferCopy)))
      return { kind: 'copy', from: 'a', to: 'b' }
    return { kind: 'copy', from, to }
  }
  const step = (i: number): object => {
    const choice = next(16)
    if (choice < 7) return upload(part(buffer(3)))
    if (choice < 9) return upload(texels())
    if (choice === 9) return upload({ resource: 'depths', aspect: 'stencil-only' })
    if (choice < 12) return { kind: 'fill', to: part(buffer(4)), value: next(3) * 0x0101_0101 }
    if (choice < 14) return copy()
    if (choice === 14)
      return { kind: 'copy', from: { resource: 'colors', origin: [0, 0, 0], size: [8, 8, 1] }, to: { resource: 'a' } }
    return { kind: 'readback', from: part(buffer(3)), output: `r${i}` }
  }
  const passes = [
    { kind: 'fill', to: 'tmp', value: 5 },
    ...Array.from({ length: steps }, (_, i) => step(i)),
    ...['a', 'b', 'c', 'colors'].map((id) => ({ kind: 'readback', from: id, output: id })),
    { kind: 'readback', from: { resource: 'depths', aspect: 'stencil-only' }, output: 'depths' },
  ].map((pass, i) => {
    const queue = queues[next(2 * queues.length || 1)]
    return { id: `p${i}`, ...pass, ...(queue && { queue }) } as PassDocument
  })
  return runnable({ version: 1, resources, passes })
}

/** The same, in runs that leave out some optional inputs: others in each run. */
export function leavingOut(random: RandomGraph, seed: number): RandomGraph {
  return {
    ...random,
    inputs: (run) => {
      const next = randomNumbers(seed * 977 + run)
      // Few, some or most of them, so that each of several may be there alone.
      const share = 1 + next(7)
      return Object.fromEntries(
        Object.entries(random.inputs(run)).filter(([name]) => name.startsWith('i') || next(8) < share),
      )
    },
  }
}
