/** Pinned by the team: its graph's schedule on the devices it ships to, and that the plans mean what the graph means. */
import { planGraph, profiles } from 'memkit-gpu'
import { matchers, planSerializer } from 'memkit-gpu/vitest'
import { expect, it } from 'vitest'
import { graph } from './graph.ts'

expect.addSnapshotSerializer(planSerializer)
expect.extend(matchers)

it.for(['webgpu', 'vulkan'] as const)('the blur is scheduled on %s as it was', (name) => {
  const plan = planGraph(graph, profiles[name])
  expect(plan).toPassCheck(graph, profiles[name])
  expect(plan).toMatchSnapshot()
})
