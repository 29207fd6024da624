/** Small graphs for planner tests: written as documents, planned, checked. */
import { expect } from 'vitest'
import { checkPlan } from '../../src/check/index.ts'
import type { GraphDocument } from '../../src/graph/document.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph, profiles, type PlanOptions } from '../../src/planner/index.ts'
import type { CommandOf, CommandOp, Plan } from '../../src/plan/document.ts'
import type { DeviceProfile } from '../../src/plan/profile.ts'

export type Passes = GraphDocument['passes']
export type Resources = GraphDocument['resources']

export const graphOf = (resources: Resources, passes: Passes) =>
  parseGraph({ version: 1, name: 'test', resources, shaders: [{ id: 's', wgsl: '' }], passes })

/** Plans, and demands that the independent checker accepts. */
export function planOf(
  resources: Resources,
  passes: Passes,
  profile: DeviceProfile = profiles.dummy,
  options: PlanOptions = {},
): Plan {
  const graph = graphOf(resources, passes)
  const plan = planGraph(graph, profile, options)
  expect(checkPlan(graph, plan, profile)).toEqual({ ok: true })
  return plan
}

export const buffer = (id: string, size = 1024, more: object = {}): Resources[number] => ({
  id,
  kind: 'buffer',
  size,
  ...more,
})

export const compute = (id: string, reads: string[], writes: string[], more: object = {}): Passes[number] => ({
  id,
  kind: 'compute',
  shader: 's',
  entryPoint: 'main',
  workgroups: [1, 1, 1],
  bindings: [
    ...reads.map((use, binding) => ({ group: 0, binding, use, as: 'storage-read' as const })),
    ...writes.map((use, i) => ({
      group: 0,
      binding: reads.length + i,
      use,
      as: 'storage' as const,
      access: 'write' as const,
    })),
  ],
  ...more,
})

export const commandsOf = <Op extends CommandOp>(plan: Plan, op: Op): CommandOf<Op>[] =>
  plan.submissions.flatMap((submission) =>
    submission.commands.filter((command): command is CommandOf<Op> => command.op === op),
  )

export const decisionsOf = (plan: Plan, code: string) => plan.decisions.filter((decision) => decision.code === code)
