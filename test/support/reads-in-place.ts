/** Reads between runs whose bytes stay where the device wrote them, tried on any backend. */
import { expect } from 'vitest'
import { createExecutor, frameGraph, planGraph, type Backend, type InPlaceRead } from '../../src/index.ts'
import type { PlaceKind } from './outputs-in-place.ts'

const sizeBytes = 256
/** Rows of 12 bytes, which WebGPU pads. */
const texels = 3 * 5 * 4

const planOf = (backend: Backend, name = 'reads in place', scratch = 64) =>
  planGraph(
    frameGraph(name)
      .buffer('kept', { size: sizeBytes, lifetime: 'persistent' })
      .texture('image', { format: 'rgba8unorm', size: [3, 5], lifetime: 'persistent' })
      .buffer('scratch', { size: scratch })
      .fill('scratch', { value: 7 })
      .upload('kept', { input: 'kept', optional: true })
      .upload('image', { input: 'image', optional: true })
      .readback('scratch', { output: 'scratch' })
      .build(),
    backend.profile,
  )

const ramp = (seed: number, size = sizeBytes) => Uint8Array.from({ length: size }, (_, i) => (i * 7 + seed) & 255)
const into = 'in-place'
const released = (by: string) => expect.objectContaining({ code: 'OUTPUT_RELEASED', details: { resource: 'kept', by } })
/** Whether the bytes are those; quick, because a failure would print them all. */
const expectBytes = (read: InPlaceRead, bytes: Uint8Array): void => expect([...read.bytes]).toEqual([...bytes])

/** They hold what was there, whole and in parts, until they are released, once or more often. */
export async function readAndRelease(backend: Backend, kind: PlaceKind): Promise<void> {
  await using executor = await createExecutor(planOf(backend), backend)
  for (let turn = 0; turn < 5; turn++) {
    const [, read] = await Promise.all([executor.write('kept', ramp(turn)), executor.read('kept', { into })])
    expectBytes(read, ramp(turn))
    const view = read.bytes
    read.release()
    read.release()
    expect(view.length).toBe(kind === 'detached' ? 0 : sizeBytes)
    if (kind === 'none') expect(read.bytes).toBe(view)
    else expect(() => read.bytes).toThrow(released('release()'))
    // A part that is no whole words.
    using part = await executor.read('kept', { offset: 3, size: 9, into })
    expectBytes(part, ramp(turn).slice(3, 12))
    await executor.write('image', ramp(turn, texels))
    using image = await executor.read('image', { into })
    expectBytes(image, ramp(turn, texels))
    using nothing = await executor.read('kept', { offset: 8, size: 0, into })
    expect(nothing.bytes.length).toBe(0)
  }
}

/** Later runs, writes and reads leave what is held alone, however much that is. */
export async function holdMany(backend: Backend): Promise<void> {
  await using executor = await createExecutor(planOf(backend), backend)
  const held: [InPlaceRead, Uint8Array][] = []
  for (let turn = 0; turn < 12; turn++) {
    await executor.run({ inputs: { kept: ramp(turn) } })
    held.push([await executor.read('kept', { into }), ramp(turn)])
    expect([...(await executor.read('kept'))]).toEqual([...ramp(turn)])
    for (const [read, bytes] of held) expectBytes(read, bytes)
    if (turn % 5 === 4) for (const [read] of held.splice(1, 3)) read.release()
  }
  for (const [read] of held) read.release()
}

/** Reads of one task share memory, and each is released by itself; beside them are reads that are copied. */
export async function releaseOneByOne(backend: Backend, kind: PlaceKind): Promise<void> {
  await using executor = await createExecutor(planOf(backend), backend)
  await executor.write('kept', ramp(1))
  const memory = new Uint8Array(16)
  const [low, , high, copied, image] = await Promise.all([
    executor.read('kept', { size: 64, into }),
    executor.write('kept', ramp(2, 64), { offset: 64 }),
    executor.read('kept', { offset: 64, size: 64, into }),
    executor.read('kept', { offset: 192, size: 16, into: memory }),
    executor.read('image', { into }),
  ])
  const [first, second] = [low.bytes, high.bytes]
  expectBytes(low, ramp(1, 64))
  low.release()
  low.release()
  if (kind !== 'none') expect(() => low.bytes).toThrow(released('release()'))
  expect(first.length).toBe(64)
  expectBytes(high, ramp(2, 64))
  expect(copied).toEqual(ramp(1).slice(192, 208))
  expect(copied.buffer).toBe(memory.buffer)
  expectBytes(image, new Uint8Array(texels))
  high.release()
  image.release()
  expect(first.length).toBe(kind === 'detached' ? 0 : 64)
  expect(second.length).toBe(kind === 'detached' ? 0 : 64)
}

/** They outlive updates, whether the plan before is kept open or given up. */
export async function updateWhileHeld(backend: Backend): Promise<void> {
  const grown = planGraph(
    frameGraph('grown').buffer('more', { size: 64, lifetime: 'persistent' }).fill('more', { value: 1 }).build(),
    backend.profile,
  )
  const plans = [planOf(backend), planOf(backend, 'second', 32), grown]
  await using executor = await createExecutor(plans[0]!, backend)
  const held: [InPlaceRead, Uint8Array][] = []
  for (const turn of [0, 1, 0, 2, 1, 2, 0]) {
    await executor.update(plans[turn]!)
    if (turn < 2) {
      await executor.write('kept', ramp(held.length))
      held.push([await executor.read('kept', { into }), ramp(held.length)])
    }
    for (const [read, bytes] of held) expectBytes(read, bytes)
    if (held.length > 3) held.shift()![0].release()
  }
}

/** They end with the executor; reads under way then are copies. */
export async function destroyWhileHeld(backend: Backend, kind: PlaceKind): Promise<void> {
  const executor = await createExecutor(planOf(backend), backend)
  await executor.write('kept', ramp(1))
  const held = await executor.read('kept', { into })
  const view = held.bytes
  const underWay = executor.read('kept', { into })
  await executor.destroy()
  if (kind !== 'none') expect(() => held.bytes).toThrow(released('destroy()'))
  expect(view.length).toBe(kind === 'detached' ? 0 : sizeBytes)
  held.release()
  const late = await underWay
  expectBytes(late, ramp(1))
  late.release()
  expect(Object.values(backend.liveObjects()).every((count) => count === 0)).toBe(true)
}

/** The device is lost, or destroyed, while one is held. @param lose loses it, and resolves when that is known */
export async function loseWhileHeld(backend: Backend, kind: PlaceKind, lose: () => Promise<unknown>): Promise<void> {
  const executor = await createExecutor(planOf(backend), backend)
  await executor.write('kept', ramp(1))
  const held = await executor.read('kept', { into })
  await lose()
  const { code } = backend.lost!
  await expect(executor.read('kept', { into })).rejects.toMatchObject({ code })
  // Its memory may be there still.
  try {
    expectBytes(held, ramp(1))
  } catch (error) {
    expect(error).toMatchObject({ code })
  }
  held.release()
  if (kind !== 'none') expect(() => held.bytes).toThrow(released('release()'))
  await executor.destroy().catch((error: unknown) => expect(error).toMatchObject({ code }))
}
