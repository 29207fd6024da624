/** Transfers of texels that need more of a queue than that it transfers. */
import { describe, expect, it } from 'vitest'
import { findRuleFaults } from '../../src/backends/dummy/scheduler/rules.ts'
import { checkPlan } from '../../src/check/index.ts'
import type { GraphDocument } from '../../src/graph/document.ts'
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
  ['a copy of depth', { kind: 'copy', from: 'floats', to: 'same' }, 'transfer'],
  ['an upload of colour', { kind: 'upload', to: 'red', input: 'in' }, 'transfer'],
  ['a fill of colour', { kind: 'fill', to: 'red', value: 0 }, 'transfer'],
]

/** The plan with each submission on another queue, as a program might write it. */
const onQueue = (plan: Plan, queue: number): Plan => ({
  ...plan,
  submissions: plan.submissions.map((submission) => ({
    ...submission,
    queue,
    ...(submission.prologue ? { prologue: { ...submission.prologue, afterRunsOn: [queue] } } : {}),
  })),
})

describe.each(needing)('%s', (_, pass, kind) => {
  const first = { graphics: 0, compute: 1, transfer: 2 }[kind]

  it('runs on a queue that can, or is refused by its id', () => {
    for (const [queue, asked] of (['graphics', 'compute', 'transfer'] as const).entries()) {
      const graph = graphOf({ ...pass, queue: asked })
      if (queue <= first) expect(planGraph(graph, profiles.vulkan).submissions[0]!.queue).toBe([0, 1, 2][queue])
      else
        expect(() => planGraph(graph, profiles.vulkan)).toThrow(
          expect.objectContaining({
            code: 'NO_QUEUE',
            path: 'passes[0].queue',
            details: expect.objectContaining({ pass: 'move' }) as object,
            message: expect.stringMatching(new RegExp(`needs ${kind}, because only such a queue .*"`)) as string,
          }),
        )
    }
    expect(planGraph(graphOf({ ...pass, queue: ['transfer', 'graphics'] }), profiles.vulkan).submissions).toHaveLength(
      1,
    )
  })

  it.runIf(kind !== 'transfer')('a plan that puts it on another queue is refused', () => {
    const graph = graphOf(pass)
    const plan = planGraph(graph, profiles.vulkan)
    for (let queue = first + 1; queue <= 2; queue++) {
      const moved = onQueue(plan, queue)
      expect(() => parsePlan(moved, profiles.vulkan, { ignoreHash: true })).toThrow(
        expect.objectContaining({ code: 'INVALID_PLAN', message: expect.stringMatching(/cannot run a/) as string }),
      )
      expect(checkPlan(graph, moved, profiles.vulkan)).toMatchObject({ ok: false, code: 'DEVICE_RULE' })
      expect([...findRuleFaults(moved, profiles.vulkan).values()].flat()).toMatchObject([{ code: 'VALIDATION_FAILED' }])
    }
  })
})
