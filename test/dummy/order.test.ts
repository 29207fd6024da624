import fc from 'fast-check'
import { expect, test } from 'vitest'
import { analysePlan } from '../../src/backends/dummy/scheduler/analysis.ts'
import { accessKinds } from '../../src/graph/access.ts'
import type { Command, Plan } from '../../src/plan/document.ts'
import { profiles } from '../../src/plan/profile.ts'
import { planOf } from '../support/executor-plans.ts'
import { hasUnorderedConflict } from './order-by-hand.ts'

const inOrder = { ...profiles.dummy, rules: { ...profiles.dummy.rules, explicitBarriers: false } }
const kinds = fc.subarray(['copy-read', 'copy-write', 'storage-read', 'storage-write'] as const)
const at = fc.integer({ min: 0, max: 3 })

const use = fc
  .record({ cell: at, access: fc.constantFrom('read' as const, 'write' as const) })
  .map(({ cell, access }) => ({
    resource: 'r',
    slice: { heap: 0, offset: cell * 16, size: 16 },
    as: access === 'read' ? ('storage-read' as const) : ('storage' as const),
    access,
  }))

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc
      .tuple(at, at)
      .map(([from, to]): Command => ({ op: 'copy', from: 1, to: 0, regions: [[from * 16, to * 16, 16]], passes: [] })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(at, at)
      .map(([from, to]): Command => ({ op: 'copy', from: 0, to: 1, regions: [[from * 16, to * 16, 16]], passes: [] })),
  },
  {
    weight: 2,
    arbitrary: fc
      .array(use, { minLength: 1, maxLength: 2 })
      .map((uses): Command => ({ op: 'custom', body: 'b', uses, passes: [] })),
  },
  {
    weight: 5,
    arbitrary: fc.tuple(kinds, kinds).map(([before, after]): Command => ({ op: 'barrier', before, after })),
  },
)

const plans: fc.Arbitrary<Plan> = fc
  .array(
    fc.record({
      queue: fc.integer({ min: 0, max: 2 }),
      waits: fc.array(fc.nat()),
      host: fc.nat({ max: 9 }),
      commands: fc.array(command, { maxLength: 5 }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((list) =>
    planOf({
      heaps: [
        { memory: 'device', sizeBytes: 64 },
        { memory: 'device', sizeBytes: 64 },
      ],
      bodies: [{ name: 'b', pass: 'p' }],
      submissions: list.map(({ queue, waits, commands }, s) => ({
        queue,
        waits: s === 0 ? [] : waits.map((wait) => wait % s),
        commands,
      })),
      timeline: list.flatMap(({ host }, s) => [
        ...(host < s ? [{ do: 'write' as const, after: [host], copies: [] }] : []),
        { do: 'submit' as const, submission: s },
      ]),
    }),
  )

test('hazards are found exactly where brute force over all pairs finds one', () => {
  const seen = { clean: 0, hazard: 0 }
  fc.assert(
    fc.property(plans, (plan) => {
      const expected = hasUnorderedConflict(plan)
      seen[expected ? 'hazard' : 'clean']++
      const own = [...analysePlan(plan, profiles.dummy).faults.values()]
        .flat()
        .filter(({ details }) => String(details.first) !== String(details.second))
      expect(own.length > 0).toBe(expected)
    }),
    { numRuns: 1500, seed: 7 },
  )
  expect(Math.min(seen.clean, seen.hazard)).toBeGreaterThan(100)
})

test('where queues keep their own order, only waits matter', () => {
  fc.assert(
    fc.property(plans, (plan) => {
      const ordered: Plan = {
        ...plan,
        submissions: plan.submissions.map((submission) => ({
          ...submission,
          commands: submission.commands.flatMap((each): Command[] => [
            { op: 'barrier', before: [...accessKinds], after: [...accessKinds] },
            each,
          ]),
        })),
      }
      const own = [...analysePlan(plan, inOrder).faults.values()]
        .flat()
        .filter(({ details }) => String(details.first) !== String(details.second))
      expect(own.length > 0).toBe(hasUnorderedConflict(ordered))
    }),
    { numRuns: 500, seed: 7 },
  )
})
