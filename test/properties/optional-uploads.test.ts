/**
 * Graphs whose uploads a run may leave out, in runs that leave out any of them: planned right, proven, and a plan that was broken
 * and is still accepted has to do what the reference does, whatever was left out.
 */
import { expect, it } from 'vitest'
import { optionalMutations, optionalPlan, optionalTargets } from './optional-run.ts'

const planned = optionalTargets.flatMap((target) => [0, 1, 2, 4].map((seed) => optionalPlan(seed, target)))

it('plans are proven, and do what the reference does without any of the inputs', async () => {
  for (const { plan, faultOf } of planned) expect(await faultOf(plan, 3)).toBeUndefined()
})

it.each(optionalMutations)('%s: refused, or harmless whatever is left out', async (mutation) => {
  for (const { faultOf, mutant } of planned) {
    const made = mutant(mutation)
    if (made) expect(await faultOf(made, 3)).toBeUndefined()
  }
})
