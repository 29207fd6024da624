/** What `checkPlan` proves, the Dummy takes: plans of random graphs, with one kind less in one of their barriers, or one wait less. */
import { expect, it } from 'vitest'
import { analysePlan } from '../../src/backends/dummy/scheduler/analysis.ts'
import { checkPlan, planGraph, type Plan } from '../../src/index.ts'
import { targets } from '../properties/profiles.ts'
import { signed } from '../support/hand-plan.ts'
import { seededGraph } from '../support/random-graph.ts'

type Submission = Plan['submissions'][number]

/** The plan with another submission in the place of one. */
const withSubmission = (plan: Plan, s: number, changed: Partial<Submission>): Plan => ({
  ...plan,
  submissions: plan.submissions.map((one, i) => (i === s ? { ...one, ...changed } : one)),
})

const without = <T>(list: readonly T[], i: number): T[] => list.filter((_, k) => k !== i)

function* weakened(plan: Plan): Generator<Plan> {
  for (const [s, { commands, waits }] of plan.submissions.entries()) {
    for (const i of waits.keys()) yield withSubmission(plan, s, { waits: without(waits, i) })
    for (const [c, command] of commands.entries())
      if (command.op === 'barrier')
        for (const side of ['before', 'after'] as const)
          for (const k of command[side].keys())
            yield withSubmission(plan, s, {
              commands: commands.with(c, { ...command, [side]: without(command[side], k) }),
            })
  }
}

it.each(['dummy, textures', 'vulkan, textures', 'vulkan'])('random graphs on %s', (name) => {
  const { profile, rules } = targets.find((target) => target.name === name)!
  let [proven, refused] = [0, 0]
  // In two of them, parts of depth that lie in one layer are written without an order.
  for (const seed of [65, 312, 1, 2, 3, 4, 5, 6]) {
    const { graph } = seededGraph(seed, 20, rules)
    for (const weaker of weakened(planGraph(graph, profile))) {
      if (!checkPlan(graph, signed(weaker), profile).ok) {
        refused++
        continue
      }
      proven++
      const faults = [...analysePlan(weaker, profile).faults.values()].flat()
      expect(
        faults.map(({ message }) => message),
        `seed ${seed}`,
      ).toEqual([])
    }
  }
  expect(Math.min(proven, refused)).toBeGreaterThan(3)
})

it('an order that reaches a command through one kind of access is no order for what follows another kind of it', () => {
  const { profile, rules } = targets.find((target) => target.name === 'dummy')!
  const { graph } = seededGraph(95, 20, rules)
  let races = 0
  for (const weaker of weakened(planGraph(graph, profile))) {
    const result = checkPlan(graph, signed(weaker), profile)
    if (result.ok || result.code !== 'RACE') continue
    races++
    expect(analysePlan(weaker, profile).faults.size, `${result.message}`).toBeGreaterThan(0)
  }
  expect(races).toBeGreaterThan(3)
})
