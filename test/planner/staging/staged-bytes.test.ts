/** Submissions that staging forces: what uploads need, how they are cut, and that what is called proven is the least. */
import { describe, expect, it } from 'vitest'
import { checkPlan } from '../../../src/check/index.ts'
import { createDummyBackend } from '../../../src/backends/dummy/index.ts'
import { execute } from '../../../src/executor/index.ts'
import type { GraphDocument } from '../../../src/graph/document.ts'
import { parseGraph } from '../../../src/graph/parse.ts'
import { planGraph } from '../../../src/planner/index.ts'
import { profiles, type DeviceProfile } from '../../../src/plan/profile.ts'
import { referenceRun } from '../../../src/reference/index.ts'
import { fewestStagedSubmissionsByBruteForce, ownBytes } from '../schedule/order/brute-force-submissions.ts'
import { randomInt, seededRandom } from '../schedule/order/random.ts'

type Pass = GraphDocument['passes'][number]
type Resource = GraphDocument['resources'][number]

const withStaging = (profile: DeviceProfile, stagingBytes: number, maxBufferBytes?: number): DeviceProfile => ({
  ...profile,
  limits: { ...profile.limits, stagingBytes, ...(maxBufferBytes === undefined ? {} : { maxBufferBytes }) },
})
const graphOf = (resources: Resource[], passes: Pass[]) => parseGraph({ version: 1, resources, passes })

function planChecked(graph: ReturnType<typeof graphOf>, profile: DeviceProfile) {
  const plan = planGraph(graph, profile)
  expect(checkPlan(graph, plan, profile)).toEqual({ ok: true })
  return plan
}

const bytes = (size: number, seed = 0) =>
  Uint8Array.from({ length: size }, (_, i) => (i * 37 + (i >> 8) * 11 + seed) & 255)

describe('what uploads need of staging', () => {
  it('is their bytes: five uploads of 4 bytes fit 1 KiB', () => {
    const resources = Array.from({ length: 5 }, (_, i): Resource => ({
      id: `b${i}`,
      kind: 'buffer',
      size: 4,
      lifetime: 'persistent',
    }))
    const passes = resources.map(({ id }, i): Pass => ({ id: `u${i}`, kind: 'upload', to: id, input: `i${i}` }))
    const plan = planChecked(graphOf(resources, passes), withStaging(profiles.dummy, 1024))
    expect(plan.report.submissions).toEqual({ count: 1, lowerBound: 1, proven: true })
  })

  it('is the box of a texture, not the rows around it: 100 tiles of an atlas are one submission', () => {
    const passes = Array.from({ length: 100 }, (_, i): Pass => {
      const origin = [(i % 10) * 400, Math.floor(i / 10) * 400, 0] as [number, number, number]
      return { id: `u${i}`, kind: 'upload', to: { resource: 'atlas', origin, size: [64, 64, 1] }, input: `i${i}` }
    })
    const atlas: Resource = {
      id: 'atlas',
      kind: 'texture',
      format: 'rgba8unorm',
      size: [4096, 4096],
      lifetime: 'persistent',
    }
    for (const profile of Object.values(profiles)) {
      const plan = planChecked(graphOf([atlas], passes), withStaging(profile, 2 ** 21))
      expect(plan.report.submissions).toEqual({ count: 1, lowerBound: 1, proven: true })
    }
  })

  it('is taken once for bytes that several uploads share', () => {
    const resources = Array.from({ length: 8 }, (_, i): Resource => ({
      id: `t${i}`,
      kind: 'texture',
      format: 'rgba8unorm',
      size: [8, 8],
      lifetime: 'persistent',
    }))
    const passes = resources.map(({ id }, i): Pass => ({ id: `u${i}`, kind: 'upload', to: id, input: 'same' }))
    for (const profile of [profiles.dummy, profiles.webgpu]) {
      const plan = planChecked(graphOf(resources, passes), withStaging(profile, 2048))
      expect(plan.report.submissions).toEqual({ count: 1, lowerBound: 1, proven: true })
      expect(plan.timeline[0]).toMatchObject({ do: 'write', copies: [{ name: 'same' }] })
    }
  })
})

