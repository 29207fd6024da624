/** Graphs that follow one another on one executor: what the first ones write, the last ones read. */
import type { Backend } from '../../src/backends/backend.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { parseGraph, planGraph, type FrameGraph } from '../../src/index.ts'

export const bytes = (count: number, value: number): Uint8Array => new Uint8Array(count).fill(value)

const picture = { kind: 'texture', format: 'rgba8unorm', size: [5, 3, 2], mipLevelCount: 2, lifetime: 'persistent' }
const pictureBytes = (5 * 3 + 2) * 2 * 4

/** Fills `same`, `grows`, `changes`, `gone` and the texture `picture` from inputs of their names. */
export const writers = (): FrameGraph =>
  parseGraph({
    version: 1,
    name: 'writers',
    resources: [
      { id: 'gone', kind: 'buffer', size: 40, lifetime: 'persistent' },
      { id: 'same', kind: 'buffer', size: 64, lifetime: 'persistent' },
      { id: 'grows', kind: 'buffer', size: 64, lifetime: 'persistent' },
      { id: 'changes', kind: 'buffer', size: 64, lifetime: 'persistent' },
      { id: 'picture', ...picture },
      { id: 'sized', ...picture },
    ],
    passes: ['gone', 'same', 'grows', 'changes', 'picture', 'sized'].map((id) => ({
      id,
      kind: 'upload',
      to: id,
      input: id,
    })),
  })

/** Reads them back; they lie elsewhere, `grows` is larger, `sized` smaller, `changes` a texture, `gone` gone. */
export const readers = (): FrameGraph =>
  parseGraph({
    version: 1,
    name: 'readers',
    resources: [
      { id: 'new', kind: 'buffer', size: 100, lifetime: 'persistent' },
      { id: 'sized', ...picture, mipLevelCount: 1 },
      { id: 'picture', ...picture },
      { id: 'grows', kind: 'buffer', size: 128, lifetime: 'persistent' },
      { id: 'changes', kind: 'texture', format: 'rgba8unorm', size: [4, 4], lifetime: 'persistent' },
      { id: 'same', kind: 'buffer', size: 64, lifetime: 'persistent' },
    ],
    passes: ['new', 'same', 'grows', 'changes', 'picture', 'sized'].map((id) => ({
      id,
      kind: 'readback',
      from: id,
      output: id,
    })),
  })

export const writerInputs = () => ({
  gone: bytes(40, 1),
  same: bytes(64, 2),
  grows: bytes(64, 3),
  changes: bytes(64, 4),
  picture: Uint8Array.from({ length: pictureBytes }, (_, i) => i),
  sized: bytes(pictureBytes, 5),
})

/** What `readers` gives after `writers` ran with `writerInputs`. */
export const readerOutputs = () => ({
  new: bytes(100, 0),
  same: bytes(64, 2),
  grows: bytes(128, 0),
  changes: bytes(64, 0),
  picture: writerInputs().picture,
  sized: bytes(5 * 3 * 2 * 4, 0),
})

const withHistory = (history: number) => ({
  resources: [
    { id: 'state', kind: 'buffer', size: 16, lifetime: 'persistent', ...(history > 0 ? { history } : {}) },
    {
      id: 'image',
      kind: 'texture',
      format: 'r8unorm',
      size: [4],
      lifetime: 'persistent',
      ...(history > 0 ? { history } : {}),
    },
  ],
})

/** Overwrites `state` and `image` from inputs of their names, keeping the runs before. */
export const historyWriter = (history: number): FrameGraph =>
  parseGraph({
    version: 1,
    ...withHistory(history),
    passes: [
      { id: 'write', kind: 'upload', to: 'state', input: 'state' },
      { id: 'draw', kind: 'upload', to: 'image', input: 'image' },
      // All of the history is in use, so that all of it exists.
      ...Array.from({ length: history }, (_, i) => [
        { id: `old ${i}`, kind: 'readback', from: { resource: 'state', previous: i + 1 }, output: `old ${i}` },
        { id: `seen ${i}`, kind: 'readback', from: { resource: 'image', previous: i + 1 }, output: `seen ${i}` },
      ]).flat(),
    ],
  })

/** Reads `state` and `image`: outputs `state 0` (the oldest, not written yet), `state 1` (one run back), … */
export const historyReader = (history: number): FrameGraph =>
  parseGraph({
    version: 1,
    ...withHistory(history),
    passes: ['state', 'image'].flatMap((resource) =>
      Array.from({ length: history + 1 }, (_, back) => ({
        id: `${resource} ${back}`,
        kind: 'readback',
        from: back > 0 ? { resource, previous: back } : resource,
        output: `${resource} ${back}`,
      })),
    ),
  })

/** What the reader's outputs show: the value that the run of number `run` (from 1) wrote, 0 where there was none. */
export function expectedHistory(runs: number, written: number, read: number): Record<string, number> {
  const kept = Math.min(written, read) + 1
  const backs = Array.from({ length: read + 1 }, (_, slot) => {
    const back = slot === 0 ? read + 1 : slot
    const run = runs - back + 1
    return [slot, back <= kept && run >= 1 ? run : 0] as const
  })
  return Object.fromEntries(
    ['state', 'image'].flatMap((resource) => backs.map(([slot, value]) => [`${resource} ${slot}`, value])),
  )
}

/** What the reader's outputs show after so many runs of the writer on one executor, by their first bytes. */
export async function seenHistory(
  backend: Backend,
  runs: number,
  written: number,
  read: number,
): Promise<Record<string, number | undefined>> {
  const executor = await createExecutor(planGraph(historyWriter(written), backend.profile), backend)
  for (let run = 1; run <= runs; run++) await executor.run({ inputs: { state: bytes(16, run), image: bytes(4, run) } })
  await executor.update(planGraph(historyReader(read), backend.profile))
  const { outputs } = await executor.run()
  await executor.destroy()
  return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, value[0]]))
}
