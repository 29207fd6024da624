/**
 * A long run of the properties over seeded random graphs:
 *
 *     npx tsx scripts/long-run.ts [count = 10000] [first seed = 0] [size = 24]
 *
 * Every seed is one graph per target (profiles and device sizes) and objective: the checker must accept its plan, and the Dummy
 * must end with the reference bytes under two interleavings. Prints failing seeds; exits 1 where there are any.
 */
import { faultOf } from '../test/properties/planned-run.ts'
import { targets } from '../test/properties/profiles.ts'
import { seededGraph } from '../test/support/random-graph.ts'

const [count = 10_000, firstSeed = 0, size = 24] = process.argv.slice(2).map(Number)
const shownFailures = 20
const started = Date.now()
let failures = 0
let plans = 0

for (let seed = firstSeed; seed < firstSeed + count && failures < shownFailures; seed++) {
  for (const target of targets) {
    const objective = seed % 4 === 3 ? 'memory' : 'submissions'
    const options = { objective, schedulerSeeds: [2 * seed, 2 * seed + 1], runs: 1 + (seed % 3) } as const
    let fault: string | undefined
    try {
      fault = await faultOf(seededGraph(seed, size, target.rules), target, options)
    } catch (error) {
      fault = error instanceof Error ? (error.stack ?? error.message) : String(error)
    }
    plans++
    if (fault === undefined) continue
    failures++
    console.log(`FAILED seed ${seed}, size ${size}, ${target.name}, objective ${objective}: ${fault}`)
  }
  const done = seed - firstSeed + 1
  if (done % 100 === 0)
    console.log(`${done} graphs, ${plans} plans, ${failures} failures, ${Math.round((Date.now() - started) / 1000)} s`)
}
console.log(`${plans} plans of ${count} graphs from seed ${firstSeed}: ${failures} failures`)
process.exitCode = failures > 0 ? 1 : 0
