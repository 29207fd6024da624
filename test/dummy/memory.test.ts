import { describe, expect, test } from 'vitest'
import { collectAccesses } from '../../src/backends/dummy/scheduler/accesses.ts'
import { findLives } from '../../src/backends/dummy/scheduler/lives.ts'
import { createDummyBackend, poisonByte } from '../../src/backends/dummy/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import type { Command, Plan } from '../../src/plan/document.ts'
import { customPlan, pattern, planOf, roundTripPlan } from '../support/executor-plans.ts'

const poisoned = (count: number) => new Uint8Array(count).fill(poisonByte)
const readOut = (size: number, after: number[]): Plan['timeline'][number] => ({
  do: 'read',
  after,
  copies: [{ name: 'out', nameOffset: 0, heap: 1, offset: 0, size }],
})

/** Commands on a 64-byte device heap 0, and the whole of it read back at the end. */
function heapPlan(commands: Command[], placements: Plan['placements'], parts: Partial<Plan> = {}): Plan {
  return planOf({
    heaps: [
      { memory: 'device', sizeBytes: 64 },
      { memory: 'readback', sizeBytes: 64 },
    ],
    placements,
    outputs: [{ name: 'out', sizeBytes: 64 }],
    submissions: [
      {
        queue: 0,
        waits: [],
        commands: [
          ...commands,
          { op: 'barrier', before: ['copy-write', 'storage-write'], after: ['copy-read'] },
          { op: 'copy', from: 0, to: 1, regions: [[0, 0, 64]], passes: ['get'] },
        ],
      },
    ],
    timeline: [{ do: 'submit', submission: 0 }, readOut(64, [0])],
    ...parts,
  })
}

const transient = (offset: number, sizeBytes: number, first: number, last: number): Plan['placements'][number] => ({
  resource: `r${offset}-${first}`,
  version: 0,
  lifetime: 'transient',
  heap: 0,
  offset,
  sizeBytes,
  first: [0, first],
  last: [0, last],
})
const fill = (offset: number, size: number, value: number): Command => ({
  op: 'fill',
  heap: 0,
  offset,
  size,
  value,
  passes: [],
})

async function outOf(plan: Plan, runs = 1): Promise<Uint8Array> {
  const executor = await createExecutor(plan, createDummyBackend(), { ignoreHash: true })
  let out!: Uint8Array
  for (let i = 0; i < runs; i++) out = (await executor.run()).outputs.out!
  await executor.destroy()
  return out
}

