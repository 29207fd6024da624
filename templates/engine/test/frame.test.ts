import { execute, planGraph, profiles, referenceRun } from 'memkit-gpu'
import { createDummyBackend } from 'memkit-gpu/dummy'
import { matchers } from 'memkit-gpu/vitest'
import { expect, it } from 'vitest'
import { makeFrame, triangle } from '../src/frame.ts'

expect.extend(matchers)

const frame = makeFrame(32, 32)

it.each([profiles.webgpu, profiles.vulkan])(
  'takes one submission on $name, and means what the frame means',
  (profile) => {
    const plan = planGraph(frame, profile)
    expect(plan).toPassCheck(frame, profile)
    expect(plan.report.submissions.count).toBe(1)
  },
)

it('draws what its passes draw one by one', async () => {
  const backend = createDummyBackend()
  const { outputs } = await execute(frame, backend, { inputs: { triangle } })
  await backend.destroy()
  const reference = await referenceRun(frame, { triangle })
  expect(outputs['picture']).toEqual(reference.outputs['picture'])
})