it('bytes that are shared are read no further than they are staged, whatever the unit of copies', () => {
  const resources: Resource[] = [
    { id: 'given', kind: 'buffer', size: 256, lifetime: 'imported' },
    { id: 'own', kind: 'buffer', size: 256, lifetime: 'persistent' },
  ]
  const passes = resources.map(({ id }): Pass => ({ id: `to-${id}`, kind: 'upload', to: id, input: 'same' }))
  for (const copyBytes of [1, 2, 3, 4, 5, 512]) {
    const profile = { ...profiles.dummy, alignments: { ...profiles.dummy.alignments, copyBytes } }
    for (const order of [passes, passes.toReversed()]) planChecked(graphOf(resources, order), profile)
  }
})

describe('an upload that staging does not hold', () => {
  const volume: Resource = {
    id: 't',
    kind: 'texture',
    format: 'rgba8unorm',
    size: [20, 9, 5],
    dimension: '3d',
    mipLevelCount: 3,
  }
  const blocks: Resource = { id: 't', kind: 'texture', format: 'bc7-rgba-unorm', size: [24, 20, 3], mipLevelCount: 2 }
  const row: Resource = { id: 't', kind: 'texture', format: 'rgba32float', size: [100, 2, 2] }
  it.each([
    ['volume', 'webgpu', 1024, undefined, volume],
    ['volume', 'dummy', 300, 256, volume],
    ['blocks', 'webgpu', 700, undefined, blocks],
    ['blocks', 'vulkan', 4096, 300, blocks],
    ['long rows', 'dummy', 260, undefined, row],
    ['long rows', 'webgpu', 4096, 1300, row],
  ] as const)(
    '%s on %s with %i bytes of staging is cut and comes back whole',
    async (_, name, staging, heap, resource) => {
      const profile = withStaging(profiles[name], staging, heap)
      const graph = graphOf(
        [resource],
        [
          { id: 'u', kind: 'upload', to: 't', input: 'x' },
          { id: 'g', kind: 'readback', from: 't', output: 'o' },
        ],
      )
      const plan = planChecked(graph, profile)
      for (const { sizeBytes, memory } of plan.heaps)
        if (memory === 'upload') expect(sizeBytes).toBeLessThanOrEqual(Math.min(staging, heap ?? staging))
      const inputs = { x: bytes(plan.inputs[0]!.sizeBytes) }
      for (const seed of [1, 2, 3, 4]) {
        const { outputs } = await execute(graph, createDummyBackend({ profile, seed }), { inputs })
        expect(outputs['o']).toEqual(inputs.x)
      }
      expect((await referenceRun(graph, inputs)).outputs['o']).toEqual(inputs.x)
    },
  )

  it('goes in as few parts as its rows need', () => {
    const sky: Resource = {
      id: 'sky',
      kind: 'texture',
      format: 'rgba16float',
      size: [4096, 4096, 6],
      lifetime: 'persistent',
    }
    const graph = graphOf([sky], [{ id: 'u', kind: 'upload', to: 'sky', input: 'pixels' }])
    const plan = planChecked(graph, profiles.webgpu)
    expect(plan.report.submissions).toEqual({ count: 3, lowerBound: 3, proven: true })
  })

  it('is cut in time that grows as its boxes do, of which heaps of 256 bytes make 32 768', () => {
    const wide: Resource = {
      id: 't',
      kind: 'texture',
      format: 'rgba8unorm',
      size: [2048, 1024],
      lifetime: 'persistent',
    }
    const graph = graphOf([wide], [{ id: 'u', kind: 'upload', to: 't', input: 'x' }])
    const plan = planGraph(graph, withStaging(profiles.dummy, 2 ** 23, 256))
    expect(plan.report.submissions.count).toBe(1)
    expect(plan.heaps.filter(({ memory }) => memory === 'upload')).toHaveLength(32_768)
  })

  it('is not cut where a part of it is meant: 16 rows of 8192 texels stage 16 rows', () => {
    const big: Resource = {
      id: 't',
      kind: 'texture',
      format: 'rgba16float',
      size: [8192, 8192],
      lifetime: 'persistent',
    }
    const to = {
      resource: 't',
      origin: [0, 4000, 0] as [number, number, number],
      size: [16, 16, 1] as [number, number, number],
    }
    const plan = planChecked(graphOf([big], [{ id: 'u', kind: 'upload', to, input: 'x' }]), profiles.webgpu)
    expect(plan.heaps.map(({ memory, sizeBytes }) => [memory, sizeBytes])).toEqual([['upload', 15 * 256 + 128]])
  })
})

