import { execute, planGraph, profiles } from 'memkit-gpu'
import { createDummyBackend } from 'memkit-gpu/dummy'
import { matchers } from 'memkit-gpu/vitest'
import { expect, it } from 'vitest'
import { inputs, readScene } from '../src/scene.ts'

expect.extend(matchers)

it.each([profiles.webgpu, profiles.vulkan])('the scene is loaded in one submission on $name', async (profile) => {
  const scene = await readScene()
  const plan = planGraph(scene, profile)
  expect(plan).toPassCheck(scene, profile)
  expect(plan.report.submissions.count).toBe(1)
})

it('the last mip level is the average of the texture', async () => {
  const backend = createDummyBackend()
  const { outputs } = await execute(await readScene(), backend, { inputs })
  await backend.destroy()
  expect([...outputs['average']!]).toEqual([150, 150, 150, 255])
})
