/** What is copied by hand is what its schema says, and nothing else is taken. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { handCopies } from '../../src/check/hand-copies.ts'
import { planSchema } from '../../src/plan/document.ts'
import { planGraph } from '../../src/planner/index.ts'
import { compileCopy, refused } from '../../src/schema/copies.ts'
import { elementOf, fieldsOf, type Schema } from '../../src/schema/schema.ts'
import { targets } from '../properties/profiles.ts'
import { mutate, sequence } from '../support/fuzz/mutate.ts'
import { seededGraph } from '../support/random-graph.ts'

const { placements, submissions } = fieldsOf(planSchema)
const command = elementOf(fieldsOf(elementOf(submissions!))['commands']!)
const placement = elementOf(placements!)
const byHand = handCopies(command, placement)

/** How many of these are copied, changed ones too, by hand as by their schema. */
function copied(list: readonly unknown[], schema: Schema, seed: number): number {
  const [hand, walk] = [compileCopy(schema, byHand), compileCopy(schema)]
  let count = 0
  for (const one of list)
    for (let mutant = 0; mutant < 12; mutant++) {
      const value = structuredClone(one) as never
      if (mutant > 0) mutate(value, sequence(seed + mutant), 1)
      const made = hand(value)
      expect(made).toEqual(walk(value))
      if (made !== refused) count++
    }
  return count
}

it('copies commands and placements as their schemas do, and refuses what these refuse', () => {
  let count = 0
  fc.assert(
    fc.property(fc.nat(1000), (seed) => {
      const target = targets[seed % targets.length]!
      const plan = planGraph(seededGraph(seed, 12, target.rules).graph, target.profile)
      for (const { commands } of plan.submissions) count += copied(commands, command, seed)
      count += copied(plan.placements, placement, seed)
    }),
    { numRuns: 60 },
  )
  expect(count).toBeGreaterThan(500)
})

it.each([
  ['a field of the prototype', Object.assign(Object.create({ size: 4 }) as object, { heap: 0, offset: 0 })],
  ['a field too many', { heap: 0, offset: 0, size: 4, more: 1 }],
  ['a field too few', { heap: 0, offset: 0 }],
  ['a list', [0, 0, 4]],
])('takes no slice with %s', (_, slice) => {
  const use = { group: 0, binding: 0, resource: 'a', slice, as: 'storage', access: 'write' }
  const dispatch = {
    op: 'dispatch',
    shader: 's',
    entryPoint: 'main',
    workgroups: [1, 1, 1],
    bindings: [use],
    passes: ['p'],
  }
  expect(compileCopy(command, byHand)(dispatch)).toBe(refused)
})