describe('submissions of random uploads through little staging', () => {
  const pitched = (rows: number, tight: number, pitch: number) =>
    (rows > 1 ? (rows - 1) * Math.ceil(tight / pitch) * pitch : 0) + tight

  it('are the fewest wherever they are said to be', () => {
    const random = seededRandom(77)
    let proven = 0
    for (let round = 0; round < 600; round++) {
      const name = (['dummy', 'webgpu'] as const)[round & 1]!
      const capacity = 512 + 16 * randomInt(random, 100)
      const profile = { ...withStaging(profiles[name], capacity), queues: [profiles[name].queues[0]!] }
      const { rowPitchBytes } = profile.alignments
      const uploads = 2 + randomInt(random, 6)
      const resources: Resource[] = []
      const passes: Pass[] = []
      const needs: number[] = []
      while (needs.length < uploads) {
        const size = [1 + randomInt(random, 8), 1 + randomInt(random, 6), 1 + randomInt(random, 2)] as [
          number,
          number,
          number,
        ]
        const staged = Math.ceil(pitched(size[1] * size[2], size[0] * 4, rowPitchBytes) / 16) * 16
        if (staged > capacity) continue
        const i = needs.push(staged) - 1
        resources.push({ id: `t${i}`, kind: 'texture', format: 'rgba8unorm', size, lifetime: 'persistent' })
        passes.push({
          id: `u${i}`,
          kind: 'upload',
          to: `t${i}`,
          input: `i${i}`,
          ...(i > 0 && randomInt(random, 4) === 0 ? { after: [`u${randomInt(random, i)}`] } : {}),
        })
      }
      const edges = passes.flatMap((pass, v) => (pass.after ?? []).map((id) => [Number(id.slice(1)), v] as const))
      const plan = planChecked(graphOf(resources, passes), profile)
      const least = fewestStagedSubmissionsByBruteForce({
        ...successors(uploads, edges),
        queueMask: new Uint8Array(uploads).fill(1),
        queueCount: 1,
        staging: ownBytes(Float64Array.from(needs), capacity),
      })
      const { count, lowerBound, proven: isProven } = plan.report.submissions
      expect(count).toBeGreaterThanOrEqual(least)
      expect(lowerBound).toBeLessThanOrEqual(least)
      if (isProven) expect(count).toBe(least)
      proven += Number(isProven)
    }
    expect(proven).toBeGreaterThan(400)
  })
})

function successors(nodeCount: number, edges: readonly (readonly [number, number])[]) {
  const succStart = new Int32Array(nodeCount + 1)
  for (const [from] of edges) succStart[from + 1]!++
  for (let v = 0; v < nodeCount; v++) succStart[v + 1]! += succStart[v]!
  const sorted = [...edges].sort((a, b) => a[0] - b[0])
  return { nodeCount, succStart, succ: Int32Array.from(sorted, ([, to]) => to) }
}
