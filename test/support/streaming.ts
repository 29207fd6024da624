/** Streaming under a fixed memory cap: assets come and go in the slots of one arena, written between runs, held against a plain model. */
import { createExecutor, parseGraph, planGraph, referenceRun, type Backend } from '../../src/index.ts'

export interface StreamingOptions {
  readonly assets: number
  readonly runs: number
  /** Slots of the arena: so many assets are there at once. */
  readonly slots: number
  readonly slotBytes: number
}

/** @returns by run: the number of the device's living objects. @throws Error where a run sees other bytes than the reference */
export async function streamAssets(backend: Backend, options: StreamingOptions): Promise<number[]> {
  const { assets, runs, slots, slotBytes } = options
  const arena = { id: 'arena', kind: 'buffer' as const, size: slots * slotBytes, lifetime: 'persistent' as const }
  const graph = parseGraph({
    version: 1,
    resources: [arena, { id: 'drawn', kind: 'buffer', size: arena.size }],
    passes: [
      { id: 'draw', kind: 'copy', from: 'arena', to: 'drawn' },
      { id: 'save', kind: 'readback', from: 'drawn', output: 'drawn' },
    ],
  })
  const executor = await createExecutor(planGraph(graph, backend.profile), backend)
  const model = new Uint8Array(arena.size)
  const alive: number[] = []
  let next = 0
  for (let run = 0; run < runs; run++) {
    const writes: Promise<void>[] = []
    for (; next < Math.ceil((assets * (run + 1)) / runs); next++) {
      // Assets differ in size; the one that had the slot before is gone.
      const size = slotBytes - 4 * ((next * 7) % Math.floor(slotBytes / 8))
      const bytes = new Uint8Array(slotBytes)
      for (let i = 0; i < size; i++) bytes[i] = next * 31 + i * 7
      const offset = (next % slots) * slotBytes
      model.set(bytes, offset)
      writes.push(executor.write('arena', bytes, { offset }))
    }
    const { outputs } = await executor.run()
    await Promise.all(writes)
    const expected = (await referenceRun(graph, {}, { persistent: { arena: model } })).outputs['drawn']!
    if (Buffer.compare(outputs['drawn']!, expected) !== 0) throw new Error(`run ${run} sees other bytes`)
    alive.push(Object.values(backend.liveObjects()).reduce((sum, count) => sum + count))
  }
  await executor.destroy()
  return alive
}