describe('poison', () => {
  test('device memory starts as zeros, transient memory as poison', async () => {
    const persistent = { resource: 'p', version: 0, lifetime: 'persistent' as const, heap: 0, offset: 0, sizeBytes: 32 }
    const out = await outOf(heapPlan([], [persistent, transient(32, 32, 0, 1)]))
    expect(out.subarray(0, 32)).toEqual(new Uint8Array(32))
    expect(out.subarray(32)).toEqual(poisoned(32))
  })

  test('what a transient held is gone in the next run', async () => {
    const touch: Command = { op: 'fill', heap: 0, offset: 0, size: 4, value: 1, passes: [] }
    const out = await outOf(heapPlan([touch], [transient(0, 64, 0, 2)]), 2)
    expect(out.subarray(4)).toEqual(poisoned(60))
  })

  test('a transient is gone once the last command that touches it has run', async () => {
    const plan = heapPlan(
      [fill(0, 32, 0x01010101), fill(32, 32, 0x02020202)],
      [transient(0, 32, 0, 0), transient(32, 32, 1, 3)],
    )
    const out = await outOf(plan)
    expect(out.subarray(0, 32)).toEqual(poisoned(32))
    expect(out.subarray(32)).toEqual(new Uint8Array(32).fill(2))
  })

  test('of two names of the same bytes, the longer-lived keeps them', async () => {
    const plan = heapPlan([fill(0, 64, 0x01010101)], [transient(0, 32, 0, 0), transient(0, 64, 0, 2)])
    expect(await outOf(plan)).toEqual(new Uint8Array(64).fill(1))
  })

  test('names of just the same bytes keep them while one lasts, and lose them where none does', async () => {
    const together = heapPlan([fill(0, 64, 0x01010101)], [transient(0, 64, 0, 2), transient(0, 64, 0, 0)])
    expect(await outOf(together)).toEqual(new Uint8Array(64).fill(1))
    const apart = heapPlan([fill(0, 64, 0x01010101)], [transient(0, 64, 1, 2), transient(0, 64, 0, 0)])
    expect(await outOf(apart)).toEqual(poisoned(64))
  })

  test('names of one value are one life, however many there are', () => {
    const names = Array.from({ length: 300 }, () => transient(0, 64, 0, 1))
    const lives = findLives(collectAccesses(heapPlan([fill(0, 64, 1)], [...names, transient(0, 64, 2, 2)])))
    expect(lives.memory).toHaveLength(2)
    expect(lives.sharing.size).toBe(0)
  })

  test('persistent bytes are never poisoned', async () => {
    const persistent = {
      resource: 'p',
      version: 0,
      lifetime: 'persistent' as const,
      heap: 0,
      offset: 16,
      sizeBytes: 16,
    }
    const out = await outOf(heapPlan([fill(0, 64, 0x03030303)], [persistent, transient(0, 64, 0, 0)]), 2)
    expect(out).toEqual(Uint8Array.from({ length: 64 }, (_, i) => (i >= 16 && i < 32 ? 3 : poisonByte)))
  })

  test('readback staging that no command wrote is poison, not what the last run left', async () => {
    const plan = heapPlan([], [])
    plan.submissions[0]!.commands = []
    const executor = await createExecutor(plan, createDummyBackend(), { framesInFlight: 1, ignoreHash: true })
    for (let run = 0; run < 2; run++) expect((await executor.run()).outputs.out).toEqual(poisoned(64))
  })

  test('upload staging of a run is poison afterwards', async () => {
    const plan = roundTripPlan(64)
    const copies = (plan.timeline[0] as Extract<Plan['timeline'][number], { do: 'write' }>).copies
    copies[0]!.size = 32
    plan.inputs[0]!.sizeBytes = 32
    const executor = await createExecutor(plan, createDummyBackend(), { framesInFlight: 1, ignoreHash: true })
    await executor.run({ inputs: { in: pattern(32) } })
    const { outputs } = await executor.run({ inputs: { in: pattern(32) } })
    expect(outputs.out!.subarray(32)).toEqual(poisoned(32))
  })
})

describe('history', () => {
  const sizeBytes = 16
  const slots = [0, 1, 2]
  /** Writes the current contents of `h`, reads those of one and two runs back. */
  const plan = planOf({
    heaps: [
      ...slots.map((slot) => ({ memory: 'device' as const, sizeBytes, rotation: { group: 0, slot, count: 3 } })),
      { memory: 'upload', sizeBytes },
      { memory: 'readback', sizeBytes: 2 * sizeBytes },
    ],
    placements: slots.map((slot) => ({
      resource: 'h',
      version: 0,
      lifetime: 'persistent' as const,
      ...(slot ? { previous: slot } : {}),
      heap: slot,
      offset: 0,
      sizeBytes,
    })),
    inputs: [{ name: 'in', sizeBytes }],
    outputs: [{ name: 'out', sizeBytes: 2 * sizeBytes }],
    submissions: [
      {
        queue: 0,
        waits: [],
        commands: [
          { op: 'copy', from: 3, to: 0, regions: [[0, 0, sizeBytes]], passes: ['up'] },
          { op: 'copy', from: 1, to: 4, regions: [[0, 0, sizeBytes]], passes: ['one'] },
          { op: 'copy', from: 2, to: 4, regions: [[0, sizeBytes, sizeBytes]], passes: ['two'] },
        ],
      },
    ],
    timeline: [
      { do: 'write', after: [], copies: [{ name: 'in', nameOffset: 0, heap: 3, offset: 0, size: sizeBytes }] },
      { do: 'submit', submission: 0 },
      { do: 'read', after: [0], copies: [{ name: 'out', nameOffset: 0, heap: 4, offset: 0, size: 2 * sizeBytes }] },
    ],
  })
  const of = (run: number) => (run < 0 ? new Uint8Array(sizeBytes) : pattern(sizeBytes, run))
  const both = (one: number, two: number) => Uint8Array.from([...of(one), ...of(two)])

  test('turns with the runs: slot k is what slot 0 was k runs before', async () => {
    const backend = createDummyBackend()
    const executor = await createExecutor(plan, backend, { ignoreHash: true })
    for (let run = 0; run < 7; run++) {
      const { outputs } = await executor.run({ inputs: { in: of(run) } })
      expect(outputs.out).toEqual(both(run - 1, run - 2))
      const [session] = backend.sessions
      expect([0, 1, 2].map((previous) => session!.peek('h', previous))).toEqual([of(run), of(run - 1), of(run - 2)])
    }
    await executor.destroy()
  })

  test('a run that was aborted before it submitted does not turn it', async () => {
    const backend = createDummyBackend()
    const executor = await createExecutor(plan, backend, { framesInFlight: 2, ignoreHash: true })
    await executor.run({ inputs: { in: of(0) } })
    const control = new AbortController()
    const onProgress = () => control.abort()
    await expect(executor.run({ inputs: { in: of(9) }, signal: control.signal, onProgress })).rejects.toMatchObject({
      code: 'ABORTED',
    })
    expect((await executor.run({ inputs: { in: of(1) } })).outputs.out).toEqual(both(0, -1))
    await executor.destroy()
  })
})

