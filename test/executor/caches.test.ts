/** Nothing that outlives a plan takes one plan's things for another's because their ids are the same. */
import { expect, it } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createCompute } from '../../src/cpu/compute.ts'
import { planGraph, profiles, referenceRun } from '../../src/index.ts'
import { numberIn, numbersAcrossUpdates, numbersOfTwoPlans, writesNumber } from '../support/same-shader-id.ts'

it('two plans on one Dummy whose shaders have the same id each run their own code', async () => {
  expect(await numbersOfTwoPlans(createDummyBackend())).toEqual([1, 2, 1, 2])
})

it('an update on the Dummy to a plan with other code under the same id runs the other code', async () => {
  expect(await numbersAcrossUpdates(createDummyBackend())).toEqual([1, 2, 1])
})

it('the reference runs the code of the graph it is given', async () => {
  for (const number of [1, 2, 1]) expect(numberIn(await referenceRun(writesNumber(number)))).toBe(number)
})

it('kernels registered with the Dummy are for a shader id, in whatever plan', async () => {
  const backend = createDummyBackend({
    kernels: { shader: ({ bytes }) => void new Uint32Array(bytes(0, 0).buffer, bytes(0, 0).byteOffset, 4).fill(9) },
  })
  expect(await numbersOfTwoPlans(backend)).toEqual([9, 9, 9, 9])
})

it('a runner knows the shaders of its own plan only, and keeps them however many plans come later', async () => {
  const compute = createCompute()
  const prepare = (id: string, number: number) => compute.prepare([{ ...writesNumber(number).shaders![0]!, id }])
  const run = (runner: Awaited<ReturnType<typeof prepare>>, id: string) => {
    const words = new Uint32Array(4)
    runner.run(id, 'main', [1, 1, 1], [{ group: 0, binding: 0, bytes: new Uint8Array(words.buffer), access: 'write' }])
    return words[3]
  }
  const first = await prepare('s', 1)
  const second = await prepare('other', 2)
  expect(() => run(second, 's')).toThrow(expect.objectContaining({ code: 'MISSING_KERNEL' }))
  for (let i = 0; i < 300; i++) await prepare('s', 1000 + i)
  expect(run(first, 's')).toBe(1)
  expect(run(await prepare('s', 1), 's')).toBe(1)
})

it('a profile that was planned for and then changed in place is checked again', () => {
  const profile = structuredClone(profiles.dummy) as { -readonly [K in keyof typeof profiles.dummy]: unknown }
  const plan = () => planGraph(writesNumber(1), profile as typeof profiles.dummy)
  plan()
  profile.queues = []
  expect(plan).toThrow(expect.objectContaining({ code: 'INVALID_PROFILE' }))
})
