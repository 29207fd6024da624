// The long run: barriers of whole plans against the best of all orders of their passes, on small random graphs for one queue.
//   npx tsx bench/schedule/barriers.ts [buffers | textures] [graphs = 100000] [most passes = 8] [seed = 1]
import {
  fewestBarriers,
  orderConstraints,
  planWithSamePasses,
  randomBarrierGraph,
} from '../../test/planner/schedule/order/brute-force-barriers.ts'
import { randomTextureGraph } from '../../test/planner/schedule/order/random-texture-graph.ts'
import { seededRandom } from '../../test/planner/schedule/order/random.ts'

const [kind = 'buffers', ...numbers] = process.argv.slice(2)
const [graphs = 100_000, mostPasses = 8, seed = 1] = numbers.map(Number)
const make = kind === 'textures' ? randomTextureGraph : randomBarrierGraph
const random = seededRandom(seed)
let compared = 0
let made = 0
let wrong = 0
let barriers = 0
while (compared < graphs) {
  const document = make(random, mostPasses)
  const plan = planWithSamePasses(document)
  made++
  if (!plan) continue
  compared++
  const { count, lowerBound } = plan.report.barriers
  const fewest = fewestBarriers(orderConstraints(document))
  barriers += count
  if (count === fewest && lowerBound === fewest) continue
  wrong++
  if (wrong <= 5) console.log(`${count} barriers, bound ${lowerBound}, fewest ${fewest}: ${JSON.stringify(document)}`)
}
console.log({ kind, graphs, mostPasses, seed, made, barriers, wrong })
