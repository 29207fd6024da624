/** Time that direct writes save: the same runs through staging and straight to device memory, in turns. */
import type { GraphDocument } from '../../src/graph/document.ts'
import { elapsed, open, type Context } from './context.ts'

type Document = Omit<GraphDocument, 'version' | 'name'>

const KiB = 1024
const MiB = 1024 * KiB

/** One resource, uploaded whole. */
const whole = (size: number): Document => ({
  resources: [{ id: 'a', kind: 'buffer', size, lifetime: 'persistent' }],
  passes: [{ id: 'load', kind: 'upload', to: 'a', input: 'in' }],
})

/** Resources that lie apart on the device, each with a part of one input. */
const pieces = (count: number, size: number): Document => {
  const resources = Array.from({ length: count }, (_, i) => {
    return { id: `r${i}`, kind: 'buffer' as const, size: 2 * size, lifetime: 'persistent' as const }
  })
  return {
    resources,
    passes: resources.map(({ id }, i) => {
      const to = { resource: id, offset: 0, size }
      return { id: `load ${id}`, kind: 'upload' as const, to, input: { name: 'in', offset: i * size } }
    }),
  }
}

export async function direct({ openBackend, note, rounds, scale }: Context): Promise<void> {
  const large = Math.max(4 * KiB, Math.round(1024 * scale) * MiB)
  const count = Math.max(1, Math.round(10_000 * scale))
  const cases: [string, number, Document][] = [
    ['4 KiB', 4 * KiB, whole(4 * KiB)],
    ['1 MiB', MiB, whole(MiB)],
    [`${large / MiB} MiB`, large, whole(large)],
    [`${count} pieces of 4 KiB`, count * 4 * KiB, pieces(count, 4 * KiB)],
  ]
  const backends = [await openBackend({ directWrites: false }), await openBackend({})]
  try {
    for (const [what, bytes, document] of cases) {
      const inputs = { in: new Uint8Array(bytes).fill(1) }
      const executors = await Promise.all(backends.map((backend) => open(backend, document)))
      const times: number[][] = executors.map(() => [])
      // Short runs are noisy, and cheap.
      const turns = bytes <= MiB ? 500 : rounds
      for (let turn = -3; turn < turns; turn++)
        for (const [i, executor] of executors.entries()) {
          const ms = await elapsed(() => executor.run({ inputs }))
          if (turn >= 0) times[i]!.push(ms)
        }
      const [staged, straight] = ['through staging', 'directly'].map((way, i) =>
        note('direct', `${what}, ${way}`, bytes, times[i]!),
      )
      const ofStaged = Number((straight!.medianMs / staged!.medianMs).toFixed(3))
      console.log(JSON.stringify({ case: 'direct', what, ofStaged }))
      for (const executor of executors) await executor.destroy()
    }
  } finally {
    for (const backend of backends) await backend.destroy()
  }
}
