/** Outputs that callers read in place, tried on any backend. */
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import { createExecutor, frameGraph, planGraph, type Backend, type RunResult } from '../../src/index.ts'

/**
 * The memory of outputs in place: views of it are empty after their release; it is JavaScript's own, and later runs write there; or
 * there is none, and outputs are copied.
 */
export type PlaceKind = 'detached' | 'own' | 'none'

const sizeBytes = 256

const planOf = (backend: Backend, name = 'in place', scratch = 64) =>
  planGraph(
    frameGraph(name)
      .buffer('kept', { size: sizeBytes, lifetime: 'persistent' })
      .buffer('other', { size: sizeBytes })
      .buffer('scratch', { size: scratch })
      .upload('kept', { input: 'kept' })
      .upload('other', { input: 'other' })
      .fill('scratch', { value: 0x07070707 })
      .readback('kept', { output: 'kept' })
      .readback('other', { output: 'other' })
      .readback('scratch', { output: 'scratch' })
      .build(),
    backend.profile,
  )

const full = (value: number) => new Uint8Array(sizeBytes).fill(value)
const inputs = (value: number) => ({ kept: full(value), other: full(value + 100) })
const inPlace = { kept: 'in-place', other: 'in-place' } as const
/** The value of all bytes; −1 where they differ. */
const valueOf = (bytes: Uint8Array): number => {
  const [value = -1] = bytes
  return bytes.length === sizeBytes && bytes.every((byte) => byte === value) ? value : -1
}
const expectValue = ({ outputs }: RunResult, value: number): void => {
  expect(valueOf(outputs['kept']!)).toBe(value)
  expect(valueOf(outputs['other']!)).toBe(value + 100)
}
const released = (by: string) => expect.objectContaining({ code: 'OUTPUT_RELEASED', details: { name: 'kept', by } })

/** They hold what the device wrote, beside outputs that are copied, until they are released, once or more often. */
export async function readAndRelease(backend: Backend, kind: PlaceKind): Promise<void> {
  await using executor = await createExecutor(planOf(backend), backend)
  const memory = new Uint8Array(sizeBytes)
  for (let run = 0; run < 5; run++) {
    const result = await executor.run({ inputs: inputs(run), outputs: { kept: 'in-place', other: memory } })
    expectValue(result, run)
    expect(result.outputs['scratch']).toEqual(new Uint8Array(64).fill(7))
    const view = result.outputs['kept']!
    // Staging has room for more than this output; memory of its own would not.
    expect(view.buffer.byteLength > sizeBytes).toBe(kind !== 'none')
    result.release()
    result.release()
    expect(view.length).toBe(kind === 'detached' ? 0 : sizeBytes)
    if (kind === 'none') expect(result.outputs['kept']).toBe(view)
    else expect(() => result.outputs['kept']).toThrow(released('release()'))
    expect(result.outputs['other']![0]).toBe(run + 100)
  }
  {
    using result = await executor.run({ inputs: inputs(9), outputs: inPlace })
    expectValue(result, 9)
  }
  expectValue(await executor.run({ inputs: inputs(10) }), 10)
}

/** Other runs leave them alone; a run that would need their frame is refused, naming them. */
export async function holdAll(backend: Backend, kind: PlaceKind): Promise<void> {
  await using executor = await createExecutor(planOf(backend), backend)
  const first = await executor.run({ inputs: inputs(1), outputs: inPlace })
  const others = await Promise.all([2, 3, 4].map((value) => executor.run({ inputs: inputs(value) })))
  others.forEach((result, i) => expectValue(result, i + 2))
  expectValue(first, 1)
  const second = await executor.run({ inputs: inputs(5), outputs: { kept: 'in-place' } })
  const third = executor.run({ inputs: inputs(6) })
  if (kind === 'none') expectValue(await third, 6)
  else
    await expect(third).rejects.toMatchObject({
      code: 'OUTPUTS_HELD',
      details: { names: ['kept', 'other'], frames: 2 },
    })
  expectValue(first, 1)
  expectValue(second, 5)
  first.release()
  expectValue(await executor.run({ inputs: inputs(7) }), 7)
  // While those of one frame are still to come, it is waited for.
  const coming = executor.run({ inputs: inputs(8), outputs: inPlace })
  const waiting = executor.run({ inputs: inputs(9) })
  const come = await coming
  expectValue(come, 8)
  come.release()
  expectValue(await waiting, 9)
  expectValue(second, 5)
  second.release()
}

