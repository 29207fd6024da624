/** Outputs that go to memory of the caller's. */
import { describe, expect, test } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createExecutor, type OutputMemory, type Progress } from '../../src/executor/index.ts'
import { nothingLive, pattern, planOf, roundTripPlan } from '../support/executor-plans.ts'
import { signed } from '../support/hand-plan.ts'
import { failOnUnhandledRejections } from '../support/unhandled.ts'

failOnUnhandledRejections()

describe('memory for outputs', () => {
  test('is not the same for two outputs, in part or whole', async () => {
    const outputs = [
      { name: 'one', sizeBytes: 32 },
      { name: 'two', sizeBytes: 32 },
    ]
    const read = { nameOffset: 0, heap: 0, size: 32 }
    const plan = signed(
      planOf({
        heaps: [{ memory: 'readback', sizeBytes: 64 }],
        outputs,
        timeline: [
          { do: 'read', after: [], copies: outputs.map(({ name }, i) => ({ ...read, name, offset: 32 * i })) },
        ],
      }),
    )
    await using executor = await createExecutor(plan, createDummyBackend())
    const all = new Uint8Array(64)
    for (const two of [all.subarray(0, 32), all.subarray(31, 63)])
      await expect(executor.run({ outputs: { one: all.subarray(0, 32), two } })).rejects.toMatchObject({
        code: 'INVALID_OUTPUT',
        path: 'outputs.two',
      })
    await executor.run({ outputs: { one: all.subarray(32), two: all.subarray(0, 32) } })
  })

  test.each([
    ['a Uint8Array', () => new Uint8Array(64)],
    ['a part of a larger one', () => new Uint8Array(200).subarray(9, 73)],
    ['a typed array of words', () => new Float64Array(8)],
    ['a DataView', () => new DataView(new ArrayBuffer(80), 8, 64)],
    ['an ArrayBuffer', () => new ArrayBuffer(64)],
    ['a SharedArrayBuffer', () => new SharedArrayBuffer(64)],
  ])('may be %s, which the result shows', async (_, make) => {
    const memory: OutputMemory = make()
    const executor = await createExecutor(roundTripPlan(), createDummyBackend())
    for (let run = 0; run < 3; run++) {
      const { outputs } = await executor.run({ inputs: { in: pattern(64, run) }, outputs: { out: memory } })
      expect(outputs['out']).toEqual(pattern(64, run))
      expect(outputs['out']!.buffer).toBe(ArrayBuffer.isView(memory) ? memory.buffer : memory)
    }
    // Without it, the next run takes memory of its own and leaves this as it is.
    const { outputs } = await executor.run({ inputs: { in: pattern(64, 9) } })
    expect(outputs['out']).toEqual(pattern(64, 9))
    const kept = ArrayBuffer.isView(memory) ? memory : new Uint8Array(memory)
    expect(new Uint8Array(kept.buffer, kept.byteOffset, 64)).toEqual(pattern(64, 2))
    await executor.destroy()
  })

  test.each([
    ['of another size', { out: new Uint8Array(63) }, /63 bytes, the output 64/],
    ['of no bytes at all', { out: [1, 2] as unknown as OutputMemory }, /typed array/],
    ['for an output that is not there', { ouf: new Uint8Array(64) }, /did you mean "out"/],
    ['that is detached', { out: detached() }, /0 bytes|detached/],
  ])('%s is refused by name before anything is submitted', async (_, outputs, message) => {
    const backend = createDummyBackend()
    const executor = await createExecutor(roundTripPlan(), backend)
    await expect(executor.run({ inputs: { in: pattern(64) }, outputs })).rejects.toMatchObject({
      code: 'INVALID_OUTPUT',
      path: expect.stringMatching(/^outputs\.ou[tf]$/),
      message: expect.stringMatching(message),
    })
    expect(backend.calls.submit).toBe(0)
    await executor.destroy()
  })

  test('F48: that is detached while the run is under way fails it; the next one works', async () => {
    const backend = createDummyBackend()
    const executor = await createExecutor(roundTripPlan(), backend)
    const memory = new Uint8Array(64)
    const detach = ({ step }: Progress) => step === 'submit' && structuredClone(memory, { transfer: [memory.buffer] })
    const run = executor.run({
      inputs: { in: pattern(64) },
      outputs: { out: memory },
      onProgress: (at) => void detach(at),
    })
    expect(await run.catch((error: unknown) => error)).toMatchObject({ code: 'INVALID_OUTPUT' })
    expect((await executor.run({ inputs: { in: pattern(64) } })).outputs['out']).toEqual(pattern(64))
    await executor.destroy()
    expect(backend.liveObjects()).toEqual(nothingLive)
  })
})

function detached(): Uint8Array {
  const bytes = new Uint8Array(64)
  structuredClone(bytes, { transfer: [bytes.buffer] })
  return bytes
}
