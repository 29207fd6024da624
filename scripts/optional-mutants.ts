/**
 * Plans of graphs whose uploads a run may leave out, as planned and broken in every way, against the reference in runs that leave
 * out this or that:
 *
 *     npx tsx scripts/optional-mutants.ts [--seconds 60] [--seed 0]
 *
 * Prints how many were tried and accepted. Exits 1 where an accepted plan does anything else.
 */
import { parseArgs } from 'node:util'
import { optionalMutations, optionalPlan, optionalTargets } from '../test/properties/optional-run.ts'

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string', default: '0' } },
})
const started = Date.now()
let [plans, mutants, faults] = [0, 0, 0]
for (let seed = Number(values.seed); Date.now() - started < Number(values.seconds) * 1000; seed++)
  for (const target of optionalTargets) {
    const { plan, faultOf, mutant } = optionalPlan(seed, target)
    const fault = await faultOf(plan, 2)
    plans++
    if (fault !== undefined) console.log(`plan of seed ${seed} for ${target}: ${fault}`, ++faults)
    for (const mutation of optionalMutations) {
      const made = mutant(mutation)
      if (!made) continue
      mutants++
      const broken = await faultOf(made, 4)
      if (broken !== undefined) console.log(`${mutation}: ${broken}`, ++faults)
    }
  }
console.log(`${plans} plans, ${mutants} mutants, ${faults} faults`)
process.exitCode = faults > 0 ? 1 : 0
