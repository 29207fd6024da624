/** Plans of transfers alone, which are made without searches, held against those of the planner. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { checkPlan, parseGraph, planGraph, profiles, type DeviceProfile, type GraphDocument } from '../../src/index.ts'
import { planTransfers } from '../../src/planner/plan-transfers.ts'

const resources: GraphDocument['resources'] = [
  { id: 'bytes', kind: 'buffer', size: 1024, lifetime: 'imported' },
  { id: 'texels', kind: 'texture', format: 'rgba8unorm', size: [8, 8, 2], mipLevelCount: 2, lifetime: 'imported' },
  { id: 'depth', kind: 'texture', format: 'depth32float', size: [4, 4], lifetime: 'imported' },
]

const start = fc.integer({ min: 0, max: 15 }).map((at) => at * 64)
const endpoint = fc.oneof(
  fc
    .record({ offset: start, lines: fc.integer({ min: 1, max: 8 }) })
    .map(({ offset, lines }) => ({ resource: 'bytes', offset, size: Math.min(lines * 64, 1024 - offset) })),
  fc.record({ mipLevel: fc.nat(1), x: fc.nat(3), y: fc.nat(3), layer: fc.nat(1) }).map(({ mipLevel, x, y, layer }) => ({
    resource: 'texels',
    mipLevel,
    origin: [x, y, layer] as [number, number, number],
    size: [4 - x, 4 - y, 1] as [number, number, number],
  })),
  fc.constant({ resource: 'depth' }),
)
const transfers = fc
  .array(fc.record({ isUpload: fc.boolean(), endpoint }), { minLength: 1, maxLength: 12 })
  .map((list) =>
    parseGraph({
      version: 1,
      resources,
      passes: list.map(({ isUpload, endpoint }, i) =>
        isUpload
          ? { id: `p${i}`, kind: 'upload', to: endpoint, input: `p${i}` }
          : { id: `p${i}`, kind: 'readback', from: endpoint, output: `p${i}` },
      ),
    }),
  )
const oneQueue = (profile: DeviceProfile): DeviceProfile => ({ ...profile, queues: profile.queues.slice(0, 1) })

const devices = [profiles.dummy, profiles.webgpu, profiles.vulkan].map(oneQueue)

it.each(devices)('for $name, they are those of the planner', (profile) => {
  fc.assert(
    fc.property(transfers, (graph) => {
      expect(planTransfers(graph, profile)).toEqual(planGraph(graph, profile))
    }),
  )
})

it.each(devices)('for $name, they keep to what a submission may stage', (profile) => {
  const limited = {
    ...profile,
    limits: { ...profile.limits, stagingBytes: 2 * Math.max(128, profile.alignments.rowPitchBytes) },
  }
  let cut = 0
  fc.assert(
    fc.property(transfers, (graph) => {
      const plan = planTransfers(graph, limited)
      if (plan.submissions.length > 1) cut++
      expect(checkPlan(graph, plan, limited)).toEqual({ ok: true })
    }),
    { numRuns: 50 },
  )
  expect(cut).toBeGreaterThan(10)
})
