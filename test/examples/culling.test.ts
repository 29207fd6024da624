/** The culling example: what the dispatch leaves is what the camera sees, on every backend. */
import { execute, planGraph, profiles, referenceRun, type Backend } from 'memkit-gpu'
import { createDummyBackend } from 'memkit-gpu/dummy'
import { createVulkanBackend } from 'memkit-gpu/vulkan'
import { matchers } from 'memkit-gpu/vitest'
import { createWebGpuBackend } from 'memkit-gpu/webgpu'
import { beforeAll, describe, expect, it } from 'vitest'
import { cullingGraph } from '../../examples/culling/graph.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { differ } from '../support/pictures.ts'

expect.extend(matchers)

const { graph, inputs } = cullingGraph({ width: 64, height: 36, thingsOfEachMesh: 100 })
const given = inputs as Record<string, Float32Array<ArrayBuffer>>

type Outputs = Readonly<Record<string, Uint8Array>>
const countsIn = ({ calls }: Outputs): number[] => {
  const words = new Uint32Array(calls!.slice().buffer)
  return [0, 1, 2].map((mesh) => words[5 * mesh + 1]!)
}

/** How many things of each mesh reach over all six planes, by the inputs alone. */
function seen(): number[] {
  const counts = [0, 0, 0]
  const [planes, things] = [given['frame']!.subarray(16), given['things']!]
  const meshes = new Uint32Array(things.buffer)
  for (let i = 0; i < things.length; i += 8) {
    const reaches = [0, 4, 8, 12, 16, 20].every((p) => {
      const distance = [0, 1, 2].reduce((sum, c) => sum + planes[p + c]! * things[i + c]!, planes[p + 3]!)
      return distance >= -things[i + 3]!
    })
    if (reaches) counts[meshes[i + 7]!]!++
  }
  return counts
}

/** The same picture of all things: no plane keeps anything out. */
const uncut = { ...given, frame: given['frame']!.map((value, i) => (i < 16 ? value : Number(i % 4 === 3))) }

let expected: Outputs
beforeAll(async () => {
  expected = (await referenceRun(graph, given)).outputs
})

it.for(Object.values(profiles))('is one submission on $name, proven right', (profile) => {
  const plan = planGraph(graph, profile)
  expect(plan).toPassCheck(graph, profile)
  expect(plan.submissions).toHaveLength(1)
})

async function expectCulled(backend: Backend): Promise<void> {
  try {
    const { outputs } = await execute(graph, backend, { inputs: given })
    const all = await execute(graph, backend, { inputs: uncut })
    expect(countsIn(outputs)).toEqual(seen())
    expect(countsIn(all.outputs)).toEqual([100, 100, 100])
    expect(Buffer.from(all.outputs['picture']!).equals(outputs['picture']!)).toBe(true)
    expect(differ(outputs['picture']!, expected['picture']!).farOff).toBeLessThan(0.01)
  } finally {
    await backend.destroy()
  }
}

describe('the culling example', () => {
  it('leaves out things, and not all of them', () => {
    const sum = seen().reduce((a, b) => a + b)
    expect(sum).toBeGreaterThan(20)
    expect(sum).toBeLessThan(200)
    expect(countsIn(expected)).toEqual(seen())
  })
  it('draws what is seen, and no picture changes by it', () => expectCulled(createDummyBackend()))
})
await describeGpu('webgpu', 'the culling example', ({ gpu }) => {
  it('draws what is seen, and no picture changes by it', async () => expectCulled(await createWebGpuBackend({ gpu })))
})
await describeGpu('vulkan', 'the culling example', ({ loader }) => {
  it('draws what is seen, and no picture changes by it', async () =>
    expectCulled(await createVulkanBackend({ loader })))
})