/** A run that was called before they came waits for their release, and is aborted without harm to them. */
export async function waitForRelease(backend: Backend, kind: PlaceKind): Promise<void> {
  await using executor = await createExecutor(planOf(backend), backend, { framesInFlight: 1 })
  const aborting = new AbortController()
  const calls = [
    executor.run({ inputs: inputs(1), outputs: inPlace }),
    executor.run({ inputs: inputs(2), signal: aborting.signal }),
    executor.run({ inputs: inputs(3), outputs: inPlace }),
  ] as const
  let thirdHasEnded = false
  void calls[2].then(() => (thirdHasEnded = true))
  calls[1].catch(() => undefined)
  const first = await calls[0]
  if (kind !== 'none') {
    aborting.abort()
    await expect(calls[1]).rejects.toMatchObject({ code: 'ABORTED' })
    await delay(20)
    expect(thirdHasEnded).toBe(false)
    await expect(executor.run({ inputs: inputs(4), signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ABORTED',
    })
  }
  expectValue(first, 1)
  first.release()
  const third = await calls[2]
  expectValue(third, 3)
  third.release()
}

export async function timeOut(backend: Backend): Promise<void> {
  await using executor = await createExecutor(planOf(backend), backend, { framesInFlight: 1, timeoutMs: 300 })
  const [first, second] = [1, 2].map((value) => executor.run({ inputs: inputs(value), outputs: inPlace })) as [
    Promise<RunResult>,
    Promise<RunResult>,
  ]
  await expect(second).rejects.toMatchObject({ code: 'TIMED_OUT', message: expect.stringContaining('release') })
  const result = await first
  expectValue(result, 1)
  result.release()
  expectValue(await executor.run({ inputs: inputs(3) }), 3)
}

/** They outlive updates, to new plans and back to plans that share the staging, whose runs leave them alone. */
export async function updateWhileHeld(backend: Backend): Promise<void> {
  const plans = [planOf(backend), planOf(backend, 'second', 32), planOf(backend, 'third', 128)] as const
  await using executor = await createExecutor(plans[0], backend)
  await executor.update(plans[1])
  const held: [RunResult, number][] = []
  let value = 0
  for (const turn of [1, 0, 1, 2, 0, 2, 1]) {
    await executor.update(plans[turn]!)
    // One of this plan may be held from its last turn.
    held.push([await executor.run({ inputs: inputs(++value), outputs: inPlace }), value])
    for (let run = 0; run < 3; run++) expectValue(await executor.run({ inputs: inputs(50 + run) }), 50 + run)
    for (const [result, expected] of held) expectValue(result, expected)
    if (held.length > 2) for (const [result] of held.splice(0, 2)) result.release()
  }
}

/** They end with the executor; runs under way then have copies. */
export async function destroyWhileHeld(backend: Backend, kind: PlaceKind): Promise<void> {
  const executor = await createExecutor(planOf(backend), backend)
  const held = await executor.run({ inputs: inputs(1), outputs: inPlace })
  const view = held.outputs['kept']!
  const underWay = executor.run({ inputs: inputs(2), outputs: inPlace })
  await executor.destroy()
  if (kind !== 'none') expect(() => held.outputs['kept']).toThrow(released('destroy()'))
  expect(view.length).toBe(kind === 'detached' ? 0 : sizeBytes)
  held.release()
  const late = await underWay
  expectValue(late, 2)
  late.release()
  expectValue(late, 2)
  expect(Object.values(backend.liveObjects()).every((count) => count === 0)).toBe(true)
}

/** The device is lost, or destroyed, while they are held. @param lose loses it, and resolves when that is known */
export async function loseWhileHeld(backend: Backend, kind: PlaceKind, lose: () => Promise<unknown>): Promise<void> {
  const executor = await createExecutor(planOf(backend), backend)
  const held = await executor.run({ inputs: inputs(1), outputs: inPlace })
  await lose()
  const { code } = backend.lost!
  await expect(executor.run({ inputs: inputs(2) })).rejects.toMatchObject({ code })
  // Their memory may be there still.
  try {
    expectValue(held, 1)
  } catch (error) {
    expect(error).toMatchObject({ code })
  }
  held.release()
  if (kind !== 'none') expect(() => held.outputs['kept']).toThrow(released('release()'))
  await executor.destroy().catch((error: unknown) => expect(error).toMatchObject({ code }))
}
