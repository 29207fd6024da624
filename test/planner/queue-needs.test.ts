/** Transfers of texels that need more of a queue than that it transfers. */
import { describe, expect, it } from 'vitest'
import { mapQueues } from '../../src/backends/vulkan/session/map-queues.ts'
import { checkPlan } from '../../src/check/index.ts'
import type { GraphDocument, QueueKind } from '../../src/graph/document.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { profiles } from '../../src/plan/profile.ts'
import { parsePlan } from '../../src/plan/validate/index.ts'
import type { Plan } from '../../src/plan/document.ts'
import { planGraph } from '../../src/planner/index.ts'

type Passes = GraphDocument['passes']

const texture = (id: string, format: string, extra: object = {}) =>
  ({
    id,
    kind: 'texture',
    format,
    size: [4, 4],
    lifetime: 'persistent',
    ...extra,
  }) as GraphDocument['resources'][number]
const resources = [
  texture('depth', 'depth16unorm'),
  texture('floats', 'depth32float'),
  texture('same', 'depth32float'),
  texture('red', 'r32float'),
  texture('samples', 'rgba8unorm', { sampleCount: 4 }),
  { id: 'bytes', kind: 'buffer', size: 64, lifetime: 'persistent' } as const,
]

const graphOf = (pass: object) =>
  parseGraph({ version: 1, resources, passes: [{ id: 'move', ...pass }] as unknown as Passes })

const needing: readonly (readonly [string, object, 'graphics' | 'compute' | 'transfer'])[] = [
  ['an upload of depth', { kind: 'upload', to: 'depth', input: 'in' }, 'graphics'],
  ['a readback of depth', { kind: 'readback', from: 'depth', output: 'out' }, 'graphics'],
  ['a copy of bytes to depth', { kind: 'copy', from: 'bytes', to: 'floats' }, 'graphics'],
  ['a copy of depth to bytes', { kind: 'copy', from: 'floats', to: 'bytes' }, 'graphics'],
  ['a copy of colour to depth', { kind: 'copy', from: 'red', to: 'floats' }, 'graphics'],
  ['a copy of depth to colour', { kind: 'copy', from: 'floats', to: 'red' }, 'graphics'],
  ['a fill of depth', { kind: 'fill', to: 'depth', value: 0 }, 'graphics'],
  ['a fill of several samples', { kind: 'fill', to: 'samples', value: 0 }, 'compute'],
  ['a copy of depth', { kind: 'copy', from: 'floats', to: 'same' }, 'graphics'],
  ['an upload of colour', { kind: 'upload', to: 'red', input: 'in' }, 'transfer'],
  ['a fill of colour', { kind: 'fill', to: 'red', value: 0 }, 'transfer'],
]

describe.each(needing)('%s', (_, pass, kind) => {
  const names = ['graphics', 'compute', 'transfer'] as const
  const first = names.indexOf(kind)
  const planOf = (queue?: QueueKind | QueueKind[]) =>
    planGraph(graphOf(queue ? { ...pass, queue } : pass), profiles.vulkan)
  const queueOf = (plan: Plan) => names[plan.submissions[0]!.queue]

  it('runs on a queue that can, where one is to choose from', () => {
    expect(names.indexOf(queueOf(planOf())!)).toBeLessThanOrEqual(first)
    expect(names.indexOf(queueOf(planOf(['transfer', 'graphics']))!)).toBeLessThanOrEqual(first)
  })

  it('stays on the queue that it is bound to, and Vulkan takes one that can for it', () => {
    for (const asked of names) {
      const plan = planOf(asked)
      expect(queueOf(plan)).toBe(asked)
      expect(parsePlan(structuredClone(plan), profiles.vulkan).hash).toBe(plan.hash)
      expect(checkPlan(graphOf({ ...pass, queue: asked }), plan, profiles.vulkan)).toMatchObject({ ok: true })
      const taken = mapQueues(plan, profiles.vulkan.queues)[plan.submissions[0]!.queue]!
      expect(profiles.vulkan.queues.indexOf(taken)).toBe(Math.min(first, names.indexOf(asked)))
    }
  })
})
