/** What `write` and `read` do on every device: resources of many formats, written in parts between runs and read back. */
import {
  createExecutor,
  parseGraph,
  planGraph,
  type Backend,
  type GraphDocument,
  type TexturePart,
} from '../../src/index.ts'

const bytes = (size: number, seed: number) => Uint8Array.from({ length: size }, (_, i) => (i * 29 + seed * 53) & 127)

const textures: readonly GraphDocument['resources'][number][] = [
  { id: 'color', kind: 'texture', format: 'rgba8unorm', size: [13, 6, 3], mipLevelCount: 3 },
  { id: 'volume', kind: 'texture', format: 'r8unorm', size: [9, 6, 5], dimension: '3d', mipLevelCount: 2 },
  { id: 'line', kind: 'texture', format: 'r8unorm', size: [13], dimension: '1d' },
  { id: 'depth', kind: 'texture', format: 'depth32float', size: [12, 8] },
  { id: 'stencil', kind: 'texture', format: 'stencil8', size: [12, 8] },
  { id: 'wide', kind: 'texture', format: 'rgba32float', size: [70, 3] },
]

const boxes: Readonly<Record<string, readonly (TexturePart | undefined)[]>> = {
  color: [
    undefined,
    { mipLevel: 1 },
    { origin: [2, 1, 1], size: [5, 3, 2] },
    { mipLevel: 1, mipLevelCount: 2, origin: [0, 0, 1], size: [6, 3, 1] },
  ],
  volume: [undefined, { origin: [1, 2, 3], size: [4, 4, 2] }, { mipLevel: 1 }],
  line: [{ origin: [3, 0, 0], size: [7, 1, 1] }],
  depth: [undefined],
  stencil: [undefined],
  wide: [undefined, { origin: [1, 1, 0], size: [65, 2, 1] }],
}

const ranges = [
  [0, 37],
  [3, 5],
  [1, 1],
  [30, 7],
  [16, 16],
  [0, 1],
] as const

/** Writes and reads parts of all of them. @returns what differs from a plain model, in words */
export async function transferFaults(backend: Backend): Promise<string[]> {
  const graph = parseGraph({
    version: 1,
    resources: [
      ...['first', 'second'].map((id) => ({ id, kind: 'buffer' as const, size: 37, lifetime: 'persistent' as const })),
      ...textures.map((texture) => ({ ...texture, lifetime: 'persistent' as const })),
      { id: 'old', kind: 'buffer', size: 16, lifetime: 'persistent', history: 2 },
    ],
    passes: [
      { id: 'get-first', kind: 'readback', from: 'first', output: 'first' },
      { id: 'get-old', kind: 'readback', from: { resource: 'old', previous: 1 }, output: 'old' },
      { id: 'set-old', kind: 'upload', to: 'old', input: 'old' },
      ...textures.map(({ id }) => ({ id: `get-${id}`, kind: 'readback' as const, from: id, output: id })),
    ],
  })
  const executor = await createExecutor(planGraph(graph, backend.profile), backend)
  const faults: string[] = []
  const expectSame = (what: string, found: Uint8Array, expected: Uint8Array): void => {
    if (Buffer.compare(found, expected) !== 0) faults.push(`${what}: ${found.join()} instead of ${expected.join()}`)
  }
  const model = { first: new Uint8Array(37), second: new Uint8Array(37) }
  const seed = bytes(16, 1)
  for (const [turn, [offset, size]] of ranges.entries())
    for (const id of ['first', 'second'] as const) {
      const data = bytes(size, turn + offset)
      model[id].set(data, offset)
      const writing = executor.write(id, data, { offset })
      const ran = turn % 2 === 0 ? executor.run({ inputs: { old: bytes(16, turn) } }) : undefined
      expectSame(`${id} from ${offset}`, await executor.read(id, { offset, size }), data)
      expectSame(id, await executor.read(id), model[id])
      await writing
      if (ran) expectSame(`${id} in the run`, (await ran).outputs['first']!, model.first)
      if (ran) expectSame('the latest run', await executor.read('old'), bytes(16, turn))
    }
  await executor.write('old', seed)
  expectSame('history', (await executor.run({ inputs: { old: seed } })).outputs['old']!, seed)
  for (const { id } of textures)
    for (const part of boxes[id]!) {
      const before = await executor.read(id, part)
      const data = id === 'depth' ? depths(before.byteLength) : bytes(before.byteLength, before.byteLength)
      await executor.write(id, data, part)
      expectSame(`${id} ${JSON.stringify(part ?? 'whole')}`, await executor.read(id, part), data)
      expectSame(
        `${id} in a run`,
        (await executor.run({ inputs: { old: seed } })).outputs[id]!,
        await executor.read(id),
      )
    }
  await executor.destroy()
  return faults
}

/** As devices have it, a depth is a number from 0 to 1. */
const depths = (size: number): Uint8Array =>
  new Uint8Array(Float32Array.from({ length: size / 4 }, (_, i) => (i % 9) / 8).buffer)
