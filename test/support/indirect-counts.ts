/** Dispatches that count their workgroups, whose counts come from buffers. */
import type { Backend } from '../../src/backends/backend.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph } from '../../src/planner/index.ts'

type Kind = 'imported' | 'persistent' | 'history'

/** One workgroup is one more. Two passes of one step, and one that reads its counts after they are written anew. */
export const countingGraph = (kind?: Kind) => {
  const count = (id: string, slot: number, offset: number) => ({
    id,
    kind: 'compute',
    shader: 'count',
    entryPoint: 'main',
    bindings: [{ group: 0, binding: 0, use: `seen${slot}`, as: 'storage' }],
    workgroups: { indirect: { resource: 'counts', offset, size: 12 } },
  })
  return parseGraph({
    version: 1,
    resources: [
      {
        id: 'counts',
        kind: 'buffer',
        size: 28,
        lifetime: kind === 'history' ? 'persistent' : kind,
        ...(kind === 'history' ? { history: 2 } : {}),
      },
      ...[0, 1, 2].map((slot) => ({ id: `seen${slot}`, kind: 'buffer', size: 4 })),
    ],
    shaders: [
      {
        id: 'count',
        wgsl: `@group(0) @binding(0) var<storage, read_write> seen: atomic<u32>;
          @compute @workgroup_size(1) fn main() { atomicAdd(&seen, 1u); }`,
      },
    ],
    passes: [
      ...[0, 1, 2].map((slot) => ({ id: `zero${slot}`, kind: 'fill', to: `seen${slot}`, value: 0 })),
      { id: 'up', kind: 'upload', to: 'counts', input: 'first' },
      count('one', 0, 0),
      count('other', 1, 16),
      { id: 'again', kind: 'upload', to: { resource: 'counts', offset: 0, size: 12 }, input: 'second' },
      count('last', 2, 0),
      ...[0, 1, 2].map((slot) => ({ id: `get${slot}`, kind: 'readback', from: `seen${slot}`, output: `seen${slot}` })),
    ],
  })
}

type Counts = readonly [number, number, number]

export const countingInputs = ([one, other, last]: readonly [Counts, Counts, Counts]) => ({
  first: Uint32Array.of(...one, 7, ...other),
  second: Uint32Array.of(...last),
})

/** How many workgroups there are where no axis may have more than `most`: the meaning, in one line. */
export const workgroupsOf = (counts: Counts, most: number): number =>
  counts.some((count) => count > most) ? 0 : counts[0] * counts[1] * counts[2]

/** Counts at the limit, above it on each axis, and as far above it as words go. */
export const countsAround = (most: number): (readonly [Counts, Counts, Counts])[] => [
  [
    [1, 2, 3],
    [most, 1, 1],
    [4, 1, 1],
  ],
  [
    [most + 1, 1, 1],
    [2, 2, 2],
    [1, most + 1, 1],
  ],
  [
    [3, 1, 1],
    [1, 1, most + 1],
    [0xffff_ffff, 0xffff_ffff, 0xffff_ffff],
  ],
  [
    [0, 5, 5],
    [0x8000_0000, 0x8000_0000, 2],
    [1, 3, 1],
  ],
]

export const countsOf = (outputs: Readonly<Record<string, Uint8Array>>): number[] =>
  [0, 1, 2].map((slot) => new DataView(outputs[`seen${slot}`]!.slice().buffer).getUint32(0, true))

/** What every run of the graph counted, one run after another of one executor. */
export async function countedOn(
  backend: Backend,
  most: number,
  kind?: Kind,
  runs = countsAround(most),
): Promise<number[][]> {
  const executor = await createExecutor(planGraph(countingGraph(kind), backend.profile), backend, { framesInFlight: 2 })
  const buffer = kind === 'imported' ? backend.createBuffer!(28) : undefined
  try {
    const imports = buffer ? { counts: buffer.handle } : {}
    const results = await Promise.all(runs.map((run) => executor.run({ inputs: countingInputs(run), imports })))
    return results.map(({ outputs }) => countsOf(outputs))
  } finally {
    await executor.destroy()
    buffer?.destroy()
  }
}
