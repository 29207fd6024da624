/**
 * Resources that outlive a run have one memory, and it is said where: reads and writes between runs, updates and the next run look
 * there. Each change below leaves every command of one run as right as it was.
 */
import { expect, it } from 'vitest'
import { checkPlan } from '../../src/check/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import type { DeviceProfile } from '../../src/plan/profile.ts'
import { planGraph, profiles } from '../../src/planner/index.ts'
import { changed } from './support/by-hand.ts'

const upload = (to: string) => ({ id: `upload-${to}`, kind: 'upload', to, input: to })
const documentOf = (resources: object[], passes: object[]) =>
  parseGraph({ version: 1, resources, passes } as unknown as Parameters<typeof parseGraph>[0])

const buffer = documentOf([{ id: 'a', kind: 'buffer', size: 6, lifetime: 'persistent' }], [upload('a')])
const texel = { kind: 'texture', format: 'r32uint', size: [2, 2] }
const textures = documentOf(
  [
    { id: 'a', ...texel, lifetime: 'persistent', history: 1 },
    { id: 'unused', ...texel, lifetime: 'persistent' },
  ],
  [upload('a'), { id: 'get', kind: 'readback', from: { resource: 'a', previous: 1 }, output: 'before' }],
)
const history = documentOf(
  [{ id: 'a', kind: 'buffer', size: 16, lifetime: 'persistent', history: 1 }],
  [upload('a'), { id: 'get', kind: 'readback', from: { resource: 'a', previous: 1 }, output: 'before' }],
)
const imports = documentOf(
  [
    { id: 'given', kind: 'buffer', size: 16, lifetime: 'imported' },
    { id: 'kept', kind: 'buffer', size: 16, lifetime: 'persistent' },
  ],
  [upload('given'), { id: 'take', kind: 'copy', from: 'given', to: 'kept', sideEffects: true }],
)

const placementOf = (plan: any, resource: string, back = 0) =>
  plan.placements.find((one: any) => one.resource === resource && (one.previous ?? 0) === back)

const check = (
  graph: ReturnType<typeof parseGraph>,
  change: (plan: any) => void,
  profile: DeviceProfile = profiles.dummy,
) => {
  const plan = planGraph(graph, profile)
  expect(checkPlan(graph, plan, profile)).toEqual({ ok: true })
  return checkPlan(graph, changed(plan, change), profile)
}

it.each<[string, ReturnType<typeof parseGraph>, (plan: any) => void]>([
  [
    'a second memory of a buffer, which is placed before the first',
    buffer,
    (plan) => {
      plan.heaps.push({ memory: 'device', sizeBytes: 6 })
      plan.placements.unshift({ ...plan.placements[0], heap: plan.heaps.length - 1 })
    },
  ],
  [
    'a buffer whose earlier contents are said to be elsewhere than its current ones were',
    history,
    (plan) => {
      for (const heap of plan.heaps) if (heap.rotation) heap.sizeBytes += 16
      const placement = placementOf(plan, 'a', 1)
      placement.offset += 16
      for (const command of plan.submissions[0].commands)
        if (command.op === 'copy' && command.from === placement.heap) command.regions[0][0] += 16
    },
  ],
  [
    'a second texture of a resource',
    textures,
    (plan) => {
      const [one] = plan.textures.filter(({ resource }: any) => resource === 'unused')
      plan.textures.push({ ...one })
      plan.report.memory.persistentBytes += one.sizeBytes
    },
  ],
  ['a texture of another run than the placement says', textures, (plan) => delete placementOf(plan, 'a', 1).previous],
  [
    'a texture without a placement',
    textures,
    (plan) => (plan.placements = plan.placements.filter(({ resource }: any) => resource !== 'unused')),
  ],
  [
    'a second heap for the same imported buffer, which the checker would take for other memory',
    imports,
    (plan) => {
      const heap = plan.heaps.findIndex(({ memory }: any) => memory === 'imported')
      plan.heaps.push({ ...plan.heaps[heap] })
      for (const command of plan.submissions[0].commands)
        if (command.op === 'copy' && command.to === heap) command.to = plan.heaps.length - 1
    },
  ],
])('%s is refused', (_what, graph, change) => {
  expect(check(graph, change)).toMatchObject({ ok: false, code: 'PLACEMENT' })
})

it('the size that is read and written between runs is the declared one, where the device copies more', () => {
  expect(placementOf(planGraph(buffer, profiles.webgpu), 'a')).toMatchObject({ sizeBytes: 8, declaredBytes: 6 })
  for (const size of [undefined, 4, 8])
    expect(check(buffer, (plan) => (placementOf(plan, 'a').declaredBytes = size), profiles.webgpu)).toMatchObject({
      ok: false,
      code: 'PLACEMENT',
    })
})

it('earlier contents that no pass reads are kept too: the memory of the oldest is that of the next run', () => {
  const graph = documentOf(
    [
      { id: 'a', kind: 'buffer', size: 16, lifetime: 'persistent', history: 1 },
      { id: 'spare', kind: 'buffer', size: 16 },
    ],
    [
      { id: 'get', kind: 'readback', from: 'a', output: 'now' },
      { ...upload('spare'), sideEffects: true },
    ],
  )
  const intoOldest = (plan: any) => {
    const command = plan.submissions[0].commands.find(({ passes }: any) => passes?.includes('upload-spare'))
    command.to = plan.heaps.findIndex(({ rotation }: any) => rotation?.slot === 1)
  }
  expect(check(graph, intoOldest)).toMatchObject({ ok: false, code: 'WRONG_FINAL_BYTES' })
})
