/**
 * The plan of graph.json on each device, pinned as text. Edit the graph and run the tests: the difference says what the edit costs.
 * `npm test -- -u` accepts it.
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { formatPlan, parseGraphText, planGraph, profiles } from 'memkit-gpu'
import { matchers } from 'memkit-gpu/vitest'
import { expect, it } from 'vitest'

expect.extend(matchers)

const file = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

it.for(['webgpu', 'vulkan'] as const)('the graph is scheduled on %s as it was', async (name) => {
  const graph = parseGraphText(await readFile(file('graph.json')))
  const plan = planGraph(graph, profiles[name])
  expect(plan).toPassCheck(graph, profiles[name])
  await expect(formatPlan(plan)).toMatchFileSnapshot(file(`plans/${name}.txt`))
})
