/**
 * The rules of objective `overlap` over seeded random graphs of several queues:
 *
 *     npx tsx scripts/overlap-rules.ts [--count 2000] [--seed 0] [--size 24] [--targets 'dummy;vulkan, textures'] [--seconds N]
 *
 * Each is planned with random costs. Holds waits against what passes need, the makespan against that of `balanced`, and the bound against
 * both. Graphs with host passes are held for their waits only. Prints how often each rule was broken, and the first seeds; exits 1 where one was.
 */
import { parseArgs } from 'node:util'
import { isMemkitError } from '../src/errors.ts'
import { planGraph } from '../src/planner/index.ts'
import { targets } from '../test/properties/profiles.ts'
import { seededRandom } from '../test/planner/schedule/order/random.ts'
import { makespanOf, needlessWaits } from '../test/support/overlap-rules.ts'
import { seededGraph } from '../test/support/random-graph.ts'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '0' },
    size: { type: 'string', default: '24' },
    targets: { type: 'string', default: 'dummy;vulkan;dummy, textures;vulkan, textures' },
    seconds: { type: 'string', default: 'Infinity' },
  },
})
const chosen = values.targets.split(';').map((name) => {
  const target = targets.find((candidate) => candidate.name === name)
  if (!target) throw new Error(`There is no target "${name}"; names are parted by semicolons`)
  return target
})
const broken = new Map<string, string[]>()
const note = (rule: string, what: string): void => void broken.set(rule, [...(broken.get(rule) ?? []), what])
const counts = { plans: 0, cut: 0, compared: 0, sooner: 0, atBound: 0 }
const first = Number(values.seed)
const started = Date.now()
let seed = first
for (; seed < first + Number(values.count) && Date.now() - started < Number(values.seconds) * 1000; seed++)
  for (const { name, profile, rules } of chosen)
    try {
      const { graph } = seededGraph(seed, Number(values.size), rules)
      const random = seededRandom(seed)
      const costs = Object.fromEntries(graph.passes.map(({ id }) => [id, 1 + Math.floor(1000 * random())]))
      const plan = planGraph(graph, profile, { objective: 'overlap', costs })
      counts.plans++
      const { makespan } = plan.report
      if (!makespan) continue
      counts.cut++
      for (const [s, other] of needlessWaits(graph, plan))
        note(`${name}: a wait that nothing needs`, `${seed} (${s} for ${other})`)
      if (makespan.lowerBound > makespan.estimate) note(`${name}: a bound above the estimate`, String(seed))
      if (graph.passes.some(({ kind }) => kind === 'host' || kind === 'external')) continue
      const balanced = planGraph(graph, profile)
      const [own, other] = [plan, balanced].map((one) => makespanOf(graph, one, (id) => costs[id]!)) as [number, number]
      counts.compared++
      if (own < other) counts.sooner++
      if (own === makespan.lowerBound) counts.atBound++
      if (own > other) note(`${name}: ends after balanced`, `${seed} (${own}, ${other})`)
      if (other < makespan.lowerBound)
        note(`${name}: balanced ends before the bound`, `${seed} (${other}, ${makespan.lowerBound})`)
    } catch (error) {
      if (!isMemkitError(error)) throw error
    }
console.log(
  `${seed - first} graphs × ${chosen.length} targets: ${JSON.stringify(counts)}, ${Math.round((Date.now() - started) / 1000)} s`,
)
for (const [rule, seeds] of broken) console.log(`  ${rule}: ${seeds.length}; seeds ${seeds.slice(0, 8).join(', ')}`)
process.exitCode = broken.size > 0 ? 1 : 0