describe('imports', () => {
  const plan = planOf({
    heaps: [
      { memory: 'imported', resource: 'a', sizeBytes: 16 },
      { memory: 'imported', resource: 'b', sizeBytes: 16 },
    ],
    imports: ['a', 'b'],
    submissions: [
      { queue: 0, waits: [], commands: [{ op: 'copy', from: 0, to: 1, regions: [[0, 8, 8]], passes: [] }] },
    ],
  })
  const run = async (imports: Record<string, unknown>) => {
    const backend = createDummyBackend()
    const executor = await createExecutor(plan, backend, { ignoreHash: true })
    try {
      await executor.run({ imports })
    } finally {
      await executor.destroy()
    }
  }

  test('are read and written in place', async () => {
    const a = pattern(16)
    const b = new DataView(new ArrayBuffer(32), 16)
    await run({ a, b })
    expect(new Uint8Array(b.buffer)).toEqual(Uint8Array.from([...new Uint8Array(24), ...a.subarray(0, 8)]))
  })

  test.each([
    ['missing', { a: pattern(16) }, 'MISSING_IMPORT'],
    ['null', { a: pattern(16), b: null }, 'MISSING_IMPORT'],
    ['no bytes', { a: pattern(16), b: 'b' }, 'INVALID_IMPORT'],
    ['too small', { a: pattern(16), b: pattern(15) }, 'INVALID_IMPORT'],
  ])('%s is refused', async (_, imports, code) => {
    await expect(run(imports)).rejects.toMatchObject({ code, path: 'imports.b' })
  })

  test('F76: two that share bytes are refused', async () => {
    const { buffer } = new Uint8Array(40)
    await expect(run({ a: new Uint8Array(buffer, 0, 16), b: new Uint8Array(buffer, 8, 16) })).rejects.toMatchObject({
      code: 'INVALID_IMPORT',
    })
    await run({ a: new Uint8Array(buffer, 0, 16), b: new Uint8Array(buffer, 16, 16) })
  })
})

test('outputs are memory of the caller’s own', async () => {
  const executor = await createExecutor(roundTripPlan(), createDummyBackend(), { framesInFlight: 1 })
  const { outputs } = await executor.run({ inputs: { in: pattern(64, 1) } })
  await executor.run({ inputs: { in: pattern(64, 2) } })
  expect(outputs.out).toEqual(pattern(64, 1))
})

test('a custom body sees live bytes; persistent bytes stay between runs and can be peeked at', async () => {
  const backend = createDummyBackend()
  const executor = await createExecutor(customPlan(16), backend)
  const touch = ({ pass, slices }: { pass: string; slices: Record<string, Uint8Array[]> }) => {
    expect(pass).toBe('own')
    slices.kept![0]![3]! += 2
  }
  for (let run = 1; run <= 3; run++) expect((await executor.run({ bodies: { touch } })).outputs.out![3]).toBe(2 * run)
  expect(backend.sessions[0]!.peek('kept')[3]).toBe(6)
  expect(() => backend.sessions[0]!.peek('nothing')).toThrow(RangeError)
  await executor.destroy()
  expect(backend.sessions).toEqual([])
})
